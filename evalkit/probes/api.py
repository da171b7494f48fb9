"""api: how well the whole public API of a tool is documented.

Motivation. The task of today uses a corner of a tool; the next one will use another. Whoever adopts a tool depends on
all of its documentation.

How. The tool's own packages are read statically with griffe, never imported, stubs (`.pyi`) among them. Public is what
a public path leads to: what modules without a leading underscore define or re-export. `__all__` decides where there is
one. Where there is none, what is defined there counts, and imports count only if they come from the package itself and
are written as `from x import y as y`, by a star, or in the `__init__` of a package out of its own submodules. Where
`__all__` is computed, both what can be read of it and these rules count, and the evidence names the module. Aliases
are resolved, and each object counts once, however many paths lead to it and however many of the tool's packages show
it. Tests, names with a leading underscore, names that only a module's `__getattr__` serves without being in `__all__`,
and what belongs to other packages do not count.

Classes, functions, methods and properties count; modules and data do not. A method inherited from a private base of the
package counts, once; overloads count once; dunder methods belong to their class. An override without a docstring is
undocumented even where the method that it overrides has one, while a method that is wholly inherited brings its own. A
class is documented if it or its own `__init__` has a docstring, and either may document its parameters; so may the
docstring of the `__init__` that it inherits, and the strings below the fields of a dataclass. What documents a
parameter and what is an example is decided as the probe docs does.

Units. Three shares: `docs.documented` of all public objects, `docs.parameters` of the parameters of all callables taken
together (those with a leading underscore left out), `docs.examples` of the callables (classes, functions, methods).

Validity. What a package makes at run time is not seen: docstrings that a decorator composes (the evidence counts the
objects that this may concern), names set in loops, compiled modules without stubs (named). What a stub shows without a
docstring has its documentation in the compiled module, if anywhere: it is left out of the shares, and the evidence says
how many these are. Nobody reads a whole API, and packages that hide little are judged on more. Where the style of the
docstrings could not be parsed, the share of documented parameters means little; the evidence says how many that is. By
a walk over modules without an underscore alone, scikit-learn 1.9.1 has 80 public classes; this one finds 309, and names
three more that are compiled.

How it can be gamed. By hiding what is undocumented behind underscores, and by docstrings that repeat the name.

What to do about a bad value. Look which modules the evidence lists, and whether they are ones that you will use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model import Direction, Evidence, LevelRule, Metric, Status
from evalkit.probes.docs import LONGEST, styles_in_words
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    Metric(
        "docs.documented",
        "Public API that is documented",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the public classes, functions, methods and properties that have a docstring.",
        zero=True,
    ),
    Metric(
        "docs.parameters",
        "Parameters of public API documented",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the parameters of the public callables that their docstrings document.",
        zero=True,
    ),
    Metric(
        "docs.examples",
        "Public API with an example",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the public callables whose docstring shows an example.",
        zero=True,
    ),
)


if TYPE_CHECKING:
    from evalkit.probes.apis.api_entry import Entry
    from evalkit.probes.apis.public_api import Api

_WHAT = {
    "docs.documented": "object",
    "docs.parameters": "callable with parameters",
    "docs.examples": "class, function or method",
}
_PLURAL = {
    "docs.documented": "public objects with a docstring",
    "docs.parameters": "documented parameters of public callables",
    "docs.examples": "public callables with an example",
}
_KINDS = {"class": "classes", "function": "functions", "method": "methods", "property": "properties"}


def observe(question: Question) -> tuple[Finding, ...]:
    """Look at the docstrings of a tool's whole public API; raises `CannotTell` where it cannot be read."""
    # Reading APIs takes griffe, which takes 60 ms to import: whoever asks for other probes does without.
    from evalkit.probes.apis.api_cache import cached_api, distributions  # noqa: PLC0415
    from evalkit.probes.apis.api_source import NoSuchPackage  # noqa: PLC0415

    packages, search = _where(question)
    try:
        api = cached_api(packages, search)
    except NoSuchPackage as error:
        raise CannotTell(str(error)) from None
    if not api.entries:
        raise CannotTell(f"nothing public can be read statically in {', '.join(packages)}: {_unseen(api)}")
    tops = dict.fromkeys(package.partition(".")[0] for package in api.packages)
    remarks = _remarks(api, tuple(dict.fromkeys(name for top in tops for name in distributions(top, search))))
    readable = [entry for entry in api.entries if entry.read]
    callables = [entry for entry in readable if entry.kind != "property"]
    taking = [entry for entry in callables if entry.parameters]
    return (
        _finding("docs.documented", _counts(readable, lambda e: e.documented), readable, _no_docstring, remarks),
        _finding(
            "docs.parameters",
            (sum(len(e.parameters) - len(e.missing) for e in taking), sum(len(e.parameters) for e in taking)),
            taking,
            lambda e: ", ".join(e.missing),
            remarks,
        ),
        _finding("docs.examples", _counts(callables, lambda e: e.example), callables, _no_example, remarks),
    )


