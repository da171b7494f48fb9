"""The exit codes of all commands, and what `--help` says of them; imports nothing, since it is there before all else."""

from __future__ import annotations

FOUND_WRONG = 1
"""The command did its work, and something that it looked at failed: a cell, a comparison, this machine."""
WRONG_INPUT = 2
"""The user's input, or the system, did not let the command do its work."""
INCOMPLETE = 3
"""A run ended before everything was measured; no cell failed."""
BUG = 70
"""evalkit itself is broken (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""Somebody told the command to stop (128 and SIGINT, as shells have it)."""

EXIT_CODES = (
    f"Exit codes: 0 done · {FOUND_WRONG} something failed · {WRONG_INPUT} the input is wrong · "
    f"{INCOMPLETE} not complete: run it again · {BUG} a bug in evalkit · {INTERRUPTED} interrupted"
)
