"""Turn observations into figures: decide which readings count, and combine them into one value.

A figure of one tool depends on no other tool, except on the baseline if the entry is relative to it.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from evalkit.model import VERDICT, WALL, Entry, Fact, LevelRule, Observation, Rubric, Status, Task
from evalkit.model.fast_dataclass import made_often
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes import METRICS, runs, serving
from evalkit.scoring.block_pairs import TOO_SMALL_TO_DIVIDE, paired_by_round, ratios_by_block
from evalkit.scoring.paired_timings import MOST_BLOCKS, typical
from evalkit.scoring.points import points_of
from evalkit.scoring.scorecard import Figure, LevelResult, Points

_SEVEREST = (Status.WRONG, Status.FAILED, Status.TIMEOUT, Status.OUT_OF_MEMORY, Status.UNSUPPORTED)
TIMINGS = frozenset({WALL, runs.CPU, runs.STARTUP, runs.GROWTH}) | serving.TIMED
"""The metrics that are read in blocks."""
_OF_HELLO = frozenset({"ladder.first_concepts", "ladder.hello_engines"})
_LARGEST = 1e100
"""Real values are smaller, and none is below 0: metrics count, time, or tell a share. Larger ones overflow when
summed."""
_Place = tuple[str | None, str, str, str | None]
"""Task, tool (or stack), metric and level, as in `FigurePlace`, which would be too slow to make here."""
_NO_BLOCKS: Mapping[str, float] = MappingProxyType({})


@made_often(frozen=True, slots=True)
class Reading:
    """The value of one metric before it gets points.

    `by_block` maps blocks to values if the metric was read in blocks. `reached` is the share of the levels (or rungs)
    that the tool can do; the rest counts 0 points.
    """

    status: Status | None
    value: float | None = None
    samples: tuple[float, ...] = ()
    by_block: Mapping[str, float] = field(default_factory=lambda: _NO_BLOCKS)
    reason: str = ""
    seen: tuple[Observation, ...] = ()
    reached: float = 1.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a task asks for when it asks for a metric.

    `within` is the task that a reading belongs to, or None if it belongs to the tool and is the same in all tasks.
    `why_not` says why the task cannot ask for it.
    """

    within: str | None
    rule: LevelRule
    unit: str
    why_not: str


