"""Random draws of every tool's points, from the noise of blocks, the declared spreads and the raters' differences.

Three kinds of uncertainty are drawn:

- **Timings.** Each draw resamples the blocks of a task with replacement and takes the median. All tools of the task and
  its baseline use the same resample, so drift that hit a whole block cancels out. The number of times that a block is
  drawn is an independent Poisson(1) number (Hanley and MacGibbon 2006, Creating non-parametric bootstrap samples using
  Poisson frequencies), so other blocks or tools never change a tool's draws.
- **Effort.** A metric with a `spread` is multiplied by exp(spread · z). All such metrics of one task and tool share one
  z, because an author who writes at length does so by every measure; scores then vary more than with independent
  errors. For an entry relative to the baseline, the baseline's z is subtracted. The z values of a tool are the
  quantiles of the normal distribution in random order (a Latin hypercube: McKay, Beckman and Conover 1979).
- **Ratings.** Each draw picks one rater and uses all ratings of that rater, in every task, so a severe rater is severe
  towards all tools alike.

Everything else keeps its measured value. This is a limit of the method; it does not mean that the value is certain.
With fewer than six blocks the noise of a timing is unknown: the timing keeps its value too, and `silent` names it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Entry, rated_criterion
from evalkit.model.observation import FEWEST_BLOCKS
from evalkit.scoring.block_pairs import ratios_by_block
from evalkit.scoring.figures import Evidenced, Reading, level_of
from evalkit.scoring.points import points_of_all
from evalkit.scoring.raters import by_rater, drawn_ratings
from evalkit.scoring.scorecard import Figure, TaskTable
from evalkit.scoring.weighing import shares_by_name

Array = NDArray[np.float64]

VALUES = 1000
"""The number of draws of values, unless there are too many rows."""

FEWEST_VALUES = 100
MOST_NUMBERS = 4_000_000
"""Limit of rows × criteria × draws. Above it there are fewer draws, but at least a hundred."""

SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class TaskDraws:
    """Draws of the points in one task.

    `low` and `high` have the shape (draws, tools, criteria). `low` counts missing values as 0 points, `high` as 100;
    they are one array if nothing is missing. `applies`, of shape (tools, criteria), says which criteria apply; other
    points are 0.
    """

    task: str
    tools: tuple[str, ...]
    criteria: tuple[str, ...]
    low: Array
    high: Array
    applies: NDArray[np.bool_]

    def of(self, tools: Sequence[str]) -> TaskDraws:
        """Return the draws of these tools only, in this order."""
        if tuple(tools) == self.tools:
            return self
        at = [self.tools.index(tool) for tool in tools]
        low = self.low.take(at, axis=1)
        high = low if self.high is self.low else self.high.take(at, axis=1)
        whole = high is low or np.array_equal(low, high)
        return TaskDraws(self.task, tuple(tools), self.criteria, low, low if whole else high, self.applies[at])


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Draws of a whole run: draw n of one task belongs to draw n of every other.

    `silent` maps tasks to the timings with too few blocks to know their noise.
    """

    values: int
    tasks: Mapping[str, TaskDraws]
    silent: Mapping[str, tuple[str, ...]]


