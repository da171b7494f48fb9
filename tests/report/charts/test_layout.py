from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.report.charts.layout import apart, round_numbers


@given(st.floats(1e-3, 1e4), st.floats(1.01, 1e4))
def test_axes_have_few_round_marks_within_their_ends(low: float, factor: float) -> None:
    found = round_numbers(low, low * factor)
    assert len(found) <= 9
    assert all(low <= mark <= low * factor for mark in found)
    assert factor < 1.7 or len(found) >= 2


@given(st.lists(st.floats(0, 400), min_size=1, max_size=24))
def test_names_at_the_ends_of_lines_never_overlap_and_stay_within(wanted: list[float]) -> None:
    placed = apart(wanted, 17, 408)
    assert all(later - sooner >= 17 - 1e-6 for sooner, later in pairwise(sorted(placed)))
    assert min(placed) >= -1e-6
    assert max(placed) <= 408 + 1e-6


@given(st.lists(st.floats(0, 400), min_size=2, max_size=24, unique=True))
def test_names_stand_in_the_order_of_their_lines(wanted: list[float]) -> None:
    placed = apart(wanted, 17, 408)
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    assert [placed[at] for at in order] == sorted(placed)


def test_names_that_are_apart_already_stay_where_they_are() -> None:
    assert apart([10, 100, 50], 17, 200) == [10, 100, 50]


def test_two_names_too_close_share_the_move() -> None:
    assert apart([100, 104], 16, 300) == pytest.approx([94, 110])
