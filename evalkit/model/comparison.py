"""Comparisons of two numbers, in the words that rubrics use."""

from __future__ import annotations

import math
from typing import Literal

Comparison = Literal["at most", "at least", "less than", "more than", "equal to"]
"""How a claim compares its left side with its right side."""

_SAME = 1e-9


def holds(left: float, comparison: Comparison, right: float) -> bool:
    """Return whether `left` is `comparison` `right`; a difference of a billionth of their size counts as equal."""
    same = math.isclose(left, right, rel_tol=_SAME, abs_tol=_SAME)
    if comparison == "equal to":
        return same
    if same:
        return comparison in ("at most", "at least")
    return (left < right) == (comparison in ("at most", "less than"))
