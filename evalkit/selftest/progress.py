"""How much a self-test measures, and how far it has come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from evalkit.plan import Left

Show = Callable[[Left, str], None]
"""Shows how far it is, and what is being done."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    `lengths` are seconds to sleep, each with how many times; `trees` is how many times each tree of processes runs with
    either size; `comparisons` is how many comparisons of `blocks` blocks are run, whose scripts take `milliseconds` of
    processor time; from their times evalkit draws `resamples` sets for each rate.
    """

    lengths: tuple[tuple[float, int], ...]
    trees: int
    milliseconds: int
    comparisons: int
    resamples: int
    blocks: int = 20


QUICK = Extent(((0.01, 10), (0.1, 5), (1.0, 2)), trees=1, milliseconds=100, comparisons=1, resamples=1000)
FULL = Extent(((0.01, 30), (0.1, 20), (1.0, 5), (10.0, 2)), trees=3, milliseconds=300, comparisons=5, resamples=4000)


class Progress:
    """Tells what begins, and how much time is left, judged by how long the steps so far took.

    `steps` maps every step to the seconds that it is expected to take.
    """

    def __init__(self, show: Show, steps: dict[str, float], clock: Callable[[], float] = time.monotonic) -> None:
        self._show, self._steps, self._clock = show, steps, clock
        self._began = clock()
        self._passed: list[str] = []

    def begin(self, step: str) -> None:
        """Say that a step begins, which ends the one before it."""
        expected = sum(self._steps[passed] for passed in self._passed)
        pace = (self._clock() - self._began) / expected if expected else 1.0
        left = sum(seconds for name, seconds in self._steps.items() if name not in self._passed)
        self._show(Left(len(self._passed), len(self._steps), left * pace), step)
        self._passed.append(step)
