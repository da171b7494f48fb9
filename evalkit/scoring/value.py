"""Value functions: from a metric's value to points between 0 and 100, by anchors that no rival can move.

Min-max, z-scores and best-over-x change everybody's points when a tool is added, and can reorder the others; a fixed
`good` and `bad` never do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
