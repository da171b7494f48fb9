"""The report's charts. A new chart is a new file here and a line in `OF_TASK` or `OF_RUN`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts.chart import Chart, Figures, Table
from evalkit.report.charts.coinstall import together
from evalkit.report.charts.growth import growth
from evalkit.report.charts.layout import CONFIG
from evalkit.report.charts.learning import learning
from evalkit.report.charts.memory import memory
from evalkit.report.charts.pairs import pairs
from evalkit.report.charts.places import of_stacks, of_task
from evalkit.report.charts.times import times
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.sentence import Named
from evalkit.scoring import TaskTable, figures_by_place

__all__ = ["Chart", "Charts", "charts"]

OF_TASK: tuple[Callable[[ReportInput, Figures, TaskTable], Chart | None], ...] = (
    times,
    of_task,
    memory,
    growth,
    learning,
)
"""Charts of one task, in the order of the page; a chart is None if there is nothing to draw."""

OF_RUN: tuple[Callable[[ReportInput, Figures], Chart | None], ...] = (of_stacks, together)
"""Charts of the whole run."""


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts of a page, and by place the tables that have no drawing."""

    tasks: Mapping[str, tuple[Chart, ...]]
    run: tuple[Chart, ...]
    tables: Mapping[str, Table]

    def to_json(self) -> dict[str, Any]:
        """Return what the page's script needs to draw the charts and write their tables."""
        everything = [*self.run, *(chart for charts in self.tasks.values() for chart in charts)]
        return {
            "config": CONFIG,
            "specs": {chart.id: chart.spec for chart in everything},
            "rows": {chart.id: [chart.row, *chart.rows] for chart in everything if chart.rows},
            "tables": {
                place: _written(table)
                for place, table in [*((chart.id, chart.table) for chart in everything), *self.tables.items()]
            },
        }


def charts(report: ReportInput) -> Charts:
    """Return every chart for which there is something to draw."""
    figures = figures_by_place(report.scorecard)
    return Charts(
        tasks={
            table.task: tuple(chart for make in OF_TASK if (chart := make(report, figures, table)))
            for table in report.scorecard.tasks
        },
        run=tuple(chart for make in OF_RUN if (chart := make(report, figures))),
        tables={link("faster", table.task): pairs(report, table) for table in report.scorecard.tasks if table.faster},
    )


def _written(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": [[column.title, column.number] for column in table.columns],
        "rows": [[[cell.name, cell.link] if isinstance(cell, Named) else cell for cell in row] for row in table.rows],
    }
