"""How often a rubric asks for a run."""

from __future__ import annotations

import pytest

from evalkit.model import Measure
from evalkit.plan.repeats import memory_runs


@pytest.mark.parametrize(("seconds", "runs"), [(0.5, 3), (3.0, 3), (3.1, 2), (60.0, 2)])
def test_what_takes_long_is_watched_for_its_memory_twice(seconds: float, runs: int) -> None:
    assert memory_runs(Measure(warmups=1, blocks=10), seconds) == runs


@pytest.mark.parametrize("seconds", [0.5, 60.0])
def test_with_one_block_no_memory_is_watched_three_times(seconds: float) -> None:
    assert memory_runs(Measure(warmups=1, blocks=1), seconds) == 2
