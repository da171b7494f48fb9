"""The doctor: what this machine has of what evalkit needs, and how to get the rest."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.bench.machine import describe_machine, is_busy, machine_load, memory_limit
from evalkit.environments import Environments, Unavailable, installed_interpreter, uv_program
from evalkit.model.load import Load
from evalkit.workspace import load_workspace, starter, workspace_above

_DISK_GB = 10
_MEMORY_GB = 8


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at: what was found, whether that is good, whether evalkit needs it, and the remedy if not."""

    what: str
    found: str
    good: bool
    needed: bool
    remedy: str = ""

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in Examined.__slots__}


def examine(folder: Path) -> list[Examined]:
    """Look at system, Python, uv, interpreters, environments, disk, memory, accounting of processes and load."""
    return [
        _system(),
        _python(),
        _uv(),
        *_interpreters(folder),
        _environments(folder),
        _disk(),
        _memory(),
        _accounting(),
        load_examined(machine_load()),
    ]


def _system() -> Examined:
    name = f"{platform.system()} {platform.machine()}"
    return Examined(
        "system",
        name,
        good=platform.system() in ("Linux", "Darwin"),
        needed=True,
        remedy="Linux x86-64 is the reference; macOS runs what has wheels; on Windows use WSL",
    )


def _python() -> Examined:
    good = sys.version_info >= (3, 11)
    return Examined("Python", platform.python_version(), good, needed=True, remedy="install Python 3.11 or later")


def _uv() -> Examined:
    try:
        uv_program()
    except Unavailable as error:
        return Examined("uv", "missing", good=False, needed=True, remedy=error.reason)
    return Examined("uv", "found", good=True, needed=True)


def _interpreters(folder: Path) -> list[Examined]:
    workspace = load_workspace(workspace_above(folder) or starter())
    wanted: dict[str, list[str]] = {}
    for tool, adapter in workspace.adapters.items():
        wanted.setdefault(adapter.python, []).append(tool)
    found = []
    for version, tools in sorted(wanted.items()):
        what = f"Python {version} for {', '.join(sorted(tools))}"
        if installed_interpreter(version) is None:
            remedy = (
                f"evalkit downloads it when it is first needed; where that is not possible: uv python install {version}"
            )
            found.append(Examined(what, "not here yet", good=False, needed=False, remedy=remedy))
        else:
            found.append(Examined(what, "found", good=True, needed=False))
    return found


def _environments(folder: Path) -> Examined:
    root = workspace_above(folder) or starter()
    workspace = load_workspace(root)
    environments = Environments(locks=workspace.locks)
    ready: list[str] = []
    missing: list[str] = []
    for tool, adapter in sorted(workspace.adapters.items()):
        try:
            (ready if environments.is_ready(adapter, None) else missing).append(tool)
        except Unavailable:
            missing.append(tool)
    remedy = f"evalkit run installs what it needs; not installed yet: {', '.join(missing)}"
    return Examined(
        "environments", f"{len(ready)} of {len(ready) + len(missing)}", not missing, needed=False, remedy=remedy
    )


def _disk() -> Examined:
    home = Path.home()
    free = shutil.disk_usage(home if home.exists() else Path("/")).free / 1e9
    remedy = "the TFX tools need about 6 GB; rubrics/quick.yaml needs 1 GB; set EVALKIT_CACHE to a larger disk"
    return Examined("free disk", f"{free:.0f} GB", free >= _DISK_GB, needed=False, remedy=remedy)


def _memory() -> Examined:
    import psutil  # noqa: PLC0415  (kept out of start-up)

    total = psutil.virtual_memory().total
    usable = min(total, memory_limit() or total) / 1e9
    machine = describe_machine()
    found = f"{machine['memory']}, {machine['cores']} cores"
    remedy = "lower measure.memory_mb in the rubric, or leave the TFX tools out with --tool"
    return Examined("memory", found, usable >= _MEMORY_GB, needed=False, remedy=remedy)


def _accounting() -> Examined:
    good = Path("/proc/self/smaps_rollup").exists()
    return Examined(
        "proportional memory (PSS)",
        "readable" if good else "not readable",
        good,
        needed=False,
        remedy="peak memory is then the summed RSS, which counts shared pages more than once; the report says so",
    )


def load_examined(load: Load) -> Examined:
    """Say how busy a machine with this load is, and whether that is too busy to time anything."""
    told = []
    if load.per_processor is not None:
        told.append(f"{load.per_processor:.2f} for each processor")
    if load.cpu_pressure is not None:
        told.append(f"waiting for one in {load.cpu_pressure:.0f} % of the time")
    if load.memory_pressure is not None:
        told.append(f"for memory in {load.memory_pressure:.0f} %")
    if load.frequency_mhz is not None and load.highest_mhz is not None:
        told.append(f"{load.frequency_mhz:.0f} of {load.highest_mhz:.0f} MHz")
    busy = is_busy(load)
    remedy = f"{busy.reason}; {busy.advice}" if busy else ""
    return Examined("load", ", ".join(told) or "not told", busy is None, needed=False, remedy=remedy)
