"""Processes of known length: the launcher's clock against sleeping."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from evalkit.selftest.check import Check
from evalkit.selftest.measuring import CannotMeasure, Measuring
from evalkit.selftest.progress import Extent, Progress

PART = "Known length"
SHORT_MS, LONG_SHARE = 3.0, 0.01
"""How much longer it may seem: 3 ms below a second, for starting and ending the program takes one or two, and 1 % from
there."""
CLOCK_MS = 0.1
"""How much shorter: a process that sleeps never takes less time, so this is for the clock alone."""


def steps(extent: Extent) -> dict[str, float]:
    """Return the steps of this part, and the seconds that each is expected to take."""
    return {_step(seconds): times * (seconds + 0.02) for seconds, times in extent.lengths}


def checks(extent: Extent, measuring: Measuring, progress: Progress) -> Iterator[Check]:
    """Yield one check for each length: the median of its times."""
    for seconds, times in extent.lengths:
        progress.begin(_step(seconds))
        known = 1000 * seconds
        limits = known - CLOCK_MS, known + (SHORT_MS if seconds < 1 else LONG_SHARE * known)
        what = f"a process that sleeps for {seconds:g} s, median of {times}"
        try:
            seen = [1000 * measuring.lasted(seconds) for _ in range(times)]
        except CannotMeasure as why:
            yield Check(PART, what, "ms", known, None, *limits, reason=str(why))
        else:
            yield Check(PART, what, "ms", known, statistics.median(seen), *limits, spread=(min(seen), max(seen)))


def _step(seconds: float) -> str:
    return f"timing a process that sleeps for {seconds:g} s"
