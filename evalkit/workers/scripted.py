"""Scripted workers: a function gives the outcomes at once and in this process, to test everything around the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from evalkit.plan import Outcome, Work
from evalkit.workers.workers import Done, Event, Lost, Seat

MACHINE = {"processor": "scripted"}

Script = Callable[[Work], Outcome | str]
"""Returns the outcome of work, or a text that says why the seat is lost."""


class ScriptedWorkers:
    """`count` seats on `hosts` hosts whose work `script` does; `log` lists all submitted work in order."""

    patience = 0.0

    def __init__(self, script: Script, count: int = 1, hosts: int = 1) -> None:
        self._script = script
        self._seats = [Seat(f"seat-{number}", f"host-{number % hosts}", MACHINE) for number in range(count)]
        self._events: deque[Event] = deque()
        self.log: list[tuple[str, Work]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._events.clear()

    def seats(self) -> Sequence[Seat]:
        """Return all seats."""
        return self._seats

    def submit(self, seat: str, work: Work) -> None:
        """Do the work at once; `next` returns the result."""
        self.log.append((seat, work))
        done = self._script(work)
        self._events.append(Lost(seat, done) if isinstance(done, str) else Done(seat, done))

    def next(self, timeout: float) -> Event | None:
        """Return the oldest event that was not returned yet; it never waits."""
        del timeout
        return self._events.popleft() if self._events else None
