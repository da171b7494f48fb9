"""Being told to stop: Ctrl-C, SIGTERM and a closed terminal end a command cleanly, at whatever moment they come.

It imports next to nothing, for it is there before everything else is imported.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


_AGAIN_SECONDS = 2.0
"""A Ctrl-C so soon after the first one is the same wish; a later one means that cleaning up takes too long."""


@dataclass(slots=True)
class StopRequest:
    """Whether somebody has said to stop, and when, by the monotonic clock."""

    to_stop: bool = False
    at: float = 0.0


_now: StopRequest | None = None


@contextlib.contextmanager
def stoppable() -> Iterator[StopRequest]:
    """Turn SIGINT, SIGTERM and SIGHUP into one KeyboardInterrupt, as long as this lasts; within another, it is that one.

    What comes while the first is being obeyed is the same wish, but for a Ctrl-C of people who have waited. A signal
    that is ignored when this begins (`nohup`, a shell's background) stays ignored. Outside the main thread nothing
    changes.
    """
    global _now  # noqa: PLW0603  (a process has one set of signal handlers)
    if _now is not None or threading.current_thread() is not threading.main_thread():
        yield _now or StopRequest()
        return
    told = _now = StopRequest()

    def interrupt(number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if told.to_stop and (number != signal.SIGINT or now - told.at < _AGAIN_SECONDS):
            return
        told.to_stop, told.at = True, now
        raise KeyboardInterrupt

    before = {}
    try:
        for number in _SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, interrupt)
        yield told
    finally:
        _now = None
        for number, handler in before.items():
            signal.signal(number, handler)
