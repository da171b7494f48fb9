"""The time that a run may still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SHARE_OF_ANOTHER_SCALE = 0.05
"""How much of the budget a contest at another scale than the rubric's may take beyond its first block."""


def seconds_for_another_scale(budget_minutes: float) -> float:
    """The seconds that the blocks of one contest at another scale than the rubric's may take."""
    return budget_minutes * 60 * SHARE_OF_ANOTHER_SCALE


@dataclass(slots=True)
class Budget:
    """The seconds of measuring that are allowed and spent; time for making environments does not count."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _started: float = field(init=False)
    _left_out: float = 0.0

    def __post_init__(self) -> None:
        self._started = self.clock()

    @property
    def left(self) -> float:
        """The seconds that may still be spent; negative once the budget is exceeded."""
        return self.seconds - (self.clock() - self._started - self._left_out)

    @property
    def spent(self) -> float:
        """The seconds of measuring so far."""
        return self.seconds - self.left

    def leave_out(self, seconds: float) -> None:
        """Do not count these seconds: they went into downloads and installs."""
        self._left_out += seconds
