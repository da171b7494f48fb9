"""Turn figures into ranks: of tools within each task, and of stacks over all tasks.

evalkit never averages a tool over tasks that another tool lacks. The only overall ranking is that of stacks, because
each stack covers every task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from evalkit.model import WALL, Observation, Rubric, Task
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes.code import CONCEPTS
from evalkit.probes.setup import INSTALL_MB
from evalkit.probes.stack import COINSTALLABLE, ENVIRONMENTS
from evalkit.scoring.all_figures import all_figures, not_measured
from evalkit.scoring.certainty import preferences_of, robustness
from evalkit.scoring.claims import claim_results
from evalkit.scoring.coverage import parts_missing, too_little
from evalkit.scoring.draws import Draws, draws_of
from evalkit.scoring.figures import Evidenced, figure
from evalkit.scoring.fragility import fragility
from evalkit.scoring.paired_timings import Faster, blocks_needed, faster_pairs
from evalkit.scoring.profiles import profile_results
from evalkit.scoring.raters import raters_agreement
from evalkit.scoring.scorecard import CriterionScore, Figure, Scorecard, StackRow, TaskTable, ToolRow
from evalkit.scoring.stack_concepts import concepts_together
from evalkit.scoring.warnings import busy_blocks, stacks_left_out, warnings_about
from evalkit.scoring.weighing import ONLY_BASELINE, places, weigh
from evalkit.scoring.weight_ranges import stable_weights

T = TypeVar("T")


class Beside(Protocol):
    """A way to do some work while something else is done."""

    def __call__(self, work: Callable[[], T]) -> AbstractContextManager[Callable[[], T]]:
        """Do `work` while the block goes on; what the block is given returns the result."""


@contextmanager
def afterwards(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Do some work when its result is asked for, in the same process."""
    yield work


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """A scorecard, and the draws of points behind its robustness, so that callers can apply other weights."""

    card: Scorecard
    draws: Draws


def score(
    rubric: Rubric,
    tasks: Mapping[str, Task],
    members: Mapping[str, Sequence[str]],
    observations: Iterable[Observation],
    environments: Mapping[tuple[str, str], str] | None = None,
    versions: Mapping[str, str] | None = None,
) -> Scorecard:
    """Return the scorecard of a run; see `judge` for the parameters."""
    return judge(rubric, tasks, members, observations, environments, versions).card


def judge(
    rubric: Rubric,
    tasks: Mapping[str, Task],
    members: Mapping[str, Sequence[str]],
    observations: Iterable[Observation],
    environments: Mapping[tuple[str, str], str] | None = None,
    versions: Mapping[str, str] | None = None,
    beside: Beside = afterwards,
) -> Judgement:
    """Score a run, and compute how certain its rankings are.

    `members` maps each task of the rubric to its competing tools. `observations` are the current ones. `environments`
    maps (task, tool) to the digest of the lock that it ran with, to count a stack's environments. `versions` maps tools
    to the measured versions, for claims. `beside` may do a part of the work on another processor. Adding a tool to `members`, with its observations, changes no other tool's
    points or draws and never reorders the others.
    """
    observations = tuple(observations)
    evidenced = Evidenced(observations, rubric, tasks)
    tables = _tables(evidenced, members, beside)
    stacks = _stacks(evidenced, tables, members, environments or {})
    weights = {name: criterion.weight for name, criterion in rubric.criteria.items()}
    draws = draws_of(evidenced, tables)
    profiles = profile_results(evidenced, tables)
    card = Scorecard(
        rubric=rubric.rubric,
        title=rubric.title,
        weights=weights,
        tasks=tables,
        stacks=stacks,
        tools=all_figures(evidenced, members),
        not_measured=not_measured(tables),
        robustness=robustness(draws, tables, stacks, preferences_of(weights, rubric.tasks, profiles)),
        stable=stable_weights(tables, stacks, weights),
        profiles=profiles,
        claims=claim_results(evidenced, versions or {}, members),
        raters=raters_agreement(evidenced, members),
        fragility=fragility(evidenced, tables, stacks),
    )
    warnings = (*stacks_left_out(rubric, members), *warnings_about(card), *busy_blocks(observations))
    return Judgement(replace(card, warnings=warnings), draws)


def _tables(evidenced: Evidenced, members: Mapping[str, Sequence[str]], beside: Beside) -> tuple[TaskTable, ...]:
    tasks = evidenced.rubric.tasks
    tools = {task: list(dict.fromkeys([*members[task], evidenced.tasks[task].baseline])) for task in tasks}
    times = {task: _times(evidenced, task, tools[task]) for task in tasks}
    with beside(lambda: [faster_pairs(times[task]) for task in tasks]) as faster:
        rows = {task: [_row(evidenced, task, tool, tool in members[task]) for tool in tools[task]] for task in tasks}
    return tuple(
        _table(task, tasks[task], evidenced.tasks[task].baseline, rows[task], times[task], pairs)
        for task, pairs in zip(tasks, faster(), strict=True)
    )


