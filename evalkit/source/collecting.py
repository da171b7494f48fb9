"""Reading without looking for garbage: what a large source is read into is kept, and looked through again and again.

Python's collector looks for objects that hold each other in circles. Trees, tokens and values do not, and there are
millions of them: looking took half of the time.
"""

from __future__ import annotations

import functools
import gc
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Pause:
    """Holds the collector of the process as long as somebody reads; one that was off stays off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._readers:
                self._was_on = gc.isenabled()
                gc.disable()
            self._readers += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._readers -= 1
            if not self._readers and self._was_on:
                gc.enable()


_pause = _Pause()


def without_collecting(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """The same function, during which no garbage is looked for."""

    @functools.wraps(function)
    def reading(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with _pause:
            return function(*args, **kwargs)

    return reading
