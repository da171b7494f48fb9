"""How a run shows itself: a live line on a terminal, plain lines anywhere else."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.live import Live

from evalkit.commands.terminal import TextConsole, plain, tell


def duration(seconds: float) -> str:
    """Seconds in words that are no more exact than a guess should be."""
    if seconds < 90:
        return f"{max(1, round(seconds)):d} s"
    return f"{round(seconds / 60):d} min"


def _line(done: int, total: int, doing: str, left: float | None) -> str:
    count = f"[{done + 1}/{total}] " if total else ""
    rest = f", about {duration(left)} left" if left else ""
    return f"{count}{doing}{rest}"


class PlainScreen:
    """Lines for a pipe, a file or a log, each written at once."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def say(self, text: str) -> None:
        """Write one line."""
        tell(text, err=True)

    def progress(self, done: int, total: int, doing: str, seconds_left: float | None) -> None:
        """Write one line."""
        self.say(_line(done, total, doing, seconds_left))


class TerminalScreen:
    """One line that is redrawn where it stands.

    It is drawn only when something changes: a spinner that turns would take processor time from what is being timed.
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

    def progress(self, done: int, total: int, doing: str, seconds_left: float | None) -> None:
        """Redraw the live line."""
        elapsed = duration(time.monotonic() - self._began)
        self._live.update(plain(f"{_line(done, total, doing, seconds_left)}  ({elapsed} so far)", "cyan"), refresh=True)


def screen() -> PlainScreen | TerminalScreen:
    """The screen that fits where standard error goes."""
    console = TextConsole(err=True)
    return TerminalScreen(console) if console.is_terminal else PlainScreen()