def _times(evidenced: Evidenced, task: str, tools: Sequence[str]) -> dict[str, Mapping[str, float]]:
    """Return the seconds of each tool by block, at the level that is timed first."""
    return {
        tool: reading.by_block
        for tool in tools
        for level in evidenced.rubric.measure.timed_levels[:1]
        if (reading := evidenced.read(task, tool, WALL, level)).by_block and min(reading.samples) > 0
    }


def _table(
    task: str,
    weight: float,
    baseline: str,
    rows: Sequence[ToolRow],
    times: Mapping[str, Mapping[str, float]],
    faster: tuple[Faster, ...],
) -> TaskTable:
    blocks = max((list(by_block) for by_block in times.values()), key=len, default=[])
    return TaskTable(
        task=task,
        weight=weight,
        baseline=baseline,
        rows=_ranked(rows),
        blocks=len(blocks),
        blocks_needed=blocks_needed(len(times)),
        faster=faster,
        apart=tuple(tool for tool, by_block in times.items() if list(by_block) != blocks),
    )


def _row(evidenced: Evidenced, task: str, tool: str, competes: bool) -> ToolRow:
    criteria = {
        name: _criterion([figure(evidenced, task, tool, entry) for entry in criterion.metrics])
        for name, criterion in evidenced.rubric.criteria.items()
    }
    weights = {name: criterion.weight for name, criterion in evidenced.rubric.criteria.items()}
    points, coverage = weigh([(weights[name], c.points, c.coverage) for name, c in criteria.items()])
    levels = tuple(evidenced.level(task, tool, level) for level in evidenced.tasks[task].level_names)
    unranked = too_little(coverage)
    if not competes:
        unranked = ONLY_BASELINE
    return ToolRow(tool, criteria, points, coverage, None, unranked, levels, competes)


def _criterion(figures: Sequence[Figure]) -> CriterionScore:
    parts = [(f.weight, f.points, 1.0 if f.measured else 0.0) for f in figures]
    if all(points is None or weight == 0 for weight, points, _ in parts):
        return CriterionScore(None, 0.0, tuple(figures))
    points, coverage = weigh(parts)
    return CriterionScore(points, coverage, tuple(figures))


def _ranked(rows: Sequence[ToolRow]) -> tuple[ToolRow, ...]:
    ranks = places({row.tool: row.points for row in rows if not row.unranked})
    with_ranks = [replace(row, rank=ranks.get(row.tool)) for row in rows]
    return tuple(sorted(with_ranks, key=lambda row: (bool(row.unranked), -row.points.middle, row.tool)))


def _stacks(
    evidenced: Evidenced,
    tables: Sequence[TaskTable],
    members: Mapping[str, Sequence[str]],
    environments: Mapping[tuple[str, str], str],
) -> tuple[StackRow, ...]:
    rows = []
    for name, stack in evidenced.rubric.stacks.items():
        if stack.absent_from(members):
            continue  # `stacks_left_out` reports it
        parts = {
            table.task: next((row for row in table.rows if row.tool == stack.tools[table.task]), None)
            for table in tables
        }
        points, coverage = weigh(
            [(t.weight, part.points, part.coverage) for t in tables if (part := parts[t.task]) is not None]
        )
        weightless = not any(t.weight > 0 and parts[t.task] is not None for t in tables)
        missing = [task for task, part in parts.items() if part is None]
        unranked = parts_missing(missing) if missing or weightless else too_little(coverage)
        chosen = {stack.tools[table.task] for table in tables}
        sizes = [evidenced.read(tables[0].task, tool, INSTALL_MB, "").value for tool in sorted(chosen)]
        rows.append(
            StackRow(
                stack=name,
                tools={table.task: stack.tools[table.task] for table in tables},
                parts={task: part.points for task, part in parts.items() if part is not None},
                points=points,
                coverage=coverage,
                rank=None,
                unranked=unranked,
                environments=evidenced.plain(tables[0].task, name, ENVIRONMENTS, None),
                coinstallable=evidenced.plain(tables[0].task, name, COINSTALLABLE, None),
                ran_in=len({environments.get((t.task, stack.tools[t.task]), stack.tools[t.task]) for t in tables}),
                install_mb=sum(size for size in sizes if size is not None) if None not in sizes else None,
                concepts=concepts_together(
                    evidenced.read(t.task, stack.tools[t.task], CONCEPTS, USUAL_LEVEL) for t in tables
                ),
            )
        )
    ranks = places({row.stack: row.points for row in rows if not row.unranked})
    ranked = [replace(row, rank=ranks.get(row.stack)) for row in rows]
    return tuple(sorted(ranked, key=lambda row: (bool(row.unranked), -row.points.middle, row.stack)))
