"""The sample report with what the code views show: marks, faults, contacts and iteration, as the probes write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from evalkit.model import Fault, Observation, Status
from evalkit.model.facts import (
    Asker,
    ConceptUse,
    Contact,
    DslOrigin,
    DslSite,
    FaultEnding,
    Listening,
    NotebookLack,
    NotebookRun,
    OfflineRun,
    Origin,
    Recurrence,
    Rerun,
    Way,
)
from evalkit.probes.faults.fault_result import Result
from evalkit.probes.faults.transcript import read_transcript
from evalkit.report import ReportInput, SourceFile
from evalkit.scoring import score
from tests.report.sample_report import MEMBERS, _seen, observations, rubric, sample, tasks

TASK = "data-validation"
FAULTS: dict[str, Literal["caught", "tolerated"]] = {
    "renamed-column": "caught",
    "empty-file": "caught",
    "wrong-delimiter": "caught",
    "truncated-file": "caught",
    "windows-line-ends": "tolerated",
}
TRACEBACK = (
    'Traceback (most recent call last):\n  File "<work>/adapt.py", line 6, in <module>\n'
    "    tool.validate()\nKeyError: 'age'"
)
HELLO = """# https://example.org/docs
import json

import pandas as pd

train = pd.read_csv("inputs/train.csv")
found = [str(value) for value in train]

# evalkit: hand over
with open("outputs/anomalies.json", "w") as file:
    json.dump(found, file)
