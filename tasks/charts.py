"""Reading charts off a picture, as somebody who looks at it: which curves are drawn, whether a histogram is, or a picture.

A picture is an array (height, width, 3) of red, green and blue. What is drawn must have a colour that is no grey. Nothing is known of the
axes: a curve is found by its shape, whatever its scale, straight or logarithmic, and wherever it begins and ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Colour = tuple[int, int, int]

GREY = 24
"""Red, green and blue of what is grey differ by less than this."""
PALE = 8
"""... and of what is pale by more than this."""
ALIKE = 26
"""Two colours are the same if neither red nor green nor blue differs by more."""
ONE_HUE = 15.0
"""Two colours have one hue if their hues differ by no more degrees."""
SHARE = 0.88
"""The share of a curve that has to be where it should be."""
WIDE, TALL = 0.28, 0.1
"""A curve is at least so wide and so tall, as shares of the picture."""
OFF = 0.03
"""How far a point may be off, as a share of the curve's height."""

_MOST_COLOURS, _LOOKS, _ENDS, _HEAPS, _MOST_BENT = 16, 140, 4, 3, 0.01
_BEGINS, _CEASES = (0.0, 0.03, 0.06, 0.1), (1.0, 0.97, 0.94)
"""Shares of a curve at which it may come into the picture, and leave it: some charts cut off what lies far out."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve in a picture.

    `colour` is its colour, and `pixels` how many pixels have it. `xs` and `ys` are its points in pixels, and `steps` where on
    the curve each is, from 0 to 1. `share` is the share of these points that are where they should be.
    """

    colour: Colour
    pixels: int
    share: float
    xs: Numbers
    ys: Numbers
    steps: Numbers


def curves(picture: Picture, known: Mapping[str, Sequence[float]]) -> dict[str, Curve]:
    """The curves that are drawn in a picture, by name; `known` has the values of those that may be there.

    A line may be drawn twice: pale as it is, and in the full colour smoothed, on top of that.
    """
    shapes = {name: _shapes(values) for name, values in known.items()}
    found: dict[str, Curve] = {}
    drawn = colours(picture)
    wide = [each for each in drawn if any(_stretches(is_colour(picture, each)))]
    masks = [(each, is_colour(picture, each)) for each in wide]
    for colour, mask in (*masks, *_without_edges(masks), *_families(picture, wide)):
        fits = []
        for left, right in _stretches(mask):
            part = mask[:, left:right]
            fits += [
                (fit.share, name, fit) for name, shape in shapes.items() if (fit := _fit(part, left, colour, shape))
            ]
        if fits:
            _, name, best = max(fits, key=lambda fit: fit[:2])
            if name not in found:
                found[name] = best
    taken = {curve.colour for curve in found.values()}
    return {name: replace(curve, colour=_fullest(curve.colour, wide, taken)) for name, curve in found.items()}


def _fullest(colour: Colour, wide: Sequence[Colour], taken: Collection[Colour]) -> Colour:
    """The fullest colour of the same hue, if it is nobody else's: that of a smoothed line on top of a pale one."""
    hue = _hue_of(colour)
    same = [each for each in wide if _apart(_hue_of(each), hue) <= ONE_HUE and each not in taken]
    return max([colour, *same], key=lambda each: max(each) - min(each))


def colours(picture: Picture) -> list[Colour]:
    """The colours that much is drawn in, most used first, without greys and without those that are alike."""
    flat = picture.reshape(-1, 3)
    lively = flat[_liveliness(flat) >= GREY]
    if not len(lively):
        return []
    keys = lively.astype(np.int64) @ (65536, 256, 1)
    values, counts = np.unique(keys, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:4000]
    least = max(20.0, WIDE * picture.shape[1] / 4)
    chosen: list[NDArray[np.int64]] = []
    for at in order:
        if counts[at] < least or len(chosen) == _MOST_COLOURS:
            break
        colour = np.array([values[at] >> 16, values[at] >> 8 & 255, values[at] & 255])
        if all(np.abs(colour - other).max() > ALIKE for other in chosen):
            chosen.append(colour)
    return [(int(colour[0]), int(colour[1]), int(colour[2])) for colour in chosen]


