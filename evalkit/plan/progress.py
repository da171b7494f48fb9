"""How far a run is, and where that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Left:
    """Progress: the number of work items done, their total, and the expected seconds for the rest.

    `repeats` of these seconds only make figures more certain.
    """

    done: int
    total: int
    seconds: float
    repeats: float = 0.0


class Progress:
    """Keeps count of work items so that what is done never goes back, and the total grows only where a forecast was too low."""

    def __init__(self) -> None:
        self._done = self._total = 0

    def with_ahead(self, ahead: int) -> tuple[int, int]:
        """Return what is done and the total, now that so many items are ahead; what is no longer needed counts as done."""
        self._total = max(self._total, self._done + ahead)
        self._done = self._total - ahead
        return self._done, self._total


class Screen(Protocol):
    """Where a run shows its progress: a live line on a terminal, plain lines in a pipe, a list in a test."""

    def say(self, text: str) -> None:
        """Show one line that stays."""

    def progress(self, left: Left, doing: str) -> None:
        """Show how far the run is and what it does now; called once a second, so that the clock ticks."""
