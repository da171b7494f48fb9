"""Memory over time, as memory-profiler sees it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

INTERVAL_SECONDS = 0.1
_MIB = 2**20 / 1e6

Curve = tuple[tuple[float, float], ...]
"""(seconds since the start, MB of 10⁶ bytes), in order."""


class CurveRecorder:
    """Records the memory of a process and its children, in a thread, until told to stop.

    Make one before the process starts: the library takes longer to import than many a process lives. It is asked to
    write to a stream, because it loses what it would return when the process ends under it. A failure of the library
    leaves the curve shorter or empty, and never harms the run.
    """

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._library = _memory_usage()

    def start(self, pid: int, at_most_seconds: float) -> None:
        """Begin with process `pid`, which has just started."""
        if self._library is not None:
            arguments = (self._library, pid, at_most_seconds, time.monotonic())
            self._thread = threading.Thread(target=self._record, args=arguments, daemon=True)
            self._thread.start()

    def stop(self) -> Curve:
        """Return what was seen; a reading that takes too long is not waited for."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=10 * INTERVAL_SECONDS)
        return tuple(self._points)

    def _record(self, memory_usage: Callable[..., object], pid: int, at_most_seconds: float, began: float) -> None:
        # Any error of the library ends the curve: most often NoSuchProcess, which is how it notices an end.
        try:
            memory_usage(
                pid,
                interval=INTERVAL_SECONDS,
                timeout=at_most_seconds,
                include_children=True,
                backend="psutil_pss" if sys.platform == "linux" else "psutil",
                stream=_Stream(self._points, self._over, began),
            )
        except Exception:
            return


class _Over(Exception):
    """The run has ended, and nobody needs more points."""


class _Stream:
    """What memory-profiler writes to: lines of 'MEM <MiB> <seconds since 1970>', each as soon as it has looked.

    Its clock is not ours: somebody may set that one while it runs.
    """

    def __init__(self, points: list[tuple[float, float]], over: threading.Event, began: float) -> None:
        self._points, self._over, self._began = points, over, began

    def write(self, line: str) -> None:
        if self._over.is_set():
            raise _Over
        word, mebibytes, _ = line.split()
        if word == "MEM":
            seconds = time.monotonic() - self._began
            self._points.append((round(seconds, 3), round(float(mebibytes) * _MIB, 3)))

    def flush(self) -> None:
        """Nothing is held back."""


def _memory_usage() -> Any:
    try:
        from memory_profiler import memory_usage  # noqa: PLC0415  (kept out of start-up)
    except Exception:
        return None
    return memory_usage
