"""Drawings of slices that no tool made: the shapes a browser would tell of them, and the SVG that has these shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

Key = tuple[str, ...]
Told = dict[str, Any]
"""A shape as a browser tells it."""

COLOURS = {"": "rgb(31, 119, 180)", "Female": "rgb(31, 119, 180)", "Male": "rgb(255, 127, 14)"}


@dataclass
class Plan:
    """What to draw: values and the ends of whiskers by slice, and how; a test spoils it before it is drawn.

    `values` and `bounds` are shares; places are pixels. `names` are written in line with the slices. With `legend` each sex has
    a colour, and slices of one race share its name. `lying` bars go to the right, upright ones up from `base`.
    """

    values: dict[Key, float]
    bounds: dict[Key, tuple[float, float]] = field(default_factory=dict)
    names: dict[Key, str] = field(default_factory=dict)
    notes: dict[Key, str] = field(default_factory=dict)
    opacity: dict[Key, float] = field(default_factory=dict)
    ticks: tuple[tuple[float, str], ...] = ((0, "0.0"), (0.25, "0.25"), (0.5, "0.50"), (0.75, "0.75"), (1, "1.00"))
    lying: bool = False
    points: bool = False
    lines: bool = True
    caps: bool = False
    base: float = 0.0
    length: float = 400.0
    legend: dict[str, str] = field(default_factory=dict)
    shift: int = 0
    more: list[Told] = field(default_factory=list)

    @property
    def step(self) -> float:
        return 40.0 if self.legend else 60.0

    def along(self, value: float) -> float:
        return 120 + self.length * value if self.lying else 60 + self.length * (1 - value)

    def at(self, place: int) -> float:
        """The middle of a slice, across."""
        return 140 + self.step * place

    def box(self, across: tuple[float, float], along: tuple[float, float]) -> list[float]:
        (left, right), (top, bottom) = (along, across) if self.lying else (across, along)
        return [min(left, right), min(top, bottom), max(left, right), max(top, bottom)]

    def shapes(self) -> list[Told]:
        return [*self._axis(), *self._slices(), *self._names(), *self._legend(), *self.more]

    def _axis(self) -> list[Told]:
        told = []
        for value, text in self.ticks:
            place = self.along(value)
            off = 0 if self.lines else 0.4
            told.append(words(text, self.box((90, 112), (place - 6 + off, place + 6 + off))))
            if self.lines:
                told.append(shape("line", self.box((116, 120), (place, place)), stroke="rgb(0, 0, 0)"))
        return told

    def _slices(self) -> list[Told]:
        told = []
        for place, (key, value) in enumerate(self.values.items()):
            middle, end = self.at(place), self.along(value)
            colour = self.legend.get(key[-1], COLOURS[""])
            opacity = self.opacity.get(key, 1.0)
            if self.points:
                box = self.box((middle - 4, middle + 4), (end - 4, end + 4))
                told.append(shape("circle", box, fill=colour, opacity=opacity))
            else:
                box = self.box((middle - 15, middle + 15), (self.along(self.base), end))
                told.append(shape("rect", box, fill=colour, opacity=opacity))
            if key in self.bounds:
                half = 5 if self.caps else 0
                low, high = map(self.along, self.bounds[key])
                box = self.box((middle - half, middle + half), (low, high))
                told.append(shape("path", box, stroke="rgb(0, 0, 0)", opacity=opacity))
            if key in self.notes:
                told.append(words(self.notes[key], self.box((middle - 7, middle + 7), (end - 40, end - 20))))
        return told

    def _names(self) -> list[Told]:
        told = []
        keys = list(self.values)
        for place, key in enumerate(keys):
            if self.legend and key[-1] != keys[0][-1]:
                continue
            middle = self.at((place + self.shift) % len(keys)) + (self.step / 2 if self.legend else 0)
            told.append(words(self.names.get(key, key[0] if self.legend else ", ".join(key)), self._beside(middle)))
        return told

    def _beside(self, middle: float) -> list[float]:
        """Where a name stands: beside a lying bar, and turned by a quarter below an upright one."""
        return self.box((middle - 6, middle + 6), (20, 80) if self.lying else (470, 530))

    def _legend(self) -> list[Told]:
        told = []
        for place, (name, colour) in enumerate(self.legend.items()):
            top = 600 + 20 * place
            told.append(shape("rect", [800, top, 812, top + 12], fill=colour))
            told.append(words(name, [818, top, 860, top + 12]))
        return told


def shape(kind: str, box: list[float], fill: str = "", stroke: str = "", opacity: float = 1.0) -> Told:
    """A shape as a browser tells it."""
    return {"kind": kind, "box": box, "fill": fill, "stroke": stroke, "opacity": opacity}


def words(text: str, box: list[float]) -> Told:
    """A text as a browser tells it, its baseline as long as its box."""
    upright = box[3] - box[1] > box[2] - box[0]
    ends = [[box[2], box[3]], [box[2], box[1]]] if upright else [[box[0], box[3]], [box[2], box[3]]]
    return {"kind": "text", "text": text, "box": box, "ends": ends, "fill": "rgb(0, 0, 0)", "stroke": "", "opacity": 1}


def svg(told: list[Told], attributes: Mapping[int, str] | None = None) -> str:
    """An SVG with these shapes; `attributes` gives shapes, by their number, further ones."""
    parts = []
    for number, each in enumerate(told):
        left, top, right, bottom = each["box"]
        paint = f'fill="{each["fill"] or "none"}" stroke="{each["stroke"] or "none"}" opacity="{each["opacity"]}" '
        paint += (attributes or {}).get(number, "")
        if "text" in each:
            if bottom - top > right - left:  # turned, ending at the top
                place = f'transform="translate({right - 3} {top}) rotate(-90)" text-anchor="end"'
            else:
                place = f'x="{(left + right) / 2}" y="{(top + bottom) / 2}" text-anchor="middle" dominant-baseline="central"'
            parts.append(f'<text {place} font-size="10" {paint}>{escape(each["text"])}</text>')
        elif each["kind"] in ("path", "line"):
            x, y = (left + right) / 2, (top + bottom) / 2
            line = f"M{left} {y}H{right}" if right - left > bottom - top else f"M{x} {top}V{bottom}"
            caps = f"M{left} {top}H{right}M{left} {bottom}H{right}" if right - left > 0 and bottom > top else ""
            parts.append(f'<path d="{line}{caps}" {paint}/>')
        elif each["kind"] == "circle":
            parts.append(
                f'<circle cx="{(left + right) / 2}" cy="{(top + bottom) / 2}" r="{(right - left) / 2}" {paint}/>'
            )
        else:
            parts.append(f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" {paint}/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700">{"".join(parts)}</svg>'
