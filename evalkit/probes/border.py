"""border: whether common types go into the tool and come out of it.

Motivation. A tool that takes and returns common types (a table, an array, a path, a dictionary) fits between any two
other tools. If a tool returns its own messages, handles or graphs, somebody must write code to convert them.

How. The recording run notes the type of every value that goes into a symbol of the tool's own packages as an argument
or comes out of it, as a result or an attribute. Each distinct place (file, line), symbol, direction and type counts
once, however often it is run. A type is common if it is Python's own (built in or of the standard library), NumPy's,
pandas' or Arrow's. The probe leaves out None, and classes and modules that come out, because these were only
named.

Units. `interop.standard_types` is a share between 0 and 1.

Validity. The probe judges a type by its class alone: a dictionary may still hold the tool's own objects, and a class
handed in counts as Python's, whoever wrote it. Classes that the implementation defines itself do not count as common.
All types of pandas count as common, even its handles (a GroupBy), which favours pandas. Without a recording there
is no value.

How it can be gamed. An author can convert at once: `f(x).to_dict()` passes two values, one of them the tool's, but all
later values are Python's. `code.tokens` counts the conversion.

What to do about a bad value. Read which types are the tool's own, and look for another way in or out (a data frame
instead of a file of records).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence

from evalkit.model import Crossing, Direction, LevelRule, Metric
from evalkit.model.facts import BorderType, Counted, Passage
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    Metric(
        "interop.standard_types",
        "Common types in and out",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the values that go into and come out of the tool's API and have a type of Python, NumPy, pandas or Arrow.",
        zero=True,
    ),
)


EVERYBODYS = frozenset({"builtins", "numpy", "pandas", "pyarrow", *sys.stdlib_module_names})
"""Packages whose types many other tools accept and return."""

_NOTHING = frozenset({"builtins.NoneType", "types.NoneType", "NoneType"})
_NAMED = frozenset({"builtins.type", "builtins.module", "abc.ABCMeta", "enum.EnumType", "enum.EnumMeta"})


def observe(question: Question) -> tuple[Finding, ...]:
    """Look at what crossed the border of the tool's own packages in one implementation's recording."""
    if not question.packages:
        raise CannotTell("no adapter says which packages are the tool's own")
    usage = question.usage_of(question.implementation)
    if not usage.recorded:
        raise CannotTell(f"no recording: {usage.reason or 'it was not run'}")
    seen = at_border(usage.crossings, question.packages)
    if not seen:
        raise CannotTell(f"no value was seen crossing the border of {', '.join(question.packages)}")
    common = sum(is_common(crossing.type_name) for crossing in seen)
    total = Counted(common, "values of common types, each at a distinct place", of=len(seen))
    return (Finding("interop.standard_types", common / len(seen), facts=(total, *_by_type(seen))),)


def at_border(crossings: Iterable[Crossing], packages: Sequence[str]) -> tuple[Crossing, ...]:
    """The distinct values that crossed the border of `packages`: one a place, symbol, direction and type."""
    distinct = {
        (c.symbol, c.direction, c.type_name, c.file, c.line): c
        for c in crossings
        if _is_value(c) and any(c.symbol == p or c.symbol.startswith(f"{p}.") for p in packages)
    }
    return tuple(distinct.values())


def is_common(type_name: str) -> bool:
    """Return whether a type, by its qualified name, is a common one, which many tools accept and return."""
    return type_name.partition(".")[0] in EVERYBODYS


def _is_value(crossing: Crossing) -> bool:
    is_named = crossing.direction == "out" and crossing.type_name in _NAMED
    return crossing.type_name not in _NOTHING and not is_named


def _by_type(seen: Iterable[Crossing]) -> tuple[BorderType, ...]:
    """One fact for each type, the tool's own first: which way, through what, and where."""
    places: dict[str, list[Crossing]] = defaultdict(list)
    for crossing in seen:
        places[crossing.type_name].append(crossing)
    order = sorted(places, key=lambda name: (is_common(name), -len(places[name]), name))
    return tuple(_of_type(name, places[name]) for name in order)


def _of_type(name: str, crossings: Sequence[Crossing]) -> BorderType:
    passages = tuple(Passage(c.symbol, c.direction, c.file, c.line) for c in crossings)
    return BorderType(name, is_common(name), passages)


PROBE = Probe(
    "border",
    1,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.USAGE}),
    family="interop",
)
