"""`evalkit doctor`: shows what this machine has of what evalkit needs, and how to get the rest."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands.app import app, environments_of
from evalkit.commands.terminal import TextConsole, plain, tell_json
from evalkit.commands.which_workspace import workspace_here
from evalkit.exit_codes import FOUND_WRONG

if TYPE_CHECKING:
    from evalkit.environments import Provisioner
    from evalkit.model.facts import MachineLoad

_DISK_GB = 22
_MEMORY_GB = 8


@app.command("doctor", epilog="Example: `evalkit doctor --json`")
def doctor(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False
) -> None:
    """Show what this machine has, what it lacks, and how to get it."""
    findings = examine(workspace_here(Path.cwd()), environments_of(context))
    if as_json:
        tell_json([asdict(finding) for finding in findings])
    else:
        console = TextConsole()
        for finding in findings:
            mark, style = ("✓", "green") if finding.good else ("✗", "red") if finding.needed else ("–", "yellow")
            console.print(plain(f"{mark} {finding.what}: {finding.state}", style), soft_wrap=True)
            if not finding.good:
                console.print(f"    {finding.remedy}", soft_wrap=True)
    if any(finding.needed and not finding.good for finding in findings):
        raise typer.Exit(FOUND_WRONG)


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing that was examined: its `state`, and a `remedy` if it is not `good`."""

    what: str
    state: str
    good: bool
    needed: bool
    remedy: str = ""


def examine(root: Path, environments_for: Callable[..., Provisioner]) -> list[Examination]:
    """Examine system, Python, uv, interpreters, environments, disk, memory, process accounting, browser and load.

    `root` is the workspace whose tools are asked about.
    """
    from dataclasses import replace

    from evalkit.bench.machine_busy import machine_load, others_now

    return [
        _system(),
        _python(),
        _uv(),
        *_interpreters(root),
        _environments(root, environments_for),
        _disk(),
        _memory(),
        _accounting(),
        _limits(),
        browser_examination(),
        load_examination(replace(machine_load(), others_before=others_now())),
    ]


def _system() -> Examination:
    name = f"{platform.system()} {platform.machine()}"
    return Examination(
        "system",
        name,
        good=platform.system() in ("Linux", "Darwin"),
        needed=True,
        remedy="evalkit is tested on Linux x86-64; macOS runs the tools that have wheels for it; on Windows, use WSL",
    )


def _python() -> Examination:
    good = sys.version_info >= (3, 11)
    return Examination("Python", platform.python_version(), good, needed=True, remedy="install Python 3.11 or later")


def _uv() -> Examination:
    from evalkit.environments import Unavailable, uv_program

    try:
        uv_program()
    except Unavailable as error:
        return Examination("uv", "missing", good=False, needed=True, remedy=error.reason)
    return Examination("uv", "found", good=True, needed=True)


def _interpreters(root: Path) -> list[Examination]:
    from evalkit.environments import installed_interpreter
    from evalkit.workspace import load_workspace

    workspace = load_workspace(root)
    wanted: dict[str, list[str]] = {}
    for tool, adapter in workspace.adapters.items():
        wanted.setdefault(adapter.python, []).append(tool)
    findings = []
    for version, tools in sorted(wanted.items()):
        what = f"Python {version} for {', '.join(sorted(tools))}"
        if installed_interpreter(version) is None:
            remedy = f"evalkit downloads it when it needs it; if it cannot, run: uv python install {version}"
            findings.append(Examination(what, "not installed", good=False, needed=False, remedy=remedy))
        else:
            findings.append(Examination(what, "found", good=True, needed=False))
    return findings


