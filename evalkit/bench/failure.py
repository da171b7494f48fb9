"""Describe in one line why a program failed, from its output."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

from evalkit.bench.process_end import Finished

LONGEST = 300
_TRACEBACK = "Traceback (most recent call last):"
_HEADER = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Interrupt|Exit|Group)\b")


def how_it_failed(finished: Finished, printed: str, scrubbed: Callable[[str], str] = str) -> str:
    """Return a description of a process that ended with anything but exit code 0.

    It is what was `printed` from the header of the last exception on, in one line of at most `LONGEST` characters.
    Without an exception it is the exit code and the last line printed. It is looked for in what was really printed, and
    `scrubbed` before it is cut.
    """
    code = finished.exit_code
    if code is not None and code < 0:
        return f"ended by signal {signal_name(-code)}"
    message = _exception_in(printed)
    if message:
        return shortened(scrubbed(message))
    last = next((line.strip() for line in reversed(printed.splitlines()) if line.strip()), "")
    if not last:
        return f"ended with exit code {code}, printing nothing"
    return shortened(f"ended with exit code {code}: {scrubbed(last)}")


def how_it_ended(code: int | None, *, by_kernel: bool = False) -> str:
    """Say how a process of evalkit's own ended that gave no answer: by its exit code, or by which signal.

    `by_kernel` says that the kernel ended processes meanwhile because memory ran out.
    """
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    if by_kernel and -code == signal.SIGKILL:
        return (
            "was ended by the kernel for want of memory: end other programs, or give this machine or container more "
            "memory"
        )
    return f"was ended by signal {signal_name(-code)}"


def exception_in(log: str) -> str:
    """Return the last exception in `log`, from its header to the end, shortened, or an empty text."""
    return shortened(_exception_in(log))


def _exception_in(log: str) -> str:
    lines = log.splitlines()
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line)]  # a SyntaxError comes without a traceback
    begun = max((at for at, line in enumerate(lines) if _TRACEBACK in line), default=None)
    if begun is not None:
        after = range(begun + 1, len(lines))
        headers = [at for at in after if lines[at].strip() and not lines[at][0].isspace()][:1] or headers
    return " ".join(lines[headers[-1] :]) if headers else ""


def shortened(text: str) -> str:
    """Return `text` on one line of at most `LONGEST` characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def signal_name(number: int) -> str:
    """Return the name of a signal, or its number where it has no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
