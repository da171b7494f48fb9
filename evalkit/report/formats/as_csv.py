"""Every figure of a run as one table: a data frame, and the CSV that spreadsheets take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evalkit.report.report_input import ReportInput
from evalkit.report.words.plain_text import LONGEST_LINE, capped
from evalkit.scoring import Figure

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("task", "tool", "criterion", "level", "metric", "value", "unit", "status", "weight", "points_low", "points_high"),
    *("interval_low", "interval_high", "samples", "times_baseline", "reason"),
)
"""`interval` is the 95 % interval of the value, unadjusted; `samples` the number of readings behind it."""

NOT_MEASURED = "not measured"

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | float | None


def figures_frame(report: ReportInput) -> pd.DataFrame:
    """One row a figure: first those that a criterion weighs, by task and tool, then all others, without points.

    Columns are `COLUMNS`; what is not there is None, so that nothing becomes a number that was not measured.
    """
    import pandas as pd  # noqa: PLC0415 - takes half a second, and only this form needs it

    return pd.DataFrame(_rows(report), columns=list(COLUMNS), dtype=object)


def as_csv(report: ReportInput) -> str:
    """The same as CSV, safe to open in a spreadsheet."""
    return figures_frame(report).map(_safe).to_csv(index=False, lineterminator="\n")


def _rows(report: ReportInput) -> Iterator[tuple[Cell, ...]]:
    weighed = set()
    for table in report.scorecard.tasks:
        for row in table.rows:
            for criterion, scored in row.criteria.items():
                for figure in scored.figures:
                    weighed |= {(where, row.tool, figure.level, figure.metric) for where in (table.task, None)}
                    yield _row(table.task, row.tool, criterion, figure)
    for found in report.scorecard.tools:
        for task, figure in found.figures:
            if (task, found.tool, figure.level, figure.metric) not in weighed:
                yield _row(task, found.tool, None, figure)


def _row(task: str | None, tool: str, criterion: str | None, figure: Figure) -> tuple[Cell, ...]:
    points = (figure.points.low, figure.points.high) if figure.points else (None, None)
    return (
        *(task, tool, criterion, figure.level, figure.metric, figure.value, figure.unit),
        *(figure.status.value if figure.status else NOT_MEASURED, figure.weight if criterion else None, *points),
        *(figure.interval or (None, None)),
        *(len(figure.samples), figure.ratio, figure.reason),
    )


def _safe(cell: Cell) -> Cell:
    """Text on one line that a cell can hold; a spreadsheet must not take what others wrote for a formula."""
    if not isinstance(cell, str):
        return cell
    shown = " ".join(capped(cell, LONGEST_LINE, LONGEST_LINE).split())
    return f"'{shown}" if shown.startswith(_STARTS_A_FORMULA) else shown
