"""What a measured process may use, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

MemoryKind = Literal["pss", "rss"]
"""How memory was summed: shared pages shared out (PSS), or counted in every process that has them (RSS)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process and its descendants may use together.

    `memory_mb` is in 10⁶ bytes and guarded twice a second, so a quick process may be over it for half a second.
    `log_bytes` is how much of what it prints is kept: the first and the last half of that.
    """

    timeout_seconds: float
    memory_mb: float
    log_bytes: int = 1_000_000

    def __post_init__(self) -> None:
        if not (self.timeout_seconds > 0 and self.memory_mb > 0 and self.log_bytes > 0):
            raise ValueError(f"limits must be above 0: {self}")


class Ending(StrEnum):
    """How a process came to its end."""

    FINISHED = "finished"
    """By itself, with whatever exit code or signal."""
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out-of-memory"
    NOT_STARTED = "not-started"


@dataclass(frozen=True, slots=True)
class Finished:
    """One process that has ended, with all its descendants.

    `exit_code` is negative for a signal, as in subprocess, and None if the process never started. `wall_seconds` runs
    from just before the start to the end of the process itself, `cpu_seconds` is user and system time of the whole tree
    as the kernel accounts for it (a process whose parent chose to ignore its end is in nobody's account).
    `largest_process_mb` is the high-water mark of the largest single process. `sampled_tree_mb` is the largest sum over
    the tree that sampling saw, with its `memory_kind`, and `curve` are (seconds, MB) over time; all three only of
    watched runs. `output` holds standard output, with merge_output also standard error in the order of writing, else
    that is `errors`; `truncated` says that a part in the middle was left out. `left_behind` counts the descendants that
    the process left running, and that were ended, `shared_memory` are the names of what these had mapped.
    `killed_by_kernel` says that the kernel ended processes for want of
    memory meanwhile, in the same control group. `others` is the share of the processors that others kept busy until the
    process ended, from 0 to 1; None where the system does not tell. `reason` says why it could not be started.
    """

    ending: Ending
    exit_code: int | None = None
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    largest_process_mb: float = 0.0
    sampled_tree_mb: float | None = None
    memory_kind: MemoryKind | None = None
    curve: tuple[tuple[float, float], ...] = ()
    output: bytes = b""
    errors: bytes = b""
    truncated: bool = False
    left_behind: int = 0
    shared_memory: tuple[str, ...] = ()
    killed_by_kernel: bool = False
    others: float | None = None
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """It ended by itself, with exit code 0."""
        return self.ending is Ending.FINISHED and self.exit_code == 0
