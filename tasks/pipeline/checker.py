"""Judge what ran, how often and in what order, and what came of it.

Written from the contract in README.md. The record of the given code, `truth["ran"]`, says what ran. A line counts only if
it holds the digests that follow from the real inputs, so a line that nobody earned is not believed.
"""

from __future__ import annotations

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
KEPT_SECONDS = 1.0
"""What ended so shortly before the power cut need not have been kept; given code waits longer than this."""
ROUNDING_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of a step that gave a result."""

    work: Work
    gave: str
    began: float
    ended: float


@dataclass(slots=True)
class Record:
    """What the record says: executions in the order in which they ended, failures by step, hung calls, power cuts."""

    executions: list[Execution] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    hung: set[Work] = field(default_factory=set)
    cuts: list[float] = field(default_factory=list)
    damaged: str = ""

    def of(self, work: Work) -> list[Execution]:
        """The executions of one piece of work."""
        return [each for each in self.executions if each.work == work]


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
    if record.damaged:
        return Verdict(False, 0.0, (f"the record of what ran was tampered with: {record.damaged}",))
    try:
        return judges[level](outputs, truth[level], record)
    except Unreadable as reason:
        return Verdict(False, 0.0, (str(reason),))


def _hello(outputs: Path, truth: Mapping[str, Any], record: Record) -> Verdict:
    needed = _works(truth["needed"])
    reasons = [*_output(outputs, "report.json", truth["report"]), *_ran(record, needed)]
    reasons += _strange(record, needed) + _twice(record.executions, "a step ran twice")
    return _verdict(reasons, {})


def _adapt(outputs: Path, truth: Mapping[str, Any], record: Record) -> Verdict:
    needed, allowed = _works(truth["needed"]), _works(truth["allowed"])
    reasons = [
        *_output(outputs, "first.json", truth["first"]),
        *_output(outputs, "again.json", truth["again"]),
        *_ran(record, needed),
        *_strange(record, {**needed, **allowed, **_works(truth["earlier"])}),
    ]
    missed = {}
    account = read_json(outputs, "account.json") if (outputs / "account.json").exists() else None
    again = {step: (step, got) for step, got, _ in truth["again_steps"]}
    repeated = _repeated(record.executions) & needed.keys()  # to publish once more is no harm
    if account is None:
        missed["account"] = "there is no account.json"
    else:
        reasons += _account(account, again, record)
    if again["load"] in repeated:
        missed["reuse"] = "load ran again, although nothing that it reads had changed"
    elif repeated:
        reasons.append(f"{_named(repeated)} ran twice on the same, while load was reused")
    reasons += _publishing(outputs, "publish", truth, record, missed, "retries")
    if "retries" not in missed and record.failures["publish"] < 2:
        reasons.append("publish gave a receipt, but did not fail twice before")
    return _verdict(reasons, missed)


def _stretch(outputs: Path, truth: Mapping[str, Any], record: Record) -> Verdict:
    needed, allowed = _works(truth["needed"]), _works(truth["allowed"])
    if not record.cuts:
        return Verdict(False, 0.0, ("the power did not fail: no slice was cut off",))
    reasons = [
        *_output(outputs, "report.json", truth["report"]),
        *_ran(record, needed),
        *_strange(record, {**needed, **allowed}),
    ]
    cut = max(record.cuts)
    # What had begun when the power failed may have ended a moment later, before it was killed.
    before = [each for each in record.executions if each.began <= cut]
    after = [each for each in record.executions if each.began > cut]
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
    if not kept:
        missed["resume"] = "no step had finished before the power cut"
    if not _side_by_side([each for each in record.executions if each.work[0] == "score"]):
        missed["side-by-side"] = "no two slices were worked on at the same time"
    reasons += _publishing(outputs, "archive", truth, record, missed, "time-limit")
    if "time-limit" not in missed and not record.hung & allowed.keys():
        reasons.append("archive gave a receipt, but its first call never went unanswered")
    return _verdict(reasons, missed)


def _record(lines: Iterable[Any]) -> Record:
    record = Record()
    for number, line in enumerate(lines, 1):
        if not isinstance(line, dict) or not isinstance(line.get("step"), str):
            record.damaged = f"line {number} is none that a step writes"
        elif line["step"] == "power cut":
            record.cuts.append(_time(line.get("at")))
        elif isinstance(line.get("failed"), str):
            record.failures[line["step"]] += 1
        elif not isinstance(line.get("got"), str):
            record.damaged = f"line {number} does not say what {line['step']!r:.40} got"
        elif line.get("hung") is True:
            record.hung.add((line["step"], line["got"]))
        else:
            times = _time(line.get("began")), _time(line.get("ended"))
            if not isinstance(line.get("gave"), str) or not times[0] <= times[1]:
                record.damaged = f"line {number} does not say what {line['step']!r:.40} gave, or when"
            else:
                record.executions.append(Execution((line["step"], line["got"]), line["gave"], *times))
        if record.damaged or any(math.isnan(cut) for cut in record.cuts):
            record.damaged = record.damaged or f"line {number} does not say when the power failed"
            break
    record.executions.sort(key=lambda each: each.ended)
    return record


def _time(value: Any) -> float:
    """A time of the monotonic clock; NaN, which is in no order, for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return math.nan
    return float(value) if abs(value) < 1e15 else math.nan


