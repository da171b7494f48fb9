"""Do something in a copy of this process, so that a report is written with two processors."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Generic, TypeVar, cast

from evalkit.bench.failure import how_it_ended
from evalkit.bench.launcher_process import kernel_kills

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Do `work` in a copy of this process while the block runs, and wait for its end; its error is raised here.

    What the block is given waits too, and returns what `work` made, which must be of the kind that pickle can keep.

    A copy has only the thread that made it. So where this process has several, or the system cannot copy it safely,
    `work` is done in this process, when the block asks for what it makes, or else after the block.

    Raises:
        ChildProcessError: the copy was ended, and could not say why.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        made = cache(work)
        yield made
        made()
        return
    copy = _Copy(work)
    try:
        yield copy.made
    finally:
        copy.ended()
    copy.made()


class _Copy(Generic[T]):
    """A copy of this process that does some work and ends."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._kills = kernel_kills()
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Of threads: numpy's own sleep, and `work` needs none of them.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if self._process == 0:
            _end_after(work, writing)
        os.close(writing)
        self._reading = reading
        self._told: bytes | None = None
        self._status = 0

    def ended(self) -> bytes:
        """Wait until it has ended, and return what it told."""
        if self._told is None:
            with open(self._reading, "rb") as stream:
                self._told = stream.read()
            _, self._status = os.waitpid(self._process, 0)
        return self._told

    def made(self) -> T:
        """Wait until it has ended, and return what its work made, or raise its error."""
        told = self.ended()
        if self._status or not told:
            how = how_it_ended(os.waitstatus_to_exitcode(self._status), by_kernel=kernel_kills() > self._kills)
            raise ChildProcessError(f"the copy of evalkit that makes a part of the report {how}; make the report again")
        made, error = pickle.loads(told)  # noqa: S301 - our own copy wrote it
        if error is not None:
            raise error
        return cast("T", made)


def _end_after(work: Callable[[], object], writing: int) -> None:
    try:
        try:
            told = pickle.dumps((work(), None))
        except BaseException as error:
            told = _dumped(error)
        with open(writing, "wb") as stream:
            stream.write(told)
    finally:
        os._exit(0)


def _dumped(error: BaseException) -> bytes:
    try:
        told = pickle.dumps((None, error))
        pickle.loads(told)  # noqa: S301 - what cannot be made again would say nothing there
    except Exception:
        return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
    return told
