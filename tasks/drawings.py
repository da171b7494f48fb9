"""Reading values off a drawing, as a person does who holds a ruler to it: by its axis, its labels and where its shapes end.

A drawing is a list of shapes and texts with their places, as a browser shows them, whichever tool drew it. What is read
off follows from where things stand, never from what some tool calls them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from statistics import fmean, median
from typing import Any

FAINT = 0.35
"""Shapes of this opacity or less count as hidden."""
LARGEST_POINT = 26.0
"""Pixels that a point may be wide and high."""
WIDEST_WHISKER = 30.0

_NEAR, _STRAIGHT = 1.5, 2.0
_TICK_REACH = 8.0
_SMALLEST_TEXT = 5.0
"""Pixels that a text is wide or high, if somebody can read it."""
_MOST_WAYS = 200
_TICK = re.compile(r"([-\N{MINUS SIGN}]?(?:\d+\.?\d*|\.\d+))\s*(%?)")
_DECIMAL = re.compile(r"(?<![\w.,])(\d*\.\d{2,}|\d+(?:\.\d+)?(?=\s?%))(?![\w.]*\d)")
_WHOLE = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[,\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}]\d{3})+|\d+)(?![\d.,]*\d|\s?%)"
)

Key = tuple[str, ...]
"""The names of a slice."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape or a text: its box in pixels, left, top, right and bottom, and for a text the ends of its baseline.

    What is faint is seen in a legend only, whose colours still hold when a reader has hidden what they stand for.
    """

    kind: str
    box: tuple[float, float, float, float]
    text: str = ""
    fill: str = ""
    stroke: str = ""
    ends: tuple[tuple[float, float], ...] = ()
    is_faint: bool = False

    @property
    def colour(self) -> str:
        """The colour of its surface, or else of its line."""
        return self.fill or self.stroke

    def span(self, axis: int) -> tuple[float, float]:
        """Where it begins and ends, from left to right (axis 0) or from top to bottom (axis 1)."""
        return self.box[axis], self.box[axis + 2]

    def size(self, axis: int) -> float:
        """How wide (axis 0) or high (axis 1) it is."""
        return self.box[axis + 2] - self.box[axis]

    def middle(self, axis: int) -> float:
        """The middle of its box."""
        return (self.box[axis] + self.box[axis + 2]) / 2

    def anchors(self, axis: int) -> tuple[float, ...]:
        """Where it may be held: a rotated text by an end, others by the middle or by a side."""
        ends = [end[axis] for end in self.ends]
        held = [self.middle(axis), *([sum(ends) / len(ends)] if ends else []), *ends, *self.span(axis)]
        return tuple(held) if ends else (held[0], held[0], held[0], held[0], held[1], held[2])


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of numbers: 0 from left to right, 1 from top to bottom. A place has the value `slope * place + offset`."""

    axis: int
    slope: float
    offset: float
    ends: tuple[float, float]
    ticks: tuple[Shape, ...] = ()

    def value(self, place: float) -> float:
        """The value at a place in pixels."""
        return self.slope * place + self.offset

    def place(self, value: float) -> float:
        """Where a value stands, in pixels."""
        return (value - self.offset) / self.slope

    @property
    def per_pixel(self) -> float:
        """How much of a value one pixel is."""
        return abs(self.slope)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a point: its value, where its middle is, its whisker's ends if it has one, and the texts in line with it."""

    value: float
    middle: tuple[float, float]
    low: float | None = None
    high: float | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read off a drawing: its marks by slice, and if these are not all, `trouble` says why."""

    marks: Mapping[Key, Mark] = field(default_factory=dict)
    scale: Scale | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A shape that may be a bar or a point."""

    shape: Shape
    is_bar: bool
    at: float
    value: float


def shapes_of(told: Any) -> list[Shape]:
    """The shapes in what a browser told; whatever is malformed is left out, and every text that nobody can see or read."""
    found = []
    for each in told if isinstance(told, list) else []:
        try:
            left, top, right, bottom = (float(number) for number in each["box"])
            ends = tuple((float(x), float(y)) for x, y in each.get("ends", ()))
            text, fill, stroke = (str(each.get(name, "")) for name in ("text", "fill", "stroke"))
            is_faint = each["opacity"] <= FAINT
            kind = str(each["kind"])
            if (kind == "text" and not fill + stroke) or (text and max(right - left, bottom - top) < _SMALLEST_TEXT):
                continue
            found.append(Shape(kind, (left, top, right, bottom), text, fill, stroke, ends, is_faint))
        except (KeyError, TypeError, ValueError):
            continue
    return found


def read(shapes: Sequence[Shape], groups: Sequence[str], kinds: Sequence[str] = ()) -> Reading:
    """Read the value of each slice off a drawing.

    A slice is one of `groups`, or with `kinds` a pair of a group and a kind. A text in line with its bar or point names a
    group, and also the kind, unless a legend gives each kind a colour.
    """
    best = Reading(trouble="no axis has three numbers at equal distances, from 0 or so to 1 or 100 %")
    seen = tuple(shape for shape in shapes if not shape.is_faint)
    for scale in _scales(seen):
        tried = _Drawing(seen, scale, tuple(shapes)).read(groups, kinds)
        if not tried.trouble:
            return tried
        if len(tried.marks) > len(best.marks) or best.scale is None:
            best = tried
    return best


def decimals(text: str) -> list[float]:
    """The shares in a text, from 0 to 1: numbers with two or more digits behind the point, and percentages."""
    found = []
    for match in _DECIMAL.finditer(text):
        is_percent = text[match.end() :].lstrip().startswith("%")
        found.append(float(match[1]) / (100 if is_percent else 1))
    return found


def whole_numbers(text: str) -> list[int]:
    """The whole numbers in a text, with or without marks between thousands; no percentages."""
    return [int(re.sub(r"\D", "", match[1])) for match in _WHOLE.finditer(text)]


def names_in(text: str, names: Collection[str]) -> set[str]:
    """Which of the names stand in a text as words of their own."""
    return {name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}


# Axes


def _scales(shapes: Sequence[Shape]) -> Iterator[Scale]:
    """The axes of numbers that a share can be read off, those with most numbers first."""
    numbers = [(shape, value) for shape in shapes if shape.text and (value := _tick(shape.text)) is not None]
    found: dict[tuple[int, tuple[Shape, ...]], Scale] = {}
    for axis in (1, 0):
        for held in (0, 4, 5):  # by the middle, or by one of two sides
            for row in _rows(numbers, 1 - axis, held):
                scale = _scale(row, axis, shapes)
                if scale:
                    found.setdefault((axis, scale.ticks), scale)
    yield from sorted(found.values(), key=lambda scale: -len(scale.ticks))


def _tick(text: str) -> float | None:
    match = _TICK.fullmatch(text)
    return float(match[1].replace("\N{MINUS SIGN}", "-")) / (100 if match[2] else 1) if match else None


def _rows(numbers: Sequence[tuple[Shape, float]], axis: int, held: int) -> Iterator[list[tuple[Shape, float]]]:
    """Numbers that stand in one line, held at the same place of an axis."""
    ordered = sorted(numbers, key=lambda each: each[0].anchors(axis)[held])
    row: list[tuple[Shape, float]] = []
    for each in ordered:
        if row and each[0].anchors(axis)[held] - row[-1][0].anchors(axis)[held] > _STRAIGHT:
            yield row
            row = []
        row.append(each)
    if row:
        yield row


def _scale(row: Sequence[tuple[Shape, float]], axis: int, shapes: Sequence[Shape]) -> Scale | None:
    values = [value for _, value in row]
    unit = 100 if 50 <= max(values) <= 125 and "%" not in "".join(shape.text for shape, _ in row) else 1
    values = [value / unit for value in values]
    if len(set(values)) < 3 or not 0.4 <= max(values) <= 1.25 or min(values) < -0.3:
        return None
    if len(set(values)) < len(values):
        return None
    texts = [shape for shape, _ in row]
    middles = [text.middle(axis) for text in texts]
    first, last = sorted(range(len(row)), key=middles.__getitem__)[:: len(row) - 1]
    # Some tools keep the outer numbers within the drawing: these stand beside their places, at their inner sides.
    inwards = [*middles]
    inwards[first], inwards[last] = texts[first].span(axis)[0], texts[last].span(axis)[1]
    for places in (_exact(middles, axis, shapes), _exact(inwards, axis, shapes), middles, inwards):
        if places and (line := _line(values, places)):
            return Scale(axis, *line, (min(places), max(places)), tuple(texts))
    return None


def _line(values: Sequence[float], places: Sequence[float]) -> tuple[float, float] | None:
    """The slope and the offset of the values as a line in their places; None where they are not one."""
    mean_place, mean_value = fmean(places), fmean(values)
    spread = sum((place - mean_place) ** 2 for place in places)
    slope = sum((place - mean_place) * (value - mean_value) for place, value in zip(places, values, strict=True)) / (
        spread or 1
    )
    if not slope:
        return None
    offset = mean_value - slope * mean_place
    off = [abs((value - offset) / slope - place) for place, value in zip(places, values, strict=True)]
    return None if max(off) > _STRAIGHT else (slope, offset)


