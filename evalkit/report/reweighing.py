"""Rankings under given weights, and the weights that would change them. The page's script computes the same live."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

# Means, ranks and who leads are scoring's own: for one set of weights row by row, for many at a time in arrays.
from evalkit.scoring import (
    NEARLY,
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolRow,
    covered,
    means,
    parts_missing,
    places,
    shares_by_name,
    surely_first,
    too_little,
    weigh,
)

MOST_PERCENT = 99
"""The end of the sliders: at 100 % the other weights would have no proportions."""

Part = tuple[str, str]
"""A task, and the tool that a stack uses for it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of criteria and tasks; `out` says why a profile rules a tool out, by 'task/tool'."""

    criteria: Mapping[str, float]
    tasks: Mapping[str, float]
    out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One tool or stack in a ranking; `rank` is None if it is not ranked, and `why` says why."""

    name: str
    points: Points
    coverage: float
    rank: tuple[int, int] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """`leader` would lead if the weight named `weighed` had a share of at least (if `more`) or at most `at`.

    The other weights keep their proportions. `at` is a whole number of hundredths, like the page's sliders.
    """

    kind: str
    weighed: str
    more: bool
    at: float
    leader: tuple[str, ...]


def weights_of(card: Scorecard) -> Weights:
    """Return the weights that the scorecard was made with."""
    return Weights(card.weights, {table.task: table.weight for table in card.tasks})


def with_share(weights: Mapping[str, float], name: str, share: float) -> dict[str, float] | None:
    """Return these weights as shares, with `share` (0 to below 1) for one of them; the others keep their proportions.

    Returns None if no other one has any weight, because its share is then always 1.
    """
    others = shares_by_name({other: weight for other, weight in weights.items() if other != name})
    if not any(others.values()):
        return None
    return {other: share if other == name else (1 - share) * others[other] for other in weights}


def of_tools(table: TaskTable, weights: Weights) -> tuple[Place, ...]:
    """Return the tools of one task under these weights, best first."""
    found = []
    for row in table.rows:
        points, coverage = _weighed(row, weights)
        why = row.unranked
        if row.competes:
            why = weights.out.get(f"{table.task}/{row.tool}") or too_little(coverage)
        found.append(Place(row.tool, points, coverage, None, why))
    return _ranked(found)


def of_stacks(card: Scorecard, weights: Weights) -> tuple[Place, ...]:
    """Return the stacks under these weights, best first."""
    weighed = {part: _weighed(row, weights) for part, row in _parts(card).items()}
    return _ranked([_stack(stack, weighed, weights) for stack in card.stacks])


def _parts(card: Scorecard) -> dict[Part, ToolRow]:
    """Return the rows that stacks consist of; only these must be weighed for them."""
    needed = {part for stack in card.stacks for part in stack.tools.items()}
    return {(t.task, row.tool): row for t in card.tasks for row in t.rows if (t.task, row.tool) in needed}


def _weighed(row: ToolRow, weights: Weights) -> tuple[Points, float]:
    return weigh([(weights.criteria[name], c.points, c.coverage) for name, c in row.criteria.items()])


def _stack(stack: StackRow, weighed: Mapping[Part, tuple[Points, float]], weights: Weights) -> Place:
    parts = {task: weighed.get((task, tool)) for task, tool in stack.tools.items()}
    points, coverage = weigh([(weights.tasks[task], *part) for task, part in parts.items() if part is not None])
    missing = [task for task, part in parts.items() if part is None]
    out = sorted({tool for task, tool in stack.tools.items() if f"{task}/{tool}" in weights.out})
    why = parts_missing(missing) if missing else too_little(coverage)
    if out:
        why = f"out because of {', '.join(out)}"
    return Place(stack.stack, points, coverage, None, why)


def sure_leaders(ranking: tuple[Place, ...]) -> tuple[str, ...]:
    """Return those that certainly share the first place: several if they are equal, none if the place is open."""
    return tuple(place.name for place in ranking if place.rank == (1, 1))


def possible_leaders(ranking: tuple[Place, ...]) -> tuple[str, ...]:
    """Return those that may have the first place."""
    return tuple(place.name for place in ranking if place.rank and place.rank[0] == 1)


def changes(card: Scorecard, leaders: Callable[[Weights], tuple[str, ...]] | None = None) -> Iterator[Change]:
    """Yield, for each weight and direction, the nearest whole percentage at which other stacks certainly lead.

    The other weights keep their proportions. `leaders` returns who certainly leads under some weights. It tries at most
    a hundred shares for each weight, however large the weights are.
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
    """Finds the stacks that certainly lead, for many sets of weights: `sure_leaders` of `of_stacks`, with arrays.

    A search for changes tries a thousand sets of weights; row by row, this would take most of a large page's time.
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
        """Return the stacks that certainly lead, best first; the sum of the weights must not overflow."""
        criteria = self._applies * np.array([weights.criteria[name] for name in self._criteria])
        parts = means(self._points, criteria)
        tasks = np.array([weights.tasks[name] for name in self._tasks])
        low, high, coverage = means(parts, tasks)
        first: list[int] = np.flatnonzero(surely_first(low, high, self._complete & covered(coverage))).tolist()
        order = sorted(first, key=lambda at: (-(low[at] + high[at]), self._names[at]))
        return tuple(self._names[at] for at in order)


def _ranked(found: list[Place]) -> tuple[Place, ...]:
    ranks = places({place.name: place.points for place in found if not place.why})
    ranked = [replace(place, rank=ranks.get(place.name)) for place in found]
    return tuple(sorted(ranked, key=lambda place: (place.rank is None, -place.points.middle, place.name)))
