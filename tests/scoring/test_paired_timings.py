from __future__ import annotations

import math
import tracemalloc
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.scoring.paired_timings import (
    MOST_EXACT,
    _rank_sum_counts,
    _rank_sum_moments,
    blocks_needed,
    faster_pairs,
    typical,
)

times = st.floats(1e-3, 1e3)
NO_TIMES = (math.nan, math.inf, -math.inf, -1.0, 0.0)


def test_blocks_needed_are_those_at_which_holms_first_step_can_pass() -> None:
    assert [blocks_needed(tools) for tools in (3, 6, 13)] == [7, 10, 12]
    assert blocks_needed(1) == blocks_needed(0) == 0


@given(st.lists(times, min_size=1, max_size=30))
def test_the_typical_value_lies_within_the_values_and_within_its_interval(values: list[float]) -> None:
    estimate = typical(values)
    assert min(values) * (1 - 1e-9) <= estimate.value <= max(values) * (1 + 1e-9)
    if estimate.interval:
        assert estimate.interval[0] <= estimate.value * (1 + 1e-9)
        assert estimate.value <= estimate.interval[1] * (1 + 1e-9)


@given(st.lists(times, min_size=1, max_size=5))
def test_under_six_values_the_uncertainty_is_unknown(values: list[float]) -> None:
    assert typical(values).interval is None


@given(st.lists(times, min_size=6, max_size=20), st.floats(0.01, 100))
def test_changing_the_unit_changes_value_and_interval_alike(values: list[float], factor: float) -> None:
    one, other = typical(values), typical([value * factor for value in values])
    assert one.interval
    assert other.interval
    assert other.value == pytest.approx(one.value * factor)
    assert other.interval == pytest.approx([end * factor for end in one.interval])


@pytest.mark.parametrize(("n", "left_off"), [(6, 0), (7, 2), (8, 3), (10, 8), (12, 13), (20, 52)])
def test_intervals_use_the_tabled_wilcoxon_quantiles(n: int, left_off: int) -> None:
    """Two-sided critical values at .05 from the usual table of the signed-rank statistic."""
    values = [math.exp(2.0**place) if place < 5 else math.exp(40 + place * 1.37) for place in range(n)]
    walsh = sorted((math.log(a) + math.log(b)) / 2 for i, a in enumerate(values) for b in values[i:])
    interval = typical(values).interval
    assert interval
    assert math.log(interval[0]) == pytest.approx(walsh[left_off])
    assert math.log(interval[1]) == pytest.approx(walsh[-1 - left_off])


def by_block(values: list[float]) -> dict[str, float]:
    return {f"b{place}": value for place, value in enumerate(values)}


def test_a_tool_twice_as_fast_in_every_block_is_faster() -> None:
    quick = [1.0, 1.1, 0.9, 1.05, 0.95, 1.02, 1.2]
    (pair,) = faster_pairs({"quick": by_block(quick), "slow": by_block([2 * t for t in quick])})
    assert (pair.faster, pair.slower, pair.blocks) == ("quick", "slow", 7)
    assert pair.ratio == pytest.approx(0.5)


def test_a_difference_within_the_margin_is_never_called_real() -> None:
    quick = [1.0 + place / 1000 for place in range(30)]
    assert faster_pairs({"a": by_block(quick), "b": by_block([t * 1.04 for t in quick])}) == ()


def test_too_few_blocks_find_nothing_however_large_the_difference() -> None:
    few = by_block([1.0] * 5)
    assert faster_pairs({"a": few, "b": by_block([100.0] * 5)}) == ()


def test_pairs_are_compared_on_shared_blocks_only() -> None:
    one = {f"x{place}": 1.0 for place in range(20)}
    other = {f"y{place}": 9.0 for place in range(20)}
    assert faster_pairs({"a": one, "b": other}) == ()


@given(st.lists(st.tuples(times, times), min_size=1, max_size=12))
def test_never_both_ways_and_the_same_whatever_the_names(pairs: list[tuple[float, float]]) -> None:
    a, b = by_block([x for x, _ in pairs]), by_block([y for _, y in pairs])
    straight = faster_pairs({"a": a, "b": b})
    swapped = faster_pairs({"b": a, "a": b})
    assert len(straight) == len(swapped) <= 1
    if straight:
        assert {straight[0].faster, swapped[0].faster} == {"a", "b"}


@pytest.mark.parametrize("bad", NO_TIMES)
def test_what_is_no_time_is_refused_and_named(bad: float) -> None:
    with pytest.raises(ValueError, match="finite and above 0"):
        typical([1.0, bad, 2.0])
    with pytest.raises(ValueError, match=r"quick took .* in block 3"):
        faster_pairs({"quick": dict.fromkeys("12", 1.0) | {"3": bad}, "slow": dict.fromkeys("123", 2.0)})


def test_thousands_of_blocks_are_compared_as_a_few_are() -> None:
    # Every second block is a little slower, the other one a little faster.
    blocks = {str(number): 1.0 + (-1) ** number * number / 1e6 for number in range(1_100)}
    slower = {name: seconds * 1.2 for name, seconds in blocks.items()}
    (found,) = faster_pairs({"quick": blocks, "slow": slower})
    assert (found.faster, found.blocks) == ("quick", 1_100)
    assert found.interval is not None
    assert found.interval[0] <= found.ratio <= found.interval[1]
    assert faster_pairs({"one": blocks, "other": dict(blocks)}) == ()


def test_the_normal_test_takes_over_where_it_agrees_with_the_exact_one() -> None:
    counts = _rank_sum_counts(MOST_EXACT)
    for share in (0.3, 0.4, 0.45, 0.5):
        total = int(share * MOST_EXACT * (MOST_EXACT + 1) / 2)
        mean, deviation = _rank_sum_moments(MOST_EXACT)
        normal = NormalDist().cdf((total + 0.5 - mean) / deviation)
        assert abs(sum(counts[: total + 1]) / 2**MOST_EXACT - normal) < 0.0005


def test_many_pairs_over_many_blocks_fill_no_memory() -> None:
    quick = [1.0 + number % 7 / 100 for number in range(1000)]
    times = {f"tool-{place}": by_block([t * 1.2**place for t in quick]) for place in range(6)}
    tracemalloc.start()
    try:
        assert len(faster_pairs(times)) == 15
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("n", [1, 6, 37, 201])
def test_the_normal_tests_moments_are_those_of_a_sum_of_ranks_with_random_signs(n: int) -> None:
    mean, deviation = _rank_sum_moments(n)
    assert mean == sum(range(n + 1)) / 2
    assert deviation == pytest.approx(math.sqrt(sum(rank**2 for rank in range(n + 1)) / 4))
