"""Claims as the page shows them: the claim, the verdict, and the values behind it, in short and at length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model import LevelRule
from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.brief import beginning
from evalkit.report.words.quantities import quantity, weight
from evalkit.report.words.sentence import Named, Sentence
from evalkit.scoring import ClaimResult, ClaimTest, Side

SUPPORTED, REFUTED, NOT_MEASURED = VERDICTS = ("supported", "refuted", "not measured")


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim: its verdict in words, in `brief` the values that decide it, and in `because` the reason for their threshold.

    `tests` holds a sentence and the reason for each test.
    """

    result: ClaimResult
    verdict: str
    brief: Sentence
    because: str
    tests: tuple[tuple[Sentence, str], ...]


def claim_views(report: ReportInput) -> tuple[ClaimView, ...]:
    """Return claims by verdict, measured ones first, in the rubric's order within a verdict."""
    results = sorted(report.scorecard.claims, key=lambda one: VERDICTS.index(one.verdict))
    return tuple(
        ClaimView(
            one,
            f"barely {one.verdict}" if one.barely else one.verdict,
            _brief(report, one),
            visible(deciding[0].because) if (deciding := _deciding(one)) else "",
            tuple((_said(report, test), visible(test.because)) for test in one.tests),
        )
        for one in results
    )


def _brief(report: ReportInput, result: ClaimResult) -> Sentence:
    """Return the first test that decides the verdict and the number of others, or why nothing was measured."""
    deciding = _deciding(result)
    if not deciding:
        return (visible(result.reason),)
    (first, *others) = deciding
    left, right = first.left, first.right
    if first.holds is None:
        unknown = left if left.value is None else right
        return (*_whose(report, unknown), *_shown(unknown))
    compared = first.comparison if first.holds else f"not {first.comparison}"
    ends = [_more(len(others), holds=first.holds), "" if _surely(result.verdict, deciding) else "not for certain"]
    return (
        *(*_whose(report, left), *_shown(left), f", {compared} "),
        *(*_shown(right), *_of(report, left, right)),
        "".join(f"; {end}" for end in ends if end),
    )


def _deciding(result: ClaimResult) -> list[ClaimTest]:
    """Return the tests that decide the verdict; for one that hangs by a hair those close to their thresholds first."""
    wanted = {SUPPORTED: True, REFUTED: False}.get(result.verdict)
    found = [test for test in result.tests if test.holds is wanted]
    return sorted(found, key=lambda test: result.barely and not test.close)


def _more(count: int, *, holds: bool) -> str:
    if not count:
        return ""
    if count == 1:
        return f"1 more test {'holds' if holds else 'does not hold'}"
    return f"{count} more tests {'hold' if holds else 'do not hold'}"


def _surely(verdict: str, deciding: Sequence[ClaimTest]) -> bool:
    """Return whether the verdict is certain: one certain failure refutes, but support needs all tests certain."""
    return any(test.sure for test in deciding) if verdict == REFUTED else all(test.sure for test in deciding)


def _whose(report: ReportInput, side: Side) -> Sentence:
    return (f"{_tool(report, side)}: “{METRICS[side.metric].title}” ",) if side.metric else ()


def _of(report: ReportInput, left: Side, right: Side) -> Sentence:
    """Return whose value the other side is, if it is a tool's."""
    if right.metric is None:
        return ()
    title = "" if right.metric == left.metric else f" (“{METRICS[right.metric].title}”)"
    return (title,) if right.tool == left.tool else (f" of {_tool(report, right)}{title}",)


def _said(report: ReportInput, test: ClaimTest) -> Sentence:
    outcome = {True: "holds", False: "does not hold", None: "not measured"}[test.holds]
    unsure = "" if test.holds is None or test.sure else f", though not for certain ({visible(test.doubt)})"
    verb = "is" if test.holds is not None else "would have to be"
    return (
        *_side(report, test.left),
        f" {verb} {test.comparison} ",
        *_side(report, test.right),
        f": {outcome}{unsure}.",
    )


def _side(report: ReportInput, side: Side) -> Sentence:
    if side.metric is None:
        return _shown(side)
    metric = METRICS[side.metric]
    task = None if metric.rule is LevelRule.TOOL else side.task
    version = f" {side.version}" if side.version else ""
    where = f" in “{visible(report.tasks[task].title if task in report.tasks else task)}”" if task else ""
    level = f" at {side.level}" if side.level and task else ""
    return (f"“{metric.title}” of {_tool(report, side)}{version}{where}{level}, ", *_shown(side))


def _shown(side: Side) -> Sentence:
    """Return the observed value with a link to its evidence, and with a factor the product: '2 × 24 tokens = 48 tokens'."""
    if side.metric is None or side.tool is None:
        return (quantity(side.value, side.unit),)
    there = link("number", side.tool, *side.link) if side.link else ""
    if side.value is None:
        return (Named(f"no value ({visible(beginning(side.reason))})", there),)
    interval = ""
    if side.interval:
        low, high = (quantity(end / side.times, side.unit) for end in side.interval)
        interval = f" ({low} to {high})"
    observed = Named(quantity(side.observed, side.unit), there)
    if side.times == 1:
        return (observed, interval)
    return (f"{weight(side.times)} × ", observed, f"{interval} = {quantity(side.value, side.unit)}")


def _tool(report: ReportInput, side: Side) -> str:
    fact = report.facts.tools.get(side.tool or "")
    return visible(fact.name) if fact else str(side.tool)
