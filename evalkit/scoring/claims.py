"""Claims: what was said about tools, held against measured values.

A claim is supported where all its tests hold, refuted where one does not, else not measured; one that says more than its
tests reach can be refuted by them and never supported. Verdicts go by the values
alone; each test says beside it whether it is sure of that. Only timings read in blocks have an interval. What an author
wrote may differ by the `spread` that the rubric declares for it, and is in doubt where 1.96 of these on either side would
turn the test round; without a declared spread, or where a time was read once, the noise is not known, and so the test is
not sure either. What is counted or found again exactly needs no interval.

A tool that fails at a level has no value of that level's metrics, so a claim about them is not measured, with the reason.
Capability is the exception: what a tool does not do counts 0, for that is what is asked.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from evalkit.model import Claim, Comparison, Entry, LevelRule, Metric, Operand, Status, Test, holds, rated_criterion
from evalkit.probes import METRICS
from evalkit.scoring.figures import Evidenced, Reading
from evalkit.scoring.judgements import ClaimResult, ClaimTest, Side
from evalkit.scoring.timing import typical

SUPPORTED, REFUTED, NOT_MEASURED = "supported", "refuted", "not measured"

_USUAL_LEVEL = "adapt"
_NOISY_UNITS = frozenset({"s", "s / 10⁶ rows", "of a good run"})
_NOISY = frozenset({"run.peak_memory_mb"})
_NOT_CHOSEN = "it is not among the tools of this rubric"
_REACH = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """Between which values a side may really lie; None where that is not known. `why` says what it rests on."""

    ends: tuple[float, float] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """What claims are held against; `members` names the competing tools of each task, `versions` those measured."""

    evidenced: Evidenced
    versions: Mapping[str, str]
    members: Mapping[str, Sequence[str]]

    def has(self, tool: str, task: str | None) -> bool:
        """Whether a tool was part of the run: of one task, or of any where none is named. The baseline always is."""
        tasks = self.members if task is None else (task,)
        return any(
            tool in self.members.get(one, ()) or (one in self.members and tool == self.evidenced.tasks[one].baseline)
            for one in tasks
        )


def claim_results(
    evidenced: Evidenced, versions: Mapping[str, str], members: Mapping[str, Sequence[str]]
) -> tuple[ClaimResult, ...]:
    """Every claim of the rubric with its verdict.

    `versions` are the measured ones by tool, as far as known; `members` names the competing tools of each task: a claim
    about any other tool is not measured.
    """
    run = _Run(evidenced, versions, members)
    return tuple(_result(run, name, claim) for name, claim in evidenced.rubric.claims.items())


def _result(run: _Run, name: str, claim: Claim) -> ClaimResult:
    tests = tuple(_tested(run, test) for test in claim.comparisons)
    verdict, reason = _verdict(tests, claim.not_measured or "")
    return ClaimResult(name, claim.says, claim.source, claim.as_of, verdict, tests, reason)


def _verdict(tests: Sequence[ClaimTest], not_measured: str) -> tuple[str, str]:
    against = [test for test in tests if test.holds is False]
    if against:
        return REFUTED, "; ".join(map(_against, against))
    if not_measured:
        return NOT_MEASURED, not_measured
    unknown = [side for test in tests for side in (test.left, test.right) if side.value is None]
    if unknown:
        return NOT_MEASURED, "; ".join(dict.fromkeys(f"{_name(side)}: {side.reason}" for side in unknown))
    return SUPPORTED, ""


def _tested(run: _Run, test: Test) -> ClaimTest:
    left, left_reach = _measured(run, test.left)
    if isinstance(test.right, Operand):
        right, right_reach = _measured(run, test.right)
    else:
        right = Side(None, None, None, None, 1.0, test.right, left.unit)
        right_reach = _Reach((test.right, test.right))
    if left.value is None or right.value is None:
        return ClaimTest(left, test.comparison, right, None, sure=False, because=test.because or "")
    doubt = _doubt(test.comparison, left_reach, right_reach)
    outcome = holds(left.value, test.comparison, right.value)
    return ClaimTest(left, test.comparison, right, outcome, not doubt, test.because or "", doubt)


def _measured(run: _Run, operand: Operand) -> tuple[Side, _Reach]:
    evidenced = run.evidenced
    metric = METRICS[operand.metric]
    level = operand.level or (_USUAL_LEVEL if metric.rule is LevelRule.ONE_LEVEL else None)
    task = None if metric.rule is LevelRule.TOOL else operand.task
    known = run.has(operand.tool, task)
    reading = _read(evidenced, operand, metric, level) if known else Reading(None, reason=_NOT_CHOSEN)
    side = Side(
        metric=metric.name,
        tool=operand.tool,
        task=task,
        level=level,
        times=operand.times,
        value=None,
        unit=metric.unit,
        version=run.versions.get(operand.tool, ""),
        reason=reading.reason,
        link=(task, level if metric.rule is LevelRule.ONE_LEVEL else None, metric.name) if known else None,
    )
    if reading.status is not Status.OK or reading.value is None:
        status = f"{reading.status}: " if reading.status is not None and reading.status.is_tools else ""
        return replace(side, reason=f"{status}{reading.reason or 'not measured'}"), _Reach(None)
    interval = None
    if reading.by_block and min(reading.samples) > 0:
        interval = typical(reading.samples).interval
    rated = rated_criterion(metric.name) is not None
    reach = _of_raters(reading) if rated else _reach(evidenced, metric, reading.value, interval)
    return (
        replace(side, value=reading.value * operand.times, interval=_scaled(interval, operand.times)),
        replace(reach, ends=_scaled(reach.ends, operand.times)),
    )


def _read(evidenced: Evidenced, operand: Operand, metric: Metric, level: str | None) -> Reading:
    if metric.rule is LevelRule.ALL_LEVELS and level and operand.task:
        return _at_one_level(evidenced, operand.task, operand.tool, metric.name, level)
    applies = [task for task in evidenced.rubric.tasks if metric.name not in evidenced.tasks[task].not_applicable]
    task = operand.task or next(iter(applies or evidenced.rubric.tasks))
    return evidenced.read(task, operand.tool, metric.name, level or "")


def _at_one_level(evidenced: Evidenced, task: str, tool: str, metric: str, level: str) -> Reading:
    """What is usually taken over all levels, at one of them: 0 where the tool does not do it."""
    result = evidenced.level(task, tool, level)
    if result.status is not None and result.status.is_tools:
        return Reading(Status.OK, 0.0, reason=f"{result.status}: {result.reason}")
    values = [seen.value for seen in evidenced.about(task, tool, level, metric) if seen.value is not None]
    if result.status is not Status.OK or not values:
        return Reading(result.status, reason=result.reason or "not measured yet")
    return Reading(Status.OK, statistics.median(values))


def _reach(evidenced: Evidenced, metric: Metric, value: float, interval: tuple[float, float] | None) -> _Reach:
    if interval:
        return _Reach(interval, "the 95 % interval reaches across")
    if metric.effort:
        spread = _spread(evidenced, metric.name)
        if spread is None:
            return _Reach(None, f"how far another author's {metric.title.lower()} may lie is not declared")
        ends = (value * math.exp(-_REACH * spread), value * math.exp(_REACH * spread))
        return _Reach(ends, f"another author's implementation may turn it round (declared spread {spread:g})")
    if metric.unit in _NOISY_UNITS or metric.name in _NOISY:
        return _Reach(None, f"too few readings to know the noise of {metric.name}")
    return _Reach((value, value))


def _of_raters(reading: Reading) -> _Reach:
    if len(reading.samples) < 2:
        return _Reach(None, "one rater cannot show how far raters differ")
    return _Reach((min(reading.samples), max(reading.samples)), "its raters differ")


def _spread(evidenced: Evidenced, metric: str) -> float | None:
    entries: list[Entry] = [entry for one in evidenced.rubric.criteria.values() for entry in one.metrics]
    return next((entry.spread for entry in entries if entry.metric == metric and entry.spread is not None), None)


def _doubt(comparison: Comparison, left: _Reach, right: _Reach) -> str:
    """Why the outcome of a test is not sure; empty where it is the same wherever within its reach each side lies."""
    if left.ends is None or right.ends is None:
        return "; ".join(dict.fromkeys(side.why for side in (left, right) if side.ends is None))
    if comparison == "equal to":  # four unequal ends may still have something equal between them
        apart = left.ends[1] < right.ends[0] or right.ends[1] < left.ends[0]
        turned = not apart and {*left.ends, *right.ends} != {left.ends[0]}
    else:
        turned = len({holds(one, comparison, other) for one, other in product(left.ends, right.ends)}) > 1
    return "; ".join(dict.fromkeys(filter(None, (left.why, right.why)))) if turned else ""


def _scaled(ends: tuple[float, float] | None, times: float) -> tuple[float, float] | None:
    return (ends[0] * times, ends[1] * times) if ends else None


def _name(side: Side) -> str:
    where = (("of", side.tool), ("in", side.task), ("at", side.level))
    return " ".join([side.metric or "", *(f"{word} {part}" for word, part in where if part)])


def _against(test: ClaimTest) -> str:
    return f"{_valued(test.left)} is not {test.comparison} {_valued(test.right)}"


def _valued(side: Side) -> str:
    number = f"{side.value:,.4g} {side.unit}"
    if side.metric is None:
        return number
    if side.times == 1:
        return f"{_name(side)} ({number})"
    return f"{side.times:g} × {_name(side)} ({side.times:g} × {side.observed:,.4g} = {number})"