class Evidenced:
    """The observations of a run, indexed by task, tool, metric and level.

    The caller passes current observations only: those whose key is the subject's key now. `complete` names the complete
    blocks where the observations leave some of their members out.
    """

    def __init__(
        self,
        observations: Iterable[Observation],
        rubric: Rubric,
        tasks: Mapping[str, Task],
        complete: Collection[str] | None = None,
    ) -> None:
        self.rubric = rubric
        self.tasks = tasks
        self._by_subject: dict[_Place, list[Observation]] = defaultdict(list)
        self._results: dict[tuple[str, str, str, int], LevelResult] = {}
        self._readings: dict[_Place, Reading] = {}
        self._plain: dict[_Place, tuple[Figure, Reading]] = {}
        self._asked: dict[tuple[str, str], _Asked] = {}
        self._homes: dict[tuple[str, str], int] = {}
        blocks: dict[str, list[Observation]] = defaultdict(list)
        for seen in observations:
            self._by_subject[seen.task, seen.subject, seen.metric, seen.level].append(seen)
            if seen.block and seen.metric == WALL:
                blocks[seen.block.block].append(seen)
        if complete is None:
            complete = _last_of_each_contest(blocks)
        self.complete = frozenset(complete)

    @property
    def subjects(self) -> Mapping[_Place, Sequence[Observation]]:
        """All observations by task, tool, metric and level."""
        return self._by_subject

    def without(self, block: str, task: str, tools: Collection[str]) -> Evidenced:
        """Return what is known of these tools in this task without the observations of one block."""
        left = (
            one
            for place, seen in self._by_subject.items()
            if place[1] in tools and place[0] in (task, None)
            for one in seen
            if not (one.block and one.block.block == block)
        )
        return Evidenced(left, self.rubric, self.tasks, self.complete - {block})

    def observations_of(self, task: str | None, tool: str, metric: str, level: str | None) -> Sequence[Observation]:
        """Return all observations of one metric of an implementation, or of a tool or stack if `task` is None."""
        return self._by_subject.get((task, tool, metric, level), ())

    def _at_home(self, task: str, tool: str, metric: str, level: str) -> list[Observation]:
        """The observations of a metric at the scale at which the level is verified, or of what has no scale."""
        at = self._home(task, level)
        return [o for o in self.observations_of(task, tool, metric, level) if o.scale in (at, None)]

    def _home(self, task: str, level: str) -> int:
        known = self._homes.get((task, level))
        if known is None:
            known = self._homes[task, level] = self.rubric.measure.verified_at(level, self.tasks[task].scales)
        return known

    def level(self, task: str, tool: str, level: str, scale: int | None = None) -> LevelResult:
        """Return the result of an implementation at one scale, by default where its level is verified.

        One bad run makes it bad.
        """
        at = scale or self._home(task, level)
        known = self._results.get((task, tool, level, at))
        if known is None:
            known = self._results[task, tool, level, at] = self._level(task, tool, level, at)
        return known

    def _level(self, task: str, tool: str, level: str, at: int) -> LevelResult:
        seen = [o for o in self.observations_of(task, tool, VERDICT, level) if o.scale in (at, None)]
        for status in (*_SEVEREST, Status.OK, Status.UNAVAILABLE, Status.PROBE_ERROR):
            matching = [o for o in seen if o.status is status]
            if matching:
                share = (
                    f"in {len(matching)} of {len(seen)} runs: "
                    if status.is_tool_failure and len(matching) < len(seen)
                    else ""
                )
                return LevelResult(level, status, share + matching[-1].reason, matching[-1].facts)
        return LevelResult(level, None, "not run yet")

    def read(self, task: str, tool: str, metric: str, level: str) -> Reading:
        """Return the value of a metric; `level` matters only for metrics that are taken from one level."""
        asked = self._asked.get((task, metric)) or self._ask(task, metric)
        place = (asked.within, tool, metric, level)
        known = self._readings.get(place)
        if known is None:
            known = self._readings[place] = self._read(asked, task, tool, metric, level)
        return known

    def _ask(self, task: str, metric: str) -> _Asked:
        described = METRICS[metric]
        why_not = why_not_applicable(self.tasks[task], metric)
        within = None if described.rule is LevelRule.TOOL and not why_not else task
        found = self._asked[task, metric] = _Asked(within, described.rule, described.unit, why_not)
        return found

    def _read(self, asked: _Asked, task: str, tool: str, metric: str, level: str) -> Reading:
        if asked.why_not:
            return Reading(Status.NOT_APPLICABLE, reason=asked.why_not)
        rule = asked.rule
        if rule in (LevelRule.TOOL, LevelRule.STACK):
            return _middle(self.observations_of(None, tool, metric, None))
        if rule is LevelRule.TASK:
            seen = self.observations_of(task, tool, metric, None)
            return _middle(seen) if seen else Reading(None, reason="nobody has rated it")
        if rule is LevelRule.ALL_LEVELS:
            return self._over_levels(task, tool, metric)
        if rule is LevelRule.TOGETHER:
            return self._together(task, tool, metric)
        if metric == runs.STARTUP:
            return self._in_blocks(task, tool, WALL, level, self.tasks[task].scales[0])
        if metric == runs.GROWTH:
            return self._growth(task, tool, level)
        if metric in TIMINGS:
            return self._in_blocks(task, tool, metric, level, self.rubric.measure.scale)
        result = self.level(task, tool, level)
        if result.status is not None and result.status.is_tool_failure:
            return Reading(result.status, reason=result.reason)
        seen = self._at_home(task, tool, metric, level)
        return _mean(seen) if metric == serving.LOST else _middle(seen)

    def plain(self, task: str, tool: str, metric: str, level: str | None) -> Figure:
        """Return the figure of a metric without points, whether the rubric weighs it or not."""
        return self.plain_and_read(task, tool, metric, level)[0]

    def plain_and_read(self, task: str, tool: str, metric: str, level: str | None) -> tuple[Figure, Reading]:
        """Return the figure of a metric without points, and the reading that it shows."""
        asked = self._asked.get((task, metric)) or self._ask(task, metric)
        place = (asked.within, tool, metric, level)
        known = self._plain.get(place)
        if known is None:
            reading = self.read(task, tool, metric, level or "")
            known = self._plain[place] = (_plain(reading, metric, level, asked.unit), reading)
        return known

    def _in_blocks(self, task: str, tool: str, metric: str, level: str, scale: int) -> Reading:
        result = self.level(task, tool, level, scale)
        if result.status is None and (at_home := self.level(task, tool, level)).status in _SEVEREST:
            result = at_home  # what fails there is run at no other scale
        if result.status is not Status.OK:
            return Reading(result.status, reason=result.reason)
        seen = tuple(
            o
            for o in self.observations_of(task, tool, metric, level)
            if o.scale == scale and o.block and o.block.block in self.complete and _is_number(o.value)
        )
        if not seen:
            return Reading(None, reason=f"no block at {scale:,} rows is complete yet")
        by_block = {o.block.block: o.value for o in seen if o.block and o.value is not None}
        samples = tuple(by_block.values())
        return Reading(Status.OK, statistics.median(samples), samples, by_block, seen=seen)

    def _growth(self, task: str, tool: str, level: str) -> Reading:
        growing = self.rubric.measure.growing_over(self.tasks[task].scales)
        if growing is None:
            return Reading(None, reason="the task has only one scale")
        small, large = (self._in_blocks(task, tool, WALL, level, scale) for scale in growing)
        for part in (small, large):
            if part.status is not Status.OK:
                return part
        slopes = {
            more: max(0.0, (large.by_block[more] - small.by_block[less]) * 1e6 / (growing[1] - growing[0]))
            for less, more in paired_by_round(small.by_block, large.by_block)
        }
        samples = tuple(slopes.values())
        return Reading(Status.OK, statistics.median(samples), samples, slopes, seen=(*small.seen, *large.seen))

    def _together(self, task: str, tool: str, metric: str) -> Reading:
        """Combine readings over levels: metrics of hello need hello; metrics of rungs count rungs whose upper level works."""
        levels = self.tasks[task].level_names
        needed = levels[:1] if metric in _OF_HELLO else levels[1:]
        lost = [result for level in needed if (result := self.level(task, tool, level)).status in _SEVEREST]
        if needed and len(lost) == len(needed):
            return Reading(lost[-1].status, reason=f"{lost[-1].level}: {lost[-1].reason}")
        reading = _middle(self.observations_of(task, tool, metric, None))
        return replace(reading, reached=1 - len(lost) / len(needed)) if needed else reading

    def _over_levels(self, task: str, tool: str, metric: str) -> Reading:
        values: list[float] = []
        seen: list[Observation] = []
        for level in self.tasks[task].level_names:
            result = self.level(task, tool, level)
            if result.status is Status.OK:
                reading = _middle(self._at_home(task, tool, metric, level))
                values.append(reading.value or 0.0)
                seen.extend(reading.seen)
            elif result.status is not None and result.status.is_tool_failure:
                values.append(0.0)
            else:
                return Reading(result.status, reason=f"{level}: {result.reason}")
        return Reading(Status.OK, statistics.fmean(values), tuple(values), seen=tuple(seen))


