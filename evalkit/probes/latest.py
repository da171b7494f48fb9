"""latest: whether the tool still works if you install it today, without pins.

Motivation. Documentation says `pip install tool`. If the newest versions do not work together, people spend their first
hour finding versions that do. A lock hides this, and every adapter of evalkit has a lock.

How. The probe removes the versions from the adapter's requirements and from its companions for each task (extras and
markers stay), and installs them into a new environment on the adapter's Python: online, within 15 minutes. There the
tool's `hello` of every task runs at the smallest scale, and the task's checker judges it as in any other run. evalkit
then deletes the environment. A conflict between requirements counts as 0 for the tasks that it stops. A failed build, a
missing network or a version that the index lacks says nothing about the tool: the share leaves such a task out, and if
none is left the metric is not measured. evalkit asks again every calendar month.

Units. `setup.latest_works` is a share of the tool's `hello` implementations, between 0 and 1.

Validity. The implementations were written for the locked version: an interface that has changed since gives a 0, as it
would for any code of that age, so 1 says more than 0. If the newest version does not fit this Python or platform, the
resolver silently falls back to an old one; the evidence lists the versions.

How it can be gamed. An adapter can require more than the tool's documentation says, to steer the resolver; its file
gives the reasons.

What to do about a bad value. Read which distribution is newer than in the lock, and pin that one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from evalkit.bench import Ending, TaskBroken
from evalkit.bench.limits import TODAY_LIMITS
from evalkit.environments import (
    EnvironmentPaths,
    Provisioner,
    ResolverAnswer,
    Unavailable,
    find_interpreter,
    refusal,
    uv_program,
    without_versions,
)
from evalkit.model import Adapter, Direction, Fact, Implementation, LevelRule, Metric, Status
from evalkit.model.facts import InstalledToday, Printed, TriedToday, VersionChange
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope

METRICS = (
    Metric(
        "setup.latest_works",
        "Works when installed today",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the hello implementations that pass in an environment made today without pinned versions.",
        zero=True,
    ),
)


METRIC = "setup.latest_works"
_LONGEST_LOG = 4000
_OURS = frozenset({Status.UNAVAILABLE, Status.PROBE_ERROR})


@dataclass(frozen=True, slots=True)
class Today:
    """What was installed without pins: `python` is None where that did not work, for the `reason` given.

    `blames_the_tool` says that its requirements contradict each other; otherwise nothing is known of it.
    """

    folder: Path
    python: Path | None = None
    installed: Mapping[str, str] | None = None
    reason: str = ""
    blames_the_tool: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One implementation in today's environment: whether it passed, None where that is not known, and what to show."""

    one: Implementation
    passed: bool | None
    said: str
    status: Status | None = None
    reason: str = ""
    log: str = ""


def observe(question: Question) -> tuple[Finding, ...]:
    """Install the tool as of today and run its `hello` implementations."""
    adapter, facilities = question.adapter, question.facilities
    if adapter is None or facilities is None:
        raise CannotTell("nothing may be installed here")
    first = [one for one in question.implementations if one.level == "hello" and one.main is not None]
    if not first:
        raise CannotTell(f"{adapter.tool} has no implementation at hello to try")
    tried: list[Tried] = []
    versions: list[InstalledToday] = []
    for requirements, together in _by_requirements(adapter, first).items():
        facilities.tell(f"installing {adapter.tool} as of today")
        today = _install(adapter, requirements, facilities)
        try:
            versions.append(_versions(today, requirements, adapter, together[0], facilities.environments))
            for one in together:
                facilities.tell(f"running {one.label} with today's versions")
                tried.append(_try(one, adapter, today, question.root / "tasks" / one.task, facilities))
        finally:
            shutil.rmtree(today.folder, ignore_errors=True)
    known = [each.passed for each in tried if each.passed is not None]
    facts = (*versions, *(fact for each in tried for fact in _facts(each, question)))
    if not known:
        return (Finding(METRIC, status=Status.PROBE_ERROR, reason=tried[0].said, facts=facts),)
    failed = "; ".join(dict.fromkeys(each.said for each in tried if each.passed is False))
    return (Finding(METRIC, sum(known) / len(known), reason=failed, facts=facts),)


