"""Growth with rows: seconds to run for each number of input rows, on two logarithmic axes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

from evalkit.model import label_of
from evalkit.model.plain_text import visible
from evalkit.report.charts.chart import MOST_ROWS, Chart, Column, Figures, Table, listed, name_of
from evalkit.report.charts.layout import LINE, Line, lines, log_axis
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import number, quantity
from evalkit.scoring import TaskTable

_ROOM = 0.07
"""The share of the axis between the last point and the names."""

Growth = Mapping[int, tuple[float, ...]]
"""Verified seconds by number of input rows."""


def growth(report: ReportInput, figures: Figures, table: TaskTable) -> Chart | None:  # noqa: ARG001 - as all charts
    """Return a chart with one line for each tool timed at two scales or more, the fastest at the smallest scale first."""
    level = report.timed_level
    grown = {
        row.tool: medians
        for row in table.rows
        if len(medians := _medians(report.seconds.get(label_of(table.task, row.tool, level), {}))) > 1
    }
    if not grown:
        return None
    tools = sorted(grown, key=lambda tool: (grown[tool][min(grown[tool])], tool))
    drawn = tools[:MOST_ROWS]
    names = {tool: name_of(report, tool) for tool in tools}
    scales = sorted({rows for medians in grown.values() for rows in medians})
    said = (f"{names[tool]}: {_said(grown[tool])}." for tool in drawn)
    return Chart(
        id=link("growth", table.task),
        title=f"Growth with rows at {level}",
        summary=f"Seconds to run by number of input rows, one line a tool, both axes logarithmic. "
        f"{listed([*said], len(tools))}",
        legend="Medians of verified runs. A level line is all start-up; a line that climbs one decade for each decade of "
        "rows grows in proportion. The dashed line is the baseline’s."
        f"{f' The chart shows the quickest {MOST_ROWS} of {len(tools)}.' if len(tools) > MOST_ROWS else ''}",
        spec=_spec([Line(tool, names[tool], _points(grown[tool]), tool == table.baseline) for tool in drawn], scales),
        table=Table(
            f"Seconds to run by number of input rows at {level}: {visible(report.tasks[table.task].title)}",
            (Column("Tool", number=False), *(Column(f"{number(rows)} rows") for rows in scales)),
            tuple(
                (names[tool], *(_seconds(grown[tool].get(rows)) or "not measured" for rows in scales)) for tool in tools
            ),
        ),
    )


def _medians(growth: Growth) -> dict[int, float]:
    return {rows: statistics.median(growth[rows]) for rows in sorted(growth)}


def _points(medians: Mapping[int, float]) -> tuple[tuple[int, float], ...]:
    return tuple(medians.items())


def _said(medians: Mapping[int, float]) -> str:
    return ", ".join(f"{_seconds(value)} at {number(rows)} rows" for rows, value in medians.items())


def _seconds(value: float | None) -> str:
    return quantity(value, "s")


def _spec(drawn: list[Line], scales: list[int]) -> dict[str, object]:
    seconds = [up for line in drawn for _, up in line.points]
    low, high = min(seconds) / 1.3, max(seconds) * 1.3
    height = max(240, LINE * len(drawn))
    # Room beyond the last point, in which lines lead from there to the names.
    x = log_axis("x", scales[0], scales[-1] * (scales[-1] / scales[0]) ** _ROOM, "input rows")
    x["axis"] |= {"values": scales, "format": "~s"}
    y = log_axis("y", low, high, "seconds")
    span = math.log(high / low)
    to_pixels = lambda value: height * (1 - math.log(value / low) / span)  # noqa: E731 - a pair of inverses
    from_pixels = lambda at: low * math.exp((1 - at / height) * span)  # noqa: E731
    return lines(drawn, x, y, (to_pixels, from_pixels), height)