def _where(question: Question) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """The packages that are asked about, and the folders that they lie in."""
    if question.adapter is not None:
        if question.environment is None:
            raise CannotTell("the tool's environment is not at hand, and its packages lie there")
        folder = question.environment.folder
        search = sorted((*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages")))
        if not search:
            raise CannotTell("the tool's environment has no folder of installed packages")
        return question.packages, tuple(search)
    main = next((asked.main for asked in question.implementations if asked.main is not None), None)
    if main is None:
        raise CannotTell("no package is named whose API could be read")
    main = main.absolute()
    parts, folder = ([main.parent.name], main.parent.parent) if main.stem == "__init__" else ([main.stem], main.parent)
    # A package within a package is named, and imports its siblings, by its full name.
    while (folder / "__init__.py").is_file() and folder.name.isidentifier():
        parts.insert(0, folder.name)
        folder = folder.parent
    return (".".join(parts),), (folder,)


def _counts(entries: Sequence[Entry], good: Callable[[Entry], bool]) -> tuple[int, int]:
    return sum(map(good, entries)), len(entries)


def _finding(
    metric: str,
    counts: tuple[int, int],
    among: Sequence[Entry],
    missing: Callable[[Entry], str],
    remarks: tuple[Evidence, ...],
) -> Finding:
    part, whole = counts
    if not whole:
        reason = f"there is no public {_WHAT[metric]} whose documentation can be read"
        return Finding(metric, status=Status.PROBE_ERROR, reason=reason, evidence=remarks)
    gaps = [f"{e.file}:{e.line} {e.path}: {gap}" for e in among if (gap := missing(e))]
    summary = Evidence(text=f"{_PLURAL[metric]}: {part} of {whole}")
    return Finding(metric, part / whole, evidence=(summary, *_listed(gaps, "with something missing"), *remarks))


def _no_docstring(entry: Entry) -> str:
    if entry.documented:
        return ""
    return "no docstring, unless its decorator makes one" if entry.made_later else "no docstring"


def _no_example(entry: Entry) -> str:
    return "" if entry.example else "no example"


def _remarks(api: Api, carried: Sequence[str]) -> tuple[Evidence, ...]:
    counted = ", ".join(f"{sum(e.kind == kind for e in api.entries)} {plural}" for kind, plural in _KINDS.items())
    said = [
        f"the public API of {', '.join(api.packages)} ({', '.join(carried) or 'loose files'}): {counted}",
        styles_in_words(entry.style for entry in api.entries if entry.documented),
    ]
    if mentioned := sum(len(entry.mentioned) for entry in api.entries):
        said.append(f"{mentioned} parameters count as documented by a mention in prose")
    if later := sum(entry.made_later for entry in api.entries):
        said.append(
            f"{later} objects without a docstring have a decorator, or an assignment, that may make one at run time"
        )
    if unread := sum(not entry.read for entry in api.entries):
        said.append(f"{unread} objects are left out: their stubs have no docstrings, their compiled modules may")
    if api.guessed:
        said.append(
            f"__all__ is computed, so that the rules for modules without one were added, in {', '.join(api.guessed)}"
        )
    if api.names_served:
        said.append(f"{len(api.names_served)} names are served by a module's __getattr__, from where cannot be read")
    said.append(_unseen(api))
    classes = [f"{e.file}:{e.line} {e.path}" for e in api.entries if e.kind == "class"]
    return (
        *(Evidence(text=text[:LONGEST]) for text in said),
        *_listed(api.names_not_seen, "public names whose object cannot be read"),
        *_listed(api.names_served, "names that a module's __getattr__ serves"),
        *_listed(api.modules_not_seen, "modules without source or stubs"),
        *_listed(classes, "public classes"),
    )


def _unseen(api: Api) -> str:
    names, modules = len(api.names_not_seen), len(api.modules_not_seen)
    if not names and not modules:
        return "every module could be read statically"
    objects = f"{names} public names whose object cannot be read statically"
    return f"not seen: {objects}, {modules} modules without source or stubs"


def _listed(lines: Iterable[str], what: str) -> tuple[Evidence, ...]:
    """One listing as evidence, as many lines as fit, and how many there are."""
    every = tuple(lines)
    if not every:
        return ()
    shown: list[str] = []
    room = LONGEST - 120
    for line in every:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    more = f"\n… and {len(every) - len(shown)} more" if len(shown) < len(every) else ""
    return (Evidence(text=f"{len(every)} {what}:\n" + "\n".join(shown) + more),)


PROBE = Probe(
    "api", 1, Scope.TOOL, observe, METRICS, depends=frozenset({Dependence.ENVIRONMENT}), family="docs", static=True
)
