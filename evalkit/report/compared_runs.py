"""Read and compare two runs, or the earlier and the present measurements of one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.model import Observation, current_of, subject_name
from evalkit.report.opened_run import opened_run
from evalkit.scoring import Comparison, RunData, compare
from evalkit.store.manifest import Manifest
from evalkit.store.run_folder import OpenedRun


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """What is told of a run; `name` is its folder as given, `started` its first start.

    If one run is compared with its own earlier measurements, `started` is the latest time of what differs.
    """

    name: str
    title: str
    started: str
    complete: bool
    evalkit: str
    command: str
    machine: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ComparisonInput:
    """Two runs, and what changed from one to the other."""

    before: ComparedRun
    after: ComparedRun
    comparison: Comparison


def compare_runs(before: Path, after: Path) -> ComparisonInput:
    """Return what changed from one run to the other; raises `NotARun`. Writes nothing."""
    return compare_opened((before, opened_run(before)), (after, opened_run(after)))


def compare_opened(before: tuple[Path, OpenedRun], after: tuple[Path, OpenedRun]) -> ComparisonInput:
    """Return what changed from one run to the other, of runs that are open: each with the folder that was asked for."""
    (old_path, old), (new_path, new) = before, after
    return ComparisonInput(
        before=told_of(old_path, old.manifest),
        after=told_of(new_path, new.manifest),
        comparison=_with_gaps(
            compare(_data(old, old.manifest.current), _data(new, new.manifest.current)), {"before": old, "after": new}
        ),
    )


def compare_history(run: Path) -> ComparisonInput:
    """Return what changed within one run: everything measured again, compared with the measurement before it.

    Writes nothing.

    Raises:
        NotARun: the folder holds no run.
        NothingMeasured: its journal holds nothing.
        BadRequest: nothing was measured again after a change.
    """
    from evalkit.plan.loading import BadRequest  # noqa: PLC0415 - planning takes long to import, and reports need none of it

    opened = opened_run(run)
    now = opened.manifest.current
    then = _keys_before(opened.journal.observations, now)
    changed = {subject for subject in then if then[subject] != now[subject]}
    if not changed:
        raise BadRequest(f"nothing in {run} was measured again after a change; name a second run to compare it with")
    data = _data(opened, now)
    # Only the present versions are recorded; a tool whose installation did not change has the same one as before.
    known = {tool: "" if _setup(tool) in changed else version for tool, version in data.versions.items()}
    old = replace(_data(opened, then), versions=known)
    told = told_of(run, opened.manifest)
    measured_before = _last(old, changed, told.started)
    return ComparisonInput(
        before=replace(told, name=f"{told.name} before", started=measured_before),
        after=replace(told, name=f"{told.name} now", started=_last(data, changed, measured_before)),
        comparison=_with_gaps(compare(old, data), {"compared": opened}),
    )


def _with_gaps(comparison: Comparison, runs: Mapping[str, OpenedRun]) -> Comparison:
    """Return the comparison with a note for each incomplete run."""
    notes = []
    for which, run in runs.items():
        if not run.manifest.complete:
            notes.append(f"the run {which} is not complete: what it has not measured yet counts as not measured")
        if run.journal.damage:
            lines = ", ".join(str(damage.line) for damage in run.journal.damage[:3])
            more = len(run.journal.damage) - 3
            rest = f" and {more} more" if more > 0 else ""
            notes.append(f"the journal of the run {which} is damaged (line {lines}{rest}): what stood there is missing")
    return replace(comparison, notes=(*comparison.notes, *notes))


def _keys_before(observations: Iterable[Observation], now: Mapping[str, str]) -> dict[str, str]:
    """Return the last key of each subject before its present one, or the present one if it never had another."""
    others = {
        subject: seen.key
        for seen in observations
        if (subject := subject_name(seen)) in now and seen.key != now[subject] and not seen.status.is_evalkit_failure
    }
    return {**now, **others}


def _setup(tool: str) -> str:
    return f"setup:-/{tool}/-@-"


def _last(data: RunData, subjects: set[str], otherwise: str) -> str:
    """Return when one of these subjects was last measured, or `otherwise` if none was."""
    return max((seen.taken for seen in data.observations if subject_name(seen) in subjects), default=otherwise)


def _data(opened: OpenedRun, current: Mapping[str, str]) -> RunData:
    manifest = opened.manifest
    tools = {tool for task in manifest.members for tool in (*manifest.members[task], manifest.tasks[task].baseline)}
    return RunData(
        rubric=manifest.rubric,
        tasks=manifest.tasks,
        members=manifest.members,
        observations=current_of(opened.journal.observations, current),
        environments=manifest.locks,
        versions={tool: manifest.state_of(tool).version for tool in tools},
        machine=manifest.machine,
        evalkit=manifest.evalkit,
        seed=manifest.seed,
        data=manifest.data.digest if manifest.data else "",
    )


def told_of(path: Path, manifest: Manifest) -> ComparedRun:
    """Return what is told of a run, under the name of the folder that was asked for."""
    # People share a page, so it names no folder of this machine beyond what was typed below the present one.
    name = path.name if path.is_absolute() or ".." in path.parts else path.as_posix()
    return ComparedRun(
        name=name,
        title=manifest.rubric.title,
        started=manifest.started,
        complete=manifest.complete,
        evalkit=manifest.evalkit,
        command=manifest.command,
        machine=manifest.machine,
    )
