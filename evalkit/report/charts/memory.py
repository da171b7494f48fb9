"""Memory over time: one filled curve for each tool, all on the same scales."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.model import label_of
from evalkit.model.plain_text import visible
from evalkit.report.charts.chart import MOST_ROWS, Chart, Column, Figures, Table, listed, name_of
from evalkit.report.charts.layout import ACCENT, ROW, SOFT, captions, layered, mark, pixels
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import quantity
from evalkit.scoring import TaskTable

Moments = Sequence[tuple[float, float]]
"""(seconds, MB) pairs, at least one."""

_MOST_MOMENTS = 160


def memory(report: ReportInput, figures: Figures, table: TaskTable) -> Chart | None:  # noqa: ARG001 - as all charts
    """Return the memory over time of each tool at the timed level, the lowest peak first."""
    level = report.timed_level
    curves = [
        (row.tool, moments)
        for row in table.rows
        if (moments := report.curves.get(label_of(table.task, row.tool, level)))
    ]
    if not curves:
        return None
    curves.sort(key=lambda curve: (_peak(curve[1]), curve[0]))
    names = {tool: name_of(report, tool) for tool, _ in curves}
    drawn = curves[:MOST_ROWS]
    said = (f"{names[tool]}: peak {_mb(_peak(moments))} in {_seconds(moments[-1][0])}." for tool, moments in drawn)
    return Chart(
        id=link("memory", table.task),
        title=f"Memory over time at {level}",
        summary=f"Memory over time, one row a tool. {listed([*said], len(curves))}",
        legend="Each curve comes from a run of its own. All share the same scales, lowest peak first. A curve may miss a "
        "short peak; the metric “Peak memory” does not."
        f"{f' The chart shows the lowest {MOST_ROWS} of {len(curves)}.' if len(curves) > MOST_ROWS else ''}",
        spec=_spec(drawn, names),
        table=Table(
            f"Memory over time at {level}: {visible(report.tasks[table.task].title)}",
            (Column("Tool", number=False), *map(Column, ("Highest point seen", "Watched for", "Readings"))),
            tuple(
                (names[tool], _mb(_peak(moments)), _seconds(moments[-1][0]), str(len(moments)))
                for tool, moments in curves
            ),
        ),
        rows=tuple(tool for tool, _ in drawn),
        row=ROW,
    )


def _spec(drawn: Sequence[tuple[str, Moments]], names: dict[str, str]) -> dict[str, object]:
    height, room = len(drawn) * ROW, ROW - 24
    highest = max(_peak(moments) for _, moments in drawn) or 1.0
    points, heads = [], []
    for at, (tool, moments) in enumerate(drawn):
        floor = (at + 1) * ROW - 4
        heads.append(
            {"tool": tool, "name": names[tool], "shown": f"peak {_mb(_peak(moments))}", "caption": floor - room - 10}
        )
        points += [
            {
                "tool": tool,
                "row": at,
                "seconds": round(seconds, 3),
                "top": round(floor - mb / highest * room, 1),
                "floor": floor,
            }
            for seconds, mb in thinned(moments)
        ]
    x = {
        "field": "seconds",
        "type": "quantitative",
        "axis": {"title": "seconds", "tickCount": 5, "format": "~f"},
        "scale": {"nice": False, "zero": True},
    }
    filled = {"x": x, "y": pixels("top", height), "y2": {"field": "floor"}, "detail": {"field": "row"}}
    area = mark("points", "area", filled, color=SOFT, line={"color": ACCENT, "strokeWidth": 1.5})
    return layered([area, *captions("heads", height)], height, points=points, heads=heads)


def thinned(moments: Moments) -> Moments:
    """Return no more moments than a drawing can show, with all peaks."""
    size = -(-len(moments) // _MOST_MOMENTS)
    if size == 1:
        return moments
    parts = [moments[at : at + size] for at in range(0, len(moments), size)]
    return [moments[0], *(max(part, key=lambda moment: moment[1]) for part in parts), moments[-1]]


def _peak(moments: Moments) -> float:
    return max(mb for _, mb in moments)


def _mb(value: float) -> str:
    return quantity(value, "MB")


def _seconds(value: float) -> str:
    return quantity(value, "s")
