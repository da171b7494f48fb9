"""How a measured process ended, and what it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

MemoryKind = Literal["pss", "rss"]
"""How memory is summed: PSS divides shared pages among their users, RSS counts them in every process."""


class Ending(StrEnum):
    """How a process ended."""

    FINISHED = "finished"
    """By itself, with any exit code or signal."""
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out-of-memory"
    CUT = "cut"
    """Because the file appeared that asks for a power cut."""
    STOPPED = "stopped"
    """Because the file appeared that asks to stop it, with any exit code or signal."""
    NOT_STARTED = "not-started"


HALTED = "it was stopped for a while (by a signal, or with its container or its machine), so its time says nothing"
"""Why a process that ended well was not measured."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One process that has ended, with all its descendants.

    `exit_code` is negative for a signal, as in subprocess, and None if the process never started. `wall_seconds` runs
    from the moment at which its program takes the place of the launcher's copy (`began` on the machine's monotonic
    clock) to the end of the process itself. `cpu_seconds` is the user and system time of the whole tree since then by
    the kernel's accounting, without processes whose parent ignores their end. `largest_process_mb` is the high-water
    mark of the largest process.

    Only watched runs have `sampled_tree_mb`, the largest sampled sum over the tree, its `memory_kind`, and `curve`,
    which holds (seconds, MB) pairs. `output` holds standard output; with merge_output it also holds standard error in
    the order of writing, otherwise `errors` does. `truncated` says that a part in the middle was left out.
    `left_behind` counts the descendants that the process left running and evalkit ended, or that did not end when they
    were asked to stop; `shared_memory` names what these had mapped.

    `halted` says that somebody or something stopped the process or its launcher meanwhile (a signal, a frozen container,
    a virtual machine that stood still): then its seconds are those of no program that runs.
    `killed_by_kernel` says that the kernel ended processes meanwhile in the same control group because memory ran out.
    `others` is the share of the processors, from 0 to 1, that other programs kept busy until the process ended, None if
    the system does not report it. `reason` says why the process could not be started.
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
    halted: bool = False
    others: float | None = None
    reason: str = ""
    began: float = 0.0

    def then(self, later: Finished) -> Finished:
        """Return this process and a later one as if they were one: seconds add up, memory does not."""
        start = self.wall_seconds
        sampled = [mb for mb in (self.sampled_tree_mb, later.sampled_tree_mb) if mb is not None]
        return replace(
            later,
            wall_seconds=start + later.wall_seconds,
            cpu_seconds=self.cpu_seconds + later.cpu_seconds,
            largest_process_mb=max(self.largest_process_mb, later.largest_process_mb),
            sampled_tree_mb=max(sampled, default=None),
            memory_kind=later.memory_kind or self.memory_kind,
            curve=(*self.curve, *((start + seconds, mb) for seconds, mb in later.curve)),
            output=self.output + later.output,
            errors=self.errors + later.errors,
            truncated=self.truncated or later.truncated,
            left_behind=self.left_behind + later.left_behind,
            shared_memory=(*self.shared_memory, *later.shared_memory),
            killed_by_kernel=self.killed_by_kernel or later.killed_by_kernel,
            halted=self.halted or later.halted,
            began=self.began,
            others=_over_both((self.others, self.wall_seconds), (later.others, later.wall_seconds)),
        )

    @property
    def is_good(self) -> bool:
        """Whether it ended by itself with exit code 0."""
        return self.ending is Ending.FINISHED and self.exit_code == 0


def _over_both(*parts: tuple[float | None, float]) -> float | None:
    """Return the mean of shares, each weighed by its seconds; None if one is unknown."""
    seconds = sum(each for _, each in parts)
    if seconds <= 0 or any(share is None for share, _ in parts):
        return None
    return sum((share or 0.0) * each for share, each in parts) / seconds
