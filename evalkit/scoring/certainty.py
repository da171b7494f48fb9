"""Certainty of the rankings: SMAA over random weights of the criteria and random values.

It is computed for the tools of each task and for the stacks. The weights of tasks are a preference, as those of
criteria are: they vary if no preference is stated, and stay fixed if a rubric or a profile states them. Whoever has no
rank is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from evalkit.scoring.coverage import is_covered
from evalkit.scoring.draws import Draws, TaskDraws
from evalkit.scoring.judgements import Beats, ProfileResult, Robustness, Standing
from evalkit.scoring.scorecard import StackRow, TaskTable, ToolRow
from evalkit.scoring.smaa import DRAWS, Array, ScoresAt, Smaa, any_weights, scores, shares_of, standings, weights_around
from evalkit.scoring.weighing import weigh

ANY = "any"
"""The preference under which every set of weights is equally likely."""

RUBRIC = "rubric"
"""The preference for weights around the rubric's own."""

MOST_SCORES = 10_000_000
"""Limit of draws × rows × preferences. Above it there are fewer draws of weights, but at least as many as of values."""

_AT_ONCE = 2
"""Preferences computed at a time: numpy sorts and multiplies without Python's lock; each holds arrays of MOST_SCORES /
preferences."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What is known about the weights.

    Weights are drawn around `criteria`, or evenly if `name` is 'any'. `tasks` are the weights of the tasks; they stay
    fixed unless `name` is 'any'. `out` holds the (task, tool) pairs that a profile rules out; task None means all
    tasks.
    """

    name: str
    criteria: Mapping[str, float]
    tasks: Mapping[str, float]
    out: frozenset[tuple[str | None, str]] = frozenset()

    def rules_out(self, task: str, tool: str) -> bool:
        """Return whether the profile excludes this tool from this task."""
        return (None, tool) in self.out or (task, tool) in self.out


def preferences_of(
    criteria: Mapping[str, float], tasks: Mapping[str, float], profiles: Iterable[ProfileResult] = ()
) -> tuple[Preference, ...]:
    """Return the preferences 'any' and 'rubric' and those of the profiles, without any that weighs no criterion."""
    known = [Preference(ANY, criteria, tasks), Preference(RUBRIC, criteria, tasks)]
    for profile in profiles:
        out = frozenset((one.task, one.tool) for one in profile.exclusions if one.met is False)
        known.append(Preference(profile.profile, profile.weights, profile.tasks, out))
    return tuple(preference for preference in known if any(weight > 0 for weight in preference.criteria.values()))


