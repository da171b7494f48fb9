"""Judge what ran, how often, in which process and in what order, and what came of it.

Written from the contract in README.md. The record of the given code, `truth["ran"]`, says what ran, and `truth["stages"]`,
which evalkit measures itself, when each script began and ended. A line of the record counts only if it holds the digests
that follow from the real inputs and times within a stage, so a line that nobody earned is not believed.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json

Work = tuple[str, str]
"""A step, and the digest of what it got."""

STEPS = {"table": "load", "model": "train", "report": "evaluate", "receipt": "publish"}
"""The step that gives each artifact: a tool may call a step by what it gives."""
MOST_REASONS = 3
LARGEST = 1_000_000
"""Bytes of an output: reports, receipts and accounts are short."""
KEPT_SECONDS = 1.0
"""What ended so shortly before the power cut need not have been kept; given code waits longer than this."""
ROUNDING_SECONDS = 0.001
CUT, FAILED, HUNG, DONE = (
    {"step", "at", "pid"},
    {"step", "got", "failed", "began", "ended", "pid"},
    {"step", "got", "hung", "began", "pid"},
    {"step", "got", "gave", "began", "ended", "pid"},
)
"""What each kind of line holds: of a power cut, of a failure, of a call without an answer, of a step that gave something."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One call of a step. `gave` is empty if it failed or hung; `ended` is infinite if it hung."""

    work: Work
    gave: str
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Stage:
    """One script that ran, and the calls that gave something in it."""

    name: str
    began: float
    ended: float
    executions: tuple[Execution, ...] = ()

    def holds(self, began: float, ended: float) -> bool:
        """Whether something happened while this script ran."""
        return self.began <= began and (ended <= self.ended or math.isinf(ended))


