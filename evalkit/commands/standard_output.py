"""Standard output and standard error whose reader may leave, and whose errors say which of the two failed.

Everything that a command prints passes here, also what typer and rich print by themselves.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Raw(io.FileIO):
    """A descriptor that this process prints to.

    If nobody reads any longer (`evalkit list | head`), or the terminal was closed, the rest goes nowhere, and the command
    goes on: its exit code says what it found, not who listened. Every other error carries the name of the stream, for the
    system names no file here; it is raised once, and the rest goes nowhere too, or Python would fail again as it ends.
    """

    def __init__(self, descriptor: int, called: str) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._called = called
        self._was_terminal = self.isatty()  # one that was closed says that it is none

    def write(self, data: ReadableBuffer, /) -> int:
        if not memoryview(data).nbytes:  # libraries ask in this way what a stream takes, and ignore its errors
            return 0
        try:
            return super().write(data)
        except OSError as error:
            written = self._keep_nothing(data)
            if error.errno == errno.EPIPE or (error.errno == errno.EIO and self._was_terminal):
                return written
            raise OSError(error.errno, error.strerror, self._called) from None

    def _keep_nothing(self, data: ReadableBuffer) -> int:
        nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        return memoryview(data).nbytes


def settle_output() -> None:
    """Let both streams of this process behave so; one that somebody has put in their place is left alone.

    A character that the encoding lacks is written as its number.
    """
    for name, called in (("stdout", "standard output"), ("stderr", "standard error")):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream is not getattr(sys, f"__{name}__"):
            stream.reconfigure(errors="backslashreplace")
            continue
        raw = _Raw(stream.fileno(), called)
        settled = io.TextIOWrapper(
            raw if stream.write_through else io.BufferedWriter(raw),  # the former with PYTHONUNBUFFERED
            encoding=stream.encoding,
            errors="backslashreplace",
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        setattr(sys, name, settled)