def why_not_applicable(task: Task, metric: str) -> str:
    """Return why a metric makes no sense for a task, whatever the tool; an empty text if it does."""
    if metric in task.not_applicable:
        return "declared as not applicable by the task"
    if METRICS[metric].of_services and task.driver is None:
        return "the task asks for no services"
    return ""


def _last_of_each_contest(blocks: Mapping[str, Sequence[Observation]]) -> list[str]:
    """The complete blocks, of each contest no more than anybody asks for: a run that somebody sent may have any number."""
    contests: dict[tuple[str | None, str | None, int | None], list[str]] = defaultdict(list)
    for block, members in blocks.items():
        if is_complete(members):
            contests[members[0].task, members[0].level, members[0].scale].append(block)
    return [block for contest in contests.values() for block in contest[-MOST_BLOCKS:]]


def is_complete(members: Sequence[Observation]) -> bool:
    """Return whether all members of one block are here, run in one session on one machine; the store's index counts alike.

    A member that evalkit or the machine failed is missing: the others of its block met under other conditions.
    """
    ran = [(o, o.block) for o in members if o.block and not o.status.is_evalkit_failure]
    places = {(block.position, block.of) for _, block in ran}
    one_place = len({(o.session, o.machine) for o, _ in ran}) == 1
    return one_place and len(places) == next(iter(places))[1]


