"""Room for deep code: syntax trees thousands of levels deep are read on a stack that is large enough for them.

Python limits how deep functions may call each other, so that a mistake does not end the process. Code that machines
write, or a long sum, is deeper than that and no mistake.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_LEVELS = 400_000
_STACK_SIZES = (1 << 29, 1 << 27, 1 << 25)
"""Bytes that a thread may use for its stack, the first that the machine grants; what is not used takes no memory."""

_P = ParamSpec("_P")
_R = TypeVar("_R")
_starting = threading.Lock()
_here = threading.local()


class _Limit:
    """The recursion limit of the process, raised as long as somebody needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(_LEVELS, self._before))
            self._users += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                sys.setrecursionlimit(self._before)


_raised = _Limit()


def however_deep(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """The same function, which runs once more on a large stack where the usual one is too small for its arguments.

    For pure functions alone, since what they began is done again.
    """

    @functools.wraps(function)
    def roomy(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            if getattr(_here, "has_room", False):
                raise
        return with_room(functools.partial(function, *args, **kwargs))

    return roomy


def with_room(work: Callable[[], _R]) -> _R:
    """What `work` gives, or raises, run on a large stack."""
    if getattr(_here, "has_room", False):
        return work()
    given: list[_R] = []
    raised: list[BaseException] = []

    def run() -> None:
        _here.has_room = True
        try:
            given.append(work())
        except BaseException as error:  # whatever it is, the caller's thread raises it
            raised.append(error)

    with _raised:
        thread = _started(run)
        thread.join()
    if raised:
        raise raised[0]
    return given[0]


def _started(run: Callable[[], None]) -> threading.Thread:
    for size in _STACK_SIZES[:-1]:
        try:
            return _with_stack(size, run)
        except RuntimeError:  # the machine does not grant as much
            continue
    return _with_stack(_STACK_SIZES[-1], run)


def _with_stack(size: int, run: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=run, name="evalkit-deep-code", daemon=True)
    with _starting:
        before = threading.stack_size(size)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    return thread
