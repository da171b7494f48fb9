"""One worker in this very process: for stepping through work with a debugger."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from evalkit.bench.machine import describe_machine
from evalkit.plan import Work
from evalkit.store.snapshot import Snapshot
from evalkit.workers.hiring import Hiring
from evalkit.workers.perform import perform
from evalkit.workers.workbench import Workbench
from evalkit.workers.workers import Done, Event, Seat


class InProcessWorkers:
    """A single seat that performs work when it is submitted."""

    patience = 0.0

    def __init__(self, snapshot: Snapshot, hiring: Hiring) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
        self._workbench = Workbench(self._folder, lambda _: snapshot, hiring.environments)
        self._seats = [Seat("here", "here", describe_machine())]
        self._events: list[Event] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._workbench.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def seats(self) -> Sequence[Seat]:
        """The one there is."""
        return self._seats

    def submit(self, seat: str, work: Work) -> None:
        """Perform it now."""
        self._events.append(Done(seat, perform(work, self._workbench)))

    def next(self, timeout: float) -> Event | None:
        """What came of it."""
        del timeout
        return self._events.pop(0) if self._events else None
