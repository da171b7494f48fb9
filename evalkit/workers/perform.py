"""Perform work: turn a work item into its outcome, on the machine of the workbench."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from evalkit.bench import Sample, TaskBroken, turn
from evalkit.environments import Environment, Unavailable, main_distribution
from evalkit.model import BlockPlace, Implementation, Status, Task, Usage, label_of
from evalkit.plan.outcome import Outcome, Provisioned, TakenSample
from evalkit.plan.work import (
    BlockWork,
    EnvironmentFacts,
    InstallWork,
    Member,
    ProbeWork,
    RecordingWork,
    SampleWork,
    Work,
)
from evalkit.probes import PROBES, Facilities, Question
from evalkit.probes.finding import Finding, findings_from_json, findings_to_json
from evalkit.probes.probe import Probe
from evalkit.probes.usage.recording import NotRecorded, from_json, record, to_json
from evalkit.probes.usage.static_usage import static_usage
from evalkit.store import KeptAnswers
from evalkit.workers.workbench import Unfit, Workbench


def perform(work: Work, workbench: Workbench) -> Outcome:
    """Do what a work item describes, and return its outcome.

    Failures of a tool, a task or a probe are part of the outcome. An exception means that evalkit itself is broken.
    """
    began, installed = time.monotonic(), workbench.installing
    done = Outcome(work.name, workbench.machine)
    try:
        with _turn(workbench) if work.alone else nullcontext():
            done = replace(done, **_PERFORMERS[type(work)](work, workbench))
    except Unfit as why:
        done = replace(done, unfit=str(why))
    return replace(done, seconds=time.monotonic() - began, installing=workbench.installing - installed)


@contextmanager
def _turn(workbench: Workbench) -> Iterator[None]:
    """Wait until no other evalkit of this user is timing; like installing, that does not count against the budget."""
    began = time.monotonic()
    with turn(lambda: workbench.tell("waiting for another evalkit, which is timing")):
        workbench.installing += time.monotonic() - began
        yield


def _install(work: InstallWork, workbench: Workbench) -> dict[str, Any]:
    try:
        environment = workbench.environment(work.snapshot, work.tool, work.task)
        adapter = workbench.workspace(work.snapshot).adapters[work.tool]
        name = canonicalize_name(main_distribution(adapter).name)
    except Unavailable as why:
        return {"unavailable": why.reason}
    lock = environment.lock
    facts = EnvironmentFacts(lock.digest, environment.python_version)
    version, newest = lock.distributions.get(name, ""), lock.newest.get(name)
    if adapter.comes_with_python:
        version, newest = environment.python_version, None
    return {"environment": Provisioned(facts, version, newest, str(lock.locked))}


def _sample(work: SampleWork, workbench: Workbench) -> dict[str, Any]:
    sample = _run(work, work.member, workbench, watch=work.purpose == "memory")
    return {"samples": (TakenSample(work.member.subject, work.purpose, sample),)}


def _block(work: BlockWork, workbench: Workbench) -> dict[str, Any]:
    # Nothing may be installed between two members, so everything they need is made before the first one runs.
    folder = workbench.workspace(work.snapshot).task_folder(work.task)
    with suppress(Unavailable, TaskBroken):
        for member in work.members:
            _environment(work.snapshot, work.task, member, workbench)
        workbench.bench(work.snapshot).inputs(folder, work.scale, work.seed)
    taken = []
    load = workbench.load()
    for place, member in enumerate(work.members):
        workbench.tell(f"timing {label_of(work.task, member.tool, work.level)} at {work.scale:,} rows")
        sample = _run(work, member, workbench)
        taken.append(
            TakenSample(
                member.subject,
                "block",
                sample,
                BlockPlace(work.name, place, len(work.members)),
                replace(load, others=sample.others),
            )
        )
    return {"samples": tuple(taken)}


def _run(work: SampleWork | BlockWork, member: Member, workbench: Workbench, *, watch: bool = False) -> Sample:
    workspace = workbench.workspace(work.snapshot)
    bench, folder = workbench.bench(work.snapshot), workspace.task_folder(work.task)
    try:
        environment = _environment(work.snapshot, work.task, member, workbench)
        made = bench.inputs(folder, work.scale, work.seed)
    except Unavailable as why:
        return Sample(Status.UNAVAILABLE, why.reason)
    except TaskBroken as broken:
        return Sample(Status.PROBE_ERROR, broken.reason)
    return bench.sample(
        _implementation(workbench, work.snapshot, work.task, member.tool, work.level),
        workspace.adapters[member.tool],
        environment.paths,
        made,
        folder,
        work.limits,
        watch_memory=watch,
        digest_outputs=isinstance(work, SampleWork),
        draw=isinstance(work, SampleWork) and work.draw,
    )


def _environment(snapshot: str, task: str, member: Member, workbench: Workbench) -> Environment:
    return workbench.environment(snapshot, member.tool, task, member.facts)


def _recording(work: RecordingWork, workbench: Workbench) -> dict[str, Any]:
    workspace = workbench.workspace(work.snapshot)
    one = _implementation(workbench, work.snapshot, work.task, work.tool, work.level)
    given = workspace.tasks[work.task].given_modules
    environment = _wanted_environment(work.snapshot, work.tool, work.task, work.facts, workbench)
    if isinstance(environment, str):
        why = f"there is no environment to record it in: {work.missing or environment}"
        return {"usage": static_usage(one, workspace.root, None, why).without(given)}
    kept = workbench.kept(work.snapshot)
    with suppress(ValueError):
        if (found := kept.get(work.key)) is not None:
            return {"usage": from_json(found)}
    with _scratch() as scratch:
        facilities = _lab(work, workbench, scratch, workspace.task_folder(work.task))
        try:
            usage = record(one, workspace.adapters[work.tool], environment, facilities, workspace.root, work.checked)
        except (NotRecorded, TaskBroken) as why_not:  # this machine may be why, so another run tries again
            return {"usage": static_usage(one, workspace.root, environment.python, str(why_not)).without(given)}
    usage = usage.without(given)
    kept.put(work.key, to_json(usage))
    return {"usage": usage}


def _ask(work: ProbeWork, workbench: Workbench) -> dict[str, Any]:
    probe = PROBES.get(work.probe)
    if probe is None or probe.version != work.version:
        raise Unfit(
            f"has no version {work.version} of the probe {work.probe}, because it runs another version of evalkit"
        )
    workspace, subject = workbench.workspace(work.snapshot), work.subject
    environment = _wanted_environment(work.snapshot, subject.tool, subject.task, work.facts, workbench)
    usages: Mapping[str, Usage] = dict(work.usages)
    task = subject.task
    with _scratch() as scratch:
        folder = workspace.task_folder(task) if task else workspace.root / "tasks"
        may_run = not isinstance(environment, str) or bool(work.tools)
        facilities = _lab(work, workbench, scratch, folder) if may_run else None
        question = Question(
            root=workspace.root,
            implementations=tuple(
                _implementation(workbench, work.snapshot, of_task, subject.tool, level)
                for of_task, level in work.implementations
            ),
            usage_of=lambda one: usages[one.label],
            adapter=workspace.adapters.get(subject.tool),
            task=_with_some_faults(workspace.tasks[task], work.faults) if task else None,
            baseline=_baseline(workbench, work.snapshot, task),
            environment=None if isinstance(environment, str) else environment,
            facilities=facilities,
            stack=tuple(workspace.adapters[tool].for_tasks(tasks) for tool, tasks in work.tools),
        )
        found = _answer(probe, question, subject.key, workbench.kept(work.snapshot))
    return {"findings": tuple(finding for finding in found if finding.metric in work.wanted), "subject": subject}


def _answer(probe: Probe, question: Question, key: str, kept: KeptAnswers) -> tuple[Finding, ...]:
    """Ask a probe, unless an earlier run kept its answer; an answer is kept only if the probe could tell everything."""
    if not probe.kept:
        return probe.ask(question)
    with suppress(ValueError):
        if (answer := kept.get(key)) is not None:
            return findings_from_json(answer)
    found = probe.ask(question)
    if not any(finding.status.is_evalkit_failure for finding in found):
        kept.put(key, findings_to_json(found))
    return found


def _with_some_faults(task: Task, most: int | None) -> Task:
    return task.model_copy(update={"faults": task.some_faults(most)})


def _wanted_environment(
    snapshot: str, tool: str, task: str | None, facts: EnvironmentFacts | None, workbench: Workbench
) -> Environment | str:
    """Return the environment that `facts` describe, or why there is none; without facts, none is wanted."""
    if facts is None:
        return "its environment was not asked for"
    try:
        return workbench.environment(snapshot, tool, task, facts)
    except Unavailable as why:
        return why.reason


def _implementation(workbench: Workbench, snapshot: str, task: str, tool: str, level: str) -> Implementation:
    found = workbench.workspace(snapshot).implementation(task, tool, level)
    if found is None:
        raise Unfit(f"finds no implementation {label_of(task, tool, level)} in the workspace that it was sent")
    return found


def _baseline(workbench: Workbench, snapshot: str, task: str | None) -> dict[str, Implementation]:
    if task is None:
        return {}
    workspace = workbench.workspace(snapshot)
    contract = workspace.tasks[task]
    found = {level: workspace.implementation(task, contract.baseline, level) for level in contract.level_names}
    return {level: one for level, one in found.items() if one is not None and one.main is not None}


def _lab(work: RecordingWork | ProbeWork, workbench: Workbench, scratch: Path, task_folder: Path) -> Facilities:
    workspace = workbench.workspace(work.snapshot)
    facilities = Facilities(
        bench=workbench.bench(work.snapshot),
        launcher=workbench.launcher,
        environments=workbench.environments(work.snapshot),
        limits=work.limits,
        seed=work.seed,
        scale=work.scale,
        scratch=scratch,
        task_folder=task_folder,
        tell=workbench.tell,
    )
    if isinstance(work, RecordingWork):
        return facilities
    panel = tuple(workspace.adapters[tool] for tool in work.panel)
    return replace(facilities, panel=panel, typos=work.typos, turns=work.turns)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield an empty folder for one piece of work."""
    folder = Path(tempfile.mkdtemp(prefix="evalkit-probe-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_PERFORMERS: Mapping[type[Work], Callable[..., dict[str, Any]]] = {
    InstallWork: _install,
    SampleWork: _sample,
    BlockWork: _block,
    RecordingWork: _recording,
    ProbeWork: _ask,
}
