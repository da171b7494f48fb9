"""From figures to ranks: tools within a task, stacks over all tasks, nothing in between.

A tool is never averaged over tasks that another tool does not have; the only overall ranking is of stacks, each of
which covers every task.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from evalkit.model import METRICS, Entry, LevelRule, Observation, Rubric, Status, Task
from evalkit.scoring.figures import WALL, Evidenced, figure
from evalkit.scoring.scorecard import (
    CriterionScore,
    Figure,
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolFigures,
    ToolRow,
)
from evalkit.scoring.timing import blocks_needed, faster_pairs
from evalkit.scoring.warnings import warnings_about

LEAST_COVERAGE = 0.8
"""Below this share of the weight a tool is listed without a rank."""


def score(
    rubric: Rubric,
    tasks: Mapping[str, Task],
    members: Mapping[str, Sequence[str]],
    observations: Iterable[Observation],
    environments: Mapping[tuple[str, str], str] | None = None,
) -> Scorecard:
    """Score a run.

    `members` names the tools that compete in each task of the rubric; `observations` are the current ones;
    `environments` gives the digest of the lock that each (task, tool) runs in, to count what a stack needs. Adding a
    tool to `members`, with its observations, changes no other tool's points and never reorders the others.
    """
    evidenced = Evidenced(observations, rubric, tasks)
    tables = tuple(_table(evidenced, task, rubric.tasks[task], members[task]) for task in rubric.tasks)
    stacks = _stacks(evidenced, tables, environments or {})
    card = Scorecard(
        rubric=rubric.rubric,
        title=rubric.title,
        weights={name: criterion.weight for name, criterion in rubric.criteria.items()},
        tasks=tables,
        stacks=stacks,
        tools=_everything(evidenced, members),
    )
    return replace(card, warnings=warnings_about(card), not_measured=_not_measured(tables))


def _table(evidenced: Evidenced, task: str, weight: float, competing: Sequence[str]) -> TaskTable:
    baseline = evidenced.tasks[task].baseline
    tools = list(dict.fromkeys([*competing, baseline]))
    rows = [_row(evidenced, task, tool, tool in competing) for tool in tools]
    timed = evidenced.rubric.measure.timed_levels
    times = {
        tool: reading.by_block
        for tool in tools
        for level in timed[:1]
        if (reading := evidenced.read(task, tool, WALL, level)).by_block
    }
    return TaskTable(
        task=task,
        weight=weight,
        baseline=baseline,
        rows=_ranked(rows),
        blocks=max((len(by_block) for by_block in times.values()), default=0),
        blocks_needed=blocks_needed(len(times)),
        faster=faster_pairs(times),
    )


def _row(evidenced: Evidenced, task: str, tool: str, competes: bool) -> ToolRow:
    criteria = {
        name: _criterion([figure(evidenced, task, tool, entry) for entry in criterion.metrics])
        for name, criterion in evidenced.rubric.criteria.items()
    }
    weights = {name: criterion.weight for name, criterion in evidenced.rubric.criteria.items()}
    points, coverage = weigh([(weights[name], c.points, c.coverage) for name, c in criteria.items()])
    levels = tuple(evidenced.level(task, tool, level) for level in evidenced.tasks[task].level_names)
    unranked = ""
    if not competes:
        unranked = "the baseline, not among the rubric's tools"
    elif coverage < LEAST_COVERAGE:
        unranked = f"only {coverage:.0%} of the weight was measured; a rank needs {LEAST_COVERAGE:.0%}"
    return ToolRow(tool, criteria, points, coverage, None, unranked, levels, competes)


def _criterion(figures: Sequence[Figure]) -> CriterionScore:
    parts = [(f.weight, f.points, 1.0 if f.measured else 0.0) for f in figures]
    if all(points is None or weight == 0 for weight, points, _ in parts):
        return CriterionScore(None, 0.0, tuple(figures))
    points, coverage = weigh(parts)
    return CriterionScore(points, coverage, tuple(figures))


def weigh(parts: Sequence[tuple[float, Points | None, float]]) -> tuple[Points, float]:
    """Weighted means of points and coverage over (weight, points, coverage); without points a part does not apply."""
    counted = [(weight, points, coverage) for weight, points, coverage in parts if points is not None and weight > 0]
    total = sum(weight for weight, _, _ in counted)
    if total == 0:
        return Points(0.0, 100.0), 0.0
    return (
        Points(
            sum(weight * points.low for weight, points, _ in counted) / total,
            sum(weight * points.high for weight, points, _ in counted) / total,
        ),
        sum(weight * coverage for weight, _, coverage in counted) / total,
    )


def places(points: Mapping[str, Points]) -> dict[str, tuple[int, int]]:
    """The best and worst place of each, ties shared: 1 + those surely above, 1 + those possibly above."""
    return {
        name: (
            1 + sum(other.low > own.high + 1e-9 for key, other in points.items() if key != name),
            1 + sum(other.high > own.low + 1e-9 for key, other in points.items() if key != name),
        )
        for name, own in points.items()
    }


def _ranked(rows: Sequence[ToolRow]) -> tuple[ToolRow, ...]:
    ranks = places({row.tool: row.points for row in rows if not row.unranked})
    with_ranks = [replace(row, rank=ranks.get(row.tool)) for row in rows]
    return tuple(sorted(with_ranks, key=lambda row: (bool(row.unranked), -row.points.middle, row.tool)))


def _stacks(
    evidenced: Evidenced, tables: Sequence[TaskTable], environments: Mapping[tuple[str, str], str]
) -> tuple[StackRow, ...]:
    rows = []
    for name, stack in evidenced.rubric.stacks.items():
        parts = {
            table.task: next((row for row in table.rows if row.tool == stack.tools[table.task]), None)
            for table in tables
        }
        points, coverage = weigh(
            [(t.weight, part.points, part.coverage) for t in tables if (part := parts[t.task]) is not None]
        )
        weightless = not any(t.weight > 0 and parts[t.task] is not None for t in tables)
        missing = [task for task, part in parts.items() if part is None]
        unranked = ""
        if missing or weightless:
            unranked = f"not every part was run: {', '.join(missing)}"
        elif coverage < LEAST_COVERAGE:
            unranked = f"only {coverage:.0%} of the weight was measured; a rank needs {LEAST_COVERAGE:.0%}"
        chosen = {stack.tools[table.task] for table in tables}
        sizes = [evidenced.read(tables[0].task, tool, "setup.install_mb", "").value for tool in sorted(chosen)]
        rows.append(
            StackRow(
                stack=name,
                tools={table.task: stack.tools[table.task] for table in tables},
                parts={task: part.points for task, part in parts.items() if part is not None},
                points=points,
                coverage=coverage,
                rank=None,
                unranked=unranked,
                environments=len(
                    {environments.get((t.task, stack.tools[t.task]), stack.tools[t.task]) for t in tables}
                ),
                install_mb=sum(size for size in sizes if size is not None) if None not in sizes else None,
            )
        )
    ranks = places({row.stack: row.points for row in rows if not row.unranked})
    ranked = [replace(row, rank=ranks.get(row.stack)) for row in rows]
    return tuple(sorted(ranked, key=lambda row: (bool(row.unranked), -row.points.middle, row.stack)))


def _everything(evidenced: Evidenced, members: Mapping[str, Sequence[str]]) -> tuple[ToolFigures, ...]:
    """Every metric of the catalogue for every tool, whether the rubric weighs it or not."""
    tools = sorted({tool for task in members for tool in (*members[task], evidenced.tasks[task].baseline)})
    result = []
    for tool in tools:
        figures: list[tuple[str | None, Figure]] = []
        shared_done = False
        for task, competing in members.items():
            if tool not in (*competing, evidenced.tasks[task].baseline):
                continue
            for metric in METRICS.values():
                if metric.rule is LevelRule.TOOL:
                    if not shared_done:
                        figures.append((None, _unscored(evidenced, task, tool, metric.name, None)))
                elif metric.rule in (LevelRule.ALL_LEVELS, LevelRule.TOGETHER):
                    figures.append((task, _unscored(evidenced, task, tool, metric.name, None)))
                else:
                    levels = evidenced.tasks[task].level_names
                    timed = evidenced.rubric.measure.timed_levels
                    chosen = [lv for lv in levels if lv in timed or evidenced.about(task, tool, lv, metric.name)]
                    figures.extend((task, _unscored(evidenced, task, tool, metric.name, lv)) for lv in chosen)
            shared_done = True
        result.append(ToolFigures(tool, tuple(figures)))
    return tuple(result)


def _unscored(evidenced: Evidenced, task: str, tool: str, metric: str, level: str | None) -> Figure:
    entry = Entry.model_construct(
        metric=metric, weight=0.0, curve="linear", relative_to=None, level=level, good=0, bad=1
    )
    return replace(figure(evidenced, task, tool, entry), points=None, clipped=False)


def _not_measured(tables: Sequence[TaskTable]) -> tuple[str, ...]:
    """One sentence for each figure the rubric weighs and has no value for."""
    sentences = []
    for table in tables:
        for row in table.rows:
            for criterion in row.criteria.values():
                for f in criterion.figures:
                    if not f.measured and f.status is not Status.NOT_APPLICABLE:
                        level = f" at {f.level}" if f.level else ""
                        sentences.append(f"{table.task}, {row.tool}{level}: {f.metric} ({f.reason or 'not measured'})")
    return tuple(sentences)
