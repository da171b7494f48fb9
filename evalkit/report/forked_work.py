"""Do something in a copy of this process, so that a report is written with two processors."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from evalkit.bench.failure import how_it_ended
from evalkit.bench.launcher_process import kernel_kills


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Do `work` in a copy of this process while the block runs, and wait for its end; its error is raised here.

    A copy has only the thread that made it. So where this process has several, or the system cannot copy it safely,
    `work` is done after the block, in this process.

    Raises:
        ChildProcessError: the copy was ended, and could not say why.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        yield
        work()
        return
    kills = kernel_kills()
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # numpy's own threads sleep, and `work` needs none of them
        copy = os.fork()
    if copy == 0:
        _end_after(work, writing)
    os.close(writing)
    try:
        yield
    finally:
        with open(reading, "rb") as stream:
            told = stream.read()
        _, status = os.waitpid(copy, 0)
    if told:
        raise pickle.loads(told)  # noqa: S301 - our own copy wrote it
    if status:
        how = how_it_ended(os.waitstatus_to_exitcode(status), by_kernel=kernel_kills() > kills)
        raise ChildProcessError(f"the copy of evalkit that writes a part of the report {how}; make the report again")


def _end_after(work: Callable[[], object], writing: int) -> None:
    try:
        work()
    except BaseException as error:
        try:
            told = pickle.dumps(error)
            pickle.loads(told)  # noqa: S301 - what cannot be made again would say nothing there
        except Exception:
            told = pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
        with open(writing, "wb") as stream:
            stream.write(told)
    finally:
        os._exit(0)
