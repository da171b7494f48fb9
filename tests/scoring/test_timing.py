from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.scoring.timing import blocks_needed, faster_pairs, typical

times = st.floats(1e-3, 1e3)


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
