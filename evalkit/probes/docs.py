"""docs: what the documentation says of the API that is really used.

Motivation. A docstring is the documentation that is at hand where the code is written. What matters to a user is the
part of the API that the task needs, not the average over everything.

How. The symbols of the tool's own packages that the implementation really uses (`code` says how they are found), each
once. A parameter is documented if a section of the docstring lists it, in NumPy's, Google's or Sphinx's style. Where no
such section could be parsed, a section of attributes stands in (dataclasses are written so), and failing that a mention
in prose that is marked up or heads a line; how many counted so is said. Parameters that begin with an underscore are
nobody's to use and are left out. An example is a prompt (`>>>`), a section of examples that is not empty, or a code
block. For loose files without an adapter every package counts but the standard library and the files themselves.

Units. All four are shares. `docs.used_documented` of the symbols used, `docs.used_examples` of the callables among
them, `docs.used_parameters` and `docs.used_annotated` of all parameters of these callables taken together, so that a
callable with forty parameters weighs as much as forty with one.

Validity. A docstring that is there may be poor, and guides, tutorials and error messages are not seen. An example in a
user's guide does not count. Where the style could not be parsed, the share of documented parameters means little: the
evidence says how many docstrings that is. Few symbols are used, so that one more or less moves the share.

How it can be gamed. By docstrings that repeat the name, and by `**kwargs`, which hides forty parameters in one.

What to do about a bad value. The evidence names what is missing, symbol by symbol: look whether the tool's guides say
it instead, or write it for the tool.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Direction, Evidence, LevelRule, Metric, Status, SymbolFacts, Usage
from evalkit.probes.apis.docstrings import Coverage, Style, covered, read_docstring
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    Metric(
        "docs.used_documented",
        "Used API that is documented",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the tool's symbols that the implementation really uses which have a docstring.",
        zero=True,
    ),
    Metric(
        "docs.used_parameters",
        "Parameters of used API documented",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the parameters of the used callables that their docstrings document.",
        zero=True,
    ),
    Metric(
        "docs.used_examples",
        "Used API with an example",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the used callables whose docstring shows an example.",
        zero=True,
    ),
    Metric(
        "docs.used_annotated",
        "Parameters of used API annotated",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the parameters of the used callables that carry a type annotation.",
        zero=True,
    ),
)


LONGEST = 4_000
"""Characters of one listing of evidence at most."""


@dataclass(frozen=True, slots=True)
class UsedSymbol:
    """One used symbol and what its docstring covers.

    `parameters` are those that are anybody's to use, `place` the file and line of its first use.
    """

    name: str
    callable_: bool
    documented: bool
    parameters: tuple[str, ...]
    annotated: frozenset[str]
    coverage: Coverage
    style: Style
    example: bool
    place: tuple[str, int]


def observe(question: Question) -> tuple[Finding, ...]:
    """Look at the docstrings of what one implementation uses; raises `CannotTell` where it uses nothing of the tool."""
    implementation = question.implementation
    if implementation.main is None:
        return PROBE.broke("the tool cannot do this level", Status.UNSUPPORTED)
    usage = question.usage_of(implementation)
    names = _own_symbols(usage, question)
    if not names:
        whose = (
            f"of its tool's own packages ({', '.join(question.packages)})" if question.packages else "of any package"
        )
        raise CannotTell(f"the implementation uses nothing {whose}")
    known = {name: usage.symbols[name] for name in names if name in usage.symbols}
    if not known:
        raise CannotTell(f"nothing is known of the {len(names)} symbols that the implementation uses")
    used = tuple(_read(name, facts, names[name]) for name, facts in known.items())
    return _findings(used, _remarks(usage, used, sorted(names.keys() - known.keys())))


def _own_symbols(usage: Usage, question: Question) -> Mapping[str, tuple[str, int]]:
    """The used symbols that count, each with the place of its first use."""
    own = {package.partition(".")[0] for package in question.packages}
    local = {file.stem for file in question.implementation.files}
    places: dict[str, tuple[str, int]] = {}
    for use in usage.uses:
        if use.kind == "import" or not use.package or use.symbol.startswith("?."):
            continue
        foreign = use.package in sys.stdlib_module_names or use.package in local or use.package == "__main__"
        if use.package in own if own else not foreign:
            places.setdefault(use.symbol, (use.file, use.line))
    return places


def _read(name: str, facts: SymbolFacts, place: tuple[str, int]) -> UsedSymbol:
    parameters = tuple(p for p in facts.parameters if not p.lstrip("*").startswith("_")) if facts.callable_ else ()
    reading = read_docstring(facts.docstring)
    return UsedSymbol(
        name,
        facts.callable_,
        bool(facts.docstring.strip()),
        parameters,
        frozenset(facts.annotated),
        covered((facts.docstring,), parameters),
        reading.style,
        reading.example,
        place,
    )


def _findings(used: Sequence[UsedSymbol], remarks: tuple[Evidence, ...]) -> tuple[Finding, ...]:
    callables = [symbol for symbol in used if symbol.callable_]
    parameters = sum(len(symbol.parameters) for symbol in callables)
    documented = sum(len(symbol.parameters) - len(symbol.coverage.missing) for symbol in callables)
    annotated = sum(len(symbol.parameters) - len(_bare(symbol)) for symbol in callables)
    taking = [symbol for symbol in callables if symbol.parameters]
    asked: tuple[tuple[str, int, int, Sequence[UsedSymbol], Callable[[UsedSymbol], str]], ...] = (
        ("docs.used_documented", sum(s.documented for s in used), len(used), used, _no_docstring),
        ("docs.used_parameters", documented, parameters, taking, _undocumented),
        ("docs.used_examples", sum(s.example for s in callables), len(callables), callables, _no_example),
        ("docs.used_annotated", annotated, parameters, taking, _unannotated),
    )
    return tuple(
        _finding(metric, part, whole, among, missing, remarks) for metric, part, whole, among, missing in asked
    )


def _finding(
    metric: str,
    part: int,
    whole: int,
    among: Sequence[UsedSymbol],
    missing: Callable[[UsedSymbol], str],
    remarks: tuple[Evidence, ...],
) -> Finding:
    if not whole:
        reason = "nothing that the implementation uses of the tool takes a parameter or can be called"
        return Finding(metric, status=Status.PROBE_ERROR, reason=reason, evidence=remarks)
    gaps = {symbol.name: missing(symbol) for symbol in among}
    whole_ones = [name for name, gap in gaps.items() if not gap]
    what = "parameters" if metric in {"docs.used_parameters", "docs.used_annotated"} else "symbols"
    summary = f"{part} of {whole} {what}" + (f"; nothing missing at {', '.join(whole_ones)}" if whole_ones else "")
    places = tuple(
        Evidence(symbol.place[0], (symbol.place[1], symbol.place[1]), capped(f"{symbol.name}: {gaps[symbol.name]}"))
        for symbol in among
        if gaps[symbol.name]
    )
    return Finding(metric, part / whole, evidence=(Evidence(text=capped(summary)), *places, *remarks))


def capped(text: str) -> str:
    """The text, cut to `LONGEST` characters and saying so."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]} … and more"


