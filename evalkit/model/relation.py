"""Relations between two numbers, in the words that rubrics use."""

from __future__ import annotations

import math
from typing import Literal

Relation = Literal["at most", "at least", "less than", "more than", "equal to"]
"""How a claim relates its left side with its right side."""

_SAME = 1e-9


def holds(left: float, relation: Relation, right: float) -> bool:
    """Return whether `left` is `relation` `right`; a difference of a billionth of their size counts as equal."""
    same = math.isclose(left, right, rel_tol=_SAME, abs_tol=_SAME)
    if relation == "equal to":
        return same
    if same:
        return relation in ("at most", "at least")
    return (left < right) == (relation in ("at most", "less than"))
