"""Describe in one line why a program failed, from its output."""

from __future__ import annotations

import re
import signal

from evalkit.bench.limits import Finished

LONGEST = 300
_TRACEBACK = "Traceback (most recent call last):"
_HEADER = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Interrupt|Exit|Group)\b")


def how_it_failed(finished: Finished, log: str) -> str:
    """Return a description of a process that ended with anything but exit code 0.

    It is the log from the header of the last exception on, in one line of at most `LONGEST` characters. Without an
    exception it is the exit code and the last line printed.
    """
    code = finished.exit_code
    if code is not None and code < 0:
        return f"ended by signal {_name(-code)}"
    message = exception_in(log)
    if message:
        return message
    last = next((line.strip() for line in reversed(log.splitlines()) if line.strip()), "")
    return shortened(
        f"ended with exit code {code}: {last}" if last else f"ended with exit code {code}, printing nothing"
    )


def exception_in(log: str) -> str:
    """Return the last exception in `log`, from its header to the end, or an empty text."""
    lines = log.splitlines()
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line)]  # a SyntaxError comes without a traceback
    begun = max((at for at, line in enumerate(lines) if _TRACEBACK in line), default=None)
    if begun is not None:
        after = range(begun + 1, len(lines))
        headers = [at for at in after if lines[at].strip() and not lines[at][0].isspace()][:1] or headers
    return shortened(" ".join(lines[headers[-1] :])) if headers else ""


def shortened(text: str) -> str:
    """Return `text` on one line of at most `LONGEST` characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
