"""What of the machine, and not of the tool, may be why a process failed: limits of the shell, full disks, small memory."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from evalkit.bench.deep_folders import walked
from evalkit.bench.limits import Limits
from evalkit.bench.process_end import Ending, Finished

LEAST_DISK_MB = 50.0
"""Free space, in MB (10⁶ bytes), below which whatever a process writes may fail."""
LEAST_SHARED_MB = 1000.0
"""Size of the shared memory below which a process may be ended for using it; containers often have 64 MB."""
FEW_PROCESSES = 512
"""How many processes and threads a tool may need: TensorFlow starts some for each core."""
_BLOCK = 512
"""Bytes that `st_blocks` counts in, whatever the file system's own blocks are."""
_SHARED = Path("/dev/shm")  # noqa: S108  (where Linux has it)

_HARD = {
    "address space": ("RLIMIT_AS", 1e6, "MB", float("inf")),
    "data": ("RLIMIT_DATA", 1e6, "MB", float("inf")),
    "processor time": ("RLIMIT_CPU", 1, "s", float("inf")),
    "size of a file": ("RLIMIT_FSIZE", 1e6, "MB", float("inf")),
    "stack": ("RLIMIT_STACK", 1e6, "MB", 8 << 20),
    "processes": ("RLIMIT_NPROC", 1, "", FEW_PROCESSES),
    "open files": ("RLIMIT_NOFILE", 1, "", 1024),
}
"""Hard limits that evalkit cannot raise: the system's name, divisor, unit, and the number from which on one hinders no tool.

evalkit asks for 4096 open files (`_LIMITS` of the launcher); 1024 have been enough for every tool.
"""

Limit = Callable[[int], tuple[int, int]]


def shell_limits(limit_of: Limit = resource.getrlimit) -> tuple[str, ...]:
    """Return the hard limits that this process was started with and that may hinder a tool, as '2000 MB of address space'."""
    found = []
    for name, (variable, unit, called, enough) in _HARD.items():
        number = getattr(resource, variable, None)  # not every system has every one
        if number is None:
            continue
        _, hard = limit_of(number)
        if hard != resource.RLIM_INFINITY and hard < enough:
            found.append(f"{hard / unit:.0f} {called} of {name}" if called else f"{hard} {name}")
    return tuple(found)


def shared_memory_mb(folder: Path = _SHARED) -> float | None:
    """Return how large shared memory may get, in MB; None where the system has no such folder."""
    try:
        return shutil.disk_usage(folder).total / 1e6
    except OSError:
        return None


def hindrance(finished: Finished, limits: Limits, folder: Path) -> str:
    """Return what of this machine may be why a process that ran in `folder` failed, and what to do; '' for nothing.

    It is asked while the folder is as the process left it.
    """
    if finished.ending is not Ending.FINISHED or finished.exit_code == 0:
        return ""
    if finished.killed_by_kernel and finished.largest_process_mb <= limits.memory_mb:
        return (
            f"the kernel ended a process for want of memory, below the run's limit of {limits.memory_mb:g} MB: "
            "give this machine or container more memory, or lower measure.memory_mb"
        )
    shared = shared_memory_mb()
    if finished.exit_code == -signal.SIGBUS and shared is not None and shared < LEAST_SHARED_MB:
        return f"shared memory is {shared:.0f} MB here, and a process that needs more is ended: enlarge /dev/shm"
    if _is_full(folder):
        return "the disk that it ran on is full: make room, or name another one in the variable TMPDIR"
    if held := shell_limits():
        return f"it may use no more than {', '.join(held)} here: raise the limits of the shell (ulimit -H)"
    return ""


def _is_full(folder: Path) -> bool:
    """Whether there is no room left for anybody, and this folder is not where it went."""
    try:
        free = shutil.disk_usage(folder).free / 1e6
    except OSError:
        return False
    return free < LEAST_DISK_MB and _size_mb(folder) < LEAST_DISK_MB


def _size_mb(folder: Path) -> float:
    total = 0
    for at, _, names in walked(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(at, name)).st_blocks * _BLOCK  # what it takes; its size may be a hole
            except OSError:
                continue
    return total / 1e6
