"""setup: how much work and space the tool needs before the first line runs.

Motivation. Installing is the first friction of a tool, and its size and dependencies stay with the team that adopts it.

How. A separate process installs the locked distributions into a new environment from a warm cache, compiling nothing,
and the probe times it alone; evalkit then deletes that environment. The probe reads size and number from the
environment that evalkit measures in. It times the imports five times with bytecode in place, or twice if they are slow,
and subtracts the bare interpreter's own start, timed as often. All of these leave companions out. The probe counts
steps at `hello`, for the task that needs the most: 1 for the installation, and 1 more for each command that the adapter
prepares with, each service to start (a task with a driver has one) and each file to write beyond the script.

Units. `setup.install_seconds` and `setup.import_seconds` in seconds, `setup.install_mb` in 10⁶ bytes,
`setup.distributions` in distributions, `setup.steps` in steps.

Validity. Install time depends on the disk and on what else the cache shares. A cold install adds the download, which
the lock names in megabytes. Steps do not weigh the same: a configuration file may take a minute or a day.

How it can be gamed. A tool can import lazily; the first use then takes longer, and `run.startup_seconds` shows it. A
script can start services or write files; `code.tokens` counts that.

What to do about a bad value. Read which distributions the lock holds, and check whether fewer extras or a smaller build
would do.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from evalkit.bench import Ending, Launcher, bare_environ, scrub
from evalkit.bench.limits import IMPORT_LIMITS, INSTALL_LIMITS
from evalkit.bench.process_end import HALTED
from evalkit.environments import Environment, Provisioner, disk_mb, refusal
from evalkit.model import Adapter, Direction, Implementation, LevelRule, Metric, Status
from evalkit.model.facts import ImportTimes, Locked, Place, SetupSteps, WarmInstall
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

INSTALL_MB, DISTRIBUTIONS = "setup.install_mb", "setup.distributions"
"""Metrics that others ask for by name."""

METRICS = (
    Metric(
        "setup.install_seconds",
        "Time to install",
        "s",
        Direction.LESS,
        LevelRule.TOOL,
        "Wall seconds to install the locked distributions into a new environment, from a warm cache and without compiling.",
    ),
    Metric(
        INSTALL_MB,
        "Size on disk",
        "MB",
        Direction.LESS,
        LevelRule.TOOL,
        "Megabytes (10⁶ bytes) of all installed files, without bytecode and companions.",
    ),
    Metric(
        DISTRIBUTIONS,
        "Distributions installed",
        "distributions",
        Direction.LESS,
        LevelRule.TOOL,
        "Number of distributions in the lock: the tool and everything it depends on.",
    ),
    Metric(
        "setup.import_seconds",
        "Time to import",
        "s",
        Direction.LESS,
        LevelRule.TOOL,
        "Median seconds of up to five warm imports of the tool's packages, minus the start of the bare interpreter.",
        zero=True,
    ),
    Metric(
        "setup.steps",
        "Steps to set up",
        "steps",
        Direction.LESS,
        LevelRule.TOOL,
        "1 to install, and 1 for each command to prepare, service to start and file beside the script, at level hello.",
    ),
)


IMPORTS = 5
LEAST_IMPORTS, ENOUGH_SECONDS = 2, 3.0
"""Imports that take long are timed fewer times: once so many seconds went into them, so many are enough."""


def observe(question: Question) -> tuple[Finding, ...]:
    """Measure one tool's own environment, and count the steps to its first result."""
    adapter, environment, facilities = question.adapter, question.environment, question.facilities
    if adapter is None or environment is None or facilities is None:
        raise CannotTell("there is no environment to measure")
    mb = disk_mb(environment)
    lock = Locked(len(environment.lock.distributions), str(environment.lock.locked), mb)
    return (
        Finding(DISTRIBUTIONS, lock.distributions, facts=(lock,)),
        Finding(INSTALL_MB, mb, facts=(lock,)),
        _install_seconds(adapter, environment, facilities.environments, facilities.launcher, facilities.scratch),
        _import_seconds(adapter, environment, facilities.launcher, facilities.scratch),
        _steps(question, adapter),
    )


def cannot_import(adapter: Adapter, environment: Environment, launcher: Launcher, scratch: Path) -> str:
    """Why the adapter's packages cannot be imported in an environment; empty where they can."""
    taken = _import_times(adapter, environment, launcher, scratch, _imports(adapter), times=1)
    return taken if isinstance(taken, str) else ""


