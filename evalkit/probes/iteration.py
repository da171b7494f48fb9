"""iteration: how long a new answer takes after a small change.

Motivation. Work with data is a loop: change a value or look at newer data, run again, look. People who wait a minute
for each turn take fewer turns.

How. The checker must verify a first run in a fresh sandbox; its time does not count. Then the probe replaces the value
on the line marked `# evalkit: edit` by the value that task.yaml names for the level (`edit`), or the task's `changed`
changes 1 % of the input rows. The script runs again in the same sandbox, with its outputs and caches in place. Only
verified work counts: an answer that was right before the change is stale, and wrong. The probe does each as often as the rubric
says (`measure: turns`, up to three times by default), every time in a new sandbox; it begins no further turn once the turns of
one change have taken four seconds.

Units. `iteration.rerun_seconds` and `iteration.data_seconds` in seconds of wall time, from the start of the second run
to its end; the median of the turns.

Validity. Seconds are this machine's; compare tools of one run. The time of a tool that keeps nothing between runs
covers its whole run with start-up, as a person at a terminal would wait for it; `iteration.cell_seconds` is for people
who work in a notebook. If the checker would also accept the old answer after the change, output files with identical
bytes count as stale.

How it can be gamed. A tool may answer from a cache, as it should, as long as the cache notices the change. A process
that stays behind does not help: none survives a run.

What to do about a bad value. Compare it with `run.wall_seconds`: if both are equal, the tool reused nothing.
`run.startup_seconds` is the part that no cache saves.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.bench import LauncherDied, Made, Sample, Setting, TaskBroken
from evalkit.environments import Environment
from evalkit.model import Adapter, Direction, Fact, LevelRule, Metric, Status, Task
from evalkit.model.facts import Place, Printed, Rerun, Stale
from evalkit.probes.finding import Finding
from evalkit.probes.notebooks.edit_line import NoEditLine, Value, edit_line, with_value
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope
from evalkit.source.files import read_python, write_like

METRICS = (
    Metric(
        "iteration.rerun_seconds",
        "Time to rerun after an edit",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Wall seconds of a second run in the same folder after one value was edited. The new output is verified.",
    ),
    Metric(
        "iteration.data_seconds",
        "Time to rerun on changed data",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Wall seconds of a second run after 1 % of the input rows changed. The new output is verified.",
    ),
)


ENOUGH_SECONDS = 4.0
"""After so long no further turn is begun: where one takes many seconds, the next says little more."""
STALE = "stale answer: run again after the change, it gave the answer from before it"
NO_MARK = "no line is marked '# evalkit: edit', so nobody knows what to edit"
SAME = "stale answer: run again on changed data, it left the very same files as before"

_LONGEST_LOG = 4000
_OURS = ("inputs", "outputs", "home", "tmp")


@dataclass(frozen=True, slots=True)
class Bearings:
    """What a question must bring along to be asked by running something."""

    facilities: Facilities
    adapter: Adapter
    task: Task
    environment: Environment


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a turn has no seconds: the sample that went wrong; if its answer was stale, what was, and the checker's reason."""

    sample: Sample
    stale: Stale | None = None
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the loop: the seconds of the second run, or why there are none."""

    seconds: float
    first_seconds: float
    stopped: Stopped | None = None


def observe(question: Question) -> tuple[Finding, ...]:
    """Run, change something, run again, each so often at most as the rubric says."""
    at = bearings(question)
    level = question.implementation.level
    edit, place = at.task.levels[level].edit, marked_line(question)
    if edit is None:
        reason = f"level {level} of {at.task.task} names no value to edit"
        rerun = Finding("iteration.rerun_seconds", status=Status.NOT_APPLICABLE, reason=reason)
    elif place is None:
        rerun = Finding("iteration.rerun_seconds", status=Status.PROBE_ERROR, reason=NO_MARK)
    else:
        rerun = _median(
            "iteration.rerun_seconds",
            at.facilities,
            lambda: edited(at.facilities, level, edit),
            lambda made: _rerun(at, question, made, edit),
            Rerun("value", place.file, place.lines, place.excerpt, repr(edit)),
        )
    data = _median(
        "iteration.data_seconds",
        at.facilities,
        lambda: at.facilities.bench.altered(
            at.facilities.task_folder, "inputs", "changed", at.facilities.inputs(), seed=at.facilities.seed
        ),
        lambda made: _rerun_on(at, question, made),
        Rerun("rows", question.name_of(at.facilities.task_folder / "inputs.py")),
    )
    return rerun, data


def bearings(question: Question) -> Bearings:
    """What is needed to run the implementation; raises `CannotTell` where something is missing."""
    facilities, adapter, task, environment = question.facilities, question.adapter, question.task, question.environment
    if facilities is None or adapter is None or task is None or environment is None:
        raise CannotTell("nothing may be run here")
    return Bearings(facilities, adapter, task, environment)


def marked_line(question: Question) -> Place | None:
    """Where the marked line is, and what it says; None where no file has one."""
    for file in question.implementation.files:
        if file.suffix == ".py":
            text = read_python(file)
            if (number := edit_line(text)) is not None:
                return Place(question.name_of(file), (number, number), text.split("\n")[number - 1].strip())
    return None


def edited(facilities: Facilities, level: str, value: Value) -> Made:
    """The inputs with the truth that holds once `value` stands on the marked line of a level; raises `TaskBroken`."""
    return facilities.bench.altered(
        facilities.task_folder, "inputs", "edited", facilities.inputs(), level=level, value=value
    )


@contextmanager
def first_run(at: Bearings, question: Question) -> Iterator[tuple[Setting, Sample, float]]:
    """A fresh setting in which the implementation has run once: the setting, the sample, its wall seconds."""
    with at.facilities.setting(question.implementation, at.adapter, at.environment) as setting:
        if trouble := setting.ready(at.facilities.inputs()):
            yield setting, trouble, 0.0
        else:
            trial = setting.run()
            yield setting, trial.sample, trial.finished.wall_seconds


def _median(
    metric: str,
    facilities: Facilities,
    make: Callable[[], Made],
    turn: Callable[[Made], Turn],
    change: Rerun,
) -> Finding:
    """One metric from some turns; what goes wrong ends them. What is ours or the task's costs this metric alone."""
    made: Made | None = None
    try:
        made = make()
        turns: list[Turn] = []
        began = time.monotonic()
        while not turns or (
            not turns[-1].stopped and wants_another(len(turns), time.monotonic() - began, facilities.turns)
        ):
            turns.append(turn(made))
    except (CannotTell, NoEditLine, TaskBroken, LauncherDied, OSError) as error:
        return Finding(metric, status=Status.PROBE_ERROR, reason=_said(error), facts=(change,))
    finally:
        if made is not None:
            facilities.bench.forget(made)
    if stopped := turns[-1].stopped:
        sample = stopped.sample
        change = replace(change, stale=stopped.stale, complaint=stopped.complaint)
        return Finding(metric, status=sample.status, reason=sample.reason, facts=(change, *end_of(sample.log)))
    seconds = tuple(turn.seconds for turn in turns)
    change = replace(change, seconds=seconds, first_seconds=tuple(turn.first_seconds for turn in turns))
    return Finding(metric, statistics.median(seconds), facts=(change,))


