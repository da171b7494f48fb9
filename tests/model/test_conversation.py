"""What a driver returns: what it saw, and how the service did under load."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Load

SECONDS = st.floats(0, 1000)


@given(st.lists(SECONDS, min_size=1, max_size=300), st.floats(0.01, 1))
def test_a_share_of_the_answers_comes_within_the_seconds_of_one_of_them_and_no_earlier(
    latencies: list[float], share: float
) -> None:
    seconds = Load(tuple(latencies), 1.0).within(share)
    assert seconds in latencies
    assert sum(each <= seconds for each in latencies) >= share * len(latencies) * (1 - 1e-9)
    assert sum(each < seconds for each in latencies) < share * len(latencies)


def test_answers_per_second_leave_out_what_was_lost() -> None:
    load = Load((0.1,) * 30, 2.0, lost=10)
    assert load.requests_per_second == 15.0
    assert Load((), 2.0, lost=10).requests_per_second == 0.0
    with pytest.raises(ValueError, match="nothing was answered"):
        Load((), 2.0, lost=10).within(0.5)


@pytest.mark.parametrize(
    "wrong", [((math.nan,), 1.0, 0), ((-1.0,), 1.0, 0), ((), math.inf, 0), ((), 1.0, -1), ((1.0,), 0.0, 0)]
)
def test_a_load_that_cannot_be_is_refused(wrong: tuple[tuple[float, ...], float, int]) -> None:
    with pytest.raises(ValueError, match="a load"):
        Load(*wrong)
