"""Value functions: turn a metric's value into points between 0 and 100, by fixed anchors.

Min-max scaling, z-scores and best-over-x change everybody's points if a tool is added, and can reorder the others.
Fixed anchors `good` and `bad` never do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Entry
from evalkit.model.curves import CURVES, CurveName
from evalkit.model.fast_dataclass import made_often


@made_often(frozen=True, slots=True)
class Pointed:
    """The points of one value; `clipped` says that the value lies beyond an anchor."""

    points: float
    clipped: bool


def points_of(entry: Entry, value: float) -> Pointed:
    """Return 100 · (f(bad) − f(value)) / (f(bad) − f(good)), limited to 0 … 100, where f is the entry's curve.

    Under `log` a value of 0 or less lies beyond every anchor on that side and is clipped there.

    Raises:
        ValueError: the value is not a number, or infinite.
    """
    if not math.isfinite(value):
        raise ValueError(f"{entry.metric}: {value} cannot be scored; a value must be a finite number")
    ends = _ends(entry.curve, entry.good, entry.bad)
    if value <= ends.floor:
        share = math.inf if entry.good < entry.bad else -math.inf
    else:
        share = (ends.bad - CURVES[entry.curve].at(value)) / ends.span
    held = min(1.0, max(0.0, share))
    return Pointed(100.0 * held, not -1e-12 <= share <= 1.0 + 1e-12)


@dataclass(frozen=True, slots=True)
class _Ends:
    """An entry's anchors on its curve: the value below which the curve is undefined, f(bad), and f(bad) − f(good)."""

    floor: float
    bad: float
    span: float


@cache
def _ends(name: CurveName, good: float, bad: float) -> _Ends:
    curve = CURVES[name]
    return _Ends(curve.floor, curve.at(bad), curve.at(bad) - curve.at(good))


_ARRAY_CURVES: Mapping[CurveName, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "linear": np.asarray,
    "log": np.log,
    "log1p": np.log1p,
}


def points_of_all(entry: Entry, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points of many values at once, equal to those of `points_of`; raises ValueError as that does."""
    if not np.isfinite(values).all():
        raise ValueError(f"{entry.metric}: values must be finite numbers")
    ends = _ends(entry.curve, entry.good, entry.bad)
    beyond = values <= ends.floor
    curved = _ARRAY_CURVES[entry.curve](np.where(beyond, 1.0, values))
    share = np.where(beyond, 1.0 if entry.good < entry.bad else 0.0, (ends.bad - curved) / ends.span)
    return 100.0 * np.clip(share, 0.0, 1.0)
