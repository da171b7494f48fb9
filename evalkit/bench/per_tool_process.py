"""A process of evalkit's own that serves one tool after the other, each by a fresh process."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evalkit.bench.launcher import Launcher
from evalkit.bench.limits import Limits
from evalkit.bench.process_end import Finished
from evalkit.bench.standing_process import StandingProcess


class PerToolProcess:
    """Keeps a standing process for the tool whose turn it is, because starting one takes seconds.

    It starts when somebody needs it. What one tool did to it never reaches another tool: `turn_to` ends it before. A
    launcher of its own runs it, with the variables that `environ` returns, within `limits`, in a new folder in
    `scratch`; `called` is the launcher's name in messages.
    """

    def __init__(self, called: str, environ: Callable[[], Mapping[str, str]], limits: Limits, scratch: Path) -> None:
        self._called, self._environ, self._limits, self._scratch = called, environ, limits, scratch
        self._launcher: Launcher | None = None
        self._process: StandingProcess | None = None
        self._whose = ""

    def turn_to(self, whose: str) -> None:
        """Say whose turn it is: the process that served anybody else ends."""
        if whose != self._whose:
            self.end()
        self._whose = whose

    def at_hand(self, command: Sequence[str | Path]) -> StandingProcess:
        """Return the process of this turn; `command` starts it if there is none."""
        if self._launcher is None:
            self._launcher = Launcher(called=self._called)
        if self._process is None:
            folder = Path(tempfile.mkdtemp(prefix="talk-", dir=self._scratch))
            self._process = StandingProcess(self._launcher, command, self._environ(), self._limits, folder)
        return self._process

    def end(self) -> Finished | None:
        """End the process, and return how it ended, None if there was none; the next that is needed is a fresh one."""
        process, self._process = self._process, None
        return process.end() if process else None

    def close(self) -> None:
        """End the process and its launcher; both start again if somebody needs them."""
        self.end()
        if self._launcher is not None:
            self._launcher.close()
            self._launcher = None