@dataclass(slots=True)
class Record:
    """What the record says: calls that gave something in the order in which they ended, that failed, that hung; power cuts."""

    executions: list[Execution] = field(default_factory=list)
    failures: list[Execution] = field(default_factory=list)
    hung: list[Execution] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    damaged: str = ""

    def of(self, work: Work) -> list[Execution]:
        """The executions of one piece of work."""
        return [each for each in self.executions if each.work == work]

    def named(self, name: str) -> list[Stage]:
        """The stages of one name, oldest first: a second run in the same folder has all stages once more."""
        return [stage for stage in self.stages if stage.name == name]


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level together with the record in `truth["ran"]`.

    Nothing that an outputs folder or a record can hold makes this raise. A fault spoils the table or a step, and then no
    output is right; a harmless change leaves what is right as it is.
    """
    judges: dict[str, Callable[[Path, Mapping[str, Any], Record], Verdict]] = {
        "hello": _hello,
        "adapt": _adapt,
        "stretch": _stretch,
    }
    record = _record(truth.get("ran", ()))
    if level != "hello" and not record.damaged:  # a notebook, which has no stages, may run hello
        _part(record, truth.get("stages", ()))
    if record.damaged:
        return Verdict(False, 0.0, (f"the record of what ran was tampered with: {record.damaged}",))
    try:
        return judges[level](outputs, truth[level], record)
    except Unreadable as reason:
        return Verdict(False, 0.0, (str(reason),))


def _hello(outputs: Path, truth: Mapping[str, Any], record: Record) -> Verdict:
    needed = _works(truth["needed"])
    reasons = [*_output(outputs, "report.json", truth["report"]), *_ran(record, needed)]
    reasons += _gave(record, needed) + _order(record, list(pairwise(needed)))
    reasons += _strange(record.executions, needed) + _strange([*record.failures, *record.hung], {}, "failed")
    reasons += _twice(record.executions, "a step ran twice")
    return _verdict(reasons, {})


def _adapt(outputs: Path, truth: Mapping[str, Any], record: Record) -> Verdict:
    needed, earlier = _works(truth["needed"]), _works(truth["earlier"])
    chains = {name: _works(lines) for name, lines in truth["stages"].items()}
    known = {**earlier, **chains["first"], **chains["again"]}
    order = [pair for chain in chains.values() for pair in pairwise(chain)]
    reasons = [
        *_output(outputs, "first.json", truth["first"]),
        *_output(outputs, "again.json", truth["again"]),
        *_ran(record, needed),
        *_gave(record, known),
        *_order(record, order),
        *_strange([*record.failures, *record.hung], _only("publish", known), "failed"),
    ]
    reasons += [f"{each.work[0]} never hangs at this level" for each in record.hung[:1]]
    for stage in record.stages:
        # What was right before an edit, or before the rows changed, was judged then.
        reasons += _strange(stage.executions, {**earlier, **chains.get(stage.name, {})}, f"ran in {stage.name}")
        reasons += _twice([each for each in stage.executions if each.work[0] != "publish"], f"{stage.name} ran twice")
    missed = {}
    loaded = next(iter(chains["again"]))
    if any(each.work == loaded for stage in record.named("again") for each in stage.executions):
        missed["reuse"] = "load ran again, although nothing that it reads had changed"
    reasons += _accounting(outputs, list(chains["again"]), record, missed)
    *_, published = chains["again"]
    reasons += _publishing(outputs, published, truth, record, missed, "retries")
    if "retries" not in missed and not _was_tried_again(record, published):
        reasons.append("publish gave a receipt, but did not fail twice before in the second run")
    return _verdict(reasons, missed)


def _stretch(outputs: Path, truth: Mapping[str, Any], record: Record) -> Verdict:
    needed, allowed = _works(truth["needed"]), _works(truth["allowed"])
    known = {**needed, **allowed}
    if len(record.cuts) != 1:
        often = (
            "the power did not fail: no slice was cut off"
            if not record.cuts
            else "the power fails once, not more often"
        )
        return Verdict(False, 0.0, (often,))
    reasons = [
        *_output(outputs, "report.json", truth["report"]),
        *_ran(record, needed),
        *_gave(record, known),
        *_order(record, _dependences(known)),
        *_strange(record.executions, known),
        *_strange([*record.failures, *record.hung], _only("archive", known), "failed"),
    ]
    cut = record.cuts[0]
    before, after = ([each for stage in record.named(name) for each in stage.executions] for name in ("first", "again"))
    if not any(stage.holds(cut, cut) for stage in record.named("first")):
        reasons.append("the power did not fail in first")
    reasons += _twice(before, "before the power cut a step ran twice") + _twice(after, "after it a step ran twice")
    if not any(each.work[0] == "join" for each in after):
        reasons.append("join did not run after the power cut, which came before all slices were there")
    missed = {}
    kept = {each.work for each in before if each.ended <= cut - KEPT_SECONDS}
    again = kept & {each.work for each in after}
    if again and again == kept:
        missed["resume"] = "after the power cut every finished step ran again"
    elif again:
        reasons.append(f"after the power cut {_named(again)} ran again, although finished before, while others did not")
    if not any(step == "score" for step, _ in kept):
        missed["resume"] = "no slice had finished before the power cut"
    if not _side_by_side([each for each in record.executions if each.work[0] == "score"]):
        missed["side-by-side"] = "no two slices were worked on at the same time"
    [archived] = allowed
    reasons += _publishing(outputs, archived, truth, record, missed, "time-limit")
    if "time-limit" not in missed and not _was_given_up(record, archived):
        reasons.append("archive gave a receipt, but its first call never went unanswered")
    return _verdict(reasons, missed)


def _record(lines: Iterable[Any]) -> Record:
    record = Record()
    for number, line in enumerate(lines, 1):
        if not isinstance(line, dict) or not isinstance(line.get("step"), str):
            record.damaged = f"line {number} is none that a step writes"
        elif line["step"] == "power cut":
            record.cuts.append(_time(line.get("at")))
            if line.keys() != CUT or math.isnan(record.cuts[-1]):
                record.damaged = f"line {number} does not say when the power failed"
        else:
            record.damaged = _add(record, line, number)
        if record.damaged:
            break
    record.executions.sort(key=lambda each: each.ended)
    return record


def _add(record: Record, line: Mapping[str, Any], number: int) -> str:
    """Add the line of a step to the record, or say what is wrong with it."""
    step, began, ended = line["step"], _time(line.get("began")), _time(line.get("ended"))
    if line.keys() == FAILED and isinstance(line["failed"], str) and isinstance(line["got"], str | None):
        record.failures.append(Execution((step, line["got"] or ""), "", began, ended))
    elif line.keys() == HUNG and line["hung"] is True and isinstance(line["got"], str):
        ended = math.inf
        record.hung.append(Execution((step, line["got"]), "", began, ended))
    elif line.keys() == DONE and isinstance(line["got"], str) and isinstance(line["gave"], str):
        record.executions.append(Execution((step, line["got"]), line["gave"], began, ended))
    else:
        return f"line {number} is none that {step!r:.40} writes"
    return "" if began <= ended else f"line {number} does not say when {step!r:.40} ran"


def _part(record: Record, stages: Iterable[Mapping[str, Any]]) -> None:
    """Part the executions by the script that they ran in; a call outside all of them damages the record."""
    for one in stages:
        stage = Stage(one["stage"], one["began"], one["ended"])
        inside = tuple(each for each in record.executions if stage.holds(each.began, each.ended))
        record.stages.append(Stage(stage.name, stage.began, stage.ended, inside))
    for each in (*record.executions, *record.failures, *record.hung):
        if not any(stage.holds(each.began, each.ended) and each.began <= stage.ended for stage in record.stages):
            record.damaged = f"{each.work[0]!r:.40} is said to have run while no script did"
            return


def _time(value: Any) -> float:
    """A time of the monotonic clock; NaN, which is in no order, for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return math.nan
    return float(value) if abs(value) < 1e15 else math.nan


