"""Comparisons of two numbers, in the words that rubrics write them in."""

from __future__ import annotations

import math
from typing import Literal

Comparison = Literal["at most", "at least", "less than", "more than", "equal to"]
"""How a claim compares its left side with its right one."""

_SAME = 1e-9


def holds(left: float, comparison: Comparison, right: float) -> bool:
    """Whether `left` is `comparison` `right`; numbers that differ by a billionth of their size are the same."""
    same = math.isclose(left, right, rel_tol=_SAME, abs_tol=_SAME)
    if comparison == "equal to":
        return same
    if same:
        return comparison in ("at most", "at least")
    return (left < right) == (comparison in ("at most", "less than"))
