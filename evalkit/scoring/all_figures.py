"""The list of all figures that were observed, weighted or not, and the list of weighted figures that are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.model import LevelRule, Status, rating_metric
from evalkit.probes import METRICS
from evalkit.scoring.figures import Evidenced
from evalkit.scoring.scorecard import Figure, FigurePlace, Scorecard, TaskTable, ToolFigures, Unmeasured


def all_figures(evidenced: Evidenced, members: Mapping[str, Sequence[str]]) -> tuple[ToolFigures, ...]:
    """Return every metric of the catalogue for every tool, weighted or not, together with people's ratings."""
    criteria = evidenced.rubric.criteria
    weighed = {entry.metric for criterion in criteria.values() for entry in criterion.metrics}
    ratings = [*map(rating_metric, criteria)]
    catalogue = [metric for metric in METRICS.values() if metric.rule is not LevelRule.STACK]
    tools = sorted({tool for task in members for tool in (*members[task], evidenced.tasks[task].baseline)})
    result = []
    for tool in tools:
        figures: list[tuple[str | None, Figure]] = []
        shared_done = False
        for task, competing in members.items():
            if tool not in (*competing, evidenced.tasks[task].baseline):
                continue
            levels, timed = evidenced.tasks[task].level_names, evidenced.rubric.measure.timed_levels
            for metric in catalogue:
                if metric.rule is LevelRule.TOOL:
                    if not shared_done:
                        figures.append((None, evidenced.plain(task, tool, metric.name, None)))
                elif metric.rule is LevelRule.ALL_LEVELS or metric.rule is LevelRule.TOGETHER:
                    figures.append((task, evidenced.plain(task, tool, metric.name, None)))
                else:
                    chosen = [
                        lv for lv in levels if lv in timed or evidenced.observations_of(task, tool, metric.name, lv)
                    ]
                    figures.extend((task, evidenced.plain(task, tool, metric.name, lv)) for lv in chosen)
            figures.extend(
                (task, evidenced.plain(task, tool, name, None))
                for name in ratings
                if name in weighed or evidenced.observations_of(task, tool, name, None)
            )
            shared_done = True
        result.append(ToolFigures(tool, tuple(figures)))
    return tuple(result)


def figures_by_place(card: Scorecard) -> dict[FigurePlace, Figure]:
    """Return all figures of a scorecard by their place, the tools in order of their names."""
    return {
        FigurePlace(task, found.tool, figure.metric, figure.level): figure
        for found in card.tools
        for task, figure in found.figures
    }


def not_measured(tables: Sequence[TaskTable]) -> tuple[Unmeasured, ...]:
    """Return the figures that the rubric weighs but that have no value, grouped by metric, level and reason."""
    found: dict[tuple[str, str | None, str], dict[str, list[str]]] = {}
    for table in tables:
        for row in table.rows:
            for criterion in row.criteria.values():
                for f in criterion.figures:
                    if not f.measured and f.status is not Status.NOT_APPLICABLE:
                        alike = found.setdefault((f.metric, f.level, f.reason or "not measured"), {})
                        alike.setdefault(table.task, []).append(row.tool)
    return tuple(
        Unmeasured(metric, level, reason, tuple((task, tuple(tools)) for task, tools in where.items()))
        for (metric, level, reason), where in found.items()
    )
