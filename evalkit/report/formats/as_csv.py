"""All figures of a run as one table: a data frame, and CSV for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evalkit.model.plain_text import LONGEST_LINE, capped
from evalkit.report.report_input import ReportInput
from evalkit.scoring import Figure

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("task", "tool", "criterion", "level", "metric", "value", "unit", "status", "weight", "points_low", "points_high"),
    *("interval_low", "interval_high", "samples", "times_baseline", "reason"),
)
"""`interval` is the unadjusted 95 % interval of the value; `samples` is the number of readings behind it."""

NOT_MEASURED = "not measured"

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | float | None


def figures_frame(report: ReportInput) -> pd.DataFrame:
    """Return one row for each figure: first those that a criterion weighs, by task and tool, then all others.

    The columns are `COLUMNS`. Missing values are None, so that nothing unmeasured becomes a number.
    """
    import pandas as pd  # noqa: PLC0415 - takes half a second, and only this form needs it

    return pd.DataFrame(_rows(report), columns=list(COLUMNS), dtype=object)


def as_csv(report: ReportInput) -> str:
    """Return the same as CSV that is safe to open in a spreadsheet."""
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
    """Return a cell as one line of text that a spreadsheet does not take for a formula."""
    if not isinstance(cell, str):
        return cell
    shown = " ".join(capped(cell, LONGEST_LINE, LONGEST_LINE).split())
    return f"'{shown}" if shown.startswith(_STARTS_A_FORMULA) else shown
