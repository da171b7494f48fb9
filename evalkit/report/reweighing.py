"""Rankings under given weights. The page's script computes the same live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from evalkit.scoring import (
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolRow,
    parts_missing,
    places,
    too_little,
    weigh,
)

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
    """One tool or stack in a ranking; `rank` is None if it is not ranked, and `why` says why.

    `is_out` says that a requirement rules it out, however much of it was measured.
    """

    name: str
    points: Points
    coverage: float
    rank: tuple[int, int] | None
    why: str = ""
    is_out: bool = False


def weights_of(card: Scorecard) -> Weights:
    """Return the weights that the scorecard was made with."""
    return Weights(card.weights, {table.task: table.weight for table in card.tasks})


def of_tools(table: TaskTable, weights: Weights) -> tuple[Place, ...]:
    """Return the tools of one task under these weights, best first."""
    found = []
    for row in table.rows:
        points, coverage = _weighed(row, weights)
        out = weights.out.get(f"{table.task}/{row.tool}", "") if row.competes else ""
        why = (out or too_little(coverage)) if row.competes else row.unranked
        found.append(Place(row.tool, points, coverage, None, why, is_out=bool(out)))
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
    return Place(stack.stack, points, coverage, None, why, is_out=bool(out))


def sure_leaders(ranking: tuple[Place, ...]) -> tuple[str, ...]:
    """Return those that certainly share the first place: several if they are equal, none if the place is open."""
    return tuple(place.name for place in ranking if place.rank == (1, 1))


def possible_leaders(ranking: tuple[Place, ...]) -> tuple[str, ...]:
    """Return those that may have the first place."""
    return tuple(place.name for place in ranking if place.rank and place.rank[0] == 1)


def _ranked(found: list[Place]) -> tuple[Place, ...]:
    ranks = places({place.name: place.points for place in found if not place.why})
    ranked = [replace(place, rank=ranks.get(place.name)) for place in found]
    return tuple(sorted(ranked, key=lambda place: (place.rank is None, -place.points.middle, place.name)))
