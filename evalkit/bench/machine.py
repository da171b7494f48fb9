"""A description of this machine that identifies nobody."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from evalkit.bench import browser
from evalkit.bench.launcher_process import control_groups
from evalkit.bench.machine_trouble import FEW_PROCESSES, LEAST_SHARED_MB, shared_memory_mb, shell_limits
from evalkit.environments import for_measured

ROOT = Path("/")


def describe_machine() -> dict[str, str]:
    """Return processor, cores, memory, system and kernel, without host name, user or path.

    If this process may use only a part of the cores or the memory, the text says how much of the total. It names the
    browser that opens pages, limits of the shell and settings for the processor if there are any: timings under others
    are not comparable.
    """
    import psutil  # noqa: PLC0415  (kept out of start-up)

    cores = os.cpu_count() or 1
    total = psutil.virtual_memory().total
    memory = min(total, memory_limit() or total)
    allowed = f"{memory / 1e9:.3g}" if memory < 0.99 * total else f"{total / 1e9:.0f}"
    held = {
        "limits": ", ".join((*shell_limits(), *_group_limits())),
        "shared memory": _small_shared_memory(),
        "priority": _priority(),
        "browser": Path(browser.program()).name,
        "told of the processor": ", ".join(f"{name}={value}" for name, value in sorted(for_measured().items())),
    }
    return {
        "processor": _processor(),
        "cores": _of(f"{processors():g}", str(cores)),
        "memory": f"{_of(allowed, f'{total / 1e9:.0f}')} GB",
        "system": _system(),
        "kernel": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
        **{name: said for name, said in held.items() if said},
    }


def digest_of(machine: Mapping[str, str]) -> str:
    """Return a short digest of the machine, so that timings of two machines are never mixed."""
    return hashlib.sha256(json.dumps(dict(machine), sort_keys=True).encode()).hexdigest()[:12]


def processors(root: Path = ROOT, usable: Collection[int] | None = None) -> float:
    """Return how many processors this process may use: those in `usable`, by default its affinity, within its quota.

    A quota may make it a fraction, in steps of 1/100. `root` contains proc/ and sys/.
    """
    quotas = []
    for folder in _control_groups(root, "cpu"):
        together = kernel_text(folder / "cpu.max").split()
        quota, period = (
            together if len(together) == 2 else (kernel_text(folder / f"cpu.cfs_{w}_us") for w in ("quota", "period"))
        )
        if quota.isdecimal() and period.isdecimal() and int(period):  # 'max' and -1 are none
            quotas.append(max(0.01, round(int(quota) / int(period), 2)))
    return min([float(len(usable_processors(usable))), *quotas])


def memory_limit(root: Path = ROOT) -> int | None:
    """Return how many bytes the control groups of this process allow, or None without a limit."""
    limits = [
        int(text)
        for folder in _control_groups(root, "memory")
        for name in ("memory.max", "memory.high", "memory.limit_in_bytes")  # above 'high' everything is slowed down
        if (text := kernel_text(folder / name)).isdecimal()
        and int(text) < 1 << 60  # version 1 writes a huge number for none
    ]
    return min(limits, default=None)


def _group_limits() -> Iterator[str]:
    """How many processes the control groups allow, where that is few enough to hinder a tool."""
    found = [
        int(text) for group in _control_groups(ROOT, "pids") if (text := kernel_text(group / "pids.max")).isdecimal()
    ]
    if found and min(found) < FEW_PROCESSES:
        yield f"{min(found)} processes in the container"


def _small_shared_memory() -> str:
    size = shared_memory_mb()
    return f"{size:.0f} MB" if size is not None and size < LEAST_SHARED_MB else ""


def _priority() -> str:
    """How far this process stands back, or goes first; '' where it does neither."""
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    return f"nice {nice}" if nice else ""


def _of(part: str, whole: str) -> str:
    return whole if part == whole else f"{part} of {whole}"


def usable_processors(usable: Collection[int] | None = None) -> Collection[int]:
    """Return the numbers of the processors in `usable`, by default those that this process may use."""
    if usable is None:
        affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
        usable = affinity(0) if affinity else range(os.cpu_count() or 1)
    return usable


def _control_groups(root: Path, controller: str) -> Iterator[Path]:
    """Yield the folders of this process's control groups, from its own to the outermost, for both versions."""
    for controllers, path in control_groups(kernel_text(root / "proc/self/cgroup")):
        if not controllers or controller in controllers:
            mounts = [root / "sys/fs/cgroup" / name for name in (",".join(controllers), *controllers)]
            mount = next((each for each in mounts if each.is_dir()), mounts[0])
            yield mount
            inner = mount
            for part in Path(path).parts[1:]:
                inner /= part
                yield inner


def kernel_text(file: Path) -> str:
    """Return the text of a kernel file, or an empty text if it is missing."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _processor() -> str:
    for line in kernel_text(ROOT / "proc/cpuinfo").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        return f"{platform.system()} {platform.release()}"
