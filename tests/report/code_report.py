"""The sample report with what the code views show: marks, faults, contacts and iteration, as the probes write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from evalkit.model import Evidence, Fault, Observation, Status
from evalkit.probes.faults.fault_result import Outcome, Result
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
        known = Evidence(text="the API was recorded in a verified run")
        first = Evidence(file, (line, line), "pandas.read_csv + sep")
        own = Evidence(file, (4, 4), "pandas")
        yield _seen("pandas", "code.concepts", 3.0, **at, evidence=(known, own, first))
        yield _seen("pandas", "code.own_concepts", 1.0, **at, evidence=(known, own))
        site = Evidence(file, (line, line + 1), "symbolic expression (polars, seen in the run) polars.col\nread_csv")
        yield _seen("pandas", "dsl.sites", 1.0, **at, evidence=(Evidence(text="read off the source alone"), site))
    again = Evidence(f"tasks/{TASK}/pandas/adapt.py", (2, 2), "2 tokens, also in skew: import json")
    yield _seen("pandas", "code.boilerplate_tokens", 2.0, evidence=(again,))


def result(
    fault: str, must: Literal["caught", "tolerated"], outcome: Outcome, *, by_error: bool = False, tool: str = "pandas"
) -> Result:
    """A result as the errors probe makes it."""
    printed = "\rrows: 0 %\rrows: 50 %\r100 %\ndone" if must == "tolerated" else ""
    transcript = read_transcript(TRACEBACK if by_error else printed, ["<work>/adapt.py"])
    reason = "" if outcome in (Outcome.CAUGHT, Outcome.RIGHT) else "one anomaly is not reported"
    return Result(
        fault=fault,
        must=must,
        outcome=outcome,
        by_error=by_error,
        place=True,
        kind=False,
        seconds=1.7,
        good_seconds=1.8,
        transcript=transcript,
        reason=reason,
        file=f"tasks/{TASK}/{tool}/adapt.py",
        line=6 if by_error else None,
        sought=" (age or row)",
    )


def _faults() -> Iterator[Observation]:
    outcomes = {
        "pandas": (Outcome.CAUGHT, Outcome.CAUGHT, Outcome.RIGHT, Outcome.CAUGHT, Outcome.RIGHT),
        "pandera": (Outcome.CAUGHT, Outcome.CAUGHT, Outcome.SILENTLY_WRONG, Outcome.HUNG, Outcome.FALSE_ALARM),
    }
    for tool, of_tool in outcomes.items():
        results = [
            result(fault, must, outcome, by_error=fault == "empty-file" or outcome is Outcome.FALSE_ALARM, tool=tool)
            for (fault, must), outcome in zip(FAULTS.items(), of_tool, strict=True)
        ]
        results.append(result(f"typo ag{tool[3]} for age", "caught", Outcome.CAUGHT, by_error=True, tool=tool))
        at: dict[str, Any] = {"task": TASK, "level": "adapt"}
        serious = tuple(one.evidence(whole=True) for one in results if one.must == "caught")
        harmless = tuple(one.evidence(whole=True) for one in results if one.must == "tolerated")
        yield _seen(tool, "errors.caught", 1.0 if tool == "pandas" else 0.6, **at, evidence=serious)
        yield _seen(tool, "errors.false_alarms", 0.0 if tool == "pandas" else 1.0, **at, evidence=harmless)
    reason = "without any fault, the run is timeout: still running after 120 s"
    yield _seen("tfdv", "errors.caught", None, task=TASK, level="adapt", status=Status.PROBE_ERROR, reason=reason)


def _contacts() -> Iterator[Observation]:
    at: dict[str, Any] = {"task": TASK, "level": "adapt"}
    note = Evidence(text="Telemetry as shipped (the adapter names no telemetry switch); 1 Python processes listened.")
    hosts = (
        Evidence(text="us.i.posthog.com: looked up 3 x, connected to at port 443 1 x; asked by posthog.request:12"),
        Evidence(text="2001:db8::1: sent to 1 x; asked by statsd:4"),
    )
    yield _seen("pandas", "network.contacts", 0.0, **at, evidence=(note,))
    yield _seen("pandas", "network.works_offline", 1.0, **at)
    yield _seen("great-expectations", "network.contacts", 2.0, **at, evidence=(*hosts, note))
    text = "with loopback alone: failed: ConnectionError\nConnectionError: no route"
    yield _seen("great-expectations", "network.works_offline", 0.0, **at, evidence=(Evidence(text=text),))


def _iteration() -> Iterator[Observation]:
    at: dict[str, Any] = {"task": TASK, "level": "adapt"}
    file = f"tasks/{TASK}/pandas/adapt.py"
    yield _seen("pandas", "iteration.rerun_seconds", 0.39, **at, evidence=(Evidence(file, (6, 6), "run again"),))
    stale = "stale answer: run again after the change, it gave the answer from before it (2 are missing)"
    yield _seen("pandera", "iteration.rerun_seconds", None, **at, status=Status.WRONG, reason=stale)
    yield _seen(
        "pandas", "iteration.notebook", 1.0, **at, evidence=(Evidence(file, None, "7 cells, outputs verified"),)
    )
    why = "7 cells; not in a notebook: it needs a file: NameError: name '__file__' is not defined"
    yield _seen("pandera", "iteration.notebook", 0.0, **at, evidence=(Evidence(file, (3, 4), why),))
    reason = "not in a notebook: it needs a file: NameError"
    yield _seen("pandera", "iteration.cell_seconds", None, **at, status=Status.FAILED, reason=reason)
