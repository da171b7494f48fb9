"""Who stands where under given weights, and which weights would change it. The page's script does the same live."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

# The one formula there is: the weighted mean and the rule for ranks are scoring's own.
from evalkit.scoring import (
    LEAST_COVERAGE,
    Points,
    ProfileResult,
    Scorecard,
    StackRow,
    TaskTable,
    ToolRow,
    places,
    weigh,
)

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
    """`leader` would lead if the weight called `weighed` were `at` (`more`: at least, else at most)."""

    kind: str
    weighed: str
    more: bool
    at: float
    leader: tuple[str, ...]


def weights_of(card: Scorecard) -> Weights:
    """The weights that the scorecard was made with."""
    return Weights(card.weights, {table.task: table.weight for table in card.tasks})


def weights_under(profile: ProfileResult) -> Weights:
    """The weights of a profile, and who is out for it."""
    answers: dict[str, list[str]] = {}
    for task in profile.tasks:
        for one in profile.exclusions:
            if one.rules_out_in(task):
                answers.setdefault(f"{task}/{one.tool}", []).append(one.answer)
    out = {part: f"out: it {'; it '.join(found)}" for part, found in answers.items()}
    return Weights(profile.weights, profile.tasks, out)


def slider_end(card: Scorecard) -> float:
    """Where the sliders end: 10, or a round number above the largest weight of the rubric and its profiles."""
    stated = [card.weights, {table.task: table.weight for table in card.tasks}]
    stated += [weights for profile in card.profiles for weights in (profile.weights, profile.tasks)]
    largest = max((weight for weights in stated for weight in weights.values()), default=1.0)
    return 10.0 if largest <= 10 else float(math.ceil(largest / 10) * 10)


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
    return _of_stacks(card, _weighed_parts(_parts(card), weights), weights)


def _weighed_parts(parts: Mapping[Part, ToolRow], weights: Weights) -> dict[Part, tuple[Points, float]]:
    return {part: _weighed(row, weights) for part, row in parts.items()}


def _of_stacks(card: Scorecard, weighed: Mapping[Part, tuple[Points, float]], weights: Weights) -> tuple[Place, ...]:
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


def changes(card: Scorecard) -> Iterator[Change]:
    """For each weight and direction, the nearest step of a tenth at which other stacks surely lead; the rest stays."""
    weights = weights_of(card)
    parts = _parts(card)
    held_parts = _weighed_parts(parts, weights)  # what another task's weight does not change
    now = surely_first(_of_stacks(card, held_parts, weights))
    last = round(slider_end(card) * 10)
    for kind, held in (("criteria", weights.criteria), ("tasks", weights.tasks)):
        for name, weight in held.items():
            below = [step for step in range(last, -1, -1) if step / 10 < weight]
            above = [step for step in range(last + 1) if step / 10 > weight]
            for steps, more in ((below, False), (above, True)):
                for step in steps:
                    moved = {**held, name: step / 10}
                    if kind == "criteria":
                        tried = replace(weights, criteria=moved)
                        weighed = _weighed_parts(parts, tried)
                    else:
                        tried, weighed = replace(weights, tasks=moved), held_parts
                    leader = surely_first(_of_stacks(card, weighed, tried))
                    if leader and leader != now:
                        yield Change(kind, name, more, step / 10, leader)
                        break


def _too_little(coverage: float) -> str:
    if coverage >= LEAST_COVERAGE:
        return ""
    return f"only {coverage:.0%} of the weight was measured; a rank needs {LEAST_COVERAGE:.0%}"


def _ranked(found: list[Place]) -> tuple[Place, ...]:
    ranks = places({place.name: place.points for place in found if not place.why})
    ranked = [replace(place, rank=ranks.get(place.name)) for place in found]
    return tuple(sorted(ranked, key=lambda place: (place.rank is None, -place.points.middle, place.name)))