def _without_edges(masks: Sequence[tuple[Colour, Mask]]) -> Iterator[tuple[Colour, Mask]]:
    """Pale colours without what is next to a fuller colour of their hue: the edges of a full line look like a pale one."""
    for colour, mask in masks:
        edges = np.zeros_like(mask)
        for other, full in masks:
            if np.ptp(other) > np.ptp(colour) and _apart(_hue_of(other), _hue_of(colour)) <= ONE_HUE:
                edges |= _spread(full)
        if edges.any():
            yield colour, mask & ~edges


def _spread(mask: Mask) -> Mask:
    """A mask and the pixels next to it, eight to each."""
    wide = mask.copy()
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    found = wide.copy()
    found[1:] |= wide[:-1]
    found[:-1] |= wide[1:]
    return found


def _families(picture: Picture, wide: Sequence[Colour]) -> Iterator[tuple[Colour, Mask]]:
    """The fullest of the colours of one hue, and where the picture has this hue, however pale."""
    is_lively = _liveliness(picture) >= PALE
    hues = _hue(picture[is_lively])
    done: list[float] = []
    for colour in sorted(wide, key=lambda each: min(each) - max(each)):
        hue = _hue_of(colour)
        if all(_apart(hue, other) > ONE_HUE for other in done):
            done.append(hue)
            mask = np.zeros(is_lively.shape, dtype=np.bool_)
            mask[is_lively] = _apart(hues, hue) <= ONE_HUE
            yield colour, mask


def _liveliness(pixels: Picture) -> NDArray[np.uint8]:
    """How far each pixel is from a grey: 0 to 255."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    apart: NDArray[np.uint8] = most - least
    return apart


def _hue(pixels: Picture) -> Numbers:
    """The hue of each pixel, in degrees."""
    red, green, blue = (pixels[..., part].astype(float) for part in range(3))
    hue: Numbers = np.degrees(np.arctan2(3**0.5 * (green - blue), 2 * red - green - blue))
    return hue


def _hue_of(colour: Colour) -> float:
    return float(_hue(np.array(colour, dtype=np.uint8)))


def _apart(one: Any, other: float) -> Any:
    return np.abs((one - other + 180) % 360 - 180)


def is_colour(picture: Picture, colour: Colour) -> Mask:
    """Which pixels have a colour; what is much greyer is only as dark."""
    mask: Mask = _liveliness(picture) >= (max(colour) - min(colour)) / 2
    for part, tone in enumerate(colour):
        mask &= (picture[..., part] >= max(tone - ALIKE, 0)) & (picture[..., part] <= min(tone + ALIKE, 255))
    return mask


def roughness(picture: Picture, colour: Colour) -> float:
    """How much the line of a colour goes up and down, as a share of the picture's height; infinite where there is no line."""
    mask = is_colour(picture, colour)
    stretches = list(_stretches(mask))
    if not stretches:
        return float("inf")
    left, right = max(stretches, key=lambda ends: ends[1] - ends[0])
    middles = np.array([_thickest(column) for column in mask[:, left:right].T if column.any()])
    bends = np.minimum(
        np.abs(np.diff(middles, 2)), _MOST_BENT * len(mask)
    )  # a leap to a legend counts no more than a bend
    return float(bends.sum() / len(mask))


def holds_histogram(picture: Picture, values: Sequence[float]) -> bool:
    """Whether a histogram of some values is drawn: bars or an area, or its outline, whatever the number of bins."""
    height, width = picture.shape[:2]
    lively = _liveliness(picture) >= GREY
    for mask in (lively, *(is_colour(picture, colour) for colour in colours(picture))):
        columns = np.flatnonzero(mask.any(axis=0))
        if not len(columns) or np.ptp(columns) < WIDE * width:
            continue
        part = mask[:, columns[0] : columns[-1] + 1]  # heaps may stand apart
        bottom = height - part[::-1].any(axis=1).argmax()
        bars = np.where(part.any(axis=0), bottom - part.argmax(axis=0), 0).astype(float)
        heights = np.max([np.roll(bars, by) for by in range(-2, 3)], axis=0)  # bars may stand a little apart
        if heights.max() >= TALL * height and any(
            _alike(heights, _density(values, bins, start, end, len(heights)))
            for bins in (8, 10, 12, 15, 20, 25, 30, 40, 64)
            for start in (0.0, -0.04, -0.08)
            for end in (1.0, 1.04, 1.08)
        ):
            return True
    return False


