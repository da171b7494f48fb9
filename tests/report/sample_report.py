"""A made-up but lifelike run: three tasks, nine tools, among them wrong, unsupported, unavailable and not yet run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from evalkit.model import BlockPlace, Observation, Rubric, Status, Task
from evalkit.model.facts import (
    Conflict,
    EnvironmentGroup,
    HandedOver,
    PairResolution,
    Pin,
    Pins,
    Place,
    PrintedLog,
    ResolverAnswer,
)
from evalkit.probes import METRICS, probe_of
from evalkit.report import ReportInput, RunFacts, SourceFile, ToolFacts
from evalkit.scoring import Judgement, judge

SCALE = 30_000
LEVELS = ("hello", "adapt", "stretch")

NAMES = {
    "pandas": ("pandas", None, "3.1.1", 107.0, 0.53),
    "scikit-learn": ("scikit-learn", None, "1.9.1", 256.0, 1.5),
    "pandera": ("pandera", None, "0.35.0", 121.0, 1.9),
    "great-expectations": ("Great Expectations", None, "1.24.1", 275.0, 5.5),
    "fairlearn": ("Fairlearn", None, "0.15.0", 257.0, 2.3),
    "evidently": ("Evidently", None, "0.7.23", 718.0, 8.7),
    "scipy": ("SciPy", None, "1.17.1", 219.0, 1.6),
    "tfdv": ("TensorFlow Data Validation", "TFX", "1.16.1", 2640.0, 8.2),
    "tfma": ("TensorFlow Model Analysis", "TFX", "0.52.0", 2804.0, 21.0),
}
MEMBERS = {
    "data-validation": ("pandas", "pandera", "great-expectations", "tfdv"),
    "sliced-metrics": ("pandas", "scikit-learn", "fairlearn", "evidently", "tfma"),
    "skew": ("pandas", "scikit-learn", "scipy", "evidently", "tfdv"),
}
BAD: Mapping[tuple[str, str, str], tuple[Status, str]] = {
    ("skew", "pandas", "stretch"): (Status.WRONG, "the two columns whose interaction drifted are not named"),
    ("sliced-metrics", "pandas", "stretch"): (Status.FAILED, "MemoryError: Unable to allocate 1.2 GiB"),
    ("skew", "tfdv", "stretch"): (Status.UNSUPPORTED, "compares one feature at a time"),
    ("skew", "scipy", "stretch"): (Status.UNSUPPORTED, "has no test of a joint distribution of categories"),
    ("skew", "scikit-learn", "adapt"): (Status.WRONG, "false alarm: 'hours-per-week' did not shift"),
    ("sliced-metrics", "evidently", "adapt"): (Status.FAILED, "KeyError: 'race'"),
    ("data-validation", "great-expectations", "stretch"): (Status.TIMEOUT, "still running after 120 s"),
}
NOT_RUN = {("sliced-metrics", "tfma", "stretch"), ("skew", "evidently", "stretch")}
UNAVAILABLE = ("sliced-metrics", "fairlearn")
TOKENS = {
    "pandas": 320,
    "scikit-learn": 150,
    "pandera": 110,
    "evidently": 90,
    "tfma": 240,
    "great-expectations": 340,
    "fairlearn": 130,
    "tfdv": 205,
}

CODE = """# https://example.org/docs
import json

import {tool} as tool

result = tool.validate("inputs/train.csv", "inputs/eval.csv")

# evalkit: hand over
records = [{{"column": c, "value": v}} for c, v in result]
with open("outputs/anomalies.json", "w") as file:
    json.dump(records, file)
