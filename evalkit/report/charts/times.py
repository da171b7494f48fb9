"""Time to run: every verified sample of each tool of a task, on a log axis."""

from __future__ import annotations

from evalkit.model import WALL, Status
from evalkit.model.plain_text import visible
from evalkit.report.charts.chart import MOST_ROWS, Chart, Column, Figures, Table, listed, name_of
from evalkit.report.charts.layout import BASELINE, INK, ROW, captions, coloured, layered, log_axis, mark, pixels
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import number, quantity
from evalkit.report.words.sentence import Named
from evalkit.scoring import Figure, FigurePlace, TaskTable


def times(report: ReportInput, figures: Figures, table: TaskTable) -> Chart | None:
    """Return the chart: samples as dots, the 95 % interval as a band, the median as a stroke; the fastest first."""
    level = report.timed_level
    timed = _timed(figures, table, level)
    if not timed:
        return None
    drawn = timed[:MOST_ROWS]
    names = {tool: name_of(report, tool) for tool, _ in timed}
    said = (f"{names[tool]}: median {_seconds(f.value)} of {len(f.samples)}." for tool, f in drawn)
    few = any(figure.interval is None for _, figure in timed)
    return Chart(
        id=link("times", table.task),
        title=f"Time to run at {level}, {number(report.rubric.measure.scale)} rows",
        summary=f"Seconds to run, one row a tool, on a log axis. {listed([*said], len(timed))}",
        legend="Each dot is one verified run, the stroke their median, the band the 95 % interval, unadjusted"
        f"{' (none with fewer than six samples)' if few else ''}. The dashed line is the baseline’s median."
        f"{f' The chart shows the quickest {MOST_ROWS} of {len(timed)}.' if len(timed) > MOST_ROWS else ''}",
        spec=_spec(drawn, names, table.baseline),
        table=Table(
            f"Seconds to run at {level}: {visible(report.tasks[table.task].title)}",
            (
                Column("Tool", number=False),
                *map(Column, ("Samples", "Median", "95 % interval, unadjusted", "Least", "Most")),
            ),
            tuple(
                (
                    names[tool],
                    str(len(figure.samples)),
                    Named(_seconds(figure.value), link("number", tool, table.task, level, WALL)),
                    " – ".join(map(_seconds, figure.interval)) if figure.interval else "unknown",
                    _seconds(min(figure.samples)),
                    _seconds(max(figure.samples)),
                )
                for tool, figure in timed
            ),
        ),
        rows=tuple(tool for tool, _ in drawn),
        row=ROW,
    )


def _timed(figures: Figures, table: TaskTable, level: str) -> list[tuple[str, Figure]]:
    found = ((row.tool, figures.get(FigurePlace(table.task, row.tool, WALL, level))) for row in table.rows)
    verified = [
        (tool, f) for tool, f in found if f and f.status is Status.OK and f.value and f.samples and min(f.samples) > 0
    ]
    return sorted(verified, key=lambda one: (one[1].value or 0.0, one[0]))


def _seconds(value: float | None) -> str:
    return quantity(value, "s")


def _spec(drawn: list[tuple[str, Figure]], names: dict[str, str], baseline: str) -> dict[str, object]:
    height = len(drawn) * ROW
    dots, heads = [], []
    for at, (tool, figure) in enumerate(drawn):
        place = {"tool": tool, "y": at * ROW + 34, "base": tool == baseline}
        low, high = figure.interval or (figure.value, figure.value)
        dots += [{"seconds": float(f"{sample:.4g}"), **place} for sample in figure.samples]
        heads.append(
            {
                "name": f"{names[tool]} (baseline)" if tool == baseline else names[tool],
                "shown": _seconds(figure.value),
                "caption": at * ROW + 13,
                "seconds": figure.value,
                "from": low,
                "to": high,
                **place,
            }
        )
    samples = [sample for _, figure in drawn for sample in figure.samples]
    x = log_axis("seconds", min(samples) / 1.3, max(samples) * 1.3, "seconds, log axis")
    y = pixels("y", height)
    # The baseline's line has a piece in each row, beneath the name: it runs through no name.
    base = [
        {"tool": tool, "seconds": figure.value, "top": at * ROW + 22, "bottom": at * ROW + 46}
        for _, figure in [one for one in drawn if one[0] == baseline]
        for at, (tool, _) in enumerate(drawn)
    ]
    piece = {"x": x, "y": pixels("top", height), "y2": {"field": "bottom"}}
    band = {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": y, "color": coloured()}
    layers = [
        mark("base", "rule", piece, strokeDash=[3, 4], color=BASELINE, opacity=0.8),
        mark("heads", "rule", band, strokeWidth=9, opacity=0.28, strokeCap="round"),
        mark("dots", "circle", {"x": x, "y": y, "color": coloured()}, size=34, opacity=0.75),
        mark("heads", "tick", {"x": x, "y": y}, thickness=2, height=17, color=INK),
        *captions("heads", height),
    ]
    return layered(layers, height, dots=dots, heads=heads, base=base)
