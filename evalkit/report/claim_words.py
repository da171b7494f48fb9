"""Claims as the page shows them: what was said, the verdict, and the values behind it."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import METRICS, LevelRule
from evalkit.report.answer import Named, Sentence
from evalkit.report.links import link
from evalkit.report.plain_text import visible
from evalkit.report.quantities import quantity, times
from evalkit.report.subject import ReportInput
from evalkit.scoring import ClaimResult, ClaimTest, Side

VERDICTS = ("supported", "refuted", "not measured")


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim: its verdict, and a sentence with the measured values for each of its tests."""

    result: ClaimResult
    tests: tuple[tuple[Sentence, str], ...]


def claim_views(report: ReportInput) -> tuple[ClaimView, ...]:
    """Claims by verdict, what was measured first; in the rubric's order within a verdict."""
    results = sorted(report.scorecard.claims, key=lambda one: VERDICTS.index(one.verdict))
    return tuple(
        ClaimView(one, tuple((_said(report, test), visible(test.because)) for test in one.tests)) for one in results
    )


def _said(report: ReportInput, test: ClaimTest) -> Sentence:
    outcome = {True: "holds", False: "does not hold", None: "not measured"}[test.holds]
    unsure = "" if test.holds is None or test.sure else f", though not surely ({visible(test.doubt)})"
    return (*_side(report, test.left), f" is {test.comparison} ", *_side(report, test.right), f": {outcome}{unsure}.")


def _side(report: ReportInput, side: Side) -> Sentence:
    if side.metric is None or side.tool is None:
        return (quantity(side.value, side.unit),)
    metric = METRICS[side.metric]
    task = None if metric.rule is LevelRule.TOOL else side.task
    shown = quantity(side.value, side.unit) if side.value is not None else f"no value ({visible(side.reason)})"
    factor = "" if side.times == 1 else f"{times(side.times)} "
    fact = report.facts.tools.get(side.tool)
    name = visible(fact.name) if fact else side.tool
    version = f" {side.version}" if side.version else ""
    where = "".join(f", {part}" for part in (side.task, side.level) if part and task)
    interval = ""
    if side.interval:
        interval = f" ({quantity(side.interval[0], side.unit)} to {quantity(side.interval[1], side.unit)})"
    return (
        f"{factor}“{metric.title}” of {name}{version}{where}, ",
        Named(shown, link("number", side.tool, *(side.link or (task, side.level, side.metric)))),
        interval,
    )
