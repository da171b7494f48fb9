"""errors: what happens when something is wrong.

Motivation. People spend most of their time with a tool finding out what is wrong. The worst outcome is a result that
looks right and is wrong.

How. The probe injects the task's faults into its inputs, one at a time, at the smallest scale: it renames a column,
cuts off a file, or puts text among numbers. It also puts typos into the script, two where the rubric does not say: each
changes a letter of a column's name or, if the script writes none, of a library's attribute, chosen by the SHA-256 of
the script's label. Each faulty run starts afresh. A run that ends with an error has caught the fault. If a run ends
well, the task's checker judges it against the right answer under that fault. If the right answer is a report of the
fault, and the run gives it, the fault is caught. If the old answer is still right, and the run gives it, the fault is
tolerated and right. Anything else is silently wrong. Harmless changes, such as other line ends, must come out right. The first of them is made first: if it
comes out right, it is the good run by which others are limited; otherwise, and if there is none, the script runs once
without any change. A run that exceeds the limit of time (ten times the good run, at least 30 s) or memory hangs.

The message runs from the header of the last exception to the end of the output. It names the place if it holds the
column, the file or the number of a row, and the kind if it says the wrong value or what is wrong with it, by the words
that the task lists. These are the fault's own words (its column, its value) and common words for it; none comes from
the output of one tool. A report that the checker passed names the place. The task's contract fixes the form of the
report and may leave no room for the kind, so the probe does not ask for it.

Units. `errors.caught` is a share of the faults that must be caught, typos among them: those caught, and those tolerated
and right. `errors.named` is a share of the faults caught, half for the place and half for the kind.
`errors.false_alarms` is a share of the harmless changes. `errors.seconds_share` is the time to the error over that of
good runs (the median of those under harmless changes, which are done in between), and `errors.lines` are lines printed,
a line that is drawn again (a bar of progress) being one; both as the median over the faults that ended with an error.
What there is nothing to read from, such as lines where no fault ended with an error, does not apply to the tool.
The evidence also shows the frames outside the user's code, and whether the user's own line is in the traceback.

Validity. evalkit's authors chose the faults and the words of a good message. A companion (pandas) often reads the file,
and its errors then count for the tool, because the user meets them. Each time comes from one run. Whether an error
comes early depends on the script as well as on the tool.

How it can be gamed. An author can write checks that know the faults; reviewers see them, and `code.lines` counts them.

What to do about a bad value. Read the transcripts of the silently wrong runs. A schema check in front of the tool
catches most of these faults.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from evalkit.bench import LauncherDied, Limits, Made, TaskBroken, Trial
from evalkit.environments import Environment
from evalkit.model import Adapter, Direction, Fault, LevelRule, Metric, Status
from evalkit.model.facts import FaultEnding
from evalkit.probes.faults.fault_result import Result
from evalkit.probes.faults.transcript import read_transcript
from evalkit.probes.faults.typos import Typo, columns_of, typos
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope
from evalkit.source.files import read_python, write_like
from evalkit.source.reading import NotPython

METRICS = (
    Metric(
        "errors.caught",
        "Faults caught",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the faults, injected into inputs and code, that ended neither in a silently wrong result nor in a hang.",
        zero=True,
    ),
    Metric(
        "errors.named",
        "Errors that name the fault",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Mean of two shares of the faults caught: those whose message names the place, and those whose message names the kind or value.",
        zero=True,
    ),
    Metric(
        "errors.false_alarms",
        "False alarms",
        "share",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Share of the harmless changes of the inputs for which the tool did not give the right result.",
        zero=True,
    ),
    Metric(
        "errors.seconds_share",
        "Time to an error",
        "of a good run",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Seconds to the error divided by seconds of a good run, as the median over the faults that end in an error.",
        zero=True,
    ),
    Metric(
        "errors.lines",
        "Lines of an error",
        "lines",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Lines printed, as the median over the faults that end in an error.",
        zero=True,
    ),
)


LEAST_SECONDS, TIMES_THE_GOOD_RUN = 30.0, 10.0
"""A faulty run may take as many times the seconds of the good one, but at least so many seconds."""

_TYPO_KINDS = (
    *("KeyError", "AttributeError", "NameError", "not found", "not in", "no attribute", "no such", "not exist"),
    *("missing", "unknown", "unrecognized", "did you mean"),
)
"""What a message about a misspelt name may call it."""


@dataclass(frozen=True, slots=True)
class _Bed:
    """Where one implementation is run again and again: everything a fault needs."""

    question: Question
    facilities: Facilities
    adapter: Adapter
    environment: Environment
    made: Made
    own: Mapping[str, Path]
    limits: Limits
    good_seconds: float = 0.0

    def limited_by(self, seconds: float) -> _Bed:
        """The bed once a good run has taken so many seconds: what follows may take some times as long."""
        usual = self.facilities.limits
        most = min(usual.timeout_seconds, max(LEAST_SECONDS, TIMES_THE_GOOD_RUN * seconds))
        return replace(self, limits=replace(usual, timeout_seconds=most), good_seconds=seconds)

    def run(self, made: Made, fault: str | None, text: str | None = None) -> Trial:
        """Run in a fresh sandbox, with another text of the script if given."""
        one, facilities, environment = self.question.implementation, self.facilities, self.environment
        with facilities.setting(one, self.adapter, environment, self.limits) as at:
            if trouble := at.prepare(made):
                raise CannotTell(trouble.reason)
            if text is not None:
                script = at.sandbox.folder / at.scripts[0]
                write_like(script, text, script)
            return at.run(fault=fault)


def observe(question: Question) -> tuple[Finding, ...]:
    """Run one implementation under each fault; raises `CannotTell` if the run without faults fails."""
    task, facilities = question.task, question.facilities
    if not task or not facilities or not question.adapter or not question.environment:
        raise CannotTell("needs a task, its tool and an environment to run it in")
    if not task.faults:
        raise CannotTell(f"the task {task.task} names no faults")
    try:
        made = facilities.inputs()
        own = _own_files(question, facilities.task_folder)
        bed = _Bed(question, facilities, question.adapter, question.environment, made, own, facilities.limits)
        return _findings(_on_one_clock(tuple(_results(bed, task.faults, question.main))))
    except (TaskBroken, LauncherDied) as error:
        raise CannotTell(str(error)) from None


def _good_seconds(bed: _Bed) -> float:
    """The seconds of a run without any change; raises `CannotTell` where that is not good."""
    bed.facilities.tell("a good run")
    trial = bed.run(bed.made, None)
    if trial.sample.status is not Status.OK:
        raise CannotTell(f"without any fault, the run is {trial.sample.status}: {trial.sample.reason}")
    return trial.finished.wall_seconds


def _on_one_clock(results: tuple[Result, ...]) -> tuple[Result, ...]:
    """The results against the median of the good runs, those under a harmless change that came out right.

    Where there are none, each result has the seconds of a run without any change.
    """
    good = [result.seconds for result in results if _is_good_run(result)]
    return tuple(replace(result, good_seconds=statistics.median(good)) for result in results) if good else results


def _is_good_run(result: Result) -> bool:
    return result.must == "tolerated" and result.ending is FaultEnding.RIGHT


def _results(bed: _Bed, faults: Mapping[str, Fault], main: Path) -> Iterator[Result]:
    columns = columns_of(bed.made.folder)
    try:
        mistyped = typos(read_python(main), bed.question.implementation.label, columns, most=bed.facilities.typos)
    except NotPython:
        mistyped = ()
    total = len(faults) + len(mistyped)
    for number, (name, fault) in enumerate(_spread(faults), 1):
        if not bed.good_seconds and fault.must == "caught":  # the task has no harmless changes
            bed = bed.limited_by(_good_seconds(bed))
        bed.facilities.tell(f"fault {number} of {total}: {name}")
        result = _injected(bed, name, fault)
        if not bed.good_seconds:
            bed = bed.limited_by(result.seconds if _is_good_run(result) else _good_seconds(bed))
            result = replace(result, good_seconds=bed.good_seconds)
        yield result
    for number, typo in enumerate(mistyped, len(faults) + 1):
        bed.facilities.tell(f"fault {number} of {total}: {typo.wrong} for {typo.right}")
        yield _typed(bed, typo)


def _spread(faults: Mapping[str, Fault]) -> list[tuple[str, Fault]]:
    """The faults with the harmless changes evenly among them, one of which is the first.

    A machine that gets slower slows both alike.
    """
    serious = [(name, fault) for name, fault in faults.items() if fault.must == "caught"]
    harmless = [(name, fault) for name, fault in faults.items() if fault.must == "tolerated"]
    first, rest = harmless[:1], harmless[1:]
    placed = [((2 * at + 1) / (2 * len(group)), each) for group in (serious, rest) for at, each in enumerate(group)]
    return first + [each for _, each in sorted(placed, key=lambda pair: pair[0])]


def _injected(bed: _Bed, name: str, fault: Fault) -> Result:
    """The result of a fault in the inputs."""
    altered = bed.facilities.bench.altered(bed.facilities.task_folder, "faults", name.replace("-", "_"), bed.made)
    places = {"row", *_places(bed.made), *_places(altered)}
    trial = bed.run(altered, name)
    where = tuple(word for word in fault.names if word in places)
    what = tuple(word for word in fault.names if word not in places)
    to_report = altered.truth != bed.made.truth
    return _result(bed, name, fault.must, trial, where, what, to_report=to_report)


def _places(made: Made) -> set[str]:
    """What inputs are made of: columns and files."""
    return {*columns_of(made.folder), *(file.name for file in made.folder.iterdir())}


def _typed(bed: _Bed, typo: Typo) -> Result:
    """The result of a typo."""
    trial = bed.run(bed.made, None, typo.text)
    name = f"typo {typo.wrong} for {typo.right}"
    where = (typo.wrong, typo.right)
    result = _result(bed, name, "caught", trial, where, _TYPO_KINDS, to_report=False)
    return replace(result, typo=True, line=result.line or typo.line)


def _result(
    bed: _Bed,
    name: str,
    must: Literal["caught", "tolerated"],
    trial: Trial,
    where: tuple[str, ...],
    what: tuple[str, ...],
    *,
    to_report: bool,
) -> Result:
    sample = trial.sample
    by_error = sample.status is Status.FAILED and not trial.finished.is_good
    ending = _ending(sample.status, must, sample.reason, by_error=by_error, to_report=to_report)
    transcript = read_transcript(trial.printed, bed.own)  # what is kept is scrubbed, and scrubbing may take a name away
    place = kind = None
    if ending is FaultEnding.CAUGHT:
        place = (transcript.names(*where) if by_error else True) if where else None
        kind = transcript.names(*what) if what and by_error else None
    frame = transcript.own
    return Result(
        name,
        must,
        ending,
        by_error,
        place,
        kind,
        trial.finished.wall_seconds,
        bed.good_seconds,
        transcript,
        read_transcript(sample.log, bed.own).shown,
        sample.reason,
        bed.question.name_of(bed.own[frame.file] if frame else bed.question.implementation.files[0]),
        frame.line if frame else None,
        where,
    )


def _ending(
    status: Status, must: Literal["caught", "tolerated"], reason: str, *, by_error: bool, to_report: bool
) -> FaultEnding:
    """What a run's status means; `to_report` says that the right answer under the fault tells of it."""
    if status.is_evalkit_failure:
        raise CannotTell(reason)
    if status in (Status.TIMEOUT, Status.OUT_OF_MEMORY):
        return FaultEnding.HUNG
    if status is Status.OK:
        return FaultEnding.CAUGHT if must == "caught" and to_report else FaultEnding.RIGHT
    if by_error:
        return FaultEnding.CAUGHT if must == "caught" else FaultEnding.FALSE_ALARM
    return FaultEnding.SILENTLY_WRONG


