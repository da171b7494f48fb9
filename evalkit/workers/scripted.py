"""Scripted workers: outcomes by a function, at once and in this process, for tests of everything that is around work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from evalkit.plan import Outcome, Work
from evalkit.workers.workers import Done, Event, Lost, Seat

MACHINE = {"processor": "scripted"}

Script = Callable[[Work], Outcome | str]
"""What becomes of work: an outcome, or why the seat is lost."""


class ScriptedWorkers:
    """`count` seats on one host whose work is done by `script`; `log` holds all that was submitted, in order."""

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
        """All of them."""
        return self._seats

    def submit(self, seat: str, work: Work) -> None:
        """Do it at once; what came of it waits for `next`."""
        self.log.append((seat, work))
        done = self._script(work)
        self._events.append(Lost(seat, done) if isinstance(done, str) else Done(seat, done))

    def next(self, timeout: float) -> Event | None:
        """The oldest event that was not told yet; never waits."""
        del timeout
        return self._events.popleft() if self._events else None
