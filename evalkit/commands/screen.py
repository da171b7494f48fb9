"""The display of a running evalkit: a live line on a terminal, plain lines anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.live import Live

from evalkit.commands.terminal import TextConsole, plain, tell

if TYPE_CHECKING:
    from evalkit.plan import Left


PLAIN_SECONDS = 2.0
"""The shortest time between two lines about what is being done, without a terminal."""


def duration(seconds: float) -> str:
    """Return seconds in words, no more exact than an estimate can be."""
    if seconds < 90:
        return f"{max(1, round(seconds)):d} s"
    return f"{round(seconds / 60):d} min"


def _line(left: Left, doing: str) -> str:
    rest = f", about {duration(left.seconds)} left" if left.seconds >= 1 else ""
    return f"[{left.done}/{left.total}] {doing}{rest}"


class PlainScreen:
    """Lines for a pipe, a file or a log, written at once; a change of activity is shown, but not too often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told, self._last = "", float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def say(self, text: str) -> None:
        """Write one line."""
        tell(text, err=True)

    def progress(self, left: Left, doing: str) -> None:
        """Write one line if the activity has changed."""
        if doing and doing != self._told and self._clock() - self._last >= PLAIN_SECONDS:
            self._told, self._last = doing, self._clock()
            self.say(_line(left, doing))


class TerminalScreen:
    """One line that is redrawn in place once a second, with a clock.

    Drawing takes a millisecond, once a second, also while something is being timed.
    """

    def __init__(self, console: TextConsole) -> None:
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._console = console
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def say(self, text: str) -> None:
        """Print a line above the live one."""
        self._console.print(plain(text))

    def progress(self, left: Left, doing: str) -> None:
        """Redraw the live line."""
        elapsed = duration(time.monotonic() - self._began)
        self._live.update(plain(f"{_line(left, doing)}  ({elapsed} so far)", "cyan"), refresh=True)


def screen() -> PlainScreen | TerminalScreen:
    """Return the display that suits standard error."""
    console = TextConsole(err=True)
    return TerminalScreen(console) if console.is_terminal else PlainScreen()