def styles_in_words(styles: Iterable[Style]) -> str:
    """How many of some docstrings are in a style that could be parsed, by style."""
    counts = Counter(styles)
    whole, parsed = counts.total(), counts.total() - counts[""]
    listed = ", ".join(f"{style} {count}" for style, count in counts.most_common() if style)
    share = f"{parsed / whole:.0%}" if whole else "none"
    return f"{parsed} of {whole} docstrings ({share}) are in a style that could be parsed" + (
        f": {listed}" if listed else ""
    )


def _remarks(usage: Usage, used: Sequence[UsedSymbol], unknown: Sequence[str]) -> tuple[Evidence, ...]:
    said = [styles_in_words(symbol.style for symbol in used if symbol.documented)]
    if mentioned := sum(len(symbol.coverage.mentioned) for symbol in used):
        said.append(f"{mentioned} parameters count as documented by a mention in prose")
    said.append("the symbols come from a verified recording run" if usage.recorded else _read_off(usage))
    if unknown:
        said.append(f"nothing is known of, and left out: {', '.join(unknown)}")
    if lost := sum(use.symbol.startswith("?.") for use in usage.uses):
        said.append(f"{lost} uses could not be resolved to a symbol, of this or another package")
    return (Evidence(text=capped("; ".join(said))),)


def _read_off(usage: Usage) -> str:
    return "the symbols were read off the source" + (f": {usage.reason}" if usage.reason else "")


def _no_docstring(symbol: UsedSymbol) -> str:
    return "" if symbol.documented else "no docstring"


def _no_example(symbol: UsedSymbol) -> str:
    return "" if symbol.example else "no example"


def _undocumented(symbol: UsedSymbol) -> str:
    coverage = symbol.coverage
    said = [f"not documented: {', '.join(coverage.missing)}"] if coverage.missing else []
    if coverage.mentioned:
        said.append(f"only mentioned in prose: {', '.join(coverage.mentioned)}")
    return "; ".join(said)


def _unannotated(symbol: UsedSymbol) -> str:
    bare = _bare(symbol)
    return f"not annotated: {', '.join(bare)}" if bare else ""


def _bare(symbol: UsedSymbol) -> tuple[str, ...]:
    return tuple(name for name in symbol.parameters if name not in symbol.annotated)


PROBE = Probe(
    "docs", 1, Scope.IMPLEMENTATION, observe, METRICS, depends=frozenset({Dependence.USAGE}), family="docs", static=True
)
