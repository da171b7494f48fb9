"""Curves from values to points: how a step that a value takes is felt."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

CurveName = Literal["linear", "log", "log1p"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising function of a metric's value; it is defined for values above `floor`.

    Anchors must be at least `least`. `remedy` says what to write for an anchor that is not.
    """

    at: Callable[[float], float]
    floor: float = -math.inf
    least: float = -math.inf
    remedy: str = ""

    def allows(self, anchor: float) -> bool:
        """Return whether an anchor may have this value."""
        return anchor >= self.least and anchor > self.floor


CURVES: Mapping[CurveName, Curve] = {
    "linear": Curve(float),
    "log": Curve(math.log, floor=0.0, remedy="must be above 0 for curve: log; use log1p for values that may be 0"),
    "log1p": Curve(math.log1p, floor=-1.0, least=0.0, remedy="must not be below 0 for curve: log1p"),
}
"""The curves that an entry may declare, by name. scoring/points.py has the same for arrays."""