def wants_another(taken: int, seconds: float, most: int) -> bool:
    """Whether one more turn is worth its time: up to `most` in all, and none once `ENOUGH_SECONDS` went into them."""
    return taken < most and seconds < ENOUGH_SECONDS


def end_of(log: str) -> tuple[Fact, ...]:
    """The end of what was printed, where anything was."""
    return (Printed(log[-_LONGEST_LOG:]),) if log else ()


def _said(error: Exception) -> str:
    return f"the sandbox could not be used: {error.strerror}" if isinstance(error, OSError) else str(error)


def _rerun(at: Bearings, question: Question, made: Made, value: Value) -> Turn:
    with first_run(at, question) as (setting, first, first_seconds):
        if first.status is not Status.OK:
            return Turn(0.0, first_seconds, Stopped(first))
        before, setting.made = setting.made, made
        if setting.judged(first).status is Status.OK:
            raise CannotTell("the checker cannot tell the answer before the edit from the one after it")
        for file in _marked(setting.sandbox.folder):
            write_like(file, with_value(read_python(file), value), file)
        trial = setting.run()
        stopped = None if trial.sample.status is Status.OK else Stopped(trial.sample)
        if stopped and stopped.sample.status is Status.WRONG:
            setting.made = before
            stopped = stale_or(setting, stopped.sample)
        return Turn(trial.finished.wall_seconds, first_seconds, stopped)


def stale_or(setting: Setting, wrong: Sample) -> Stopped:
    """A wrong sample, said to be stale if its answer is right for what stood in the setting before."""
    verdict = setting.judged(wrong).verdict
    if verdict is not None and verdict.passed:
        sample = Sample(Status.WRONG, f"{STALE} ({wrong.reason})", log=wrong.log)
        return Stopped(sample, "answer", wrong.reason)
    return Stopped(wrong)


def _marked(sandbox: Path) -> list[Path]:
    """The copies in a sandbox of the file with the mark; a shared module may be there twice."""
    files = (file for file in sandbox.rglob("*.py") if file.relative_to(sandbox).parts[0] not in _OURS)
    return [file for file in files if edit_line(read_python(file)) is not None]


def _rerun_on(at: Bearings, question: Question, made: Made) -> Turn:
    with first_run(at, question) as (setting, first, first_seconds):
        if first.status is not Status.OK:
            return Turn(0.0, first_seconds, Stopped(first))
        left = _contents(setting)
        before, setting.made = setting.made, made
        before_truth = before.truth if before else None
        setting.sandbox.receive_inputs(made.folder)
        trial = setting.run()
        stopped = None if trial.sample.status is Status.OK else Stopped(trial.sample)
        if stopped is None and made.truth != before_truth and _contents(setting) == left:
            stopped = Stopped(Sample(Status.WRONG, SAME, log=trial.sample.log), "files")
        elif stopped and stopped.sample.status is Status.WRONG:
            setting.made = before
            stopped = stale_or(setting, stopped.sample)
        return Turn(trial.finished.wall_seconds, first_seconds, stopped)


def _contents(setting: Setting) -> dict[str, str]:
    """The SHA-256 of the outputs, which the checker's process was willing to look at, and of what the driver of a service saw."""
    folder = setting.sandbox.outputs
    found = {name: hashlib.sha256(data).hexdigest() for name, data in setting.seen().items()}
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                found[str(file.relative_to(folder))] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


PROBE = Probe(
    "iteration",
    1,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE, Dependence.TURNS, Dependence.MACHINE}),
    levels=("adapt",),
    timed=True,
    runs=10,
)
