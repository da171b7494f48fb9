"""The charts of one task: samples of the time to run, and memory over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.drawing import ACCENT, BASELINE, GRID, INK, MUTED, SOFT, drawn, quickly
from evalkit.report.quantities import quantity

WIDTH = 440
ROW = 50
MOST_ROWS = 24
"""More rows than this are left to the table behind the chart."""

_MOST_MOMENTS = 160


@dataclass(frozen=True, slots=True)
class Timed:
    """One row of the chart of times: seconds, their median and 95 % interval, unadjusted."""

    tool: str
    name: str
    samples: tuple[float, ...]
    median: float
    interval: tuple[float, float] | None
    baseline: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Memory over time of one tool: (seconds, MB) pairs, not empty."""

    tool: str
    name: str
    moments: tuple[tuple[float, float], ...]

    @property
    def peak(self) -> float:
        """The highest MB seen; short peaks between two looks are missed."""
        return max(mb for _, mb in self.moments)

    @property
    def seconds(self) -> float:
        """How long it was watched."""
        return self.moments[-1][0]


def times_chart(rows: Sequence[Timed], name: str) -> str:
    """Every sample as a dot on a log axis, the interval as a bar behind, one row a tool, quickest first."""
    with quickly():
        return _times_chart(rows, name)


def _times_chart(rows: Sequence[Timed], name: str) -> str:
    import altair as alt  # noqa: PLC0415 - takes half a second

    shown = rows[:MOST_ROWS]
    values = [sample for row in shown for sample in row.samples]
    order = [row.tool for row in shown]
    y = alt.Y("tool:N", sort=order, axis=None)
    scale = alt.Scale(type="log", domain=[min(values) / 1.3, max(values) * 1.3], nice=False)
    axis = alt.Axis(title="seconds, log axis", values=marks(min(values) / 1.3, max(values) * 1.3), format="~g")
    x = alt.X("seconds:Q", scale=scale, axis=axis)
    dots = [{"tool": row.tool, "seconds": s, "base": row.baseline} for row in shown for s in row.samples]
    heads: list[dict[str, Any]] = [
        {
            "tool": row.tool,
            "name": f"{row.name} (baseline)" if row.baseline else row.name,
            "seconds": row.median,
            "median": quantity(row.median, "s"),
            "from": row.interval[0] if row.interval else row.median,
            "to": row.interval[1] if row.interval else row.median,
            "base": row.baseline,
        }
        for row in shown
    ]
    colour = alt.condition("datum.base", alt.value(BASELINE), alt.value(ACCENT))
    rows_of = _chart_of("heads").encode(y=y)
    layers: list[Any] = [
        rows_of.mark_rule(strokeWidth=9, opacity=0.28, strokeCap="round", yOffset=9).encode(
            x=alt.X("from:Q", scale=scale, axis=axis), x2=alt.X2("to:Q"), color=colour
        ),
        _chart_of("dots").mark_circle(size=34, opacity=0.75, yOffset=9).encode(x=x, y=y, color=colour),
        rows_of.mark_tick(thickness=2, height=17, yOffset=9, color=INK).encode(x=x),
        *_captions(rows_of, "median"),
    ]
    base = [head for head in heads if head["base"]]
    if base:
        marked = _chart_of("base").mark_rule(strokeDash=[3, 4], color=BASELINE, opacity=0.8)
        layers.insert(0, marked.encode(x=x))
    return _drawn(alt.layer(*layers), len(shown), name, dots=dots, heads=heads, base=base)


def marks(low: float, high: float) -> list[float]:
    """Round numbers between two positive ones, for a log axis: as few as can be read, two or more where there are."""
    few: list[float] = []
    for digits in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), tuple(n / 10 for n in range(10, 100))):
        tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        few = [at for ten in tens for digit in digits if low <= (at := float(f"{digit}e{ten}")) <= high]
        if len(few) >= 4:
            break
    return few[:: -(-len(few) // 8)] if few else []


def memory_chart(curves: Sequence[Curve], name: str) -> str:
    """Memory over time as one filled curve a tool, all on the same scales."""
    with quickly():
        return _memory_chart(curves, name)


def _memory_chart(curves: Sequence[Curve], name: str) -> str:
    import altair as alt  # noqa: PLC0415

    shown = curves[:MOST_ROWS]
    highest = max(curve.peak for curve in shown) or 1.0
    room = ROW - 24
    points: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    for at, curve in enumerate(shown):
        floor = (at + 1) * ROW - 4
        heads.append({"name": curve.name, "text": f"peak {quantity(curve.peak, 'MB')}", "y": floor - room - 10})
        points += [
            {"tool": curve.tool, "seconds": seconds, "top": floor - mb / highest * room, "floor": floor}
            for seconds, mb in _thinned(curve.moments)
        ]
    scale = alt.Scale(domain=[0, len(shown) * ROW], range=[0, len(shown) * ROW])
    filled = (
        _chart_of("points")
        .mark_area(color=SOFT, line={"color": ACCENT, "strokeWidth": 1.5})
        .encode(
            x=alt.X("seconds:Q", axis=alt.Axis(title="seconds", tickCount=5, format="~f"), scale=alt.Scale(nice=False)),
            y=alt.Y("top:Q", scale=scale, axis=None),
            y2=alt.Y2("floor:Q"),
            detail=alt.Detail("tool:N"),
        )
    )
    rows_of = _chart_of("heads").encode(y=alt.Y("y:Q", scale=scale, axis=None))
    return _drawn(alt.layer(filled, *_captions(rows_of, "text", 0)), len(shown), name, points=points, heads=heads)


def _chart_of(rows: str) -> Any:
    """A chart of rows that are given by name and put in at the end: Altair would copy them over and over."""
    import altair as alt  # noqa: PLC0415

    return alt.Chart(alt.NamedData(name=rows))


def _captions(rows_of: Any, right: str, dy: int = -12) -> list[Any]:
    """A row's name above its left end, its number above the right: readable however narrow the page is."""
    import altair as alt  # noqa: PLC0415

    return [
        rows_of.mark_text(align="left", dy=dy, fontSize=13, color=INK, limit=300).encode(
            text=alt.Text("name:N"), x=alt.value(0)
        ),
        rows_of.mark_text(align="right", dy=dy, fontSize=13, color=MUTED).encode(
            text=alt.Text(f"{right}:N"), x=alt.value(WIDTH)
        ),
    ]


def _drawn(chart: Any, rows: int, name: str, **data: list[dict[str, Any]]) -> str:
    finished = (
        chart.properties(
            width=WIDTH,
            height=rows * ROW,
            background="transparent",
            padding={"left": 8, "right": 8, "top": 4, "bottom": 4},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
    )
    return drawn(finished.to_dict(validate=False) | {"datasets": data}, name)


def _thinned(moments: tuple[tuple[float, float], ...]) -> Sequence[tuple[float, float]]:
    """No more moments than a drawing can show, peaks kept."""
    size = -(-len(moments) // _MOST_MOMENTS)
    if size == 1:
        return moments
    parts = [moments[at : at + size] for at in range(0, len(moments), size)]
    return [moments[0], *(max(part, key=lambda moment: moment[1]) for part in parts), moments[-1]]
