"""How far a self-test is, and how much time is left."""

from __future__ import annotations

from evalkit.plan import Left
from evalkit.selftest.progress import Progress


def test_time_left_goes_by_how_long_the_steps_so_far_took() -> None:
    now, shown = [0.0], []
    progress = Progress(lambda left, doing: shown.append((left, doing)), {"a": 1, "b": 2, "c": 3}, lambda: now[0])
    progress.begin("a")
    now[0] = 2.0  # twice as long as expected
    progress.begin("b")
    now[0] = 3.0  # altogether as long as expected
    progress.begin("c")
    assert shown == [(Left(0, 3, 6.0), "a"), (Left(1, 3, 10.0), "b"), (Left(2, 3, 3.0), "c")]
