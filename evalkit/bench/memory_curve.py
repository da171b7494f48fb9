"""Memory over time, recorded by memory-profiler."""

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
    """Records the memory of a process and its children in a thread until stopped.

    Make one before the process starts: the library's import takes longer than many processes live. The library writes
    to a stream, because it loses its return value if the process ends. A failure of the library shortens or empties the
    curve, but never affects the run.
    """

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._library = _memory_usage()

    def start(self, pid: int, at_most_seconds: float) -> None:
        """Start to record process `pid`, which has just started."""
        if self._library is not None:
            arguments = (self._library, pid, at_most_seconds, time.monotonic())
            self._thread = threading.Thread(target=self._record, args=arguments, daemon=True)
            self._thread.start()

    def stop(self) -> Curve:
        """Return the curve; do not wait for a reading that takes too long."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=10 * INTERVAL_SECONDS)
        return tuple(self._points)

    def _record(self, memory_usage: Callable[..., object], pid: int, at_most_seconds: float, began: float) -> None:
        # Any error of the library ends the curve. NoSuchProcess is the usual one: so it notices the end.
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
    """The run has ended, so nobody needs more points."""


class _Stream:
    """The stream that memory-profiler writes to: lines of 'MEM <MiB> <seconds since 1970>', each as soon as it has looked.

    The curve does not use its clock, because somebody may set the clock while it runs.
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
        """Do nothing; the stream has no buffer."""


def _memory_usage() -> Any:
    try:
        from memory_profiler import memory_usage  # noqa: PLC0415  (kept out of start-up)
    except Exception:
        return None
    return memory_usage