"""
ADAPT = HELLO.replace(
    "found = [", 'schema = pd.Series([1.5], name="schema")\n\n\ndef known(value):\n    return True\n\n\nfound = ['
)


def with_code() -> ReportInput:
    """Marks of pandas at every level, faults of three tools in one task, contacts and iteration of some."""
    asked = {
        name: task.model_copy(update={"faults": {fault: Fault(must=must) for fault, must in FAULTS.items()}})
        if name == TASK
        else task
        for name, task in tasks().items()
    }
    report = sample()
    sources = {
        **report.sources,
        f"{TASK}/pandas/hello": (SourceFile(f"tasks/{TASK}/pandas/hello.py", HELLO),),
        f"{TASK}/pandas/adapt": (
            SourceFile(f"tasks/{TASK}/pandas/adapt.py", ADAPT),
            SourceFile(f"tasks/{TASK}/pandas/schema.yaml", "columns:\n  age: number\n"),
        ),
    }
    return replace(
        report,
        scorecard=score(rubric(), asked, MEMBERS, [*observations(), *_more()]),
        tasks=asked,
        sources=sources,
    )


def _more() -> Iterator[Observation]:
    yield from _marks()
    yield from _faults()
    yield from _contacts()
    yield from _iteration()


def _marks() -> Iterator[Observation]:
    for level, line in (("hello", 6), ("adapt", 6), ("stretch", 6)):
        at: dict[str, Any] = {"task": TASK, "level": level}
        file = f"tasks/{TASK}/pandas/{level}.py"
        known = Origin(recorded=True)
        first = [ConceptUse(file, (line, line), "pandas.read_csv", keyword) for keyword in ("", "sep")]
        own = ConceptUse(file, (4, 4), "pandas")
        yield _seen("pandas", "code.concepts", 3.0, **at, facts=(known, own, *first))
        yield _seen("pandas", "code.own_concepts", 1.0, **at, facts=(known, own))
        spoken = ("symbolic expression", "polars", "polars.col")
        site = DslSite(*spoken, file, (line, line + 1), tokens=7, excerpt="read_csv", seen_in_run=True)
        yield _seen("pandas", "dsl.sites", 1.0, **at, facts=(DslOrigin(recorded=False), site))
    again = Recurrence(f"tasks/{TASK}/pandas/adapt.py", (2, 2), 2, ("skew",), "import json")
    yield _seen("pandas", "code.boilerplate_tokens", 2.0, facts=(again,))


def result(
    fault: str,
    must: Literal["caught", "tolerated"],
    ending: FaultEnding,
    *,
    by_error: bool = False,
    tool: str = "pandas",
) -> Result:
    """A result as the errors probe makes it."""
    printed = "\rrows: 0 %\rrows: 50 %\r100 %\ndone" if must == "tolerated" else ""
    transcript = read_transcript(TRACEBACK if by_error else printed, ["<work>/adapt.py"])
    reason = "" if ending in (FaultEnding.CAUGHT, FaultEnding.RIGHT) else "one anomaly is not reported"
    return Result(
        fault=fault,
        must=must,
        ending=ending,
        by_error=by_error,
        place=True,
        kind=False,
        seconds=1.7,
        good_seconds=1.8,
        transcript=transcript,
        shown=transcript.shown,
        reason=reason,
        file=f"tasks/{TASK}/{tool}/adapt.py",
        line=6 if by_error else None,
        sought=("age", "row"),
        typo=fault.startswith("typo"),
    )


def _faults() -> Iterator[Observation]:
    outcomes = {
        "pandas": (FaultEnding.CAUGHT, FaultEnding.CAUGHT, FaultEnding.RIGHT, FaultEnding.CAUGHT, FaultEnding.RIGHT),
        "pandera": (
            FaultEnding.CAUGHT,
            FaultEnding.CAUGHT,
            FaultEnding.SILENTLY_WRONG,
            FaultEnding.HUNG,
            FaultEnding.FALSE_ALARM,
        ),
    }
    for tool, of_tool in outcomes.items():
        results = [
            result(
                fault, must, outcome, by_error=fault == "empty-file" or outcome is FaultEnding.FALSE_ALARM, tool=tool
            )
            for (fault, must), outcome in zip(FAULTS.items(), of_tool, strict=True)
        ]
        results.append(result(f"typo ag{tool[3]} for age", "caught", FaultEnding.CAUGHT, by_error=True, tool=tool))
        at: dict[str, Any] = {"task": TASK, "level": "adapt"}
        serious = tuple(one.fact(whole=True) for one in results if one.must == "caught")
        harmless = tuple(one.fact(whole=True) for one in results if one.must == "tolerated")
        yield _seen(tool, "errors.caught", 1.0 if tool == "pandas" else 0.6, **at, facts=serious)
        yield _seen(tool, "errors.false_alarms", 0.0 if tool == "pandas" else 1.0, **at, facts=harmless)
    reason = "without any fault, the run is timeout: still running after 120 s"
    yield _seen("tfdv", "errors.caught", None, task=TASK, level="adapt", status=Status.PROBE_ERROR, reason=reason)


def _contacts() -> Iterator[Observation]:
    at: dict[str, Any] = {"task": TASK, "level": "adapt"}
    note = Listening(1)
    hosts = (
        Contact("us.i.posthog.com", (Way("lookup", 3), Way("connect", 1, 443)), (Asker("posthog.request", 12),)),
        Contact("2001:db8::1", (Way("send", 1),), (Asker("statsd", 4),)),
    )
    yield _seen("pandas", "network.contacts", 0.0, **at, facts=(note,))
    yield _seen("pandas", "network.works_offline", 1.0, **at)
    yield _seen("great-expectations", "network.contacts", 2.0, **at, facts=(*hosts, note))
    alone = OfflineRun(Status.FAILED, "ConnectionError", "ConnectionError: no route")
    yield _seen("great-expectations", "network.works_offline", 0.0, **at, facts=(alone,))


def _iteration() -> Iterator[Observation]:
    at: dict[str, Any] = {"task": TASK, "level": "adapt"}
    file = f"tasks/{TASK}/pandas/adapt.py"
    times = (0.38, 0.39, 0.4)
    rerun = Rerun("value", file, (6, 6), "ALLOWED = 0.01", "0.02", times, (0.5, 0.5, 0.5))
    yield _seen("pandas", "iteration.rerun_seconds", 0.39, **at, facts=(rerun,))
    stale = replace(rerun, seconds=(), first_seconds=(), stale="answer", complaint="2 are missing")
    reason = "stale answer: the run after the change gave the answer from before it (2 are missing)"
    wrong: dict[str, Any] = {"status": Status.WRONG, "reason": reason, "facts": (stale,)}
    yield _seen("pandera", "iteration.rerun_seconds", None, **at, **wrong)
    yield _seen("pandas", "iteration.notebook", 1.0, **at, facts=(NotebookRun(file, 7),))
    message = "NameError: name '__file__' is not defined"
    lacking = NotebookRun(file, 7, (3, 4), NotebookLack.FILE, message)
    yield _seen("pandera", "iteration.notebook", 0.0, **at, reason=message, facts=(lacking,))
    failed: dict[str, Any] = {"status": Status.FAILED, "reason": f"not in a notebook: {message}"}
    yield _seen("pandera", "iteration.cell_seconds", None, **at, **failed, facts=(lacking,))
