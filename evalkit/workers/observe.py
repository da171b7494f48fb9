"""Observing: running every level once, watching memory, timing blocks.

Each function does the part of its work that the journal does not hold yet, and writes down what it saw before it goes
on, so that a run can end anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from evalkit.bench import Made, TaskBroken
from evalkit.environments import Unavailable
from evalkit.model import BlockPlace, Implementation, Status
from evalkit.model.facts import Place
from evalkit.plan import Block, Contest, blocks_left
from evalkit.probes import Finding, run
from evalkit.workers.artifacts import keep_printed, keep_source
from evalkit.workers.observer import Observer, provision
from evalkit.workers.record import Subject

MEMORY_RUNS = 2
"""Runs watched for memory beside the warm-ups."""

_VERDICT, _PEAK = "capability.score", "run.peak_memory_mb"


def note_sources(observer: Observer) -> None:
    """Keep every implementation as it is now, and note the levels that tools cannot do."""
    root = observer.loaded.workspace.root
    for one in observer.loaded.selection.work:
        keep_source(observer, one)
        if one.unsupported is not None:
            subject = observer.subject(one, observer.loaded.rubric.measure.scale)
            observer.record.expect(subject)
            if not observer.record.is_known(subject, _VERDICT):
                why = Place(one.unsupported.relative_to(root).as_posix())
                findings = [
                    Finding(metric, status=Status.UNSUPPORTED, reason="the tool cannot do this", facts=(why,))
                    for metric in ("ladder.reached", _VERDICT)
                ]
                observer.record.add(subject, findings)


def verify(observer: Observer, each: Callable[[], None]) -> None:
    """Provision, run and check every level once, light tools first; calls `each` after every cell.

    At the timed levels this run is the warm-up, and is watched for memory.
    """
    scale = observer.loaded.rubric.measure.scale
    cells = sorted(observer.loaded.selection.cells, key=lambda cell: _weight(observer, *cell))
    for place, (task, tool) in enumerate(cells):
        environment = provision(observer, task, tool)
        for one in observer.implementations(task, tool):
            subject = observer.subject(one, scale)
            if environment is None:
                _unavailable(observer, subject, observer.missing[tool])
                continue
            observer.record.expect(subject)
            if observer.request.wants("run") and not observer.record.is_known(subject, _VERDICT):
                observer.budget.check()
                observer.screen.progress(place, len(cells), f"checking {one.label}", None)
                watch = one.level in observer.loaded.rubric.measure.timed_levels
                _sample(observer, one, scale, purpose="memory" if watch else "check", watch=watch)
        each()


def contests(observer: Observer) -> tuple[Contest, ...]:
    """What blocks are to be made of: first every task at the rubric's scale, then the smallest and the largest scale.

    A tool competes once its run at the rubric's scale was verified, as long as no run at the contest's scale went wrong.
    """
    measure = observer.loaded.rubric.measure
    tasks = dict.fromkeys(one.task for one in observer.loaded.selection.work)
    found: list[Contest] = []
    for extra in (False, True):
        for task in tasks:
            scales = observer.loaded.workspace.tasks[task].scales
            others = [scale for scale in dict.fromkeys((scales[0], *scales[-2:])) if scale != measure.scale]
            for scale in others if extra else [measure.scale]:
                wanted = measure.scaling_blocks if extra else measure.blocks
                found.extend(
                    Contest(task, level, scale, _competing(observer, task, level, scale), wanted)
                    for level in measure.timed_levels
                    if not observer.request.levels or level in observer.request.levels
                )
    return tuple(contest for contest in found if contest.keys)


def time_block(observer: Observer, block: Block, later: Sequence[Block], done: int) -> None:
    """Run one block, each member once, and write each sample down as it ends.

    `later` are the blocks after it, `done` counts the samples before it: both only to say how far it is.
    """
    observer.budget.check()
    after = [(tool, other.task, other.level, other.scale) for other in later for tool in other.members]
    total = done + len(block.members) + len(after)
    for place, tool in enumerate(block.members):
        one = observer.loaded.workspace.implementation(block.task, tool, block.level)
        if one is None:
            continue
        ahead = [(other, block.task, block.level, block.scale) for other in block.members[place:]]
        left = observer.forecast.of([*ahead, *after])
        observer.screen.progress(done + place, total, f"timing {one.label} at {block.scale:,} rows", left)
        where = BlockPlace(block.name, place, len(block.members))
        _sample(observer, one, block.scale, purpose="block", block=where)


def watch_memory(observer: Observer) -> None:
    """The rest of the runs that are watched for memory, at the timed levels."""
    measure = observer.loaded.rubric.measure
    wanted = measure.warmups + MEMORY_RUNS
    for task, tool in observer.loaded.selection.cells:
        for one in observer.implementations(task, tool):
            if one.level not in measure.timed_levels or not observer.facts(task, tool):
                continue
            subject = observer.subject(one, measure.scale)
            while _competes(observer, subject) and not observer.record.is_known(subject, _PEAK, "memory", wanted):
                observer.budget.check()
                observer.screen.progress(0, 0, f"watching the memory of {one.label}", None)
                _sample(observer, one, measure.scale, purpose="memory", watch=True)
                if observer.record.journal.observations[-1].status.is_ours:
                    break


def _competing(observer: Observer, task: str, level: str, scale: int) -> Mapping[str, str]:
    keys = {}
    for cell_task, tool in observer.loaded.selection.cells:
        if cell_task != task or not observer.facts(task, tool):
            continue
        for one in observer.implementations(task, tool):
            main = observer.subject(one, observer.loaded.rubric.measure.scale)
            subject = observer.subject(one, scale)
            verified = observer.record.is_known(main, _VERDICT) and _competes(observer, main)
            if one.level == level and verified and _competes(observer, subject):
                observer.record.expect(subject)
                keys[tool] = subject.key
    return keys


def _competes(observer: Observer, subject: Subject) -> bool:
    """Whether nothing that this subject did so far was wrong."""
    return not any(
        o.key == subject.key and o.metric == _VERDICT and o.status.is_tools
        for o in observer.record.journal.observations
    )


def _sample(
    observer: Observer,
    one: Implementation,
    scale: int,
    *,
    purpose: str,
    watch: bool = False,
    block: BlockPlace | None = None,
) -> None:
    subject = observer.subject(one, scale)
    began = time.monotonic()
    try:
        made = _inputs(observer, one.task, scale)
    except TaskBroken as error:
        metrics = ("ladder.reached", _VERDICT, "run.wall_seconds")
        broken = [Finding(metric, status=Status.PROBE_ERROR, reason=str(error)) for metric in metrics]
        observer.record.add(subject, broken, purpose=purpose, block=block)
        return
    environment = observer.ready[one.tool, one.task]
    sample = observer.bench.sample(
        one,
        observer.loaded.workspace.adapters[one.tool],
        environment.python,
        environment.folder,
        made,
        observer.loaded.workspace.task_folder(one.task),
        observer.limits,
        watch_memory=watch,
    )
    facts = keep_printed(observer, one, scale, purpose, sample, block)
    findings = run.timed if block else run.watched if watch else run.verified
    observer.record.add(subject, findings(sample, facts), purpose=purpose, block=block)
    observer.forecast.learn((one.tool, one.task, one.level, scale), time.monotonic() - began)


def _inputs(observer: Observer, task: str, scale: int) -> Made:
    return observer.bench.inputs(observer.loaded.workspace.task_folder(task), scale, observer.request.seed)


def _unavailable(observer: Observer, subject: Subject, reason: str) -> None:
    findings = [Finding(metric, status=Status.UNAVAILABLE, reason=reason) for metric in ("ladder.reached", _VERDICT)]
    observer.record.add(subject, findings, purpose="check")


def _weight(observer: Observer, task: str, tool: str) -> tuple[bool, float, str, str]:
    """Sorts light before heavy: what is ready before what must be installed, small locks before large ones."""
    adapter = observer.loaded.workspace.adapters[tool]
    try:
        lock = observer.environments.lock(adapter, task)
    except Unavailable:
        return (True, 0.0, tool, task)
    return (not observer.environments.is_ready(adapter, task), len(lock.distributions), tool, task)


def rounds(observer: Observer) -> tuple[Block, ...]:
    """The blocks that are left to run, as things stand."""
    return blocks_left(
        contests(observer), observer.record.journal.observations, observer.record.session, observer.request.seed
    )