def _works(lines: Iterable[Sequence[str]]) -> dict[Work, str]:
    """What each piece of work gives, in the order of `lines`."""
    return {(step, got): gave for step, got, gave in lines}


def _only(step: str, known: Mapping[Work, str]) -> dict[Work, str]:
    return {work: gave for work, gave in known.items() if work[0] == step}


def _output(outputs: Path, name: str, right: Mapping[str, Any]) -> list[str]:
    value = read_json(outputs, name, LARGEST)
    # Python takes 1, 1.0 and True for equal, and JSON does not.
    if value == right and json.dumps(value, sort_keys=True) == json.dumps(right, sort_keys=True):
        return []
    return [f"{name} is not what the steps give for these inputs"]


def _ran(record: Record, needed: Mapping[Work, str]) -> list[str]:
    return [f"{step} did not run on what it should get" for step, got in needed if not record.of((step, got))]


def _gave(record: Record, known: Mapping[Work, str]) -> list[str]:
    wrong = [each.work[0] for each in record.executions if known.get(each.work, each.gave) != each.gave]
    return [f"the record says that {step} gave something that it does not give" for step in dict.fromkeys(wrong)]


def _dependences(known: Mapping[Work, str]) -> list[tuple[Work, Work]]:
    """What has to end before what, at level stretch."""
    pairs = (("load", "split"), ("split", "score"), ("score", "join"), ("join", "archive"))
    return [(one, other) for early, late in pairs for one in _only(early, known) for other in _only(late, known)]


def _order(record: Record, pairs: Iterable[tuple[Work, Work]]) -> list[str]:
    """Say which call began before what it needs had ended."""
    reasons = []
    for before, after in pairs:
        ended = min((each.ended for each in record.of(before)), default=math.inf)
        calls = (each for each in (*record.executions, *record.failures, *record.hung) if each.work == after)
        if any(each.began < ended - ROUNDING_SECONDS for each in calls):
            reasons.append(f"{after[0]} began before the {before[0]} that it needs had ended")
    return list(dict.fromkeys(reasons))


def _strange(executions: Iterable[Execution], known: Mapping[Work, str], did: str = "ran") -> list[str]:
    steps = dict.fromkeys(each.work[0] for each in executions if each.work not in known)
    return [f"{step!r:.40} {did} on something that it should not get here" for step in steps]


