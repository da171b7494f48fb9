"""How fragile the lead is: what, left out alone, changes which stack leads under the rubric's weights.

Five kinds are left out, one at a time:

- a criterion, a metric (wherever the rubric weighs it) or a task: the others keep their weights;
- a block of timings: the medians are taken over the other blocks, as if this one had never been run;
- an implementation: every figure that rests on it. A stack that uses it is then compared with the others without these
  figures on either side, because no mean may be taken over different tasks.

This is the jackknife (Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans): it shows on how little a
result hangs. It says nothing of two things that change it together.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Entry, LevelRule, Observation, Status
from evalkit.probes import METRICS, runs, serving
from evalkit.scoring.block_pairs import paired_by_round, ratios_by_block
from evalkit.scoring.figures import TIMINGS, Evidenced, Reading, figure, level_of
from evalkit.scoring.judgements import Fragility, Without
from evalkit.scoring.leading import Array, covered, means, most_of_others, possibly_first, surely_first
from evalkit.scoring.points import points_of_all
from evalkit.scoring.scorecard import Figure, StackRow, TaskTable
from evalkit.scoring.weighing import NEARLY, shares_by_name

_OVER_LEVELS = (LevelRule.ALL_LEVELS, LevelRule.TOGETHER)
_MISSING = (0.0, 100.0, 0.0)

_Part = tuple[str, str]
"""A task, and the tool that a stack uses for it."""


def fragility(evidenced: Evidenced, tables: Sequence[TaskTable], stacks: Sequence[StackRow]) -> Fragility | None:
    """Return what changes the lead if it is left out; None if no stack is sure to lead, so that there is no lead to lose."""
    known = {(table.task, row.tool) for table in tables for row in table.rows}
    whole = [stack for stack in stacks if all(part in known for part in stack.tools.items())]
    if not whole or not any(table.weight > 0 for table in tables):
        return None
    field = _StackArrays(evidenced, tables, whole)
    now = field.leaders(*field.first(field.totals(field.parts)))
    if not now[0]:
        return None
    tried: dict[str, int] = {}
    changed: list[Without] = []
    for kind, found in (
        ("criterion", field.without_criteria()),
        ("metric", field.without_metrics()),
        ("task", field.without_tasks()),
        ("block", field.without_blocks()),
        ("implementation", field.without_implementations()),
    ):
        tried[kind] = 0
        for without in found:
            tried[kind] += 1
            if set(without.leaders) != set(now[0]):
                changed.append(without)
    return Fragility(now[0], tried, tuple(changed))


class _StackArrays:
    """The stacks as arrays. Points are triples (at least, at most, coverage) along the first axis of an array.

    A part is one tool in one task. `points` has the shape (3, parts, entries) and `weights` (parts, entries); an entry
    that does not apply weighs 0 there. `at`, of shape (stacks, tasks), says which part a stack has in each task.
    """

    def __init__(self, evidenced: Evidenced, tables: Sequence[TaskTable], stacks: Sequence[StackRow]) -> None:
        self._evidenced, self._tables, self._stacks = evidenced, tables, stacks
        self.names = [stack.stack for stack in stacks]
        criteria = evidenced.rubric.criteria
        self._of_criteria = _as_shares({name: criterion.weight for name, criterion in criteria.items()})
        self._of_tasks = _as_shares({table.task: table.weight for table in tables})
        self._entries: list[Entry] = []
        self._slices: list[slice] = []
        of_entries: list[float] = []
        for criterion in criteria.values():
            start = len(self._entries)
            self._entries += criterion.metrics
            self._slices.append(slice(start, len(self._entries)))
            of_entries += _as_shares({str(at): one.weight for at, one in enumerate(criterion.metrics)}).tolist()
        places: dict[_Part, int] = {}
        for table in tables:
            for stack in stacks:
                places.setdefault((table.task, stack.tools[table.task]), len(places))
        self._places = places
        self.at = np.array([[places[table.task, stack.tools[table.task]] for table in tables] for stack in stacks])
        rows = {(table.task, row.tool): row for table in tables for row in table.rows}
        self._figures: dict[_Part, list[Figure]] = {
            part: [one for name in criteria for one in rows[part].criteria[name].figures] for part in places
        }
        listed = self._figures.values()
        self.points = np.array([[_triple(one) for one in figures] for figures in listed]).transpose(2, 0, 1)
        applies = np.array([[one.points is not None for one in figures] for figures in listed])
        self.weights = applies * np.array(of_entries)
        self.parts = self.parts_of(self.points, self.weights, self._of_criteria)

    def parts_of(self, points: Array, weights: Array, criteria: Array) -> Array:
        """Return what parts have: the weighted means of criteria, which are the weighted means of entries."""
        found = np.stack([means(points[..., some], weights[..., some]) for some in self._slices], axis=-1)
        applies = np.stack([weights[..., some].sum(axis=-1) > 0 for some in self._slices], axis=-1)
        return means(found, applies * criteria)

    def totals(self, parts: Array, tasks: Array | None = None) -> Array:
        """Return what stacks have, of shape (3, …, stacks), from parts of shape (3, …, parts)."""
        return means(parts[..., self.at], self._of_tasks if tasks is None else tasks)

    def first(self, totals: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Array]:
        """Return who certainly and who possibly comes first, and the middle of everybody's points."""
        low, high, coverage = totals
        ranked = covered(coverage)
        return surely_first(low, high, ranked), possibly_first(low, high, ranked), low + high

    def leaders(
        self, sure: NDArray[np.bool_], possible: NDArray[np.bool_], middle: Array
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of those who certainly lead, best first; if there are none, of those who may."""
        order = sorted(range(len(self.names)), key=lambda at: (-middle[at], self.names[at]))
        certain = tuple(self.names[at] for at in order if sure[at])
        return certain, () if certain else tuple(self.names[at] for at in order if possible[at])

    def _say(self, kind: str, name: str, totals: Array, task: str | None = None) -> Without:
        return Without(kind, name, *self.leaders(*self.first(totals)), task=task)

    def without_criteria(self) -> Iterator[Without]:
        for at, name in enumerate(self._evidenced.rubric.criteria):
            if (others := _without(self._of_criteria, at)) is not None:
                yield self._say("criterion", name, self.totals(self.parts_of(self.points, self.weights, others)))

    def without_metrics(self) -> Iterator[Without]:
        """A metric that no stack has, or that is all there is, cannot be left out."""
        counts = self.weights.any(axis=0) & self._counted
        for name in dict.fromkeys(entry.metric for entry in self._entries):
            its = np.array([entry.metric == name for entry in self._entries])
            if (its & counts).any() and (~its & counts).any():
                parts = self.parts_of(self.points, self.weights * ~its, self._of_criteria)
                yield self._say("metric", name, self.totals(parts))

    @cached_property
    def _counted(self) -> NDArray[np.bool_]:
        """Which entries belong to a criterion that weighs something."""
        found = np.zeros(len(self._entries), dtype=bool)
        for some, weight in zip(self._slices, self._of_criteria, strict=True):
            found[some] = weight > 0
        return found

    def without_tasks(self) -> Iterator[Without]:
        for at, table in enumerate(self._tables):
            if (others := _without(self._of_tasks, at)) is not None:
                yield self._say("task", table.task, self.totals(self.parts, others))

    def without_blocks(self) -> Iterator[Without]:
        odd = self._odd_blocks()
        for table in self._tables:
            if table.weight <= 0:
                continue
            mine = [part for part in self._places if part[0] == table.task]
            lost = {
                part: self._lost_with_blocks(table, part, odd[part] | odd[table.task, table.baseline]) for part in mine
            }
            blocks = sorted({block for by_entry in lost.values() for found in by_entry.values() for block in found})
            if not blocks:
                continue
            parts = np.repeat(self.parts[:, np.newaxis], len(blocks), axis=1)
            for part, by_entry in lost.items():
                if by_entry:
                    parts[:, :, self._places[part]] = self._part_without(part, by_entry, blocks)
            low, high, coverage = self.totals(parts)
            for number, block in enumerate(blocks):
                totals = np.array([low[number], high[number], coverage[number]])
                yield self._say("block", block, totals, task=table.task)

    def _part_without(
        self, part: _Part, by_entry: Mapping[int, Mapping[str, tuple[float, float, float]]], blocks: Sequence[str]
    ) -> Array:
        """Return what a part has without each of these blocks, of shape (3, blocks)."""
        at = self._places[part]
        points = np.repeat(self.points[:, at][:, np.newaxis], len(blocks), axis=1)
        for entry, found in by_entry.items():
            for number, block in enumerate(blocks):
                if block in found:
                    points[:, number, entry] = found[block]
        return self.parts_of(points, self.weights[at], self._of_criteria)

    def _lost_with_blocks(
        self, table: TaskTable, part: _Part, odd: Iterable[str]
    ) -> dict[int, dict[str, tuple[float, float, float]]]:
        """Return, by entry, the points that a part has there without each block that its figure rests on."""
        found: dict[int, dict[str, tuple[float, float, float]]] = {}
        for at, (entry, known) in enumerate(zip(self._entries, self._figures[part], strict=True)):
            counts = self.weights[self._places[part], at] > 0 and entry.metric in TIMINGS and known.measured
            if counts and (without := self._points_without(table, part[1], entry)):
                found[at] = without
        for block in odd:
            others = self._evidenced.without(block, table.task, {part[1], table.baseline})
            for at, entry in enumerate(self._entries):
                one = _triple(figure(others, table.task, part[1], entry))
                if one != tuple(self.points[:, self._places[part], at]):
                    found.setdefault(at, {})[block] = one
        return found

    def _points_without(self, table: TaskTable, tool: str, entry: Entry) -> dict[str, tuple[float, float, float]]:
        level = level_of(entry.metric, entry.level) or ""
        reading = self._evidenced.read(table.task, tool, entry.metric, level)
        values: Mapping[str, float] = reading.by_block
        if entry.relative_to:
            values = ratios_by_block(
                values, self._evidenced.read(table.task, table.baseline, entry.metric, level).by_block
            )
        if not values:
            return {}
        if len(values) == 1:
            found = dict.fromkeys(values, _MISSING)
        else:
            medians = medians_without_each(np.array([*values.values()]))
            points = (points_of_all(entry, medians) * reading.reached).tolist()
            found = {block: (one, one, 1.0) for block, one in zip(values, points, strict=True)}
        return found | {less: found[more] for less, more in self._paired(table.task, entry, reading) if more in found}

    def _paired(self, task: str, entry: Entry, reading: Reading) -> list[tuple[str, str]]:
        """Return pairs of blocks of two scales: a slope is known by its larger block, and lost with either."""
        if entry.metric != runs.GROWTH:
            return []
        by_scale: dict[int | None, list[str]] = defaultdict(list)
        for seen in reading.seen:
            if seen.block:
                by_scale[seen.scale].append(seen.block.block)
        growing = self._evidenced.rubric.measure.growing_over(self._evidenced.tasks[task].scales)
        return paired_by_round(*(by_scale[scale] for scale in growing)) if growing else []

    def _odd_blocks(self) -> defaultdict[_Part, set[str]]:
        """Return, by part, the blocks that change more than a time: such as the only one in which a result was wrong."""
        found: defaultdict[_Part, set[str]] = defaultdict(set)
        parts = {*self._places, *((table.task, table.baseline) for table in self._tables)}
        for (task, tool, metric, _), seen in self._evidenced.subjects.items():
            if task is not None and (task, tool) in parts and metric not in TIMINGS:
                found[task, tool] |= _blocks_that_matter(metric, seen)
        return found

    def without_implementations(self) -> Iterator[Without]:
        ranked = covered(self.totals(self.parts)[2])
        for at, table in enumerate(self._tables):
            if table.weight <= 0:
                continue
            for level in self._evidenced.tasks[table.task].level_names:
                left, tasks = self.weights * ~self._resting_on(level), self._of_tasks
                if not (left[self.at[:, at]] * self._counted).any(axis=-1).all():
                    others = _without(tasks, at)
                    if others is None:
                        continue
                    tasks = others
                parts = self.parts.copy()
                mine = np.unique(self.at[:, at])
                parts[:, mine] = self.parts_of(self.points[:, mine], left[mine], self._of_criteria)
                totals = self.totals(parts, tasks)
                for tool in dict.fromkeys(stack.tools[table.task] for stack in self._stacks):
                    if self._was_run(table.task, tool, level):
                        using = np.array([stack.tools[table.task] == tool for stack in self._stacks])
                        leading = self.leaders(*self._first_beside(totals, using, ranked))
                        yield Without("implementation", tool, *leading, task=table.task, level=level)

    def _resting_on(self, level: str) -> NDArray[np.bool_]:
        """Which entries rest on the implementations of a level."""
        rules = [METRICS[entry.metric].rule for entry in self._entries]
        return np.array(
            [
                rule in _OVER_LEVELS or (rule is LevelRule.ONE_LEVEL and level_of(entry.metric, entry.level) == level)
                for rule, entry in zip(rules, self._entries, strict=True)
            ]
        )

    def _was_run(self, task: str, tool: str, level: str) -> bool:
        status = self._evidenced.level(task, tool, level).status
        return status is not None and not status.is_evalkit_failure and status is not Status.UNSUPPORTED

    def _first_beside(
        self, without: Array, using: NDArray[np.bool_], ranked: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Array]:
        """Return who comes first if those `using` an implementation are compared with others `without` it on either side."""
        low, high, _ = self.totals(self.parts)
        less, more, _ = without

        def ahead(mine: Array, theirs: Array, mine_without: Array, theirs_without: Array) -> NDArray[np.bool_]:
            """Whether nobody has more: `theirs` against `mine`, and the same without the implementation."""
            among_others = most_of_others(np.where(ranked & ~using, theirs, -np.inf))
            of_users = np.where(ranked & using, theirs_without, -np.inf).max()
            of_all = most_of_others(np.where(ranked, theirs_without, -np.inf))
            of_others = (among_others <= mine + NEARLY) & (of_users <= mine_without + NEARLY)
            return ranked & np.where(using, of_all <= mine_without + NEARLY, of_others)

        return ahead(low, high, less, more), ahead(high, low, more, less), np.where(using, less + more, low + high)


def medians_without_each(values: Array) -> Array:
    """Return, for each of at least two values, the median of the others."""
    order = np.argsort(values, kind="stable")
    ascending, rest = values[order], len(values) - 1
    place = np.arange(len(values))

    def among_others(at: int) -> Array:
        return np.asarray(np.where(place > at, ascending[at], ascending[at + 1]))

    found = np.empty(len(values))
    found[order] = (among_others((rest - 1) // 2) + among_others(rest // 2)) / 2
    return found


def _blocks_that_matter(metric: str, seen: Sequence[Observation]) -> set[str]:
    """Return the blocks without which these observations of one metric, level and tool would say something else."""
    found: set[str] = set()
    by_scale: dict[int | None, list[Observation]] = defaultdict(list)
    for one in seen:
        by_scale[one.scale].append(one)
    for alike in by_scale.values():
        if len(alike) > 1 and all((one.status, one.value) == (alike[0].status, alike[0].value) for one in alike[1:]):
            continue
        whole = _gist(metric, alike)
        for block in {one.block.block for one in alike if one.block}:
            if _gist(metric, [one for one in alike if not (one.block and one.block.block == block)]) != whole:
                found.add(block)
    return found


def _gist(metric: str, seen: Sequence[Observation]) -> tuple[frozenset[Status], float | None]:
    values = [one.value for one in seen if one.status is Status.OK and one.value is not None]
    middle = statistics.fmean if metric == serving.LOST else statistics.median
    return frozenset(one.status for one in seen), middle(values) if values else None


def _triple(one: Figure) -> tuple[float, float, float]:
    if one.points is None:
        return _MISSING
    return one.points.low, one.points.high, 1.0 if one.measured else 0.0


def _as_shares(weights: Mapping[str, float]) -> Array:
    return np.array([*shares_by_name(weights).values()])


def _without(weights: Array, at: int) -> Array | None:
    """Return these weights without one of them; None if it weighs nothing, or if nothing else does."""
    others = weights.copy()
    others[at] = 0.0
    return others if weights[at] > 0 and others.any() else None
