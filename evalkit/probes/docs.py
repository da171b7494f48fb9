"""docs: how well the API that the code really uses is documented.

Motivation. A docstring is the documentation nearest to the code. A user needs documentation for the part of the API
that the task uses, not for the average of everything.

How. The probe takes each symbol of the tool's own packages that the implementation really uses, once (`code` says how
it finds them). A parameter is documented if a section of the docstring lists it, in NumPy's, Google's or Sphinx's
style. If the probe cannot parse such a section, a section of attributes counts instead (dataclasses have these). A
mention in prose documents nothing; the evidence says for how many parameters there is no more than that. Parameters
that begin with an underscore are private and do not count, nor do `*args` and `**kwargs` where the text lists what they
stand for. An example is a prompt (`>>>`), a section of examples that is not empty, or a code block. For loose files
without an adapter, every package counts except the standard library and the files themselves.

Units. All four are shares. `docs.used_documented` of the symbols used, `docs.used_examples` of the callables among
them, `docs.used_parameters` and `docs.used_annotated` of all parameters of these callables taken together, so that a
callable with forty parameters weighs as much as forty with one.

Validity. An existing docstring may be poor, and the probe does not read guides, tutorials or error messages. An example
in a user's guide does not count. If the probe could not parse the style, the share of documented parameters means
little; the evidence says how many docstrings that concerns. An implementation uses few symbols, so one more or less
moves the share.

How it can be gamed. A tool can write docstrings that repeat the name, or use `**kwargs`, which hides forty parameters
in one as long as no text lists them.

What to do about a bad value. The evidence names the gaps, symbol by symbol. Check whether the tool's guides fill them,
or write the documentation for the tool.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Direction, Fact, LevelRule, Metric, Status, SymbolFacts, Usage
from evalkit.model.facts import (
    ApiNames,
    ApiObject,
    Counted,
    DocstringStyles,
    Documentation,
    Origin,
    StyleCount,
    Unresolved,
)
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
        "Share of the tool's symbols with a docstring, among those that the implementation uses.",
        zero=True,
    ),
    Metric(
        "docs.used_parameters",
        "Parameters of used API documented",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the parameters that the docstrings document, over all used callables.",
        zero=True,
    ),
    Metric(
        "docs.used_examples",
        "Used API with an example",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the used callables with an example in the docstring.",
        zero=True,
    ),
    Metric(
        "docs.used_annotated",
        "Parameters of used API annotated",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the parameters with a type annotation, over all used callables.",
        zero=True,
    ),
)


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
    coverage = covered((facts.docstring,), parameters)
    return UsedSymbol(
        name,
        facts.callable_,
        bool(facts.docstring.strip()),
        tuple(name for name in parameters if name.lstrip("*") in coverage.parameters),
        frozenset(facts.annotated),
        coverage,
        reading.style,
        reading.example,
        place,
    )


def _findings(used: Sequence[UsedSymbol], remarks: tuple[Fact, ...]) -> tuple[Finding, ...]:
    callables = [symbol for symbol in used if symbol.callable_]
    parameters = sum(len(symbol.parameters) for symbol in callables)
    documented = sum(len(symbol.coverage.parsed) for symbol in callables)
    annotated = sum(len(symbol.parameters) - len(_bare(symbol)) for symbol in callables)
    taking = [symbol for symbol in callables if symbol.parameters]
    of_parameters = (documented, parameters)
    return (
        _finding("docs.used_documented", (sum(s.documented for s in used), len(used)), used, "docstring", remarks),
        _finding("docs.used_parameters", of_parameters, taking, "parameters", remarks),
        _finding(
            "docs.used_examples", (sum(s.example for s in callables), len(callables)), callables, "example", remarks
        ),
        _finding("docs.used_annotated", (annotated, parameters), taking, "annotations", remarks),
    )


def _finding(
    metric: str,
    counts: tuple[int, int],
    among: Sequence[UsedSymbol],
    sought: Documentation,
    remarks: tuple[Fact, ...],
) -> Finding:
    part, whole = counts
    if not whole:
        reason = "nothing that the implementation uses of the tool takes a parameter or can be called"
        return Finding(metric, status=Status.PROBE_ERROR, reason=reason, facts=remarks)
    unit = "parameters" if sought in ("parameters", "annotations") else "symbols"
    objects = (_object(symbol, sought) for symbol in among)
    return Finding(metric, part / whole, facts=(Counted(part, unit, of=whole), *objects, *remarks))


def _object(symbol: UsedSymbol, sought: Documentation) -> ApiObject:
    """What one symbol has or lacks of what was looked for."""
    missing: tuple[str, ...] = ()
    if sought == "parameters":
        missing, mentioned = symbol.coverage.missing, symbol.coverage.mentioned
        return ApiObject(
            symbol.name, *symbol.place, sought, lacking=bool(missing or mentioned), missing=missing, mentioned=mentioned
        )
    if sought == "annotations":
        missing = _bare(symbol)
    lacks = {"docstring": not symbol.documented, "example": not symbol.example}.get(sought, bool(missing))
    return ApiObject(symbol.name, *symbol.place, sought, lacking=lacks, missing=missing)


def styles_of(styles: Iterable[Style], mentioned: int = 0) -> DocstringStyles:
    """How many of some docstrings are in which style that could be parsed, the most frequent first."""
    counts = Counter(styles)
    named = tuple(StyleCount(style, count) for style, count in counts.most_common() if style)
    return DocstringStyles(counts.total(), named, mentioned)


def _remarks(usage: Usage, used: Sequence[UsedSymbol], unknown: Sequence[str]) -> tuple[Fact, ...]:
    mentioned = sum(len(symbol.coverage.mentioned) for symbol in used)
    facts: list[Fact] = [
        styles_of((symbol.style for symbol in used if symbol.documented), mentioned),
        Origin(usage.recorded, reason=usage.reason),
    ]
    if unknown:
        facts.append(ApiNames("unknown", tuple(unknown)))
    if lost := sum(use.symbol.startswith("?.") for use in usage.uses):
        facts.append(Unresolved(lost))
    return tuple(facts)


def _bare(symbol: UsedSymbol) -> tuple[str, ...]:
    return tuple(name for name in symbol.parameters if name not in symbol.annotated)


PROBE = Probe(
    "docs", 2, Scope.IMPLEMENTATION, observe, METRICS, depends=frozenset({Dependence.USAGE}), family="docs", static=True
)
