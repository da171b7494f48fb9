"""Value functions: from a metric's value to points between 0 and 100, by anchors that no rival can move.

Min-max, z-scores and best-over-x change everybody's points when a tool is added, and can reorder the others; a fixed
`good` and `bad` never do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Entry

CURVES: Mapping[str, Callable[[float], float]] = {"linear": float, "log": math.log, "log1p": math.log1p}
"""The curves an entry may declare, by name."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Points of one value; `clipped` says that the value lies beyond an anchor."""

    points: float
    clipped: bool


def points_of(entry: Entry, value: float) -> Pointed:
    """100 · (f(bad) − f(value)) / (f(bad) − f(good)), held between 0 and 100, f being the entry's curve.

    A value of 0 or less under `log` lies beyond every anchor on that side and is clipped there.
    """
    curve = CURVES[entry.curve]
    floor = {"log": 0.0, "log1p": -1.0}.get(entry.curve, -math.inf)
    if value <= floor:
        share = math.inf if entry.good < entry.bad else -math.inf
    else:
        share = (curve(entry.bad) - curve(value)) / (curve(entry.bad) - curve(entry.good))
    held = min(1.0, max(0.0, share))
    return Pointed(100.0 * held, not -1e-12 <= share <= 1.0 + 1e-12)


_ARRAY_CURVES: Mapping[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "linear": np.asarray,
    "log": np.log,
    "log1p": np.log1p,
}


def points_of_all(entry: Entry, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points of many values at once, the same as `points_of` gives one by one."""
    curve = CURVES[entry.curve]
    floor = {"log": 0.0, "log1p": -1.0}.get(entry.curve, -math.inf)
    beyond = values <= floor
    curved = _ARRAY_CURVES[entry.curve](np.where(beyond, 1.0, values))
    share = (curve(entry.bad) - curved) / (curve(entry.bad) - curve(entry.good))
    share = np.where(beyond, 1.0 if entry.good < entry.bad else 0.0, share)
    return 100.0 * np.clip(share, 0.0, 1.0)