"""


def rubric(**changes: Any) -> Rubric:
    """Three criteria, two stacks; `changes` replace whole keys."""
    document: dict[str, Any] = {
        "rubric": "default",
        "title": "Seven criteria for MLOps tools",
        "tasks": {"data-validation": 2.0, "sliced-metrics": 1.0, "skew": 1.0},
        "measure": {"scale": SCALE, "blocks": 10},
        "criteria": {
            "friction": {
                "title": "Friction in critical parts of the workflow",
                "metrics": (
                    _entry(
                        "run.wall_seconds",
                        0.3,
                        30.0,
                        relative_to="baseline",
                        curve="log",
                        because="from a third of plain Python's time to a coffee break",
                    ),
                    _entry(
                        "run.peak_memory_mb",
                        60.0,
                        2000.0,
                        curve="log",
                        because="a bare interpreter with data; what a laptop can spare",
                    ),
                    _entry(
                        "setup.install_mb",
                        50.0,
                        3000.0,
                        curve="log",
                        because="a small wheel; a container image one waits for",
                    ),
                ),
            },
            "ergonomics": {
                "title": "Ergonomic: little to write",
                "metrics": (
                    _entry("code.tokens", 60.0, 600.0, curve="log", spread=0.2, because="a screenful against three"),
                    _entry("code.lines", 8.0, 80.0, curve="log", weight=0.5, spread=0.2, because="the same in lines"),
                ),
            },
            "capability": {
                "title": "Does what the task asks",
                "metrics": (_entry("capability.score", 1.0, 0.0, because="all planted facts found, or none"),),
            },
        },
        "stacks": {
            "plain": {"title": "Ordinary Python", "tools": dict.fromkeys(MEMBERS, "pandas")},
            "tfx": {
                "title": "TFX",
                "tools": {"data-validation": "tfdv", "sliced-metrics": "tfma", "skew": "tfdv"},
            },
            "specialists": {
                "title": "A specialist for each task",
                "tools": {"data-validation": "pandera", "sliced-metrics": "scikit-learn", "skew": "evidently"},
            },
        },
        "profiles": {
            "laptop": {"title": "On a laptop", "weights": {"friction": 4.0}, "requires": ("small-install",)},
            "bank": {
                "title": "A bank",
                "weights": {"capability": 3.0, "friction": 0.0},
                "tasks": {"skew": 3.0},
                "requires": ("open-source-licence",),
            },
        },
        "claims": {
            "pandera-is-short": {
                "says": "Checks are short with a library for them",
                "source": "a talk, slide 3",
                "as_of": "2021",
                "left": _side("code.tokens", "pandera"),
                "is": "at most",
                "right": _side("code.tokens", "pandas", times=0.5),
            },
            "tfdv-is-light": {
                "says": "It is really lightweight",
                "source": "a talk, slide 4",
                "as_of": "2021",
                "left": {"metric": "setup.install_mb", "tool": "tfdv"},
                "is": "at most",
                "right": 300.0,
                "because": "three times what plain pandas takes",
            },
            "easy-in-the-cloud": {
                "says": "A managed service makes it easy",
                "source": "a talk, slide 9",
                "as_of": "2021",
                "not_measured": "nothing here runs in a cloud",
            },
        },
    } | changes
    return Rubric.model_validate(document)


def _side(metric: str, tool: str, **more: Any) -> dict[str, Any]:
    return {"metric": metric, "tool": tool, "task": "data-validation", "level": "adapt", **more}


def _entry(metric: str, good: float, bad: float, **more: Any) -> dict[str, Any]:
    return {"metric": metric, "good": good, "bad": bad, **more}


def tasks() -> dict[str, Task]:
    """The three reference tasks, in short."""
    titles = {
        "data-validation": "Catch bad rows before they reach training",
        "sliced-metrics": "See how the model does on every slice",
        "skew": "Notice that serving data drifted away",
    }
    asks = {
        "hello": "Infer expectations from train.csv; report every unexpected value in eval.csv.",
        "adapt": "Keep the expectations in a file; the label is absent in serving; allow 2 % missing.",
        "stretch": "Check rules that span columns.",
    }
    return {
        name: Task.model_validate(
            {
                "task": name,
                "title": title,
                "scales": (1000, SCALE, 300_000),
                "baseline": "pandas",
                "levels": {level: {"asks": text} for level, text in asks.items()},
            }
        )
        for name, title in titles.items()
    }


def observations(blocks: int = 10, installing: tuple[str, ...] = (), seed: int = 7) -> Iterator[Observation]:
    """What a run of these tasks might have seen, the same for the same seed; nothing of tools still installing."""
    return (seen for seen in _observations(blocks, installing, random.Random(seed)) if seen.tool not in installing)


def _observations(blocks: int, installing: tuple[str, ...], chance: random.Random) -> Iterator[Observation]:
    for tool, (_, _, _, size, _) in NAMES.items():
        if tool == "fairlearn":
            continue
        yield _seen(tool, "setup.install_mb", size)
        yield _seen(tool, "setup.install_seconds", size / 110)
        yield _seen(tool, "setup.import_seconds", NAMES[tool][4] / 3)
    yield from _stacks()
    for task, members in MEMBERS.items():
        for tool in members:
            for level in LEVELS:
                yield from _implementation(task, tool, level, chance)
        timed = [tool for tool in members if (task, tool) != UNAVAILABLE and tool not in installing]
        for block in range(blocks):
            drift = chance.uniform(0.95, 1.1)
            for place, tool in enumerate(chance.sample(timed, len(timed))):
                status, why = BAD.get((task, tool, "adapt"), (Status.OK, ""))
                yield _seen(
                    tool,
                    "run.wall_seconds",
                    NAMES[tool][4] * drift * chance.lognormvariate(0, 0.05) if status is Status.OK else None,
                    task=task,
                    level="adapt",
                    scale=SCALE,
                    block=BlockPlace(f"{task}/{block}", place, len(timed)),
                    status=status,
                    reason=why,
                    facts=(PrintedLog(f"logs/{task}/{tool}/adapt.log", 3),),
                )


def _stacks() -> Iterator[Observation]:
    """Two of the three stacks were resolved; of the third nobody knows yet."""
    how = Pins((Pin("pandas", ("pandas==3.1.1",)),), "linux-x86_64")
    alone = EnvironmentGroup(1, 1, ("pandas",), "3.11", 4)
    beside = [PairResolution(other, ResolverAnswer.INSTALLS, 12, "1.0") for other in ("scipy", "pandera")]
    because = "No solution found: Because tfdv==1.16.1 depends on pandas<2"
    conflict = PairResolution("tfdv", ResolverAnswer.CONFLICT, sentence=because)
    unknown = PairResolution("tfma", ResolverAnswer.UNKNOWN, sentence="Failed to build `crate==1.0`")
    yield _seen("", "stack.environments", 1.0, stack="plain", facts=(how, alone))
    yield _seen("", "stack.coinstallable", 2 / 3, stack="plain", facts=(how, *beside, conflict, unknown))
    apart = Conflict(("tfdv", "tfma"), "No solution found: Because both depend on tfx-bsl")
    itself = PairResolution("pandas", ResolverAnswer.CONFLICT, sentence="the stack itself needs 2 environments")
    yield _seen("", "stack.environments", 2.0, stack="tfx", facts=(how, apart))
    yield _seen("", "stack.coinstallable", 0.0, stack="tfx", facts=(how, itself))


def _implementation(task: str, tool: str, level: str, chance: random.Random) -> Iterator[Observation]:
    if (task, tool, level) in NOT_RUN:
        return
    status, why = BAD.get((task, tool, level), (Status.OK, ""))
    if (task, tool) == UNAVAILABLE:
        status, why = Status.UNAVAILABLE, "no interpreter of Python 3.9 was found on this machine"
    at: dict[str, Any] = {"task": task, "level": level, "status": status, "reason": why}
    at["scale"] = SCALE if level == "adapt" else 1000
    file = f"tasks/{task}/{tool}/{level}.py"
    score_ = 0.75 if (task, tool, level) == ("data-validation", "tfdv", "stretch") else 1.0
    yield _seen(tool, "capability.score", score_ if status is Status.OK else None, **at, facts=(Place(file),))
    if status is not Status.OK:
        return
    tokens = TOKENS.get(tool, 260) * {"hello": 0.6, "adapt": 1.0, "stretch": 1.7}[level] * chance.uniform(0.8, 1.2)
    if (task, tool) == ("sliced-metrics", "tfma"):
        tokens *= 1.5
    text = 'result = tool.validate("inputs/train.csv", "inputs/eval.csv")'
    yield _seen(tool, "code.tokens", float(round(tokens)), **at, facts=(Place(file, (3, 6), text),))
    yield _seen(tool, "code.lines", float(round(tokens / 9)), **at, facts=(Place(file, (3, 6)),))
    yield _seen(tool, "code.files", 1.0, **at)
    yield _seen(tool, "code.handover_tokens", 31.0, **at, facts=(HandedOver(file, 8, 31),))
    if level == "adapt":
        for _ in range(3):
            peak = 70 + NAMES[tool][3] * 0.25 * chance.uniform(0.97, 1.03)
            yield _seen(tool, "run.peak_memory_mb", peak, **at, purpose="memory")


def _seen(tool: str, metric: str, value: float | None, **more: Any) -> Observation:
    known = METRICS[metric]
    fields: dict[str, Any] = {
        "status": Status.OK,
        "key": f"{tool}/{metric}",
        "session": "s1",
        "taken": "2026-11-24T03:00:00Z",
    }
    return Observation(tool=tool, probe=probe_of(metric), metric=metric, unit=known.unit, value=value, **fields | more)


def tool_facts(installing: tuple[str, ...] = ()) -> dict[str, ToolFacts]:
    """Facts of the nine tools; one cannot be had on this machine."""
    states: dict[str, tuple[Any, str]] = dict.fromkeys(installing, ("installing", "2.8 GB to download"))
    states |= {
        "fairlearn": ("unavailable", "no interpreter of Python 3.9 was found on this machine"),
    }
    return {
        tool: ToolFacts(
            name=name,
            homepage=f"https://example.org/{tool}",
            family=family,
            python="3.10" if family else "3.11",
            version=version,
            newest="1.17.0" if tool == "tfdv" else version,
            why_not_newest="1.17 and later need glibc 2.39" if tool == "tfdv" else None,
            locked="2026-11-20",
            state=states.get(tool, ("ready", ""))[0],
            reason=states.get(tool, ("ready", ""))[1],
        )
        for tool, (name, family, version, _, _) in NAMES.items()
    }


def run_facts(**changes: Any) -> RunFacts:
    """Facts of the run; `changes` replace fields."""
    facts: dict[str, Any] = {
        "started": "2026-11-24T03:00:00Z",
        "finished": "2026-11-24T03:41:00Z",
        "complete": True,
        "machine": {
            "processor": "2 cores, 2.4 GHz",
            "memory": "8 GB",
            "system": "Debian 12, Linux 6.1",
            "python": "3.11.2",
        },
        "evalkit_version": "0.1.0",
        "seed": 0,
        "command": "evalkit run rubrics/default.yaml",
        "tools": tool_facts(),
        "damaged": ("line 812: checksum does not match",),
    }
    return RunFacts(**facts | changes)


def curve(tool: str) -> tuple[tuple[float, float], ...]:
    """Memory that climbs while importing, jumps while working, and falls."""
    seconds, peak = NAMES[tool][4], 70 + NAMES[tool][3] * 0.25
    shape = (0.1, 0.3, 0.45, 0.5, 0.55, 0.6, 0.9, 1.0, 0.97, 0.8, 0.78)
    return tuple((seconds * at / 10, peak * share) for at, share in enumerate(shape))


def midway() -> ReportInput:
    """The report in the middle of a run: three blocks, and a heavy tool still installing."""
    facts = run_facts(complete=False, finished=None, tools=tool_facts(("tfma",)), damaged=())
    return sample(3, ("tfma",), facts=facts)


@cache
def _judged(blocks: int, installing: tuple[str, ...]) -> Judgement:
    """The judgement under the rubric as it is, once for all tests: nothing in it can be changed."""
    return judge(rubric(), tasks(), MEMBERS, observations(blocks, installing))


def sample(blocks: int = 10, installing: tuple[str, ...] = (), **changes: Any) -> ReportInput:
    """A whole report; `changes` replace fields of ReportInput, `rubric=` and `facts=` among them."""
    own: Rubric | None = changes.pop("rubric", None)
    asked, known = own or rubric(), tasks()
    judged = judge(own, known, MEMBERS, observations(blocks, installing)) if own else _judged(blocks, installing)
    labels = [f"{task}/{tool}/{level}" for task, tools in MEMBERS.items() for tool in tools for level in LEVELS]
    written = [label for label in labels if label not in {f"skew/{tool}/stretch" for tool in ("tfdv", "scipy")}]
    fields: dict[str, Any] = {
        "scorecard": judged.card,
        "draws": judged.draws,
        "rubric": asked,
        "tasks": known,
        "facts": run_facts(),
        "sources": {
            label: (SourceFile(f"tasks/{label}.py", CODE.format(tool=label.split("/")[1].replace("-", "_"))),)
            for label in written
        },
        "logs": {
            label: SourceFile(f"logs/{label}.log", f"reading inputs\n<work>/{label.split('/')[2]}.py: done\n")
            for label in written
        },
        "curves": {
            f"{task}/{tool}/adapt": curve(tool)
            for task, tools in MEMBERS.items()
            for tool in tools
            if (task, tool) != UNAVAILABLE and (task, tool, "adapt") not in BAD and tool not in installing
        },
        "unsupported": {
            "skew/tfdv/stretch": "# Not possible\n\nTFDV compares the distribution of **one** feature at a time.\n\nSource: https://example.org/tfdv/skew",
            "skew/scipy/stretch": "SciPy has no test of a joint distribution of categories.",
        },
        "notices": "UCI Adult (Census Income), CC BY 4.0. Changed: values planted, rows resampled.",
    }
    return ReportInput(**fields | changes)
