from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from evalkit.model import Entry
from evalkit.scoring import points_of
from evalkit.scoring.points import points_of_all


def entry(good: float, bad: float, curve: str = "linear") -> Entry:
    # An unregistered metric name has no direction, so that both directions can be tried.
    return Entry.model_validate({"metric": "x", "good": good, "bad": bad, "curve": curve, "because": "test"})


def test_anchors_earn_100_and_0_and_the_middle_of_a_log_curve_is_geometric() -> None:
    log = entry(0.2, 20, "log")
    assert points_of(log, 0.2).points == pytest.approx(100)
    assert points_of(log, 20).points == pytest.approx(0)
    assert points_of(log, 2).points == pytest.approx(50)
    assert points_of(entry(0, 10), 2.5).points == pytest.approx(75)


def test_values_beyond_an_anchor_are_clipped_and_marked() -> None:
    assert points_of(entry(1, 10, "log"), 0.5) == points_of(entry(1, 10, "log"), 0.0)
    assert points_of(entry(1, 10, "log"), 0.5).clipped
    assert points_of(entry(1, 10, "log"), 50).points == 0
    assert not points_of(entry(1, 10, "log"), 1).clipped
    assert not points_of(entry(1, 10, "log"), 10).clipped


def test_zero_is_a_value_for_log1p() -> None:
    assert points_of(entry(0, 9, "log1p"), 0) == points_of(entry(0, 9, "log1p"), 0.0)
    assert points_of(entry(0, 9, "log1p"), 0).points == 100


anchors = st.floats(0.01, 1e6)


@given(anchors, anchors, st.sampled_from(["linear", "log", "log1p"]), st.floats(0, 1e9), st.floats(0, 1e9))
def test_a_better_value_never_earns_less(good: float, bad: float, curve: str, one: float, other: float) -> None:
    assume(abs(good - bad) > 1e-6 * max(good, bad))
    e = entry(good, bad, curve)
    better, worse = (min(one, other), max(one, other)) if good < bad else (max(one, other), min(one, other))
    assert points_of(e, better).points >= points_of(e, worse).points - 1e-9
    assert 0 <= points_of(e, one).points <= 100


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_earns_no_points_and_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"x: .* finite"):
        points_of(entry(1, 10), value)
    with pytest.raises(ValueError, match=r"x: .* finite"):
        points_of_all(entry(1, 10), np.array([2.0, value]))


@pytest.mark.parametrize(
    ("curve", "good", "bad"),
    [
        ("log", 1.0, 1.0000000000000002),
        ("log1p", 0.0, 1e-300),
        ("linear", 1e-300, 1e-310),
        ("linear", -1e308, 1e308),
    ],
)
def test_anchors_that_no_computer_tells_apart_are_refused_with_their_field(curve: str, good: float, bad: float) -> None:
    with pytest.raises(ValidationError, match="too near to good") as refused:
        entry(good, bad, curve)
    assert [error["loc"] for error in refused.value.errors()] == [("bad",)]


def test_a_spread_that_means_nothing_is_refused() -> None:
    written = {"metric": "x", "good": 1.0, "bad": 2.0, "because": "test", "spread": 700.0}
    with pytest.raises(ValidationError, match="less than or equal to 5"):
        Entry.model_validate(written)
