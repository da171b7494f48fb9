"""The pairs of tools that differ significantly in time: a table without a drawing, filled when it is opened."""

from __future__ import annotations

from evalkit.model.plain_text import visible
from evalkit.report.charts.chart import Column, Table, name_of
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import number, quantity
from evalkit.scoring import TaskTable

MOST_PAIRS = 500
"""Only so many pairs are listed, the closest first; a hundred tools make thousands."""


def pairs(report: ReportInput, table: TaskTable) -> Table:
    """Return a table with one row for each significantly different pair, the closest first."""
    names = {row.tool: name_of(report, row.tool) for row in table.rows}
    closest = sorted(table.faster, key=lambda pair: -pair.ratio)
    shown, left_out = closest[:MOST_PAIRS], closest[MOST_PAIRS:]
    more = f" ({len(left_out)} more pairs take at most {_share(left_out[0].ratio)} of the time)" if left_out else ""
    return Table(
        "Pairs that differ by more than 5 %, Holm-adjusted over all pairs of the task, closest first: "
        f"{visible(report.tasks[table.task].title)}{more}",
        (
            Column("Faster", number=False),
            Column("Slower", number=False),
            *map(Column, ("Share of its time", "95 % interval, unadjusted", "Adjusted p", "Blocks")),
        ),
        tuple(
            (
                names[pair.faster],
                names[pair.slower],
                _share(pair.ratio),
                " – ".join(map(_share, pair.interval)) if pair.interval else "unknown",
                number(pair.p_adjusted),
                str(pair.blocks),
            )
            for pair in shown
        ),
    )


def _share(value: float) -> str:
    return quantity(value, "share")