@cache
def level_of(metric: str, asked: str | None) -> str | None:
    """The level at which an entry asks for a metric; None where the metric belongs to no level."""
    return (asked or USUAL_LEVEL) if METRICS[metric].rule is LevelRule.ONE_LEVEL else None


def figure(evidenced: Evidenced, task: str, tool: str, entry: Entry) -> Figure:
    """Return the figure of one rubric entry for one tool in one task."""
    level = level_of(entry.metric, entry.level)
    plain, reading = evidenced.plain_and_read(task, tool, entry.metric, level)
    if plain.status is not Status.OK or plain.value is None:
        return _weighed(plain, entry, _points_without_value(plain.status))
    value, ratio = plain.value, None
    if entry.relative_to:
        baseline = evidenced.read(task, evidenced.tasks[task].baseline, entry.metric, level or "")
        ratio = _ratio(reading, baseline)
        if ratio is None:
            why = f"the baseline was not measured: {baseline.reason or 'its value is 0'}"
            return replace(_weighed(plain, entry, Points(0.0, 100.0)), status=None, reason=why)
        value = ratio
    pointed = points_of(entry, value)
    points = pointed.points * reading.reached
    return _weighed(plain, entry, Points(points, points), pointed.clipped, ratio)


def _points_without_value(status: Status | None) -> Points | None:
    if status is Status.NOT_APPLICABLE:
        return None
    return Points(0.0, 0.0 if status is not None and status.is_tool_failure else 100.0)


def _weighed(
    plain: Figure, entry: Entry, points: Points | None, clipped: bool = False, ratio: float | None = None
) -> Figure:
    # dataclasses.replace would be too slow here: a large run has hundreds of thousands of figures.
    return Figure(
        plain.metric,
        plain.level,
        entry.weight,
        plain.unit,
        plain.status,
        plain.value,
        ratio,
        points,
        clipped,
        plain.samples,
        plain.interval,
        plain.reason,
        plain.facts,
    )


def _plain(reading: Reading, metric: str, level: str | None, unit: str) -> Figure:
    timed = reading.by_block and min(reading.samples) > 0
    return Figure(
        metric=metric,
        level=level,
        weight=0.0,
        unit=unit,
        status=reading.status,
        value=reading.value,
        samples=reading.samples,
        interval=typical(reading.samples).interval if timed else None,
        reason=reading.reason,
        facts=facts_of(reading),
    )


def _ratio(reading: Reading, baseline: Reading) -> float | None:
    """Return the value over the baseline's: block by block if both have blocks in common, else median over median."""
    if baseline.status is not Status.OK or baseline.value is None or reading.value is None:
        return None
    if reading.by_block:
        ratios = ratios_by_block(reading.by_block, baseline.by_block)
        return statistics.median(ratios.values()) if ratios else None
    return reading.value / baseline.value if baseline.value > TOO_SMALL_TO_DIVIDE else None


def _is_number(value: float | None) -> bool:
    return value is not None and 0 <= value < _LARGEST


def _middle(seen: Sequence[Observation]) -> Reading:
    """Return the median of the observed values; if there are none, the reason from the latest observation."""
    if len(seen) == 1 and seen[0].value is not None and _is_number(seen[0].value):
        return Reading(Status.OK, seen[0].value, (seen[0].value,), seen=tuple(seen))
    good = tuple(o for o in seen if o.status is Status.OK and _is_number(o.value))
    values = tuple(o.value for o in good if o.value is not None)
    if values:
        return Reading(Status.OK, statistics.median(values), values, seen=good)
    if seen and seen[-1].status is Status.OK:
        return Reading(
            Status.PROBE_ERROR, reason=f"the probe gave {seen[-1].value}, which cannot be scored", seen=(seen[-1],)
        )
    if seen:
        return Reading(seen[-1].status, reason=seen[-1].reason, seen=(seen[-1],))
    return Reading(None, reason="not measured yet")


def _mean(seen: Sequence[Observation]) -> Reading:
    """Return the mean of the observed values, which one reading of many can raise; a median would hide it."""
    reading = _middle(seen)
    return replace(reading, value=statistics.fmean(reading.samples)) if reading.samples else reading


def facts_of(reading: Reading) -> tuple[Fact, ...]:
    """Return the facts behind a reading, without duplicates."""
    if len(reading.seen) == 1:
        return reading.seen[0].facts
    return tuple(dict.fromkeys(fact for o in reading.seen for fact in o.facts))
