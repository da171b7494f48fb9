from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scoring import weight_intervals
from evalkit.scoring.weight_ranges import Part, intervals

cell = st.floats(0, 100).map(lambda value: round(value, 1))
row = st.lists(cell, min_size=3, max_size=3)
matrix = st.lists(row, min_size=2, max_size=4)
shares_of_three = st.lists(st.integers(1, 5), min_size=3, max_size=3).map(lambda w: np.array(w) / sum(w))
masks = st.lists(st.sampled_from([[1, 1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]), min_size=2, max_size=3)


def _score(parts: list[Part], weights: np.ndarray, points: str) -> np.ndarray:
    weighed = [(getattr(part, points) * part.applies @ weights) / (part.applies @ weights) for part in parts]
    return np.asarray(np.average(weighed, axis=0, weights=[part.share for part in parts]))


def _leads(parts: list[Part], shares: np.ndarray, criterion: int, t: float, leader: int) -> bool:
    """By the definition: weights moved, scores taken, everybody else below."""
    weights = shares * (1 - t) / (1 - shares[criterion])
    weights[criterion] = t
    low, high = _score(parts, weights, "low"), _score(parts, weights, "high")
    return bool((np.delete(high, leader) <= low[leader] + 1e-7).all())


def _holds(parts: list[Part], shares: np.ndarray) -> None:
    low, high = _score(parts, shares, "low"), _score(parts, shares, "high")
    leader = int(np.argmax(low))
    found = intervals(parts, shares)
    if (np.delete(high, leader) >= low[leader] - 1e-6).any():
        return
    for criterion, ends in enumerate(found):
        assert ends is not None
        assert ends[0] - 1e-9 <= shares[criterion] <= ends[1] + 1e-9
        for t in np.linspace(0.002, 0.998, 41):
            if ends[0] <= t <= ends[1]:
                assert _leads(parts, shares, criterion, t, leader)


@given(matrix, shares_of_three)
@settings(deadline=None)
def test_within_the_interval_the_leader_leads(values: list[list[float]], shares: np.ndarray) -> None:
    points = np.array(values)
    _holds([Part(1.0, points, points, np.ones(points.shape))], shares)


@given(st.data(), masks, shares_of_three)
@settings(deadline=None)
def test_it_does_where_a_criterion_does_not_apply_to_some_tasks(
    data: st.DataObject, applied: list[list[int]], shares: np.ndarray
) -> None:
    parts = []
    for mask in applied:
        applies = np.tile(np.array(mask, dtype=float), (3, 1))
        low = np.array(data.draw(st.lists(row, min_size=3, max_size=3))) * applies
        parts.append(Part(data.draw(st.sampled_from([1.0, 2.0])), low, np.minimum(100, low + 5) * applies, applies))
    _holds(parts, shares)


def test_beyond_the_interval_another_leads_where_scores_are_not_linear() -> None:
    """A stack of two tasks; the first criterion does not apply to the second task, where the others share its weight."""
    one = Part(1.0, np.array([[90.0, 10, 10], [20, 60, 60]]), np.array([[90.0, 10, 10], [20, 60, 60]]), np.ones((2, 3)))
    applies = np.array([[0.0, 1, 1], [0, 1, 1]])
    two = Part(1.0, np.array([[0.0, 80, 20], [0, 30, 60]]), np.array([[0.0, 80, 20], [0, 30, 60]]), applies)
    shares = np.array([0.6, 0.2, 0.2])
    ends = intervals([one, two], shares)
    for criterion, pair in enumerate(ends):
        assert pair is not None
        for end, outward in zip(pair, (-1e-6, 1e-6), strict=True):
            if 0 < end < 1:
                assert _leads([one, two], shares, criterion, end - outward, 0)
                assert not _leads([one, two], shares, criterion, end + 100 * outward, 0)
    assert any(0 < end < 1 for pair in ends if pair for end in pair)


def test_with_ranges_the_leader_has_to_stay_first_whatever_is_missing() -> None:
    least, most = [[80.0, 40.0], [50.0, 60.0]], [[80.0, 40.0], [50.0, 80.0]]
    [sure, _] = weight_intervals(least, [0.7, 0.3], most=most)
    [plain, _] = weight_intervals(least, [0.7, 0.3])
    assert sure == pytest.approx((4 / 7, 1.0))
    assert plain == pytest.approx((2 / 5, 1.0))


def test_without_a_sole_leader_there_is_nothing_to_keep() -> None:
    assert weight_intervals([[50.0, 50.0], [50.0, 50.0]], [1, 1]) == (None, None)
    assert weight_intervals([[0.0, 50.0], [40.0, 40.0]], [1, 1], most=[[90.0, 50.0], [40.0, 40.0]]) == (None, None)


def test_one_alone_leads_whatever_the_weights() -> None:
    assert weight_intervals([[10.0, 20.0]], [3, 1]) == ((0.0, 1.0), (0.0, 1.0))


def test_the_only_weight_there_is_has_all_of_it() -> None:
    assert weight_intervals([[60.0, 0.0], [50.0, 50.0]], [1, 0])[0] == (1.0, 1.0)


@given(matrix, shares_of_three, st.floats(0.01, 1000))
@settings(deadline=None)
def test_scaling_the_weights_changes_nothing(values: list[list[float]], shares: np.ndarray, factor: float) -> None:
    one, other = weight_intervals(values, shares), weight_intervals(values, shares * factor)
    for mine, theirs in zip(one, other, strict=True):
        assert (mine is None) == (theirs is None)
        if mine and theirs:
            assert mine == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("values", [[[float("nan"), 1.0]], [[float("inf"), 1.0]], [], [1.0, 2.0]])
def test_values_that_are_not_numbers_are_refused(values: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="finite"):
        weight_intervals(values, [1, 1])
