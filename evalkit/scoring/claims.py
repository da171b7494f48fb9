"""Claims: statements about tools, compared with measured values.

A claim is supported if all its tests hold, and refuted if one of them fails; otherwise it is not measured. A claim that
says more than its tests cover can be refuted, but never supported.

The values alone decide the verdict. Beside it, each test says whether its result is certain. Timings from blocks have a
confidence interval. An effort metric has the `spread` that the rubric declares for it: the test is uncertain if 1.96
spreads in either direction would reverse it. If no spread is declared, or if a time was read only once, the noise is
unknown and the test is uncertain too. Counts need no interval.

If a tool fails at a level, that level's metrics have no value, so a claim about them is not measured, and the reason
says so. Capability is the exception: a level that the tool cannot do counts 0, because that is what the claim asks
about.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from evalkit.model import Claim, Entry, LevelRule, Metric, Operand, Relation, Status, Test, holds, rated_criterion
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes import METRICS, runs
from evalkit.scoring.figures import Evidenced, Reading, why_not_applicable
from evalkit.scoring.judgements import ClaimResult, ClaimTest, Side
from evalkit.scoring.paired_timings import typical

SUPPORTED, REFUTED, NOT_MEASURED = "supported", "refuted", "not measured"

_NOISY_UNITS = frozenset({"s", "s / 10⁶ rows", "of a good run"})
_NOISY = frozenset({runs.PEAK})
_NOT_CHOSEN = "it is not among the tools of this rubric"
HAIR = 0.1
"""A value within this share of its threshold decides a claim by a hair only."""

_REACH = 1.96
"""Standard deviations on either side in a 95 % interval."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """The range that a side's true value may lie in, or None if it is unknown. `why` names the source of the range."""

    ends: tuple[float, float] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """The data that claims are tested against: `members` are the competing tools by task, `versions` the measured ones."""

    evidenced: Evidenced
    versions: Mapping[str, str]
    members: Mapping[str, Sequence[str]]

    def has(self, tool: str, task: str | None) -> bool:
        """Whether the tool took part in the task, or in any task if `task` is None. A baseline always takes part."""
        tasks = self.members if task is None else (task,)
        return any(
            tool in self.members.get(one, ()) or (one in self.members and tool == self.evidenced.tasks[one].baseline)
            for one in tasks
        )


def claim_results(
    evidenced: Evidenced, versions: Mapping[str, str], members: Mapping[str, Sequence[str]]
) -> tuple[ClaimResult, ...]:
    """Return every claim of the rubric with its verdict.

    `versions` maps tools to their measured versions, where known. `members` maps each task to its competing tools; a
    claim about any other tool is not measured.
    """
    run = _Run(evidenced, versions, members)
    return tuple(_result(run, name, claim) for name, claim in evidenced.rubric.claims.items())


def _result(run: _Run, name: str, claim: Claim) -> ClaimResult:
    tests = tuple(_tested(run, test) for test in claim.comparisons)
    verdict, reason = _verdict(tests, claim.not_measured or "")
    barely = _barely(verdict, tests)
    return ClaimResult(name, claim.says, claim.source, claim.as_of, verdict, tests, reason, barely)


def _barely(verdict: str, tests: Sequence[ClaimTest]) -> bool:
    """Return whether a verdict hangs by a hair: every failure that refutes is close, or one success that is needed is."""
    if verdict == REFUTED:
        return all(test.close for test in tests if test.holds is False)
    return verdict == SUPPORTED and any(test.close for test in tests)


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
    close = _is_close(left, test.comparison, right)
    return ClaimTest(left, test.comparison, right, outcome, not doubt, test.because or "", doubt, close)


def _is_close(left: Side, relation: Relation, right: Side) -> bool:
    """Return whether a value lies within a tenth of its threshold.

    None, and a share of none or of all, are ends: nothing lies beyond them. What has to be equal and is, is not nearly
    so.
    """
    if left.value is None or not right.value or (left.unit == "share" and left.observed in (0, 1)):
        return False
    gap = abs(left.value - right.value)
    return gap <= HAIR * abs(right.value) and not (relation == "equal to" and gap == 0)


def _measured(run: _Run, operand: Operand) -> tuple[Side, _Reach]:
    evidenced = run.evidenced
    metric = METRICS[operand.metric]
    level = operand.level or (USUAL_LEVEL if metric.rule is LevelRule.ONE_LEVEL else None)
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
        status = f"{reading.status}: " if reading.status is not None and reading.status.is_tool_failure else ""
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
    applies = [task for task in evidenced.rubric.tasks if not why_not_applicable(evidenced.tasks[task], metric.name)]
    task = operand.task or next(iter(applies or evidenced.rubric.tasks))
    return evidenced.read(task, operand.tool, metric.name, level or "")


def _at_one_level(evidenced: Evidenced, task: str, tool: str, metric: str, level: str) -> Reading:
    """Return a metric that usually covers all levels, for one level only: 0 if the tool cannot do that level."""
    result = evidenced.level(task, tool, level)
    if result.status is not None and result.status.is_tool_failure:
        return Reading(Status.OK, 0.0, reason=f"{result.status}: {result.reason}")
    values = [seen.value for seen in evidenced.observations_of(task, tool, metric, level) if seen.value is not None]
    if result.status is not Status.OK or not values:
        return Reading(result.status, reason=result.reason or "not measured yet")
    return Reading(Status.OK, statistics.median(values))


def _reach(evidenced: Evidenced, metric: Metric, value: float, interval: tuple[float, float] | None) -> _Reach:
    if interval:
        return _Reach(interval, "the 95 % interval includes the other side")
    if metric.effort:
        spread = _spread(evidenced, metric.name)
        if spread is None:
            return _Reach(
                None, f"the rubric declares no spread for {metric.title.lower()}, so another author may differ"
            )
        ends = (value * math.exp(-_REACH * spread), value * math.exp(_REACH * spread))
        return _Reach(ends, f"another author's implementation may reverse it (declared spread {spread:g})")
    if metric.unit in _NOISY_UNITS or metric.name in _NOISY:
        return _Reach(None, f"there are too few readings to know the noise of {metric.name}")
    return _Reach((value, value))


def _of_raters(reading: Reading) -> _Reach:
    if len(reading.samples) < 2:
        return _Reach(None, "only one person rated it, so the spread between raters is unknown")
    return _Reach((min(reading.samples), max(reading.samples)), "its raters differ")


def _spread(evidenced: Evidenced, metric: str) -> float | None:
    entries: list[Entry] = [entry for one in evidenced.rubric.criteria.values() for entry in one.metrics]
    return next((entry.spread for entry in entries if entry.metric == metric and entry.spread is not None), None)


def _doubt(relation: Relation, left: _Reach, right: _Reach) -> str:
    """Return why a test is uncertain, or an empty text if its result holds for all values within both ranges."""
    if left.ends is None or right.ends is None:
        return "; ".join(dict.fromkeys(side.why for side in (left, right) if side.ends is None))
    if relation == "equal to":  # two ranges with different ends may still contain an equal value
        apart = left.ends[1] < right.ends[0] or right.ends[1] < left.ends[0]
        turned = not apart and {*left.ends, *right.ends} != {left.ends[0]}
    else:
        turned = len({holds(one, relation, other) for one, other in product(left.ends, right.ends)}) > 1
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
