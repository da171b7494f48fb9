"""Trials on clocks: somebody sets the wall clock while a process runs."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from evalkit.bench import Launcher, Limits
from evalkit.bench.memory_curve import CurveRecorder

LIMITS = Limits(timeout_seconds=60, memory_mb=2000)


class Jumping:
    """A wall clock that goes back an hour at every look."""

    def __init__(self) -> None:
        self.now = 2_000_000_000.0

    def __call__(self) -> float:
        self.now -= 3600
        return self.now


def test_a_curve_is_in_order_whatever_the_wall_clock_says(
    launcher: Launcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", Jumping())  # the library's clock
    done = launcher.run(
        [sys.executable, "-c", "import time; time.sleep(1)"], cwd=tmp_path, environ={}, limits=LIMITS, watch_memory=True
    )
    seconds = [at for at, _ in done.curve]
    assert len(seconds) > 2
    assert seconds == sorted(seconds)
    assert 0 <= seconds[0] <= seconds[-1] < 30


def test_a_recorder_counts_from_its_own_start() -> None:
    recorder = CurveRecorder()
    recorder.start(1, 0.0)
    assert all(at < 30 for at, _ in recorder.stop())
