"""Who stands where under given weights, and which weights would change it. The page's script does the same live."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

# The one formula there is: the weighted mean and the rule for ranks are scoring's own.
from evalkit.scoring import (
    LEAST_COVERAGE,
    NEARLY,
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolRow,
    is_covered,
    places,
    shares_by_name,
    weigh,
)

MOST_PERCENT = 99
"""Where the sliders end: the whole would leave the other weights no proportions."""

Part = tuple[str, str]
"""A task, and the tool that a stack has chosen for it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each criterion and each task counts; `out` says why a profile rules a tool out, by 'task/tool'."""

    criteria: Mapping[str, float]
    tasks: Mapping[str, float]
    out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One tool or stack in a ranking; `rank` is None where it is not ranked, and `why` says so in words."""

    name: str
    points: Points
    coverage: float
    rank: tuple[int, int] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """`leader` would lead if the weight called `weighed` were the share `at` of all (`more`: at least, else at most).

    The other weights keep their proportions. `at` is a whole number of hundredths, as the page's sliders have them.
    """

    kind: str
    weighed: str
    more: bool
    at: float
    leader: tuple[str, ...]


def weights_of(card: Scorecard) -> Weights:
    """The weights that the scorecard was made with."""
    return Weights(card.weights, {table.task: table.weight for table in card.tasks})


def with_share(weights: Mapping[str, float], name: str, share: float) -> dict[str, float] | None:
    """These weights with `share` of all (from 0 to below 1) for one of them, as shares; the others keep their proportions.

    None where no other one weighs anything: then its share is 1 whatever it weighs.
    """
    others = shares_by_name({other: weight for other, weight in weights.items() if other != name})
    if not any(others.values()):
        return None
    return {other: share if other == name else (1 - share) * others[other] for other in weights}


def of_tools(table: TaskTable, weights: Weights) -> tuple[Place, ...]:
    """The tools of one task under these weights, best first."""
    found = []
    for row in table.rows:
        points, coverage = _weighed(row, weights)
        why = weights.out.get(f"{table.task}/{row.tool}") or _too_little(coverage) if row.competes else row.unranked
        found.append(Place(row.tool, points, coverage, None, why))
    return _ranked(found)


def of_stacks(card: Scorecard, weights: Weights) -> tuple[Place, ...]:
    """The stacks under these weights, best first."""
    weighed = {part: _weighed(row, weights) for part, row in _parts(card).items()}
    return _ranked([_stack(stack, weighed, weights) for stack in card.stacks])


def _parts(card: Scorecard) -> dict[Part, ToolRow]:
    """The rows that stacks are made of: nothing else has to be weighed for them."""
    needed = {part for stack in card.stacks for part in stack.tools.items()}
    return {(t.task, row.tool): row for t in card.tasks for row in t.rows if (t.task, row.tool) in needed}


def _weighed(row: ToolRow, weights: Weights) -> tuple[Points, float]:
    return weigh([(weights.criteria[name], c.points, c.coverage) for name, c in row.criteria.items()])


def _stack(stack: StackRow, weighed: Mapping[Part, tuple[Points, float]], weights: Weights) -> Place:
    parts = {task: weighed.get((task, tool)) for task, tool in stack.tools.items()}
    points, coverage = weigh([(weights.tasks[task], *part) for task, part in parts.items() if part is not None])
    missing = [task for task, part in parts.items() if part is None]
    out = sorted({tool for task, tool in stack.tools.items() if f"{task}/{tool}" in weights.out})
    why = f"not every part was run: {', '.join(missing)}" if missing else _too_little(coverage)
    if out:
        why = f"out because of {', '.join(out)}"
    return Place(stack.stack, points, coverage, None, why)


def surely_first(ranking: tuple[Place, ...]) -> tuple[str, ...]:
    """Those that nothing unmeasured can move from the first place: several where they are equal, none where it is open."""
    return tuple(place.name for place in ranking if place.rank == (1, 1))


def maybe_first(ranking: tuple[Place, ...]) -> tuple[str, ...]:
    """Those that may have the first place."""
    return tuple(place.name for place in ranking if place.rank and place.rank[0] == 1)