def holds_cells(picture: Picture, cells: Sequence[Sequence[int]]) -> bool:
    """Whether a picture of coloured cells is drawn, as many across as down, given by red, green and blue row by row."""
    lively = _liveliness(picture) >= GREY
    if lively.sum() < 400:
        return False
    side = round(len(cells) ** 0.5)
    right = np.array(cells, dtype=np.int16).reshape(side, side, 3)
    rows, columns = (_most_of(lively.mean(axis=axis)) for axis in (1, 0))
    part = picture[rows[0] : rows[1], columns[0] : columns[1]]
    if min(part.shape[:2]) < 3 * side:
        return False
    middles = [
        [
            np.median(_cell(part, row, column, side).reshape(-1, 3), axis=0)
            for column in range(side)
        ]
        for row in range(side)
    ]  # fmt: skip
    return bool((np.abs(np.array(middles) - right) <= 40).all())


def nearest(picture: Picture, box: tuple[int, int, int, int], colour: Colour) -> float:
    """How far the next pixel of a colour is from a box (left, top, right, bottom), to the left or right of it or in it."""
    columns = np.flatnonzero(is_colour(picture[box[1] : box[3]], colour).any(axis=0))
    if not len(columns):
        return float("inf")
    return float(np.maximum(0, np.maximum(box[0] - columns, columns - box[2])).min())


def _shapes(values: Sequence[float]) -> list[Numbers]:
    """A curve on a straight scale and, where it has one, on a logarithmic one."""
    straight = np.array(values, dtype=float)
    return [straight, np.log(straight)] if straight.min() > 0 else [straight]