def _exact(places: Sequence[float], axis: int, shapes: Sequence[Shape]) -> list[float] | None:
    """Where the lines stand that belong to the numbers; None unless each has one, all of them equally far off."""
    lines = [
        shape.middle(axis)
        for shape in shapes
        if not shape.text and shape.size(axis) <= _NEAR and shape.size(1 - axis) >= 2
    ]
    nearest = [min(lines, key=lambda line: abs(line - place), default=None) for place in places]
    off = [line - place for line, place in zip(nearest, places, strict=True) if line is not None]
    if len(off) < len(places) or max(map(abs, off)) > _TICK_REACH or max(off) - min(off) > _NEAR:
        return None
    return [place + median(off) for place in places]


# Marks

_Labels = Mapping[Key, Sequence[Shape]]
"""The texts that name each slice."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is seen of a drawing, with one of its axes of numbers; `all_shapes` has what is faint, too."""

    shapes: tuple[Shape, ...]
    scale: Scale
    all_shapes: tuple[Shape, ...]

    @property
    def across(self) -> int:
        """The axis along which slices stand beside each other."""
        return 1 - self.scale.axis

    def read(self, groups: Sequence[str], kinds: Sequence[str]) -> Reading:
        if not kinds:
            labels: _Labels = {(group,): self._texts_with({group}, groups) for group in groups}
            return self._series(labels, self._candidates())
        pairs: _Labels = {
            (group, kind): self._texts_with({group, kind}, (*groups, *kinds)) for group in groups for kind in kinds
        }
        if all(pairs.values()):
            return self._series(pairs, self._candidates())
        colours = self._legend(kinds)
        if len(set(colours.values())) < len(kinds):
            return Reading({}, self.scale, "no text names each pair of slices, and no legend gives each kind a colour")
        found: dict[Key, Mark] = {}
        troubles = []
        for kind in kinds:
            labels = {(group, kind): self._texts_with({group}, groups) for group in groups}
            coloured = [each for each in self._candidates() if each.shape.colour == colours[kind]]
            series = self._series(labels, coloured)
            found |= series.marks
            troubles += [series.trouble] if series.trouble else []
        return Reading(found, self.scale, troubles[0] if troubles else "")

    def _texts_with(self, wanted: set[str], names: Sequence[str]) -> list[Shape]:
        return [shape for shape in self.shapes if shape.text and names_in(shape.text, names) == wanted]

    def _legend(self, kinds: Sequence[str]) -> dict[str, str]:
        """The colour of the shape beside each name, at the same height."""
        colours = {}
        for kind in kinds:
            for text in (shape for shape in self.all_shapes if shape.text == kind):
                beside = [
                    (gap, shape.colour)
                    for shape in self.all_shapes
                    if not shape.text and shape.colour and max(shape.size(0), shape.size(1)) <= 60
                    and abs(shape.middle(1) - text.middle(1)) <= 8
                    and (gap := max(text.box[0] - shape.box[2], shape.box[0] - text.box[2])) <= 40
                    and gap > -_NEAR
                ]  # fmt: skip
                if beside:
                    colours[kind] = min(beside)[1]
        return colours

    def _candidates(self) -> list[_Candidate]:
        found = []
        base = self.scale.place(0)
        for shape in self.shapes:
            if shape.text or not shape.colour:
                continue
            ends = shape.span(self.scale.axis)
            wide, high = shape.size(self.across), shape.size(self.scale.axis)
            near = min(ends, key=lambda end: abs(end - base))
            if shape.fill and wide >= 2 and abs(near - base) <= _NEAR and high > _NEAR:
                far = ends[1] if near == ends[0] else ends[0]
                found.append(_Candidate(shape, True, shape.middle(self.across), self.scale.value(far)))
            elif 2 <= wide <= LARGEST_POINT and 2 <= high <= LARGEST_POINT:
                at = shape.middle(self.scale.axis)
                found.append(_Candidate(shape, False, shape.middle(self.across), self.scale.value(at)))
        return found

    def _series(self, labels: _Labels, candidates: Sequence[_Candidate]) -> Reading:
        """The marks that stand in line with labels, all of them equally far off."""
        nameless = [", ".join(key) for key, texts in labels.items() if not texts]
        if nameless:
            return Reading({}, self.scale, f"no text names {nameless[0]} alone")
        found: list[tuple[float, float, list[_Candidate], list[float]]] = []
        for texts in _ways(labels.values()):
            for held in range(6):
                places = [text.anchors(self.across)[held] for text in texts]
                ordered = sorted(places)
                spacing = min((after - before for before, after in pairwise(ordered)), default=60.0)
                if spacing >= 4:
                    for family in self._families(candidates):
                        found += [(off, spacing, marks, places) for off, marks in _aligned(family, places, spacing)]
        if not found:
            return Reading({}, self.scale, "no bars from 0, and no points, stand in line with the names of all slices")
        _, spacing, marks, _ = min(found, key=lambda each: (not each[2][0].is_bar, each[0]))
        apart = sorted(mark.at for mark in marks)
        spacing = min((after - before for before, after in pairwise(apart)), default=spacing)
        if doubled := self._doubled(marks, candidates, spacing):
            return Reading(
                {}, self.scale, f"more than one bar or point stands at {', '.join(list(labels)[doubled - 1])}"
            )
        chosen = {id(mark.shape) for mark in marks}
        return Reading(
            {key: self._mark(mark, spacing, chosen) for key, mark in zip(labels, marks, strict=True)}, self.scale
        )

    def _families(self, candidates: Sequence[_Candidate]) -> Iterator[list[_Candidate]]:
        """Bars of one width, and points of one size."""
        for is_bar in (True, False):
            left = [each for each in candidates if each.is_bar == is_bar]
            while left:
                first = left[0].shape
                family = [
                    each
                    for each in left
                    if abs(each.shape.size(self.across) - first.size(self.across)) <= _NEAR
                    and (is_bar or abs(each.shape.size(self.scale.axis) - first.size(self.scale.axis)) <= _NEAR)
                ]
                yield family
                left = [each for each in left if not any(each is one for one in family)]

    def _doubled(self, marks: Sequence[_Candidate], candidates: Sequence[_Candidate], spacing: float) -> int:
        """The number of the first mark beside which there is another one of its kind, with another value; 0 if none."""
        for number, mark in enumerate(marks, 1):
            for each in candidates:
                alike = each.is_bar == mark.is_bar and (
                    mark.is_bar or abs(each.shape.size(0) - mark.shape.size(0)) <= _STRAIGHT
                )
                first, last = self.scale.ends
                within = first - LARGEST_POINT <= self.scale.place(each.value) <= last + LARGEST_POINT
                other = abs(each.value - mark.value) > _NEAR * self.scale.per_pixel
                narrow = each.shape.size(self.across) <= spacing
                if alike and within and other and narrow and abs(each.at - mark.at) < spacing / 2:
                    return number
        return 0

    def _mark(self, mark: _Candidate, spacing: float, chosen: set[int]) -> Mark:
        low, high = self._whisker(mark, chosen)
        texts = tuple(
            shape.text
            for shape in self.shapes
            if shape.text
            and not any(shape is tick for tick in self.scale.ticks)
            and abs(shape.middle(self.across) - mark.at) < spacing / 2
        )
        middle = (mark.shape.middle(0), mark.shape.middle(1))
        return Mark(mark.value, middle, low, high, texts)

    def _whisker(self, mark: _Candidate, chosen: set[int]) -> tuple[float | None, float | None]:
        """The ends of the thin shapes that stand in line with a mark and pass through its value."""
        axis, base = self.scale.axis, self.scale.place(0)
        at = self.scale.place(mark.value)
        widest = max(_NEAR, min(WIDEST_WHISKER, 0.8 * mark.shape.size(self.across) if mark.is_bar else WIDEST_WHISKER))
        whole = 0.97 * (self.scale.ends[1] - self.scale.ends[0])
        pieces = []
        for shape in self.shapes:
            low, high = shape.span(axis)
            is_stem = min(abs(low - base), abs(high - base)) <= _NEAR and min(abs(low - at), abs(high - at)) <= _NEAR
            thin = shape.size(self.across) <= _NEAR or (
                shape.size(self.across) <= widest and shape.kind in ("path", "polyline")
            )
            if (
                not shape.text and shape.colour and thin and not is_stem
                and id(shape) not in chosen
                and 0.3 < high - low < whole
                and abs(shape.middle(self.across) - mark.at) <= 2.5
                and low - _NEAR <= at <= high + _NEAR
                and not (mark.is_bar and abs(shape.size(self.across) - mark.shape.size(self.across)) <= 1)
            ):  # fmt: skip
                pieces.append((low, high))
        if not pieces:
            return None, None
        ends = (self.scale.value(min(low for low, _ in pieces)), self.scale.value(max(high for _, high in pieces)))
        return min(ends), max(ends)


def _ways(texts: Iterable[Sequence[Shape]]) -> Iterator[tuple[Shape, ...]]:
    """One text for each slice, in every way, as long as these are not too many."""
    for number, way in enumerate(product(*texts)):
        if number == _MOST_WAYS:
            return
        yield way


def _aligned(
    family: Sequence[_Candidate], places: Sequence[float], spacing: float
) -> Iterator[tuple[float, list[_Candidate]]]:
    """Marks of a family for all places, each equally far from its place, and how far that is."""
    for first in family:
        off = first.at - places[0]
        if abs(off) > 0.5 * spacing:
            continue
        marks = [min(family, key=lambda each: abs(each.at - place - off)) for place in places]
        if all(abs(mark.at - place - off) <= _STRAIGHT for mark, place in zip(marks, places, strict=True)):
            yield abs(off), marks
