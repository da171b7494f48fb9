"""Ways to lead: for each stack or tool that does not lead, which single weight would put it first, and where it comes nearest.

One weight at a time takes every whole percentage from 0 to `MOST_PERCENT`; all others keep their proportions. That is what
the page's sliders do, and it is exact there: nothing is drawn. All percentages of a weight are computed at once from two
sums, with that weight and without it, so the cost grows with the numbers of contenders, tasks and weights, and does not
depend on how large the weights are. The page's script computes the same for the weights of its reader.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evalkit.scoring.leading import Array, covered, means, most_of_others, surely_first
from evalkit.scoring.scorecard import Scorecard, TaskTable, ToolRow
from evalkit.scoring.weighing import NEARLY, shares_by_name

MOST_PERCENT = 99
"""The end of the sliders: at 100 % the other weights would have no proportions."""

Kind = Literal["criteria", "tasks"]

_SHARES = np.arange(MOST_PERCENT + 1) / 100
_MISSING = np.array([0.0, 100.0, 0.0])
_DIGITS = 6
"""Margins that agree to these digits of a point are alike: sums in another order differ in the last of a number's."""


@dataclass(frozen=True, slots=True)
class Window:
    """The percentages of one weight, all those from `low` to `high`, at which a contender certainly leads."""

    kind: Kind
    weighed: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where a contender that no single weight puts first comes nearest to the first place.

    There it has at most `behind` points less than `rival`. `kind`, `weighed` and `percent` are the weight and its share;
    they are None if no weight brings it nearer than the weights as they are. `open` says that something of the two was not
    measured there, so that it may have fewer points less.
    """

    behind: float
    rival: str
    open: bool
    kind: Kind | None = None
    weighed: str | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class WayToLead:
    """What would put one contender first that is not certainly first now.

    `windows` are the single weights that do, those first that move least: for each weight at most one range below its
    share and one above. `nearest` is None if there are windows, or if it has no rank at any of the tried weights.
    """

    name: str
    windows: tuple[Window, ...]
    nearest: Nearest | None


def ways_of_stacks(card: Scorecard) -> tuple[WayToLead, ...]:
    """Return the ways of all stacks that are not certainly first under the rubric's weights, in the card's order."""
    rows = [{row.tool: row for row in table.rows} for table in card.tasks]
    parts = [
        [of.get(stack.tools[table.task]) for table, of in zip(card.tasks, rows, strict=True)] for stack in card.stacks
    ]
    field = _ContenderArrays(
        [stack.stack for stack in card.stacks],
        parts,
        [all(row is not None for row in those) for those in parts],
        card.weights,
        {table.task: table.weight for table in card.tasks},
    )
    return field.ways()


def ways_of_tools(table: TaskTable, weights: Mapping[str, float]) -> tuple[WayToLead, ...]:
    """Return the ways of all competing tools of a task that are not certainly first under these weights of criteria."""
    rows = [row for row in table.rows if row.competes]
    field = _ContenderArrays(
        [row.tool for row in rows], [[row] for row in rows], [True] * len(rows), weights, {table.task: 1.0}
    )
    return field.ways()


class _ContenderArrays:
    """The contenders as arrays: points are triples (at least, at most, coverage) of shape (3, contenders, tasks, criteria).

    `applies` is 0 where a criterion does not apply. Who is not `complete` has no rank at any weights.
    """

    def __init__(
        self,
        names: Sequence[str],
        parts: Sequence[Sequence[ToolRow | None]],
        complete: Sequence[bool],
        criteria: Mapping[str, float],
        tasks: Mapping[str, float],
    ) -> None:
        self.names = names
        self._complete = np.array(complete, dtype=bool)
        self._weights: dict[Kind, dict[str, float]] = {
            "criteria": shares_by_name(criteria),
            "tasks": shares_by_name(tasks),
        }
        shape = (len(names), len(tasks), len(criteria))
        self._points, self._applies = np.zeros((3, *shape)), np.zeros(shape)
        for at, rows in enumerate(parts):
            for task, row in enumerate(rows):
                for criterion, name in enumerate(criteria if row is not None else ()):
                    score = row.criteria[name] if row is not None else None
                    if score is not None and score.points is not None:
                        self._applies[at, task, criterion] = 1.0
                        self._points[:, at, task, criterion] = score.points.low, score.points.high, score.coverage

    def ways(self) -> tuple[WayToLead, ...]:
        if not self.names:
            return ()
        now = _Standings(self._totals(self._shares("criteria"), self._shares("tasks"))[:, np.newaxis], self._complete)
        moved = {(kind, name): _Standings(totals, self._complete) for kind, name, totals in self._along()}
        return tuple(self._way(at, now, moved) for at in range(len(self.names)) if not now.first[0, at])

    def _way(self, at: int, now: _Standings, moved: Mapping[tuple[Kind, str], _Standings]) -> WayToLead:
        windows = [
            (abs(nearer - stands), Window(kind, name, low, high))
            for (kind, name), found in moved.items()
            for stands in (100 * self._weights[kind][name],)
            for nearer, low, high in _windows(found.first[:, at], stands)
        ]
        if windows:
            return WayToLead(self.names[at], tuple(window for _, window in sorted(windows, key=_by_move)), None)
        best, nearest = -math.inf, None
        if now.ranked[0, at]:
            best = now.margins[0, at]
            nearest = Nearest(*self._behind(now, 0, at)) if np.isfinite(best) else None
        for (kind, name), found in moved.items():
            order = np.argsort(np.abs(np.arange(len(_SHARES)) - 100 * self._weights[kind][name]), kind="stable")
            step = int(order[np.argmax(found.margins[order, at])])
            if found.margins[step, at] > best:
                best = found.margins[step, at]
                nearest = Nearest(*self._behind(found, step, at), kind, name, step)
        return WayToLead(self.names[at], (), nearest)

    def _behind(self, found: _Standings, step: int, at: int) -> tuple[float, str, bool]:
        others = np.where(found.ranked[step], found.high[step], -np.inf)
        others[at] = -np.inf
        rival = int(np.argmax(others))
        widest = max(found.high[step, one] - found.low[step, one] for one in (at, rival))
        return float(others[rival] - found.low[step, at]), self.names[rival], bool(widest > NEARLY)

    def _shares(self, kind: Kind) -> Array:
        return np.array([*self._weights[kind].values()])

    def _totals(self, criteria: Array, tasks: Array) -> Array:
        return means(means(self._points, self._applies * criteria), tasks)

    def _along(self) -> Iterator[tuple[Kind, str, Array]]:
        """Yield each weight that can move, with totals of shape (3, percentages, contenders)."""
        for at, name in enumerate(self._weights["criteria"]):
            rest = _without(self._weights["criteria"], name)
            if rest is not None:
                yield "criteria", name, self._along_criterion(at, rest)
        parts = means(self._points, self._applies * self._shares("criteria"))
        for at, name in enumerate(self._weights["tasks"]):
            rest = _without(self._weights["tasks"], name)
            if rest is not None:
                of_others = means(parts, rest)[:, np.newaxis]
                yield "tasks", name, of_others + _SHARES[:, np.newaxis] * (parts[:, np.newaxis, :, at] - of_others)

    def _along_criterion(self, at: int, rest: Array) -> Array:
        weights = self._applies * rest
        of_others, weight = (self._points * weights).sum(axis=-1)[:, np.newaxis], weights.sum(axis=-1)
        own = self._applies[:, :, at]
        share = _SHARES[:, np.newaxis, np.newaxis]
        sums = (1 - share) * of_others + share * (self._points[..., at] * own)[:, np.newaxis]
        total = (1 - share) * weight + share * own
        none = _MISSING.reshape(3, 1, 1, 1)
        parts = np.where(total > 0, sums / np.where(total > 0, total, 1.0), none)
        return means(parts, self._shares("tasks"))


class _Standings:
    """Who is ranked and who certainly leads at each of several weights, from totals of shape (3, weights, contenders).

    `margins` are points ahead of the best of the others, -inf without a rank. Nobody leads where somebody without a rank,
    of whom too little was measured, certainly has more points than all that have one.
    """

    def __init__(self, totals: Array, complete: NDArray[np.bool_]) -> None:
        self.low, self.high, coverage = totals
        self.ranked = complete & covered(coverage)
        most = np.where(self.ranked, self.high, -np.inf).max(axis=-1, keepdims=True)
        unclear = (complete & ~self.ranked & (self.low > most + NEARLY)).any(axis=-1, keepdims=True)
        self.first = surely_first(self.low, self.high, self.ranked) & ~unclear
        rivals = most_of_others(np.where(self.ranked, self.high, -np.inf))
        counted = self.ranked & ~unclear & np.isfinite(rivals)
        self.margins = np.where(counted, np.round(self.low - np.where(counted, rivals, 0.0), _DIGITS), -np.inf)


def _by_move(item: tuple[float, Window]) -> float:
    return item[0]


def _windows(first: NDArray[np.bool_], stands: float) -> Iterator[tuple[int, int, int]]:
    """Yield (its nearer end, low, high) of the nearest range of percentages below and above a share that are all `first`."""
    below = range(math.ceil(stands - NEARLY) - 1, -1, -1)
    above = range(math.floor(stands + NEARLY) + 1, MOST_PERCENT + 1)
    for steps in (below, above) if first.any() else ():
        leading = [bool(first[step]) for step in steps]
        if True in leading:
            start = leading.index(True)
            end = leading.index(False, start) if False in leading[start:] else len(leading)
            nearer, farther = steps[start], steps[end - 1]
            yield nearer, min(nearer, farther), max(nearer, farther)


def _without(weights: Mapping[str, float], name: str) -> Array | None:
    """Return weights as shares with 0 for one of them; None if no other one weighs anything."""
    others = shares_by_name({other: 0.0 if other == name else weight for other, weight in weights.items()})
    return np.array([*others.values()]) if any(others.values()) else None