def robustness(
    draws: Draws,
    tables: Sequence[TaskTable],
    stacks: Sequence[StackRow],
    preferences: Sequence[Preference],
    seed: int = 0,
) -> tuple[Robustness, ...]:
    """Return the chances of each tool and stack under each preference, in the order of the tables.

    Under 'any' the rubric's weights decide who is ranked; under a profile, the profile's weights do.
    """
    rows = sum(len(table.rows) for table in tables) + len(stacks)
    rounds = MOST_SCORES // max(1, rows * len(preferences) * draws.values)
    count = draws.values * max(1, min(rounds, -(-DRAWS // draws.values)))
    with ThreadPoolExecutor(_AT_ONCE) as threads:  # it ends here: a process of several threads cannot be copied safely
        return tuple(threads.map(lambda one: _under(draws, tables, stacks, one, count, seed), preferences))


def _under(
    draws: Draws,
    tables: Sequence[TaskTable],
    stacks: Sequence[StackRow],
    preference: Preference,
    count: int,
    seed: int,
) -> Robustness:
    chance = int.from_bytes(hashlib.sha256(f"{seed}\0{preference.name}".encode()).digest()[:8], "big")
    criteria = list(preference.criteria)
    stated = [preference.criteria[name] for name in criteria]
    if preference.name == ANY:
        weights = any_weights(len(criteria), count, chance)
    else:
        weights = weights_around(stated, count, chance)
    return Robustness(
        preference=preference.name,
        draws=count,
        values=draws.values,
        tasks={
            table.task: _standings_of(
                tools := _contending(table, preference),
                criteria,
                _at(draws.tasks[table.task].of(tools)),
                weights,
                draws.values,
                confidence=preference.name == ANY,
            )
            for table in tables
        },
        stacks=_of_stacks(draws, tables, stacks, preference, weights, chance),
        silent=draws.silent,
    )


def _contending(table: TaskTable, preference: Preference) -> list[str]:
    return [
        row.tool
        for row in table.rows
        if row.competes and not preference.rules_out(table.task, row.tool) and is_covered(_coverage(row, preference))
    ]


def _coverage(row: ToolRow, preference: Preference) -> float:
    return weigh([(preference.criteria[name], c.points, c.coverage) for name, c in row.criteria.items()])[1]


def _of_stacks(
    draws: Draws,
    tables: Sequence[TaskTable],
    stacks: Sequence[StackRow],
    preference: Preference,
    weights: Array,
    chance: int,
) -> tuple[Standing, ...]:
    known = {table.task: {row.tool for row in table.rows} for table in tables}
    whole = [
        stack
        for stack in stacks
        if all(stack.tools[table.task] in known[table.task] for table in tables)
        and not any(preference.rules_out(table.task, stack.tools[table.task]) for table in tables)
        and is_covered(_stack_coverage(tables, stack, preference))
    ]
    of_tasks = _task_weights([preference.tasks[table.task] for table in tables], preference, len(weights), chance)
    if of_tasks is None:
        return ()
    parts = [_at(draws.tasks[table.task].of([stack.tools[table.task] for stack in whole])) for table in tables]
    criteria = weights.shape[1]

    def together(at: Array) -> tuple[Array, Array]:
        low = high = np.zeros((1, 1, len(whole)))
        for place, part in enumerate(parts, start=criteria):
            share = at[..., place : place + 1]
            if share.any():
                least, most = part(at[..., :criteria])
                whole_so_far = high is low and most is least
                low = low + share * least
                high = low if whole_so_far else high + share * most
        return low, high

    names, tasks = [stack.stack for stack in whole], [table.task for table in tables]
    return _standings_of(
        names,
        list(preference.criteria),
        together,
        np.hstack([weights, of_tasks]),
        draws.values,
        tasks,
        confidence=preference.name == ANY,
    )


def _task_weights(stated: Sequence[float], preference: Preference, count: int, chance: int) -> Array | None:
    """Return weights of the tasks, of shape (count, tasks), each row summing to 1; None if no task has any weight.

    Random ones are shuffled; in their original order they would correlate with the weights of the criteria.
    """
    if preference.name == ANY:
        drawn = any_weights(len(stated), count, chance)
        return np.asarray(np.random.default_rng(chance).permutation(drawn))
    return np.tile(shares_of(stated), (count, 1)) if any(stated) else None


def _stack_coverage(tables: Sequence[TaskTable], stack: StackRow, preference: Preference) -> float:
    parts = []
    for table in tables:
        row = next(row for row in table.rows if row.tool == stack.tools[table.task])
        points, coverage = weigh(
            [(preference.criteria[name], c.points, c.coverage) for name, c in row.criteria.items()]
        )
        parts.append((preference.tasks[table.task], points, coverage))
    return weigh(parts)[1]


def _at(drawn: TaskDraws) -> ScoresAt:
    applies = drawn.applies.astype(float)
    return lambda weights: scores(drawn.low, drawn.high, applies, weights)


def _standings_of(
    names: Sequence[str],
    criteria: Sequence[str],
    scores_at: ScoresAt,
    weights: Array,
    values: int,
    tasks: Sequence[str] = (),
    *,
    confidence: bool,
) -> tuple[Standing, ...]:
    if not names:
        return ()
    found = standings(scores_at, weights, values, confidence=confidence)
    places = {name: place for place, name in enumerate(names)}
    best = _rows(found.best)
    worst = best if found.worst is found.best else _rows(found.worst)
    return tuple(
        _standing(found, places, criteria, tasks, name, own_best, own_worst)
        for name, own_best, own_worst in zip(names, best, worst, strict=True)
    )


def _rows(shares: Array) -> list[tuple[float, ...]]:
    """The rows of a matrix that has few different numbers, each of which is kept once."""
    numbers, places = np.unique(shares, return_inverse=True)
    return [*map(tuple, numbers.astype(object)[places.reshape(shares.shape)].tolist())]


def _standing(
    found: Smaa,
    places: Mapping[str, int],
    criteria: Sequence[str],
    tasks: Sequence[str],
    name: str,
    best: tuple[float, ...],
    worst: tuple[float, ...],
) -> Standing:
    place = places[name]
    central = found.central[place]
    shares = central.tolist() if central is not None else None
    return Standing(
        name=name,
        best=best,
        worst=worst,
        central=dict(zip(criteria, shares, strict=False)) if shares is not None else None,
        central_tasks=dict(zip(tasks, shares[len(criteria) :], strict=True)) if shares is not None else None,
        confidence=found.confidence[place],
        beats=Beats(name, places, found.beats[place]),
    )