def changes(card: Scorecard, leaders: Callable[[Weights], tuple[str, ...]] | None = None) -> Iterator[Change]:
    """For each weight and direction, the nearest whole percentage of all at which other stacks surely lead.

    The other weights keep their proportions. `leaders` tells who surely leads under some weights. At most a hundred shares are tried for a weight, whatever the weights are.
    """
    weights = weights_of(card)
    if not card.stacks:
        return
    leaders = leaders or Leaders(card)
    weights = replace(weights, criteria=shares_by_name(weights.criteria), tasks=shares_by_name(weights.tasks))
    now = leaders(weights)
    for kind, held in (("criteria", weights.criteria), ("tasks", weights.tasks)):
        for name, weight in held.items():
            stands = 100 * weight
            below = range(math.ceil(stands - NEARLY) - 1, -1, -1)
            above = range(math.floor(stands + NEARLY) + 1, MOST_PERCENT + 1)
            for steps, more in ((below, False), (above, True)):
                for step in steps:
                    moved = with_share(held, name, step / 100)
                    if moved is None:
                        break
                    tried = replace(weights, criteria=moved) if kind == "criteria" else replace(weights, tasks=moved)
                    leader = leaders(tried)
                    if leader and leader != now:
                        yield Change(kind, name, more, step / 100, leader)
                        break


class Leaders:
    """Which stacks surely lead, for one set of weights after another: `surely_first` of `of_stacks`, as arrays.

    Looking for changes tries a thousand sets of weights; weighing row by row would take most of a large page's time.
    """

    def __init__(self, card: Scorecard) -> None:
        self._names = [stack.stack for stack in card.stacks]
        self._criteria, self._tasks = list(card.weights), [table.task for table in card.tasks]
        shape = (len(self._names), len(self._tasks), len(self._criteria))
        self._points = np.zeros((3, *shape))
        self._applies = np.zeros(shape)
        self._complete = np.ones(len(self._names), dtype=bool)
        for at, table in enumerate(card.tasks):
            rows = {row.tool: row for row in table.rows}
            for place, stack in enumerate(card.stacks):
                row = rows.get(stack.tools[table.task])
                if row is None:
                    self._complete[place] = False
                    continue
                for criterion, name in enumerate(self._criteria):
                    score = row.criteria[name]
                    if score.points is not None:
                        self._applies[place, at, criterion] = 1
                        self._points[:, place, at, criterion] = score.points.low, score.points.high, score.coverage

    def __call__(self, weights: Weights) -> tuple[str, ...]:
        """The stacks that surely lead, best first; the weights must be small enough to be added up."""
        criteria = self._applies * np.array([weights.criteria[name] for name in self._criteria])
        parts = _means(self._points, criteria)
        tasks = np.array([weights.tasks[name] for name in self._tasks])
        low, high, coverage = _means(parts, np.broadcast_to(tasks, parts.shape[1:]))
        ranked = self._complete & (coverage >= LEAST_COVERAGE - NEARLY)
        rivals = np.where(ranked, high, -np.inf)
        *_, second, best = np.sort(np.append(rivals, -np.inf))
        most = np.where(np.arange(len(rivals)) == rivals.argmax(), second, best)
        first: list[int] = np.flatnonzero(ranked & (most <= low + NEARLY)).tolist()
        order = sorted(first, key=lambda at: (-(low[at] + high[at]), self._names[at]))
        return tuple(self._names[at] for at in order)


def _means(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted means over the last axis of low, high and coverage; what has no weight may be anything, uncovered."""
    total = weights.sum(axis=-1)
    sums = (points * weights).sum(axis=-1)
    none = np.array([0.0, 100.0, 0.0]).reshape(3, *[1] * total.ndim)
    found: NDArray[np.float64] = np.where(total > 0, sums / np.where(total > 0, total, 1.0), none)
    return found


def _too_little(coverage: float) -> str:
    if is_covered(coverage):
        return ""
    return f"only {coverage:.0%} of the weight was measured; a rank needs {LEAST_COVERAGE:.0%}"


def _ranked(found: list[Place]) -> tuple[Place, ...]:
    ranks = places({place.name: place.points for place in found if not place.why})
    ranked = [replace(place, rank=ranks.get(place.name)) for place in found]
    return tuple(sorted(ranked, key=lambda place: (place.rank is None, -place.points.middle, place.name)))