def draws_of(evidenced: Evidenced, tables: Sequence[TaskTable], values: int | None = None, seed: int = SEED) -> Draws:
    """Draw the points of every row of the tables `values` times; if `values` is None, as often as the limit allows."""
    criteria = evidenced.rubric.criteria
    rows = sum(len(table.rows) for table in tables)
    count = values or max(FEWEST_VALUES, min(VALUES, MOST_NUMBERS // max(1, rows * len(criteria))))
    drawing = _Drawing(evidenced, count, seed)
    tasks = {table.task: drawing.task(table) for table in tables}
    return Draws(count, tasks, {task: tuple(sorted(metrics)) for task, metrics in drawing.silent.items()})


class _Drawing:
    """Draws with one seed and one number of draws; it caches the random numbers that tools share."""

    def __init__(self, evidenced: Evidenced, values: int, seed: int) -> None:
        self.evidenced = evidenced
        self.values = values
        self.seed = seed
        self.silent: dict[str, set[str]] = defaultdict(set)
        self._blocks: dict[str, NDArray[np.int16]] = {}
        self._raters: dict[str, Array] = {}

    def task(self, table: TaskTable) -> TaskDraws:
        criteria = self.evidenced.rubric.criteria
        tools = tuple(row.tool for row in table.rows)
        lengths = np.array([self._length(table.task, tool) for tool in tools])
        low = np.zeros((self.values, len(tools), len(criteria)))
        missing = np.zeros((len(tools), len(criteria)))
        applies = np.zeros((len(tools), len(criteria)), dtype=bool)
        for column, (name, criterion) in enumerate(criteria.items()):
            scored = [row.criteria[name] for row in table.rows]
            applies[:, column] = [one.points is not None for one in scored]
            # Each figure that applies to the tool has its share of the weight, however large the weights are.
            of_tools = [
                _shares(tuple(None if figure.points is None else figure.weight for figure in one.figures))
                for one in scored
            ]
            points = np.zeros((len(tools), self.values))
            lacking = [0.0] * len(tools)
            for place, entry in enumerate(criterion.metrics):
                drawn = []
                for at, one in enumerate(scored):
                    figure = one.figures[place]
                    if figure.points is None or entry.weight == 0:
                        continue
                    share = of_tools[at][place]
                    lacking[at] += share * (figure.points.high - figure.points.low)
                    if figure.value is not None and figure.measured:
                        drawn.append((at, figure, share))
                    else:
                        points[at] += share * figure.points.low
                if drawn:
                    ats, figures, shares = zip(*drawn, strict=True)
                    chosen = [tools[at] for at in ats]
                    found = self._entry(table, entry, chosen, figures, lengths[list(ats)])
                    points[list(ats)] += np.array(shares)[:, np.newaxis] * found
            low[:, :, column] = points.T
            missing[:, column] = lacking
        high = low + missing if missing.any() else low
        return TaskDraws(table.task, tools, tuple(criteria), low, high, applies)

    def _entry(
        self, table: TaskTable, entry: Entry, tools: Sequence[str], figures: Sequence[Figure], lengths: Array
    ) -> Array:
        """Return the points of these measured tools for one entry: (tools, draws), or (tools, 1) if they do not vary."""
        level = level_of(entry.metric, entry.level) or ""
        readings = [self.evidenced.read(table.task, tool, entry.metric, level) for tool in tools]
        if rated_criterion(entry.metric):
            given = np.array([drawn_ratings(by_rater(reading), self._chances) for reading in readings])
            return np.asarray(points_of_all(entry, given))
        held = np.array([[float(f.points.low if f.points else 0.0)] for f in figures])
        timed = any(reading.by_block for reading in readings)
        if not timed and not entry.spread:
            return held
        values = np.array([[float((f.ratio if f.ratio is not None else f.value) or 0.0)] for f in figures])
        if timed:
            baseline = self.evidenced.read(table.task, table.baseline, entry.metric, level)
            values = self._timings(table.task, entry, readings, baseline if entry.relative_to else None, values)
        if entry.spread:
            against = self._length(table.task, table.baseline) if entry.relative_to else 0.0
            values = values * np.exp(entry.spread * (lengths - against))
        reached = np.array([[reading.reached] for reading in readings])
        return np.asarray(points_of_all(entry, values) * reached)

    def _timings(
        self, task: str, entry: Entry, readings: Sequence[Reading], baseline: Reading | None, held: Array
    ) -> Array:
        """Return values drawn from blocks where there are enough; tools with the same blocks are drawn together."""
        values = np.repeat(held, self.values, axis=1)
        alike: dict[tuple[str, ...], list[tuple[int, list[float]]]] = defaultdict(list)
        for at, reading in enumerate(readings):
            by_block = (
                ratios_by_block(reading.by_block, baseline.by_block) if baseline is not None else reading.by_block
            )
            if len(by_block) >= FEWEST_BLOCKS:
                blocks = tuple(sorted(by_block))
                alike[blocks].append((at, [by_block[block] for block in blocks]))
            elif by_block:
                self.silent[task].add(entry.metric)
        for blocks, members in alike.items():
            ats = [at for at, _ in members]
            times = np.array([self._times(task, block) for block in blocks])
            values[ats] = _medians(np.array([own for _, own in members]), times, held[ats])
        return values

    def _times(self, task: str, block: str) -> NDArray[np.int16]:
        """Return how often each draw uses a block."""
        known = self._blocks.get(block)
        if known is None:
            chance = np.random.default_rng(_digest(self.seed, "block", task, block))
            known = self._blocks[block] = chance.poisson(1.0, self.values).astype(np.int16)
        return known

    def _chances(self, rater: str) -> Array:
        """Return a rater's random numbers; in each draw the rater with the largest number counts."""
        known = self._raters.get(rater)
        if known is None:
            chance = np.random.default_rng(_digest(self.seed, "rater", rater))
            known = self._raters[rater] = chance.random(self.values)
        return known

    def _length(self, task: str, tool: str) -> Array:
        """Return, for each draw, how much longer or shorter another author might have written this tool's code."""
        return np.random.default_rng(_digest(self.seed, "author", task, tool)).permutation(_normal(self.values))


def _medians(values: Array, times: NDArray[np.int16], held: Array) -> Array:
    """Return the median of each resample of `values` (tools, blocks); resample n takes block b `times[b, n]` times.

    `held`, of shape (tools, 1), stands in for an empty resample.
    """
    order = np.argsort(values, axis=1)
    ascending = np.take_along_axis(values, order, axis=1)
    reached = np.cumsum(times[order], axis=1, dtype=np.int16)
    total = reached[:, -1:]
    last = values.shape[1] - 1
    # The index of the k-th value of a resample is the number of indices before which fewer than k values lie.
    lower, upper = (
        np.minimum((reached <= kth).sum(axis=1, dtype=np.int16), last) for kth in ((total - 1) // 2, total // 2)
    )
    middle = (np.take_along_axis(ascending, lower, axis=1) + np.take_along_axis(ascending, upper, axis=1)) / 2
    return np.where(total[:, 0] > 0, middle, held)


@cache
def _shares(weights: tuple[float | None, ...]) -> tuple[float, ...]:
    """Weights as shares of 1; None, which does not apply, has none."""
    shares = shares_by_name({str(place): weight for place, weight in enumerate(weights) if weight is not None})
    return tuple(shares.get(str(place), 0.0) for place in range(len(weights)))


@cache
def _normal(count: int) -> Array:
    normal = NormalDist()
    return np.array([normal.inv_cdf((place + 0.5) / count) for place in range(count)])


def _digest(*parts: object) -> int:
    """Return a seed that does not depend on how Python was started."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:16], "big")