def _findings(results: Sequence[Result]) -> tuple[Finding, ...]:
    serious = [result for result in results if result.must == "caught"]
    harmless = [result for result in results if result.must == "tolerated"]
    caught = [result for result in serious if result.ending is FaultEnding.CAUGHT]
    ended = [result for result in caught if result.by_error]
    judged = [result for result in caught if result.named is not None]
    handled = (FaultEnding.CAUGHT, FaultEnding.RIGHT)
    none_caught, no_error = "no fault was caught, so that there is no message", "no fault ended with an error"
    mean, median = statistics.fmean, statistics.median
    return (
        _figure("errors.caught", mean, serious, lambda it: it.ending in handled, "the task has no such faults"),
        _figure("errors.named", mean, judged, lambda it: it.named or 0.0, none_caught),
        _figure("errors.false_alarms", mean, harmless, lambda it: it.ending is not FaultEnding.RIGHT, "there are none"),
        _figure("errors.seconds_share", median, ended, lambda it: it.seconds / it.good_seconds, no_error),
        _figure("errors.lines", median, ended, lambda it: it.transcript.lines, no_error),
    )


def _figure(
    metric: str,
    summary: Callable[[Iterable[float]], float],
    results: Sequence[Result],
    value: Callable[[Result], float],
    if_none: str,
) -> Finding:
    """A summary of the results' values; transcripts stand with the two metrics that together have every fault.

    A metric of which there are none does not apply: running all faults again would show the same.
    """
    if not results:
        return Finding(metric, status=Status.NOT_APPLICABLE, reason=if_none)
    whole = metric in ("errors.caught", "errors.false_alarms")
    facts = tuple(result.fact(whole=whole) for result in results)
    return Finding(metric, float(summary([float(value(result)) for result in results])), facts=facts)


def _own_files(question: Question, task_folder: Path) -> dict[str, Path]:
    """The user's files by every name that a scrubbed traceback may give them."""
    one = question.implementation
    tool = task_folder / one.tool
    script = one.main.relative_to(tool).parent if one.main and one.main.is_relative_to(tool) else Path()
    found = {}
    for file in one.files:
        place = file.relative_to(tool) if file.is_relative_to(tool) else Path(file.name)
        for each in {place, script / place.name}:
            found[each.as_posix()] = found[f"<work>/{each.as_posix()}"] = file
    return found


PROBE = Probe(
    "errors",
    2,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE, Dependence.FAULTS}),
    levels=("adapt",),
    runs=22,
)
