from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.scoring.comparing import unpaired
from evalkit.scoring.comparing.unpaired import adjusted, can_pass, grew, least_p, p_beyond, shift

samples = st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("n", "m", "critical"), [(4, 4, 0), (5, 5, 2), (3, 10, 3), (5, 9, 7), (8, 8, 13), (10, 10, 23), (20, 20, 127)]
)
def test_intervals_use_the_tabled_quantiles_of_the_rank_sum(n: int, m: int, critical: int) -> None:
    """Two-sided critical values at .05 from the usual table of Mann and Whitney's U."""
    before = [math.exp(1.37**place) for place in range(n)]
    after = [math.exp(0.31 * place + 0.01 * place**2) for place in range(m)]
    differences = sorted(math.log(a) - math.log(b) for a in after for b in before)
    found = shift(before, after)
    assert found
    assert found.interval
    assert math.log(found.interval[0]) == pytest.approx(differences[critical])
    assert math.log(found.interval[1]) == pytest.approx(differences[-1 - critical])


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 3), (4, 3), (5, 4)])
def test_the_exact_distribution_is_that_of_all_ways_to_mix_two_samples(n: int, m: int) -> None:
    counted = [0] * (n * m + 1)
    for places in combinations(range(n + m), n):
        counted[sum(place - at for at, place in enumerate(places))] += 1
    assert list(unpaired._counts(n, m)) == counted


def test_the_normal_tail_of_large_samples_is_close_to_the_exact_one() -> None:
    exact = unpaired._at_most(3800, 100, 100)
    assert exact == pytest.approx(math.fsum(unpaired._counts(100, 100)[:3801]) / math.comb(200, 100))
    assert unpaired._at_most(15300, 200, 200) == pytest.approx(2.4e-5, rel=0.1)


def test_a_difference_within_the_margin_is_no_difference() -> None:
    before = [1 + place / 10_000 for place in range(20)]
    assert p_beyond(before, [value * 1.04 for value in before]) > 0.9
    assert p_beyond(before, [value * 1.06 for value in before]) < 1e-9


def test_ties_count_against_the_finding() -> None:
    assert p_beyond([1.0] * 5, [1.0] * 5) == 1.0
    assert p_beyond([1.0] * 5, [1.05] * 5) == 1.0


@given(samples, samples)
def test_no_p_value_is_smaller_than_samples_of_these_sizes_can_give(before: list[float], after: list[float]) -> None:
    assert least_p(len(before), len(after)) <= p_beyond(before, after) * (1 + 1e-9)
    assert p_beyond(before, after) <= 1


@given(samples, samples, st.floats(1.0, 3.0))
def test_longer_times_never_speak_less_for_being_longer(before: list[float], after: list[float], factor: float) -> None:
    assert p_beyond(before, [value * factor for value in after]) <= p_beyond(before, after)


@given(samples, samples)
def test_the_shift_back_is_the_inverse_of_the_shift(before: list[float], after: list[float]) -> None:
    there, back = shift(before, after), shift(after, before)
    assert there
    assert back
    assert there.value * back.value == pytest.approx(1)
    assert (there.interval is None) == (back.interval is None)
    if there.interval and back.interval:
        assert there.interval[0] * back.interval[1] == pytest.approx(1)
        assert there.interval[0] <= there.value * (1 + 1e-9)
        assert there.value <= there.interval[1] * (1 + 1e-9)


@given(samples, samples)
def test_never_both_larger_and_smaller(before: list[float], after: list[float]) -> None:
    assert not (grew(before, after) and grew(after, before))
    assert not (p_beyond(before, after) <= 0.025 and p_beyond(after, before) <= 0.025)


def test_three_values_have_no_interval_and_zeros_no_ratio() -> None:
    found = shift([1.0, 1.1, 1.2], [2.0, 2.1, 2.2])
    assert found
    assert found.interval is None
    assert shift([0.0, 1.0], [1.0]) is None
    assert shift([], [1.0]) is None


def test_the_family_holds_only_tests_that_its_own_size_lets_pass() -> None:
    ten, four, three = least_p(10, 10), least_p(4, 4), least_p(3, 3)
    assert can_pass([]) == 0
    assert can_pass([three] * 9) == 0
    assert can_pass([four]) == 1
    assert can_pass([ten] * 100) == 100
    assert can_pass([ten] * 100 + [four] * 5 + [three] * 5) == 100


def test_holms_adjusted_values_are_those_of_a_worked_example() -> None:
    """p = .01, .04, .03, .005: adjusted .03, .06, .06, .02."""
    assert adjusted([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), max_size=12))
def test_adjusted_values_keep_the_order_and_never_shrink(values: list[float]) -> None:
    found = adjusted(values)
    assert all(p <= q <= 1 or math.isclose(p, q) for p, q in zip(values, found, strict=True))
    order = sorted(range(len(values)), key=values.__getitem__)
    assert [found[place] for place in order] == sorted(found)
