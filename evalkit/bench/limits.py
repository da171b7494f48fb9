"""How long one process may run, and how much memory and log it may take: of evalkit's own processes, all limits.

The system's own limits, such as that of open files, are `_LIMITS` in launcher_process.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one process and all its descendants together.

    `memory_mb` is in 10⁶ bytes and checked twice a second, so a process may exceed it for half a second. Of the output,
    `log_bytes` bytes are kept: the first and the last half of them.
    """

    timeout_seconds: float
    memory_mb: float
    log_bytes: int = 1_000_000

    def __post_init__(self) -> None:
        if not (self.timeout_seconds > 0 and self.memory_mb > 0 and self.log_bytes > 0):
            raise ValueError(f"limits must be above 0: {self}")


_A_DAY = 86_400

MAKE_LIMITS = Limits(timeout_seconds=300, memory_mb=2000, log_bytes=64_000_000)
"""For making and altering inputs; the answer holds the truth, so the truth may be as large as a log."""
CHECK_LIMITS = Limits(timeout_seconds=60, memory_mb=2000)
"""For a verdict."""
DRIVE_LIMITS = Limits(timeout_seconds=_A_DAY, memory_mb=2000)
"""For a process that drives one service after the other; each conversation has a time limit of its own."""
PICTURE_LIMITS = Limits(timeout_seconds=_A_DAY, memory_mb=2000)
"""For a process that opens one file after the other; each file has a time limit of its own."""
INSTALL_LIMITS = Limits(timeout_seconds=600, memory_mb=8192)
"""For an installation that is timed, without a download."""
TODAY_LIMITS = Limits(timeout_seconds=900, memory_mb=8192)
"""For an installation of today's versions, download and compiling included."""
IMPORT_LIMITS = Limits(timeout_seconds=120, memory_mb=8192)
"""For an import that is timed."""
TRY_LIMITS = Limits(timeout_seconds=300, memory_mb=4096)
"""For an implementation that `evalkit check` tries; a rubric sets the limits of those that a run measures."""
