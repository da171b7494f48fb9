"""How much time a run may still take, and how long what is left will need."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


class BudgetSpent(Exception):
    """The time that was allowed for measuring is over."""


@dataclass(slots=True)
class Budget:
    """Counts measuring time, provisioning left out, against what was allowed."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _started: float = field(init=False)
    _excluded: float = 0.0

    def __post_init__(self) -> None:
        self._started = self.clock()

    @property
    def left(self) -> float:
        """Seconds that may still be spent."""
        return self.seconds - (self.clock() - self._started - self._excluded)

    def check(self) -> None:
        """Raise `BudgetSpent` when nothing is left."""
        if self.left <= 0:
            raise BudgetSpent

    @contextlib.contextmanager
    def not_counted(self) -> Iterator[None]:
        """Time in here is nobody's measuring: downloads and installs."""
        began = self.clock()
        try:
            yield
        finally:
            self._excluded += self.clock() - began


@dataclass(slots=True)
class Forecast:
    """Guesses how long samples will take from how long they took."""

    _seen: dict[object, float] = field(default_factory=dict)

    def learn(self, what: object, seconds: float) -> None:
        """Remember how long one sample took, everything around it included."""
        self._seen[what] = seconds

    def of(self, what: Iterable[object]) -> float | None:
        """Seconds for all of these; None where too few of them are known. Unknown ones count like the known."""
        wanted = list(what)
        known = [self._seen[one] for one in wanted if one in self._seen]
        if not wanted:
            return 0.0
        if len(known) * 2 < len(wanted):
            return None
        return sum(known) * len(wanted) / len(known)