def _stretches(mask: Mask) -> Iterator[tuple[int, int]]:
    """The columns, from one to before another, in which something is drawn without a large gap."""
    width = mask.shape[1]
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(columns):
        return
    gap = max(10, width // 25)
    for part in np.split(columns, np.flatnonzero(np.diff(columns) > gap) + 1):
        if part[-1] - part[0] >= WIDE * width:
            yield int(part[0]), int(part[-1]) + 1


def _fit(mask: Mask, left: int, colour: Colour, shapes: Sequence[Numbers]) -> Curve | None:
    """The curve that is drawn in a mask, if it has one of the shapes; it stands so far from the left."""
    height, width = mask.shape
    xs = np.unique(np.linspace(0, width - 1, min(_LOOKS, width)).round().astype(int))
    near = mask[:, xs] | mask[:, np.maximum(xs - 1, 0)] | mask[:, np.minimum(xs + 1, width - 1)]
    nearest_rows = _nearest_rows(near)
    far: Numbers = np.abs(nearest_rows - np.arange(height)[:, None])
    middles = [_middles(near[:, column]) for column in range(len(xs))]
    best: tuple[float, Numbers, Numbers] | None = None
    for shape in shapes:
        for start in _BEGINS:
            for end in _CEASES:
                steps = start + (end - start) * xs / (width - 1)
                values = np.interp(steps * (len(shape) - 1), np.arange(len(shape)), shape)
                share, ys = _placed(nearest_rows, far, middles, values)
                if share > (best[0] if best else 0.0) + 0.005:
                    best = (share, ys, steps)
                if share > 0.98:
                    break
    if best is None or best[0] < SHARE:
        return None
    share, ys, steps = best
    thick = mask.sum(axis=0)
    if np.ptp(ys) < TALL * height or thick[thick > 0].mean() > 0.25 * np.ptp(ys):
        return None  # an area holds every curve
    return Curve(colour, int(mask.sum()), share, xs + left, ys, steps)


def _placed(
    nearest_rows: Numbers, far: Numbers, middles: Sequence[Sequence[float]], values: Numbers
) -> tuple[float, Numbers]:
    """The best share of points that are where they should be, and where they then are, over all scales of a curve."""
    scales = _scales(middles, values)
    if not len(scales):
        return 0.0, values
    ys = scales[:, 1:] - scales[:, :1] * values
    shares = _shares(far, ys)
    if shares.max() < SHARE / 2:  # no better scale is near
        return float(shares.max()), values
    slope, offset = scales[shares.argmax()]
    ys = offset - slope * values
    for _ in range(2):
        real = _at(nearest_rows, ys)
        hit = np.abs(real - ys) <= np.maximum(4.0, 2 * OFF * np.ptp(ys))
        if hit.sum() < 3:
            break
        refined = np.polyval(np.polyfit(values[hit], real[hit], 1), values).astype(np.float64)
        if _shares(far, refined[None])[0] < _shares(far, ys[None])[0]:
            break
        ys = refined
    return float(_shares(far, ys[None])[0]), ys


def _scales(middles: Sequence[Sequence[float]], values: Numbers) -> Numbers:
    """Slopes and offsets that lead a high and a low point of a curve to something that is drawn."""
    order = [int(at) for at in np.argsort(values, kind="stable") if middles[at]]
    spread = max(1, len(order) // 40)
    found = []
    for low in order[: _ENDS * spread : spread]:
        for high in order[: -_ENDS * spread - 1 : -spread]:
            rise = values[high] - values[low]
            if rise <= 0:
                continue
            for bottom in middles[low]:
                for top in middles[high]:
                    slope = (bottom - top) / rise
                    if slope > 0:
                        found.append((slope, bottom + slope * values[low]))
    return np.array(found)


def _shares(far: Numbers, ys: Numbers) -> Numbers:
    """The share of points that something is drawn at, for each of some curves."""
    height, count = far.shape
    rows = ys.round().astype(int)
    inside = (rows >= 0) & (rows < height)
    off = np.where(inside, far[np.clip(rows, 0, height - 1), np.arange(count)], np.inf)
    tolerance = np.maximum(2.5, OFF * np.ptp(ys, axis=1, keepdims=True))
    tall = np.ptp(ys, axis=1) >= TALL * height
    shares: Numbers = (off <= tolerance).mean(axis=1) * tall
    return shares


def _nearest_rows(near: Mask) -> Numbers:
    """The row that is drawn next to each pixel, in its column; infinite where nothing is drawn."""
    rows = np.arange(near.shape[0], dtype=float)[:, None]
    above = np.maximum.accumulate(np.where(near, rows, -np.inf), axis=0)
    below = np.minimum.accumulate(np.where(near, rows, np.inf)[::-1], axis=0)[::-1]
    return np.where(rows - above <= below - rows, above, below)


def _at(nearest_rows: Numbers, ys: Numbers) -> Numbers:
    """The row that is drawn next to where a point should be, in its column."""
    height, count = nearest_rows.shape
    rows = np.clip(ys.round(), 0, height - 1).astype(int)
    found: Numbers = nearest_rows[rows, np.arange(count)]
    return found


def _middles(column: Mask) -> list[float]:
    """The middle of each thing that is drawn in a column, at most so many."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], column, [False])).astype(np.int8)))
    return [float(middle) for middle in (edges[::2] + edges[1::2] - 1)[:_HEAPS] / 2]


def _thickest(column: Mask) -> float:
    """The middle of the thickest thing that is drawn in a column: the edge of another line is thinner than a line."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], column, [False])).astype(np.int8)))
    at = int((edges[1::2] - edges[::2]).argmax())
    return float(edges[2 * at] + edges[2 * at + 1] - 1) / 2


def _alike(heights: Numbers, density: Numbers) -> bool:
    return bool(np.corrcoef(heights, density)[0, 1] >= 0.9) if density.std() > 0 and heights.std() > 0 else False


def _density(values: Sequence[float], bins: int, start: float, end: float, width: int) -> Numbers:
    """How high a histogram is in each of `width` columns, if it begins and ends at these shares of the values' range."""
    numbers = np.array(values)
    low, range_ = numbers.min(), np.ptp(numbers)
    edges = np.linspace(low + start * range_, low + end * range_, bins + 1)
    counts, _ = np.histogram(numbers, edges)
    return counts[np.arange(width) * bins // width].astype(float)


def _most_of(shares: Any) -> tuple[int, int]:
    """From where to where at least half is drawn."""
    places = np.flatnonzero(shares >= 0.5 * shares.max())
    return int(places[0]), int(places[-1]) + 1


def _cell(part: Picture, row: int, column: int, side: int) -> Picture:
    """The middle of a cell."""
    tall, wide = part.shape[0] / side, part.shape[1] / side
    rows = slice(int((row + 0.3) * tall), int((row + 0.7) * tall) + 1)
    return part[rows, int((column + 0.3) * wide) : int((column + 0.7) * wide) + 1]
