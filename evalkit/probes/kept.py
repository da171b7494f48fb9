"""kept: how much of the ordinary code a tool lets you keep.

Motivation. 'You wrote pandas? Refactor it.' A tool that lets a team keep its code costs less to adopt, and less to
leave.

How. The probe looks for every statement of the baseline's implementation of the same level in the tool's
implementation. It takes statements above the hand-over line and compares them as boilerplate does (compound statements
by their header alone, local names and strings blanked), each as often as it occurs. Imports count like any other
statement.

Units. `interop.kept_share` is the share of the baseline's statements that survive, between 0 and 1. The baseline's own
is 1.

Validity. Different people may have written the two scripts, so code that an author could have kept and did not keep
counts as lost. Statements that any script has (an import of json, a loop) survive by chance, for every tool alike.

How it can be gamed. An author can copy the baseline's statements without using their results; `code.tokens` counts
them.

What to do about a bad value. Read the lost statements, and check whether the tool accepts them as they are (a plain
function, a data frame).
"""

from __future__ import annotations

from evalkit.model import Direction, LevelRule, Metric
from evalkit.model.facts import Kept
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.probes.surviving_statements import gone, gone_facts, statements_of

METRICS = (
    Metric(
        "interop.kept_share",
        "Ordinary code that is kept",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the baseline's statements that survive in the tool's implementation.",
        zero=True,
        effort=True,
    ),
)


def observe(question: Question) -> tuple[Finding, ...]:
    """Compare one implementation with the baseline's of the same level."""
    one = question.implementation
    baseline = question.baseline.get(one.level)
    if baseline is None or baseline.main is None:
        raise CannotTell(f"the baseline has no implementation of {one.level}")
    before = statements_of(baseline, question.name_of)
    if not before:
        raise CannotTell(f"the baseline's implementation of {one.level} has no statement")
    lost = gone(before, statements_of(one, question.name_of))
    survived = len(before) - len(lost)
    kept = Kept(baseline.tool, one.level, survived, len(before), question.name_of(question.main))
    return (Finding("interop.kept_share", survived / len(before), facts=(kept, *gone_facts(lost))),)


PROBE = Probe(
    "kept",
    3,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.BASELINE}),
    family="interop",
)
