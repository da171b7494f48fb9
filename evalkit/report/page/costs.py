"""What each tool costs in each task, for the drawings of cost against value: seconds, lines, concepts and MB."""

from __future__ import annotations

from typing import NamedTuple

from evalkit.model import WALL, Status
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes.code import CONCEPTS, LINES
from evalkit.probes.setup import INSTALL_MB
from evalkit.report.report_input import ReportInput
from evalkit.scoring import FigurePlace, figures_by_place


class Cost(NamedTuple):
    """A measure that a drawing can have on an axis: its name in addresses, its title, and the metric."""

    name: str
    title: str
    metric: str


COSTS = (
    Cost("seconds", "seconds to run", WALL),
    Cost("lines", "lines of code", LINES),
    Cost("concepts", "concepts to know", CONCEPTS),
    Cost("mb", "MB on disk", INSTALL_MB),
)
"""In the order of the page's data."""


def costs(report: ReportInput) -> dict[str, dict[str, list[float | None]]]:
    """Return by task and tool the value of each cost, None where it has none; seconds are those of the timed level."""
    figures = figures_by_place(report.scorecard)

    def value(task: str, tool: str, metric: str) -> float | None:
        level = report.timed_level if metric == WALL else USUAL_LEVEL
        place = FigurePlace(task, tool, metric, level)
        found = figures.get(FigurePlace(None, tool, metric, None) if metric == INSTALL_MB else place)
        return found.value if found and found.status is Status.OK else None

    return {
        table.task: {row.tool: [value(table.task, row.tool, cost.metric) for cost in COSTS] for row in table.rows}
        for table in report.scorecard.tasks
    }
