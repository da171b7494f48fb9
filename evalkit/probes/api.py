"""api: how well the whole public API of a tool is documented.

Motivation. Today's task uses one corner of a tool; the next task will use another. A team that adopts a tool depends on
all of its documentation.

How. The probe reads the tool's own packages, with their stubs (`.pyi`), statically with griffe and never imports them.
An object is public if a public path leads to it: a module without a leading underscore defines or re-exports it. A
module's `__all__` decides, if there is one. Otherwise the module's own definitions count, and imports count only if
they come from the package itself and are written as `from x import y as y`, by a star, or in the `__init__` of a
package out of its own submodules. If a module computes its `__all__`, the readable part of it counts as well as these
rules, and the evidence names the module. The probe resolves aliases and counts each object once, however many paths
lead to it and however many of the tool's packages show it. Tests, names with a leading underscore, names that only a
module's `__getattr__` serves without being in `__all__`, and objects of other packages do not count.

Classes, functions, methods and properties count; modules and data do not. A method inherited from a private base of the
package counts, once; overloads count once; dunder methods belong to their class. An override without a docstring is
undocumented even where the method that it overrides has one, while an inherited method brings its own. A class is
documented if it or its own `__init__` has a docstring, and either may document its parameters; so may the docstring of
the `__init__` that it inherits, and the strings below the fields of a dataclass. The probe docs defines when a
parameter is documented, and what an example is.

Units. Three shares: `docs.documented` of all public objects, `docs.parameters` of the parameters of all callables taken
together (those with a leading underscore left out), `docs.examples` of the callables (classes, functions, methods).

Validity. The probe does not see what a package makes at run time: docstrings that a decorator composes (the evidence
counts the objects that this may concern), names set in loops, and compiled modules without stubs (the evidence names
them). If an object in a stub has no docstring, its documentation may be in the compiled module; the shares leave such
objects out, and the evidence says how many there are. Nobody reads a whole API, and the probe judges a package that
hides little on more objects. If the probe could not parse the style of the docstrings, the share of documented
parameters means little; the evidence says how many docstrings that concerns. A walk over modules without an underscore
finds 80 public classes in scikit-learn 1.9.1; this probe finds 309, and names three more that are compiled.

How it can be gamed. A tool can hide undocumented objects behind underscores, or write docstrings that repeat the name.

What to do about a bad value. Read which modules the evidence lists, and check whether you will use them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model import Direction, Fact, LevelRule, Metric, Status
from evalkit.model.facts import ApiNames, ApiNamesAre, ApiObject, ApiSize, Counted, Documentation
from evalkit.probes.docs import styles_of
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    Metric(
        "docs.documented",
        "Public API that is documented",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the public classes, functions, methods and properties with a docstring.",
        zero=True,
    ),
    Metric(
        "docs.parameters",
        "Parameters of public API documented",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the parameters that the docstrings document, over all public callables.",
        zero=True,
    ),
    Metric(
        "docs.examples",
        "Public API with an example",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the public callables with an example in the docstring.",
        zero=True,
    ),
)


if TYPE_CHECKING:
    from evalkit.environments import Environment
    from evalkit.probes.apis.api_entry import Entry
    from evalkit.probes.apis.public_api import Api

_WHAT = {
    "docs.documented": "object",
    "docs.parameters": "callable with parameters",
    "docs.examples": "class, function or method",
}
_UNITS = {
    "docs.documented": "public objects with a docstring",
    "docs.parameters": "documented parameters of public callables",
    "docs.examples": "public callables with an example",
}


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
        _finding("docs.documented", _counts(readable, lambda e: e.documented), map(_undocumented, readable), remarks),
        _finding(
            "docs.parameters",
            (sum(map(_documented, taking)), sum(len(e.parameters) for e in taking)),
            map(_parameters, taking),
            remarks,
        ),
        _finding("docs.examples", _counts(callables, lambda e: e.example), map(_without_example, callables), remarks),
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
        if any(package.partition(".")[0] in sys.stdlib_module_names for package in question.packages):
            search += _standard_library(question.environment)
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


def _standard_library(environment: Environment) -> list[Path]:
    """The folder in which the interpreter of an environment has its own modules, as a list; empty where there is none."""
    minor = ".".join(environment.python_version.split(".")[:2])
    home = environment.python.resolve().parent.parent
    return [folder for folder in (home / "lib" / f"python{minor}", home / "Lib") if (folder / "os.py").is_file()][:1]


def _counts(entries: Sequence[Entry], good: Callable[[Entry], bool]) -> tuple[int, int]:
    return sum(map(good, entries)), len(entries)


def _finding(
    metric: str,
    counts: tuple[int, int],
    objects: Iterable[ApiObject],
    remarks: tuple[Fact, ...],
) -> Finding:
    part, whole = counts
    if not whole:
        reason = f"there is no public {_WHAT[metric]} whose documentation can be read"
        return Finding(metric, status=Status.PROBE_ERROR, reason=reason, facts=remarks)
    gaps = (one for one in objects if one.lacking)
    return Finding(metric, part / whole, facts=(Counted(part, _UNITS[metric], of=whole), *gaps, *remarks))


def _undocumented(entry: Entry) -> ApiObject:
    return _object(entry, "docstring", lacking=not entry.documented)


def _documented(entry: Entry) -> int:
    """How many parameters the docstrings document; what only prose mentions is not documented."""
    return len(entry.parameters) - len(entry.missing) - len(entry.mentioned)


def _parameters(entry: Entry) -> ApiObject:
    return _object(entry, "parameters", lacking=bool(entry.missing or entry.mentioned))


def _without_example(entry: Entry) -> ApiObject:
    return _object(entry, "example", lacking=not entry.example)


def _object(entry: Entry, sought: Documentation, *, lacking: bool) -> ApiObject:
    return ApiObject(
        entry.path,
        entry.file,
        entry.line,
        sought,
        lacking=lacking,
        missing=entry.missing if sought == "parameters" else (),
        mentioned=entry.mentioned if sought == "parameters" else (),
        made_later=lacking and sought == "docstring" and entry.made_later,
    )


def _remarks(api: Api, carried: Sequence[str]) -> tuple[Fact, ...]:
    counts = Counter(entry.kind for entry in api.entries)
    size = ApiSize(
        packages=tuple(api.packages),
        distributions=tuple(carried),
        classes=counts["class"],
        functions=counts["function"],
        methods=counts["method"],
        properties=counts["property"],
        made_later=sum(entry.made_later for entry in api.entries),
        unread=sum(not entry.read for entry in api.entries),
    )
    mentioned = sum(len(entry.mentioned) for entry in api.entries)
    listed: tuple[tuple[ApiNamesAre, Iterable[str]], ...] = (
        ("computed __all__", api.guessed),
        ("unreadable objects", api.names_not_seen),
        ("served by __getattr__", api.names_served),
        ("unreadable modules", api.modules_not_seen),
        ("classes", (entry.path for entry in api.entries if entry.kind == "class")),
    )
    every = ((are, tuple(names)) for are, names in listed)
    return (
        size,
        styles_of((entry.style for entry in api.entries if entry.documented), mentioned),
        *(ApiNames(are, names) for are, names in every if names),
    )


def _unseen(api: Api) -> str:
    names, modules = len(api.names_not_seen), len(api.modules_not_seen)
    if not names and not modules:
        return "every module could be read statically"
    objects = f"{names} public names whose object cannot be read statically"
    return f"not seen: {objects}, {modules} modules without source or stubs"


PROBE = Probe(
    "api",
    3,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.ENVIRONMENT}),
    family="docs",
    static=True,
    kept=True,
)
