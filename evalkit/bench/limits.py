"""How long one process may run, and how much memory and log it may take.

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