def _environments(root: Path, environments_for: Callable[..., Provisioner]) -> Examination:
    from evalkit.environments import Unavailable
    from evalkit.workspace import load_workspace

    workspace = load_workspace(root)
    environments = environments_for(locks=workspace.locks)
    ready: list[str] = []
    missing: list[str] = []
    for tool, adapter in sorted(workspace.adapters.items()):
        try:
            (ready if environments.is_ready(adapter, None) else missing).append(tool)
        except Unavailable:
            missing.append(tool)
    remedy = f"`evalkit run` installs what it needs; not installed yet: {', '.join(missing)}"
    return Examination(
        "environments", f"{len(ready)} of {len(ready) + len(missing)}", not missing, needed=False, remedy=remedy
    )


def _disk() -> Examination:
    from evalkit.store import NoCache, cache_folder, free_mb

    try:
        folder = cache_folder()
    except NoCache as error:
        return Examination("free disk", "no folder for environments", good=False, needed=True, remedy=str(error))
    free = free_mb(folder) / 1e3
    remedy = (
        "rubrics/default.yaml takes about 22 GB with uv's cache, rubrics/quick.yaml 1 GB; make room, or set "
        "EVALKIT_CACHE to a folder on a larger disk"
    )
    return Examination("free disk", f"{free:.0f} GB", free >= _DISK_GB, needed=False, remedy=remedy)


def _memory() -> Examination:
    import psutil

    from evalkit.bench.machine import describe_machine, memory_limit

    total = psutil.virtual_memory().total
    usable = min(total, memory_limit() or total) / 1e9
    machine = describe_machine()
    state = f"{machine['memory']}, {machine['cores']} cores"
    remedy = "lower measure.memory_mb in the rubric, or leave the TFX tools out with --tool"
    return Examination("memory", state, usable >= _MEMORY_GB, needed=False, remedy=remedy)


def _accounting() -> Examination:
    good = Path("/proc/self/smaps_rollup").exists()
    return Examination(
        "proportional memory (PSS)",
        "readable" if good else "not readable",
        good,
        needed=False,
        remedy="evalkit sums the RSS instead, which counts shared pages more than once; the report says so",
    )


def _limits() -> Examination:
    from evalkit.bench.machine import describe_machine

    machine = describe_machine()
    told = [f"{name} {machine[name]}" for name in ("limits", "shared memory", "priority") if name in machine]
    remedy = (
        "tools may fail or be slower for it: raise the shell's hard limits (ulimit -H), give the container more processes "
        "and shared memory (--pids-limit, --shm-size), or start evalkit without nice"
    )
    return Examination("limits", "; ".join(told) or "none that hinders a tool", not told, needed=False, remedy=remedy)


def browser_examination(
    which: Callable[[str], str | None] = shutil.which, has: Callable[[str], object] | None = None
) -> Examination:
    """Return whether tasks that show pages can be judged: a Chromium is found by `which`, and `has` finds Playwright."""
    from evalkit.bench.browser import missing

    lacks = missing(which, has)
    remedy = (
        "the report opens in any browser; only tasks that show pages, their pictures, and evalkit's own tests need one that "
        f"evalkit can drive, and {lacks}"
    )
    state = "Chromium and Playwright found" if not lacks else "missing"
    return Examination("browser", state, not lacks, needed=False, remedy=remedy)


def load_examination(load: MachineLoad) -> Examination:
    """Return how busy a machine with this load is, and whether it is too busy for timing."""
    from evalkit.bench.machine_busy import is_busy

    told = []
    if load.per_processor is not None:
        told.append(f"{load.per_processor:.2f} for each processor")
    if load.cpu_pressure is not None:
        told.append(f"waiting for one {load.cpu_pressure:.0f} % of the time")
    if load.memory_pressure is not None:
        told.append(f"for memory in {load.memory_pressure:.0f} %")
    if load.frequency_mhz is not None and load.highest_mhz is not None:
        told.append(f"{load.frequency_mhz:.0f} of {load.highest_mhz:.0f} MHz")
    if load.others_before is not None:
        told.append(f"{load.others_before:.0%} of the processors busy now")
    busy = is_busy(load)
    remedy = f"{busy.reason}; {busy.advice}" if busy else ""
    return Examination("load", ", ".join(told) or "not told", busy is None, needed=False, remedy=remedy)
