"""iteration: how long a new answer takes after a small change.

Motivation. Work with data is a loop: change a value or look at newer data, run again, look. People who wait a minute
for each turn take fewer turns.

How. The checker must verify a first run in a fresh sandbox; its time does not count. Then the probe replaces the value
on the line marked `# evalkit: edit` by the value that task.yaml names for the level (`edit`), or the task's `changed`
changes 1 % of the input rows. The script runs again in the same sandbox, with its outputs and caches in place. Only
verified work counts: an answer that was right before the change is stale, and wrong. Both changes follow the same
first run: before the second, the sandbox is made what it was after that run. The probe does this as often as the rubric
says (`measure: turns`, up to three times by default), each time in a new sandbox; it begins no further turn once the
turns of one change have taken four seconds.

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

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from evalkit.bench import LauncherDied, Made, Sample, Setting, TaskBroken
from evalkit.bench.sandbox import digests, files_of
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
    facilities = at.facilities
    edit, place = at.task.levels[level].edit, marked_line(question)
    rerun: _Change | Finding
    if edit is None:
        reason = f"level {level} of {at.task.task} names no value to edit"
        rerun = Finding("iteration.rerun_seconds", status=Status.NOT_APPLICABLE, reason=reason)
    elif place is None:
        rerun = Finding("iteration.rerun_seconds", status=Status.PROBE_ERROR, reason=NO_MARK)
    else:
        rerun = _Change(
            "iteration.rerun_seconds",
            Rerun("value", place.file, place.lines, place.excerpt, repr(edit)),
            lambda: edited(facilities, level, edit),
            lambda setting, first, made: _edit_and_rerun(setting, first, made, edit),
        )
    data = _Change(
        "iteration.data_seconds",
        Rerun("rows", question.name_of(facilities.task_folder / "inputs.py")),
        lambda: facilities.bench.altered(
            facilities.task_folder, "inputs", "changed", facilities.inputs(), seed=facilities.seed
        ),
        _rerun_on_changed_rows,
    )
    changes = [change for change in (rerun, data) if isinstance(change, _Change)]
    for change in changes:
        change.prepare()
    while wanted := [change for change in changes if change.wants_another(facilities.turns)]:
        _take_turns(at, question, wanted)
    return tuple(change.finding() if isinstance(change, _Change) else change for change in (rerun, data))


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
        if trouble := setting.prepare(at.facilities.inputs()):
            yield setting, trouble, 0.0
        else:
            trial = setting.run()
            yield setting, trial.sample, trial.finished.wall_seconds


_TROUBLE = (CannotTell, NoEditLine, TaskBroken, LauncherDied, OSError)
"""What is evalkit's or the task's fault; it costs the metric in whose turn it happens, and no other."""


@dataclass(frozen=True, slots=True)
class _First:
    """What a first run left: how it ended, its wall seconds, what it was judged against, and its outputs."""

    sample: Sample
    seconds: float
    made: Made | None
    outputs: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Change:
    """One metric from some turns; what goes wrong ends them.

    `make` makes the inputs and the truth that hold after the change, and `turn` changes something in a setting in which
    the first run has just ended, and runs again.
    """

    metric: str
    fact: Rerun
    make: Callable[[], Made]
    turn: Callable[[Setting, _First, Made], Turn]
    made: Made | None = None
    turns: list[Turn] = field(default_factory=list)
    spent_seconds: float = 0.0
    trouble: str = ""

    def prepare(self) -> None:
        """Make what holds after the change, once for all turns."""
        try:
            self.made = self.make()
        except _TROUBLE as error:
            self.trouble = _said(error)

    def wants_another(self, most: int) -> bool:
        """Whether one more turn is worth its time."""
        if self.trouble:
            return False
        if not self.turns:
            return True
        return not self.turns[-1].stopped and wants_another(len(self.turns), self.spent_seconds, most)

    def take(self, setting: Setting, first: _First) -> None:
        """Take one turn after a first run."""
        if first.sample.status is not Status.OK:
            self.turns.append(Turn(0.0, first.seconds, Stopped(first.sample)))
        elif self.made is None:
            raise CannotTell("what holds after the change was not made")
        else:
            self.turns.append(self.turn(setting, first, self.made))

    def finding(self) -> Finding:
        """The median of the turns, or why there is none."""
        if self.trouble:
            return Finding(self.metric, status=Status.PROBE_ERROR, reason=self.trouble, facts=(self.fact,))
        if stopped := self.turns[-1].stopped:
            sample = stopped.sample
            fact = replace(self.fact, stale=stopped.stale, complaint=stopped.complaint)
            return Finding(self.metric, status=sample.status, reason=sample.reason, facts=(fact, *end_of(sample.log)))
        seconds = tuple(turn.seconds for turn in self.turns)
        fact = replace(self.fact, seconds=seconds, first_seconds=tuple(turn.first_seconds for turn in self.turns))
        return Finding(self.metric, statistics.median(seconds), facts=(fact,))


def _take_turns(at: Bearings, question: Question, wanted: Sequence[_Change]) -> None:
    """Take one turn of each change after one first run; what cannot follow it is left for another first run."""
    current = wanted[0]
    began = time.monotonic()
    try:
        with first_run(at, question) as (setting, sample, seconds):
            is_right = sample.status is Status.OK
            first = _First(sample, seconds, setting.made, _contents(setting) if is_right else ())
            if is_right and len(wanted) > 1:
                setting.set_aside()
            first_took = time.monotonic() - began
            for number, change in enumerate(wanted):
                if is_right and number and not setting.go_back():
                    return
                current, began = change, time.monotonic()
                change.take(setting, first)
                change.spent_seconds += first_took + time.monotonic() - began
    except _TROUBLE as error:
        current.trouble = _said(error)


def wants_another(taken: int, seconds: float, most: int) -> bool:
    """Whether one more turn is worth its time: up to `most` in all, and none once `ENOUGH_SECONDS` went into them."""
    return taken < most and seconds < ENOUGH_SECONDS


def end_of(log: str) -> tuple[Fact, ...]:
    """The end of what was printed, where anything was."""
    return (Printed(log[-_LONGEST_LOG:]),) if log else ()


def _said(error: Exception) -> str:
    return f"the sandbox could not be used: {error.strerror}" if isinstance(error, OSError) else str(error)


def _edit_and_rerun(setting: Setting, first: _First, made: Made, value: Value) -> Turn:
    setting.made = made
    if setting.judged(first.sample).status is Status.OK:
        raise CannotTell("the checker cannot tell the answer before the edit from the one after it")
    for file in _marked(setting.sandbox.folder):
        write_like(file, with_value(read_python(file), value), file)
    trial = setting.run()
    stopped = None if trial.sample.status is Status.OK else Stopped(trial.sample)
    if stopped and stopped.sample.status is Status.WRONG:
        setting.made = first.made
        stopped = stale_or(setting, stopped.sample)
    return Turn(trial.finished.wall_seconds, first.seconds, stopped)


def stale_or(setting: Setting, wrong: Sample) -> Stopped:
    """A wrong sample, said to be stale if its answer is right for what stood in the setting before."""
    verdict = setting.judged(wrong).verdict
    if verdict is not None and verdict.passed:
        sample = Sample(Status.WRONG, f"{STALE} ({wrong.reason})", log=wrong.log)
        return Stopped(sample, "answer", wrong.reason)
    return Stopped(wrong)


def _marked(sandbox: Path) -> list[Path]:
    """The copies in a sandbox of the file with the mark; a shared module may be there twice."""
    files = (
        file for file in files_of(sandbox) if file.suffix == ".py" and file.relative_to(sandbox).parts[0] not in _OURS
    )
    return [file for file in files if edit_line(read_python(file)) is not None]


def _rerun_on_changed_rows(setting: Setting, first: _First, made: Made) -> Turn:
    setting.made = made
    setting.sandbox.receive_inputs(made.folder)
    trial = setting.run()
    stopped = None if trial.sample.status is Status.OK else Stopped(trial.sample)
    truth_before = first.made.truth if first.made else None
    if stopped is None and made.truth != truth_before and _contents(setting) == first.outputs:
        stopped = Stopped(Sample(Status.WRONG, SAME, log=trial.sample.log), "files")
    elif stopped and stopped.sample.status is Status.WRONG:
        setting.made = first.made
        stopped = stale_or(setting, stopped.sample)
    return Turn(trial.finished.wall_seconds, first.seconds, stopped)


def _contents(setting: Setting) -> tuple[tuple[str, str], ...]:
    """Names and SHA-256 of the outputs, which the checker's process was willing to look at, and of what the driver of a service saw."""
    return digests(setting.sandbox.outputs, setting.seen())


PROBE = Probe(
    "iteration",
    2,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE, Dependence.TURNS, Dependence.MACHINE}),
    levels=("adapt",),
    timed=True,
    runs=7,
)
