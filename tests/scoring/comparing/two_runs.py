"""Two runs of one task by three tools, made up so that what differs between them is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalkit.model import BlockPlace, Observation, Rubric, Status, Task
from evalkit.probes import METRICS, probe_of
from evalkit.scoring import RunData

TOOLS = ("pandas", "quick", "slow")
LEVELS = ("hello", "adapt", "stretch")
TIMES = (1.0, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98, 1.07, 0.93, 1.01)
"""Ten blocks' noise around 1."""
STEADY = tuple(1 + (share - 1) / 10 for share in TIMES)
"""A tenth of that noise: ten blocks tell whether a ratio stayed within 5 %."""


def task(**changes: Any) -> Task:
    document = {
        "task": "skew",
        "title": "Notice drift",
        "scales": (1000, 30000, 300000),
        "baseline": "pandas",
        "levels": {level: {"asks": "find it"} for level in LEVELS},
    }
    return Task.model_validate(document | changes)


def rubric(**changes: Any) -> Rubric:
    document = {
        "rubric": "small",
        "title": "A small rubric",
        "tasks": {"skew": 1.0},
        "criteria": {
            "friction": {
                "title": "Friction",
                "metrics": (
                    {
                        "metric": "run.wall_seconds",
                        "relative_to": "baseline",
                        "curve": "log",
                        "good": 0.1,
                        "bad": 20.0,
                        "because": "a test",
                    },
                    {"metric": "setup.install_mb", "curve": "log", "good": 10.0, "bad": 1000.0, "because": "a test"},
                ),
            },
            "ergonomics": {
                "title": "Ergonomics",
                "metrics": (
                    {"metric": "code.tokens", "curve": "log", "good": 20.0, "bad": 500.0, "because": "a test"},
                ),
            },
        },
        "stacks": {
            "fast": {"title": "The quick one", "tools": {"skew": "quick"}},
            "calm": {"title": "The slow one", "tools": {"skew": "slow"}},
        },
    }
    return Rubric.model_validate(document | changes)


def saw(tool: str, metric: str, value: float | None, **more: Any) -> Observation:
    facts: dict[str, Any] = {
        "status": Status.OK,
        "key": f"{tool}/{metric}",
        "session": "s",
        "taken": "2026-11-24T03:00:00Z",
    }
    known = METRICS[metric]
    return Observation(tool=tool, probe=probe_of(metric), metric=metric, unit=known.unit, value=value, **facts | more)


def seen_of(
    tool: str,
    *,
    seconds: float,
    tokens: float,
    megabytes: float,
    noise: Sequence[float] = TIMES,
    bad: Mapping[str, Status] | None = None,
    members: Sequence[str] = TOOLS,
    key: str = "k",
    code: str = "",
) -> Iterator[Observation]:
    """What a run might have seen of a tool whose times are `seconds` times each of `noise`, one a block.

    Another `code` is another implementation.
    """
    bad = bad or {}
    yield saw(tool, "setup.install_mb", megabytes)
    yield saw(tool, "setup.install_seconds", megabytes / 100)
    for level in LEVELS:
        status = bad.get(level, Status.OK)
        at: dict[str, Any] = {"task": "skew", "level": level}
        value = 1.0 if status is Status.OK else None
        yield saw(
            tool,
            "capability.score",
            value,
            **at,
            scale=30000 if level == "adapt" else 1000,
            status=status,
            reason="" if value else "KeyError: 'age'",
        )
        if status is Status.OK:
            yield saw(tool, "code.tokens", tokens, **at, key=f"{tool}/code.tokens{code}")
    for number, share in enumerate(noise):
        if bad.get("adapt", Status.OK) is Status.OK:
            yield saw(
                tool,
                "run.wall_seconds",
                seconds * share,
                task="skew",
                level="adapt",
                scale=30000,
                key=f"{tool}/{key}",
                block=BlockPlace(f"b{number}", members.index(tool), len(members)),
            )


PLAIN: Mapping[str, Mapping[str, Any]] = {
    "pandas": {"seconds": 1.0, "tokens": 100.0, "megabytes": 100.0},
    "quick": {"seconds": 0.5, "tokens": 80.0, "megabytes": 200.0, "noise": TIMES[::-1]},
    "slow": {"seconds": 4.0, "tokens": 60.0, "megabytes": 400.0, "noise": (*TIMES[3:], *TIMES[:3])},
}
"""A run in which nothing went wrong."""


def run_data(changed: Mapping[str, Mapping[str, Any]] | None = None, **fields: Any) -> RunData:
    """A run like `PLAIN`, but for what is `changed` of its tools; `fields` replace those of RunData."""
    tools = [tool for tool in TOOLS if tool in fields.get("members", {"skew": TOOLS})["skew"]]
    observations = [
        seen
        for tool in tools
        for seen in seen_of(tool, **{**PLAIN[tool], **(changed or {}).get(tool, {}), "members": tools})
    ]
    known: dict[str, Any] = {
        "rubric": rubric(),
        "tasks": {"skew": task()},
        "members": {"skew": TOOLS},
        "observations": observations,
        "environments": {},
        "versions": dict.fromkeys(TOOLS, "1.0"),
        "machine": {"processor": "a", "memory": "8 GB"},
        "evalkit": "0.1.0",
    }
    return RunData(**known | fields)