def _works(lines: Iterable[Sequence[str]]) -> dict[Work, str]:
    """What each piece of work gives, in the order of `lines`."""
    return {(step, got): gave for step, got, gave in lines}


def _output(outputs: Path, name: str, right: Mapping[str, Any]) -> list[str]:
    if read_json(outputs, name) == right:
        return []
    return [f"{name} is not what the steps give for these inputs"]


def _ran(record: Record, needed: Mapping[Work, str]) -> list[str]:
    """Say what did not run, gave something else, or ran before what it needs had ended."""
    reasons = [f"{step} did not run on what it should get" for step, got in needed if not record.of((step, got))]
    wrong = [each.work[0] for each in record.executions if needed.get(each.work, each.gave) != each.gave]
    reasons += [f"the record says that {step} gave something that it does not give" for step in dict.fromkeys(wrong)]
    first = {work: min((each.ended for each in record.of(work)), default=math.inf) for work in needed}
    for step, before in (("train", "load"), ("evaluate", "train"), ("split", "load"), ("score", "split")):
        ends = [ended for work, ended in first.items() if work[0] == before]
        begins = [each.began for each in record.executions if each.work[0] == step and each.work in needed]
        if ends and begins and min(begins) < min(ends) - ROUNDING_SECONDS:
            reasons.append(f"{step} began before any {before} had ended")
    joins = [each.began for each in record.executions if each.work[0] == "join" and each.work in needed]
    scores = [ended for work, ended in first.items() if work[0] == "score"]
    if joins and scores and min(joins) < max(scores) - ROUNDING_SECONDS:
        reasons.append("join began before all slices had ended")
    return reasons


def _strange(record: Record, known: Mapping[Work, str]) -> list[str]:
    steps = dict.fromkeys(each.work[0] for each in record.executions if each.work not in known)
    return [f"{step!r:.40} ran on something that it should not get here" for step in steps]


def _repeated(executions: Iterable[Execution]) -> set[Work]:
    return {work for work, times in Counter(each.work for each in executions).items() if times > 1}


def _twice(executions: Iterable[Execution], words: str) -> list[str]:
    repeated = _repeated(executions)
    return [f"{words}: {_named(repeated)}"] if repeated else []


def _account(account: Any, again: Mapping[str, Work], record: Record) -> list[str]:
    """Say what is wrong with an account of the second run: which steps ran in it, and which were reused."""
    lists = [account.get(name) for name in ("ran", "reused")] if isinstance(account, dict) else []
    if len(lists) != 2 or not all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists
    ):
        return ['account.json must hold an object {"ran": [names], "reused": [names]}']
    ran, reused = ({STEPS.get(name, name) for name in names} for names in lists)
    told = [f"account.json leaves {step} out" for step in again if step not in ran | reused]
    if unknown := (ran | reused) - again.keys() - {"publish"}:
        told.append(f"account.json names {min(unknown)!r:.40}, which is no step of this pipeline")
    told += [f"account.json says of {step} that it ran and that it was reused" for step in sorted(ran & reused)]
    # What the first run had done as well runs twice where it runs in the second one.
    once = {"load": 2}
    for step in sorted(again.keys() & (ran ^ reused)):
        times = len(record.of(again[step]))
        if step in ran and times < once.get(step, 1):
            told.append(f"account.json says that {step} ran in the second run, and it did not")
        if step in reused and (step != "load" or times > 1):
            told.append(f"account.json says that {step} was reused, and it ran")
    return told


def _publishing(
    outputs: Path, step: str, truth: Mapping[str, Any], record: Record, missed: dict[str, str], fact: str
) -> list[str]:
    """Judge the receipt of a service that is hard to reach; a pipeline may leave it out and miss the fact."""
    if not (outputs / "receipt.json").exists():
        missed[fact] = f"there is no receipt.json of {step}"
        return []
    wrong = _output(outputs, "receipt.json", truth["receipt"])
    [*_, (name, got, _)] = truth["allowed"]
    return wrong if record.of((name, got)) else [*wrong, f"there is a receipt, but {step} did not run"]


def _side_by_side(executions: Sequence[Execution]) -> bool:
    ordered = sorted(executions, key=lambda each: each.began)
    return any(later.began < earlier.ended for earlier, later in pairwise(ordered))


def _named(works: Iterable[Work]) -> str:
    return " and ".join(
        step if times == 1 else f"{step} ({times} times)"
        for step, times in sorted(Counter(step for step, _ in works).items())
    )


def _verdict(reasons: Sequence[str], missed: Mapping[str, str]) -> Verdict:
    if reasons:
        more = (f"and {len(reasons) - MOST_REASONS} more",) if len(reasons) > MOST_REASONS + 1 else ()
        return Verdict(False, 0.0, (*(reasons[:MOST_REASONS] if more else reasons), *more), missed)
    return Verdict(True, 1.0, (), missed)
