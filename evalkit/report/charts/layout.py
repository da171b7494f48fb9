"""What charts share: colours of the page, rows with names above them, lines with names at their ends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

INK, MUTED, GRID, ACCENT, SOFT, BASELINE, PAPER = (
    f"var(--{name})" for name in ("ink", "muted", "grid", "accent", "accent-soft", "baseline", "paper")
)
"""Colours by their names in the page's style, so that a drawing follows light, dark and print."""

ROW = 50
"""The height in pixels of a row with its name above it."""

LINE = 17
"""The least distance in pixels of two names at the ends of lines."""

_LONGEST_NAME = 140
"""In pixels; a longer name of a line is cut, so that the lines have enough room on the narrowest page. Where there is more
room, the page's script allows longer names."""

Rows = Sequence[Mapping[str, Any]]

CONFIG: Mapping[str, Any] = {
    "aria": False,  # a screen reader sees one picture; its words and its table are beside it
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "text": {"fontSize": 13, "color": INK},
}


def layered(layers: Sequence[Mapping[str, Any]], height: int, **datasets: Rows) -> dict[str, Any]:
    """Return a specification of layers as wide as its place, including the text beside the axes."""
    return {
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 8, "right": 8, "top": 4, "bottom": 4},
        "layer": list(layers),
        "datasets": datasets,
    }


def mark(data: str, kind: str, encoding: Mapping[str, Any], **look: Any) -> dict[str, Any]:
    """Return one layer: marks of one kind for the rows of one data set."""
    return {"data": {"name": data}, "mark": {"type": kind, **look}, "encoding": dict(encoding)}


def pixels(field: str, height: int) -> dict[str, Any]:
    """Return a vertical position in pixels from the top."""
    scale = {"domain": [0, height], "range": [0, height], "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def captions(data: str, height: int) -> list[dict[str, Any]]:
    """Return layers with a row's `name` above its left end and its `shown` number above its right end."""
    y = pixels("caption", height)
    return [
        mark(data, "text", {"y": y, "x": {"value": 0}, "text": {"field": "name"}}, align="left", limit=270),
        mark(data, "text", {"y": y, "x": {"value": "width"}, "text": {"field": "shown"}}, align="right", color=MUTED),
    ]


def coloured() -> dict[str, Any]:
    """Return an encoding that gives the baseline its own colour."""
    return {"condition": {"test": "datum.base", "value": BASELINE}, "value": ACCENT}


def log_axis(field: str, low: float, high: float, title: str) -> dict[str, Any]:
    """Return a logarithmic axis between two positive numbers, with round numbers marked."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"type": "log", "domain": [low, high], "nice": False},
        "axis": {"title": title, "values": round_numbers(low, high), "format": "~g"},
    }


def round_numbers(low: float, high: float) -> list[float]:
    """Return round numbers between two positive ones for a log axis: few enough to read, and at least two if possible."""
    few: list[float] = []
    for digits in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), tuple(n / 10 for n in range(10, 100))):
        tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        few = [at for ten in tens for digit in digits if low <= (at := float(f"{digit}e{ten}")) <= high]
        if len(few) >= 4:
            break
    return few[:: -(-len(few) // 8)] if few else []


@dataclass(frozen=True, slots=True)
class Line:
    """One tool's line: its points from left to right, at least one, and the text at its end."""

    tool: str
    name: str
    points: tuple[tuple[Any, float], ...]
    base: bool = False


def lines(drawn: Sequence[Line], x: Mapping[str, Any], y: Mapping[str, Any], place: Any, height: int) -> dict[str, Any]:
    """Return one line for each tool with its name at the right end, names kept apart; `place` is the range of `y` in pixels."""
    to_pixels, from_pixels = place
    dots = [
        {"tool": line.tool, "line": at, "x": across, "y": up, "base": line.base}
        for at, line in enumerate(drawn)
        for across, up in line.points
    ]
    ends = [line.points[-1] for line in drawn]
    heights = apart([to_pixels(up) for _, up in ends], LINE, height)
    named = [
        {"tool": line.tool, "name": line.name, "x": across, "y": up, "to": from_pixels(at), "base": line.base}
        for line, (across, up), at in zip(drawn, ends, heights, strict=True)
    ]
    named_y = {**y, "field": "to"}
    dashed = {"condition": {"test": "datum.base", "value": [5, 3]}, "value": [1, 0]}
    layers = [
        mark(
            "named",
            "rule",
            {"x": x, "y": y, "x2": {"value": "width"}, "y2": {"field": "to"}},
            color=MUTED,
            opacity=0.5,
            strokeWidth=0.75,
        ),
        mark(
            "dots",
            "line",
            {"x": x, "y": y, "detail": {"field": "line"}, "color": coloured(), "strokeDash": dashed},
            strokeWidth=1.75,
        ),
        mark("dots", "circle", {"x": x, "y": y, "color": coloured()}, size=34, opacity=1),
        mark(
            "named",
            "text",
            {
                "x": {"value": "width"},
                "y": named_y,
                "text": {"field": "name"},
                "color": {"condition": {"test": "datum.base", "value": BASELINE}, "value": INK},
            },
            align="left",
            dx=5,
            limit=_LONGEST_NAME,
            fontSize=12,
        ),
    ]
    return layered(layers, height, dots=dots, named=named)


def apart(wanted: Sequence[float], gap: float, end: float) -> list[float]:
    """Return positions between 0 and `end`, at least `gap` apart and as near as possible to the wanted ones.

    Method: least squares, by pooling neighbours that are too close. If there is not room for all, they start at 0.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    pools: list[list[float]] = []  # the mean of the wanted positions minus their steps, and the number of members
    for step, at in enumerate(order):
        pools.append([wanted[at] - step * gap, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, many = pools.pop()
            before = pools[-1]
            before[0] = (before[0] * before[1] + mean * many) / (before[1] + many)
            before[1] += many
    last = max(0.0, end - (len(wanted) - 1) * gap)
    starts = [min(max(mean, 0.0), last) for mean, many in pools for _ in range(int(many))]
    placed = [0.0] * len(wanted)
    for step, (at, start) in enumerate(zip(order, starts, strict=True)):
        placed[at] = start + step * gap
    return placed