def _steps(question: Question, adapter: Adapter) -> Finding:
    first = [one for one in question.implementations if one.level == "hello" and one.main is not None]
    if not first:
        reason = f"{adapter.tool} has no implementation at hello to count the steps of"
        return Finding("setup.steps", status=Status.PROBE_ERROR, reason=reason)
    most = max(first, key=lambda one: _services(question.root, one) + _files(one))
    services, files, prepare = _services(question.root, most), _files(most), len(adapter.prepare)
    steps = SetupSteps(most.task, most.tool, most.level, services, files, adapter.prepare)
    places = (Place(question.name_of(file)) for file in most.files)
    return Finding("setup.steps", 1 + prepare + services + files, facts=(steps, *places))


def _services(root: Path, one: Implementation) -> int:
    return int((root / "tasks" / one.task / "driver.py").is_file())


def _files(one: Implementation) -> int:
    return sum(file not in one.scripts for file in one.files)


def _install_seconds(
    adapter: Adapter, environment: Environment, environments: Provisioner, launcher: Launcher, scratch: Path
) -> Finding:
    seconds: list[float] = []
    for command in environments.install_command(environment.lock, scratch / "environment"):
        done = launcher.run(
            command,
            cwd=scratch,
            environ=environments.install_environ(adapter),
            limits=INSTALL_LIMITS,
            merge_output=True,
        )
        if not done.is_good:
            reason = f"the warm install did not work: {refusal(done.output.decode(errors='replace')).sentence}"
            return Finding("setup.install_seconds", status=Status.PROBE_ERROR, reason=reason)
        if done.halted:
            return Finding("setup.install_seconds", status=Status.PROBE_ERROR, reason=HALTED)
        seconds.append(done.wall_seconds)
    return Finding("setup.install_seconds", sum(seconds), facts=(WarmInstall(tuple(seconds)),))


def _import_seconds(adapter: Adapter, environment: Environment, launcher: Launcher, scratch: Path) -> Finding:
    # The first import of each is a warm-up.
    try:
        whole = _import_times(adapter, environment, launcher, scratch, _imports(adapter), times=1 + IMPORTS)
        bare = _import_times(adapter, environment, launcher, scratch, "pass", times=1 + IMPORTS)
    except CannotTell as why:
        return Finding("setup.import_seconds", status=Status.PROBE_ERROR, reason=str(why))
    if isinstance(whole, str):
        return Finding("setup.import_seconds", status=Status.FAILED, reason=whole)
    if isinstance(bare, str):
        return Finding("setup.import_seconds", status=Status.PROBE_ERROR, reason=bare)
    with_packages, without = statistics.median(whole[1:]), statistics.median(bare[1:])
    times = ImportTimes(adapter.packages, tuple(whole[1:]), without)
    return Finding("setup.import_seconds", max(0.0, with_packages - without), facts=(times,))


def _imports(adapter: Adapter) -> str:
    return "; ".join(f"import {package}" for package in adapter.packages)


def _import_times(
    adapter: Adapter, environment: Environment, launcher: Launcher, scratch: Path, program: str, *, times: int
) -> list[float] | str:
    """Wall seconds of each of some runs of a one-line program, or the last line of what went wrong.

    Raises:
        CannotTell: somebody stopped one of several that are timed.
    """
    environ = {**bare_environ(environment.folder, scratch), **adapter.environ, **adapter.telemetry_off}
    taken: list[float] = []
    while len(taken) < times and not (len(taken) > LEAST_IMPORTS and sum(taken) > ENOUGH_SECONDS):
        command = (str(environment.python), "-c", program)
        done = launcher.run(command, cwd=scratch, environ=environ, limits=IMPORT_LIMITS, merge_output=True)
        if done.ending is not Ending.FINISHED or done.exit_code != 0:
            printed = scrub(done.output.decode(errors="replace"), work=scratch, env=environment.folder).strip()
            return printed.splitlines()[-1] if printed else f"ended as {done.ending.value}"
        if done.halted and times > 1:
            raise CannotTell(HALTED)
        taken.append(done.wall_seconds)
    return taken


PROBE = Probe(
    "setup",
    2,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.ENVIRONMENT, Dependence.MACHINE}),
    timed=True,
    runs=8,
)