def _twice(executions: Iterable[Execution], words: str) -> list[str]:
    repeated = {work for work, times in Counter(each.work for each in executions).items() if times > 1}
    return [f"{words}: {_named(repeated)}"] if repeated else []


def _accounting(outputs: Path, chain: Sequence[Work], record: Record, missed: dict[str, str]) -> list[str]:
    """Judge the account of the second run: which of the steps of its `chain` ran in it, and which were reused."""
    if not (outputs / "account.json").exists():
        missed["account"] = "there is no account.json"
        return []
    account = read_json(outputs, "account.json", LARGEST)
    lists: list[Any] = [account.get(name) for name in ("ran", "reused")] if isinstance(account, dict) else []
    if len(lists) != 2 or not all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists
    ):
        return ['account.json must hold an object {"ran": [names], "reused": [names]}']
    ran, reused = ({STEPS.get(name, name) for name in names} for names in lists)
    works = dict(chain)
    told = [f"account.json leaves {step} out" for step in works if step not in ran | reused and step != "publish"]
    if unknown := (ran | reused) - works.keys():
        told.append(f"account.json names {min(unknown)!r:.40}, which is no step of this pipeline")
    told += [
        f"account.json says of {step} that it ran and that it was reused" for step in works if step in ran & reused
    ]
    happened = {each.work for stage in record.named("again")[-1:] for each in stage.executions}
    for step, got in works.items():
        if step in ran - reused and (step, got) not in happened:
            told.append(f"account.json says that {step} ran in the second run, and it did not")
        if step in reused - ran and (step, got) in happened:
            told.append(f"account.json says that {step} was reused, and it ran")
        elif step in reused - ran and not record.of((step, got)):
            told.append(f"account.json says that {step} was reused, and it never ran")
    if not told and not reused:
        missed["account"] = "no step was reused, so the account tells nothing apart"
    return told


def _publishing(
    outputs: Path, work: Work, truth: Mapping[str, Any], record: Record, missed: dict[str, str], fact: str
) -> list[str]:
    """Judge the receipt of a service that is hard to reach; a pipeline may leave it out and miss the fact."""
    if not (outputs / "receipt.json").exists():
        missed[fact] = f"there is no receipt.json of {work[0]}"
        return []
    wrong = _output(outputs, "receipt.json", truth["receipt"])
    return wrong if record.of(work) else [*wrong, f"there is a receipt, but {work[0]} did not run"]


def _was_tried_again(record: Record, work: Work) -> bool:
    """Whether some work succeeded in the second run, after it had failed twice in the same process."""
    for stage in record.named("again"):
        tries = [each for each in record.failures if each.work == work and stage.holds(each.began, each.ended)]
        for each in stage.executions:
            if each.work == work and sum(failure.ended <= each.began for failure in tries) >= 2:
                return True
    return False


def _was_given_up(record: Record, work: Work) -> bool:
    """Whether some work succeeded after a call of it had begun to hang."""
    begins = [each.began for each in record.hung if each.work == work]
    return any(began < each.began for began in begins for each in record.of(work))


def _side_by_side(executions: Sequence[Execution]) -> bool:
    ordered = sorted(executions, key=lambda each: each.began)
    return any(later.began < earlier.ended for earlier, later in pairwise(ordered))


def _named(works: Iterable[Work]) -> str:
    return " and ".join(
        f"{step:.40}" if times == 1 else f"{step:.40} ({times} times)"
        for step, times in sorted(Counter(step for step, _ in works).items())
    )


def _verdict(reasons: Sequence[str], missed: Mapping[str, str]) -> Verdict:
    if reasons:
        more = (f"and {len(reasons) - MOST_REASONS} more",) if len(reasons) > MOST_REASONS + 1 else ()
        return Verdict(False, 0.0, (*(reasons[:MOST_REASONS] if more else reasons), *more), missed)
    return Verdict(True, 1.0, (), missed)
