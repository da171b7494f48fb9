"""How busy this machine is, and when that is too much for timing."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from evalkit.bench.launcher_process import busy_seconds
from evalkit.bench.machine import ROOT, kernel_text, processors, usable_processors
from evalkit.model.facts import MachineLoad

CPU_PRESSURE, MEMORY_PRESSURE = 10.0, 5.0
"""Percentages of ten seconds above which waiting shows in timings; a lone process hardly ever waits."""
OTHERS_LOAD = 0.5
"""With more load for each processor, too little is left for a measured process, which needs 1 itself."""
OTHERS_SHARE = 0.25
"""The share of the processors that others may keep busy: half of one if there are two. evalkit itself takes a
hundredth."""
LOOK_SECONDS = 0.1
"""How long to look at what others do: the kernel counts in hundredths of a second."""


_END_OTHERS = "end other programs, or measure after they end: the load hits all tools of a block, but hides differences"


@dataclass(frozen=True, slots=True)
class Busy:
    """Why a machine is too busy for timings, and what to do about it."""

    reason: str
    advice: str

    @property
    def sentence(self) -> str:
        """What a command says of it."""
        return f"this machine is busy: {self.reason}; {self.advice}"


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


def machine_load(root: Path = ROOT, usable: Collection[int] | None = None) -> MachineLoad:
    """Return how busy this machine is now; `root` contains proc/ and sys/, `usable` are the processors to look at."""
    cpus = [root / f"sys/devices/system/cpu/cpu{number}/cpufreq" for number in usable_processors(usable)]
    now = [float(text) / 1000 for cpu in cpus if (text := kernel_text(cpu / "scaling_cur_freq")).isdecimal()]
    highest = [float(text) / 1000 for cpu in cpus if (text := kernel_text(cpu / "cpuinfo_max_freq")).isdecimal()]
    return MachineLoad(
        processors=processors(root, usable),
        load_average=_load_average(root),
        cpu_pressure=_pressure(root, "cpu"),
        memory_pressure=_pressure(root, "memory"),
        frequency_mhz=round(sum(now) / len(now), 1) if now else None,
        highest_mhz=max(highest, default=None),
    )


def others_now(seconds: float = LOOK_SECONDS, wait: Callable[[float], None] = time.sleep) -> float | None:
    """Look for some seconds at what share of the processors is busy, from 0 to 1, while evalkit does nothing.

    None where the system does not tell.
    """
    began, before = time.monotonic(), busy_seconds()
    wait(seconds)
    after, took = busy_seconds(), time.monotonic() - began
    if before is None or after is None:
        return None
    return max(0.0, after - before) / took / len(usable_processors())


def _load_average(root: Path) -> float | None:
    first = _number(kernel_text(root / "proc/loadavg").partition(" ")[0])
    if first is not None or root != ROOT:
        return first
    try:
        return round(os.getloadavg()[0], 2)
    except OSError:
        return None


def _pressure(root: Path, what: str) -> float | None:
    for line in kernel_text(root / "proc/pressure" / what).splitlines():
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
