"""How a run shows itself: a live line on a terminal, plain lines anywhere else."""

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
"""Between two lines that say what is being done, where there is no terminal."""


def duration(seconds: float) -> str:
    """Seconds in words that are no more exact than a guess should be."""
    if seconds < 90:
        return f"{max(1, round(seconds)):d} s"
    return f"{round(seconds / 60):d} min"


def _line(left: Left, doing: str) -> str:
    rest = f", about {duration(left.seconds)} left" if left.seconds >= 1 else ""
    return f"[{left.done}/{left.total}] {doing}{rest}"


class PlainScreen:
    """Lines for a pipe, a file or a log, each written at once; what is being done is told when it changes, and not too often."""

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
        """Write one line where something else is being done than last time."""
        if doing and doing != self._told and self._clock() - self._last >= PLAIN_SECONDS:
            self._told, self._last = doing, self._clock()
            self.say(_line(left, doing))


class TerminalScreen:
    """One line that is redrawn where it stands, once a second: a clock that ticks, and nothing that spins.

    Drawing takes a millisecond, once a second, also beside what is being timed.
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
        """A line above the live one."""
        self._console.print(plain(text))

    def progress(self, left: Left, doing: str) -> None:
        """Redraw the live line."""
        elapsed = duration(time.monotonic() - self._began)
        self._live.update(plain(f"{_line(left, doing)}  ({elapsed} so far)", "cyan"), refresh=True)


def screen() -> PlainScreen | TerminalScreen:
    """The screen that fits where standard error goes."""
    console = TextConsole(err=True)
    return TerminalScreen(console) if console.is_terminal else PlainScreen()
