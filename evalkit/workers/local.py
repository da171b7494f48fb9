"""Local workers: processes on this machine, each with a workbench of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench.failure import how_it_ended
from evalkit.bench.machine import describe_machine, processors
from evalkit.environments import Provisioner
from evalkit.plan import Work
from evalkit.store.snapshot import Snapshot
from evalkit.workers.worker_kinds import Hiring
from evalkit.workers.workers import Activity, Done, Event, Lost, Seat

_LEAVE_SECONDS = 60.0
"""The seconds that a worker may take to stop everything it runs when told to leave."""

_LEFT_TO_THE_COORDINATOR = (signal.SIGINT, signal.SIGHUP)


@dataclass(slots=True)
class _Hand:
    process: BaseProcess
    connection: Connection


class LocalWorkers:
    """Processes that perform work on this machine: one for each processor, unless a number is given.

    A process starts with its first work, and another replaces it if it ends. `snapshot` is the workspace.
    """

    patience = 0.0

    def __init__(self, snapshot: Snapshot, hiring: Hiring) -> None:
        self._snapshot, self._environments = snapshot, hiring.environments
        machine = describe_machine()
        self._seats = [
            Seat(f"process {at + 1}", "here", machine) for at in range(hiring.count or max(1, int(processors())))
        ]
        self._hands: dict[str, _Hand] = {}
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        hands = list(self._hands.values())
        self._hands.clear()
        for hand in hands:
            hand.connection.close()
            hand.process.terminate()
        for hand in hands:
            hand.process.join(_LEAVE_SECONDS)
            if hand.process.is_alive():
                hand.process.kill()
                hand.process.join()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def seats(self) -> Sequence[Seat]:
        """Return one seat for each process."""
        return self._seats

    def submit(self, seat: str, work: Work) -> None:
        """Give work to a process; start it if needed."""
        hand = self._hands.get(seat)
        if hand is None or not hand.process.is_alive():
            hand = self._hands[seat] = self._hire(seat)
        with contextlib.suppress(OSError):  # `next` notices a process that just ended
            hand.connection.send(work)

    def next(self, timeout: float) -> Event | None:
        """Return what a process answers or says, or that it has ended."""
        by_place: dict[Any, str] = {hand.connection: seat for seat, hand in self._hands.items()}
        ready = wait(list(by_place), timeout)
        if not ready:
            self._wake()
            return None
        seat = by_place[ready[0]]
        try:
            event: Event = self._hands[seat].connection.recv()
        except (EOFError, OSError):
            hand = self._hands.pop(seat)
            hand.process.join(_LEAVE_SECONDS)
            hand.connection.close()
            return Lost(seat, f"its process {how_it_ended(hand.process.exitcode)}")
        return event

    def _wake(self) -> None:
        """Send SIGCONT to all workers, in case a tool has stopped one; running ones ignore it."""
        for hand in self._hands.values():
            if hand.process.pid is not None and hand.process.is_alive():
                os.kill(hand.process.pid, signal.SIGCONT)

    def _hire(self, seat: str) -> _Hand:
        # Spawn, not fork: this process's memory must not count as a worker's.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        folder = Path(tempfile.mkdtemp(prefix="w-", dir=self._folder))
        process = context.Process(
            target=serve,
            args=(theirs, seat, folder, self._snapshot, self._environments),
            name=f"evalkit {seat}",
            daemon=True,
        )
        # A worker ignores Ctrl-C once it runs; until then the signal waits, for it would end the imports in a traceback.
        resource_tracker.ensure_running()  # which it starts by itself otherwise, and lets all signals come
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _LEFT_TO_THE_COORDINATOR)
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        return _Hand(process, ours)


def serve(
    connection: Connection, seat: str, folder: Path, snapshot: Snapshot, environments: Callable[..., Provisioner]
) -> None:
    """Perform what comes through the connection until it closes; this is the whole life of a worker's process.

    Ctrl-C and a closed terminal are left to the coordinator, which stops its workers. SIGTERM first stops everything
    that runs.
    """
    for number in _LEFT_TO_THE_COORDINATOR:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _LEFT_TO_THE_COORDINATOR)
    signal.signal(signal.SIGTERM, _leave)
    tempfile.tempdir = str(folder)
    from evalkit.workers.perform import perform  # noqa: PLC0415 - after signals are in order: importing takes a moment
    from evalkit.workers.workbench import Workbench  # noqa: PLC0415

    def tell(text: str) -> None:
        with contextlib.suppress(OSError):
            connection.send(Activity(seat, text))

    try:
        with Workbench(folder, lambda _: snapshot, environments, tell) as workbench:
            while True:
                work = connection.recv()
                try:
                    event: Event = Done(seat, perform(work, workbench))
                except Exception as error:
                    where = traceback.extract_tb(error.__traceback__)[-1]
                    event = Lost(seat, f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})")
                connection.send(event)
    except (EOFError, OSError, SystemExit):
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.parent.rmdir()  # the last worker removes it if the coordinator was killed


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit
