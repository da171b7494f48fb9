from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import holds

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("comparison", "below", "same", "above"),
    [
        ("at most", True, True, False),
        ("at least", False, True, True),
        ("less than", True, False, False),
        ("more than", False, False, True),
        ("equal to", False, True, False),
    ],
)
def test_each_comparison_means_what_it_says(comparison: Any, below: bool, same: bool, above: bool) -> None:
    assert [holds(left, comparison, 2.0) for left in (1.0, 2.0, 3.0)] == [below, same, above]


def test_a_rounding_error_makes_no_difference() -> None:
    assert holds(0.1 + 0.2, "at most", 0.3)
    assert not holds(0.1 + 0.2, "more than", 0.3)


@given(NUMBERS, NUMBERS)
def test_exactly_one_of_less_equal_and_more_holds(left: float, right: float) -> None:
    assert [holds(left, each, right) for each in ("less than", "equal to", "more than")].count(True) == 1


@given(NUMBERS, NUMBERS)
def test_at_most_and_more_than_are_opposites(left: float, right: float) -> None:
    assert holds(left, "at most", right) is not holds(left, "more than", right)
    assert holds(left, "at least", right) is not holds(left, "less than", right)
