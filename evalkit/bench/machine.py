"""A description of this machine that identifies nobody, and its present load."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evalkit.bench import browser
from evalkit.bench.launcher_process import busy_seconds, control_groups
from evalkit.bench.machine_limits import FEW_PROCESSES, LEAST_SHARED_MB, shared_memory_mb, shell_limits
from evalkit.environments import for_measured
from evalkit.model.facts import MachineLoad

ROOT = Path("/")

CPU_PRESSURE, MEMORY_PRESSURE = 10.0, 5.0
"""Percentages of ten seconds above which waiting shows in timings; a lone process hardly ever waits."""
OTHERS_LOAD = 0.5
"""With more load for each processor, too little is left for a measured process, which needs 1 itself."""
OTHERS_SHARE = 0.25
"""The share of the processors that others may keep busy: half of one if there are two. evalkit itself takes a
hundredth."""
LOOK_SECONDS = 0.1
"""How long to look at what others do: the kernel counts in hundredths of a second."""


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
        together = _text(folder / "cpu.max").split()
        quota, period = (
            together if len(together) == 2 else (_text(folder / f"cpu.cfs_{w}_us") for w in ("quota", "period"))
        )
        if quota.isdecimal() and period.isdecimal() and int(period):  # 'max' and -1 are none
            quotas.append(max(0.01, round(int(quota) / int(period), 2)))
    return min([float(len(_usable(usable))), *quotas])


def memory_limit(root: Path = ROOT) -> int | None:
    """Return how many bytes the control groups of this process allow, or None without a limit."""
    limits = [
        int(text)
        for folder in _control_groups(root, "memory")
        for name in ("memory.max", "memory.high", "memory.limit_in_bytes")  # above 'high' everything is slowed down
        if (text := _text(folder / name)).isdecimal() and int(text) < 1 << 60  # version 1 writes a huge number for none
    ]
    return min(limits, default=None)


def machine_load(root: Path = ROOT, usable: Collection[int] | None = None) -> MachineLoad:
    """Return how busy this machine is now; `root` contains proc/ and sys/, `usable` are the processors to look at."""
    cpus = [root / f"sys/devices/system/cpu/cpu{number}/cpufreq" for number in _usable(usable)]
    now = [float(text) / 1000 for cpu in cpus if (text := _text(cpu / "scaling_cur_freq")).isdecimal()]
    highest = [float(text) / 1000 for cpu in cpus if (text := _text(cpu / "cpuinfo_max_freq")).isdecimal()]
    return MachineLoad(
        processors=processors(root, usable),
        load_average=_load_average(root),
        cpu_pressure=_pressure(root, "cpu"),
        memory_pressure=_pressure(root, "memory"),
        frequency_mhz=round(sum(now) / len(now), 1) if now else None,
        highest_mhz=max(highest, default=None),
    )


@dataclass(frozen=True, slots=True)
class Busy:
    """Why a machine is too busy for timings, and what to do about it."""

    reason: str
    advice: str


def is_busy(load: MachineLoad) -> Busy | None:
    """Return why a machine with this `load` is too busy for timing, or None.

    evalkit itself accounts for a load average of 1.
    """
    if (load.memory_pressure or 0.0) > MEMORY_PRESSURE:
        return Busy(
            f"processes waited for memory in {load.memory_pressure:.0f} % of the last ten seconds",
            "close programs that use much memory, or measure on a machine with more: times include the waiting",
        )
    told = [share for share in (load.others_before, load.others) if share is not None]
    if told:  # what others did is known: the rest may be evalkit's own
        if max(told) <= OTHERS_SHARE:
            return None
        return Busy(f"other programs kept {max(told):.0%} of the processors busy", _END_OTHERS)
    if (load.cpu_pressure or 0.0) > CPU_PRESSURE:
        return Busy(
            f"processes waited for a processor in {load.cpu_pressure:.0f} % of the last ten seconds",
            _END_OTHERS,
        )
    if load.load_average is not None and load.load_average - 1 > OTHERS_LOAD * load.processors:
        return Busy(
            f"the load average over the last minute is {load.load_average:.1f} on {load.processors:g} processors",
            _END_OTHERS,
        )
    return None


_END_OTHERS = "end other programs, or measure after they end: the load hits all tools of a block, but hides differences"


def others_now(seconds: float = LOOK_SECONDS, wait: Callable[[float], None] = time.sleep) -> float | None:
    """Look for some seconds at what share of the processors is busy, from 0 to 1, while evalkit does nothing.

    None where the system does not tell.
    """
    began, before = time.monotonic(), busy_seconds()
    wait(seconds)
    after, took = busy_seconds(), time.monotonic() - began
    if before is None or after is None:
        return None
    return max(0.0, after - before) / took / len(_usable(None))


def _group_limits() -> Iterator[str]:
    """How many processes the control groups allow, where that is few enough to hinder a tool."""
    found = [int(text) for group in _control_groups(ROOT, "pids") if (text := _text(group / "pids.max")).isdecimal()]
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


def _usable(usable: Collection[int] | None) -> Collection[int]:
    if usable is None:
        affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
        usable = affinity(0) if affinity else range(os.cpu_count() or 1)
    return usable


def _control_groups(root: Path, controller: str) -> Iterator[Path]:
    """Yield the folders of this process's control groups, from its own to the outermost, for both versions."""
    for controllers, path in control_groups(_text(root / "proc/self/cgroup")):
        if not controllers or controller in controllers:
            mounts = [root / "sys/fs/cgroup" / name for name in (",".join(controllers), *controllers)]
            mount = next((each for each in mounts if each.is_dir()), mounts[0])
            yield mount
            inner = mount
            for part in Path(path).parts[1:]:
                inner /= part
                yield inner


def _load_average(root: Path) -> float | None:
    first = _number(_text(root / "proc/loadavg").partition(" ")[0])
    if first is not None or root != ROOT:
        return first
    try:
        return round(os.getloadavg()[0], 2)
    except OSError:
        return None


def _pressure(root: Path, what: str) -> float | None:
    for line in _text(root / "proc/pressure" / what).splitlines():
        kind, *fields = line.split() or [""]
        if kind == "some":
            return _number(next((field[6:] for field in fields if field.startswith("avg10=")), ""))
    return None


def _number(text: str) -> float | None:
    """Return a number that the kernel tells; None of anything else, which other systems put in its place."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _text(file: Path) -> str:
    """Return the text of a kernel file, or an empty text if it is missing."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _processor() -> str:
    for line in _text(ROOT / "proc/cpuinfo").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        return f"{platform.system()} {platform.release()}"
