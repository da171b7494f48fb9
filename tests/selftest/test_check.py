"""Checks: how far off they are, and what that is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.selftest.made_test import ALL, GOOD, HELD, MISSING, RATIO, SAID, SLEPT


def test_the_error_is_what_was_measured_less_what_is_known() -> None:
    assert SLEPT.error == pytest.approx(1.5)
    assert SLEPT.share == pytest.approx(0.015)
    assert (SAID.error, SAID.share) == (0, None)
    assert (MISSING.error, MISSING.share) == (None, None)


@pytest.mark.parametrize(("measured", "within"), [(99.8, False), (99.9, True), (102.0, True), (102.1, False)])
def test_a_limit_is_kept_up_to_its_ends(measured: float, within: bool) -> None:
    assert replace(SLEPT, measured=measured).is_within is within


def test_a_self_test_is_as_good_as_its_worst_check() -> None:
    assert GOOD.is_within
    assert HELD.is_within
    assert not MISSING.is_within
    assert not RATIO.is_within
    assert not ALL.is_within