def _by_requirements(adapter: Adapter, first: Sequence[Implementation]) -> dict[tuple[str, ...], list[Implementation]]:
    """The implementations that can share an environment, by what that is made of."""
    found: dict[tuple[str, ...], list[Implementation]] = {}
    for one in first:
        try:
            requirements = without_versions(adapter, adapter.requirements(one.task))
        except Unavailable as unavailable:
            raise CannotTell(unavailable.reason) from None
        found.setdefault(requirements, []).append(one)
    return found


def _install(adapter: Adapter, requirements: Sequence[str], facilities: Facilities) -> Today:
    folder = facilities.scratch / "today"
    python = folder / "bin" / "python"
    try:
        interpreter = find_interpreter(adapter.python)
        steps = (
            ["venv", "--quiet", "--no-project", "--python", str(interpreter), str(folder)],
            ["pip", "install", "--quiet", "--python", str(python), "--link-mode", "copy", *requirements],
            ["pip", "freeze", "--python", str(python)],
        )
        program = uv_program()
    except Unavailable as unavailable:
        return Today(folder, reason=unavailable.reason)
    printed = ""
    for step in steps:
        environ = facilities.environments.install_environ(adapter)
        done = facilities.launcher.run([program, *step], cwd=facilities.scratch, environ=environ, limits=TODAY_LIMITS)
        if done.ending is not Ending.FINISHED:
            return Today(folder, reason=f"installing it today ended as {done.ending.value}")
        if not done.is_good:
            said = refusal(done.errors.decode(errors="replace"))
            return Today(folder, reason=said.sentence, blames_the_tool=said.outcome is ResolverAnswer.CONFLICT)
        printed = done.output.decode(errors="replace")
    pins = (line.partition("==") for line in printed.splitlines() if "==" in line)
    return Today(folder, python, {canonicalize_name(name): version for name, _, version in pins})


def _try(one: Implementation, adapter: Adapter, today: Today, task_folder: Path, facilities: Facilities) -> Tried:
    if today.python is None:
        passed = False if today.blames_the_tool else None
        return Tried(one, passed, f"it cannot be installed today: {today.reason}", reason=today.reason)
    try:
        made = facilities.bench.inputs(task_folder, facilities.scale, facilities.seed)
        environment = EnvironmentPaths(today.python, today.folder)
        with facilities.bench.setting(one, adapter, environment, task_folder, facilities.limits) as at:
            sample = at.prepare(made) or at.run().sample
    except TaskBroken as broken:
        return Tried(one, None, f"{one.label}: {broken.reason}", Status.PROBE_ERROR, broken.reason)
    except OSError as error:
        reason = f"the sandbox could not be made: {error.strerror or 'unknown reason'}"
        return Tried(one, None, f"{one.label}: {reason}", Status.PROBE_ERROR, reason)
    if sample.status is Status.OK:
        return Tried(one, True, f"{one.label}: passes", Status.OK)
    passed = None if sample.status in _OURS else False
    said = f"{one.label}: {sample.status.value}: {sample.reason}"
    return Tried(one, passed, said, sample.status, sample.reason, sample.log)


def _facts(tried: Tried, question: Question) -> Iterator[Fact]:
    one = tried.one
    yield TriedToday(one.task, one.tool, one.level, question.name_of(one.files[0]), tried.status, tried.reason)
    if tried.log:
        yield Printed(tried.log[-_LONGEST_LOG:])


def _versions(
    today: Today,
    requirements: Sequence[str],
    adapter: Adapter,
    one: Implementation,
    environments: Provisioner,
) -> InstalledToday:
    """What was installed, against the lock: only what differs is listed."""
    requires = tuple(requirements)
    if today.installed is None:
        return InstalledToday(requires, adapter.python, reason=today.reason)
    try:
        lock = environments.lock(adapter, one.task).distributions
    except Unavailable:
        lock = {}
    locked: dict[str, str] = {canonicalize_name(name): version for name, version in lock.items()}
    changes = tuple(
        VersionChange(name, locked.get(name, ""), today.installed.get(name, ""))
        for name in sorted({*locked, *today.installed})
        if locked.get(name) != today.installed.get(name)
    )
    return InstalledToday(requires, adapter.python, len(today.installed), changes)


PROBE = Probe(
    "latest",
    1,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE, Dependence.MONTH}),
    family="setup",
    runs=2,
)
