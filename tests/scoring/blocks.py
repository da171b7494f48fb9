"""A run of one task with any number of tools in the same blocks, for what is drawn from blocks and spreads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.model import BlockPlace, Observation, Rubric, Status, Task
from evalkit.probes import METRICS, probe_of
from evalkit.scoring import Judgement, judge

SCALES = (1000, 30_000, 300_000)
WALL = {"metric": "run.wall_seconds", "curve": "log", "good": 0.1, "bad": 100.0, "because": "x"}
RATIO = WALL | {"relative_to": "baseline"}
TOKENS = {"metric": "code.tokens", "curve": "log", "good": 10.0, "bad": 1000.0, "spread": 0.3, "because": "x"}
LINES = {"metric": "code.lines", "curve": "log", "good": 1.0, "bad": 100.0, "spread": 0.3, "because": "x"}
SIZE = {"metric": "setup.install_mb", "curve": "log", "good": 50.0, "bad": 5000.0, "because": "x"}

Times = Mapping[str, Sequence[float]]


def task(name: str = "skew", not_applicable: tuple[str, ...] = ()) -> Task:
    """A task whose baseline is pandas."""
    return Task.model_validate(
        {
            "task": name,
            "title": name,
            "scales": SCALES,
            "baseline": "pandas",
            "levels": {"adapt": {"asks": "x"}},
            "not_applicable": not_applicable,
        }
    )


def rubric(criteria: Mapping[str, Sequence[Mapping[str, object]]], /, **more: object) -> Rubric:
    """Criteria by name, of the same weight; `more` are other keys of the rubric."""
    document = {name: {"title": name, "metrics": tuple(entries)} for name, entries in criteria.items()}
    return Rubric.model_validate({"rubric": "r", "title": "R", "tasks": {"skew": 1.0}, "criteria": document, **more})


def saw(tool: str, metric: str, value: float | None, status: Status = Status.OK, **more: object) -> Observation:
    """One observation of the task, at level adapt and the rubric's scale unless told otherwise."""
    where = {} if metric.startswith("setup.") else {"task": "skew", "level": "adapt", "scale": 30_000}
    fixed = {"probe": probe_of(metric), "unit": METRICS[metric].unit, "key": "k", "session": "s", "taken": "t"}
    return Observation(tool=tool, metric=metric, value=value, status=status, **{**fixed, **where, **more})  # type: ignore[arg-type]


def verified(tool: str, **more: object) -> Observation:
    """A result that the checker passed."""
    return saw(tool, "capability.score", 1.0, Status.OK, **more)


def timed(times: Times, scale: int = 30_000, session: str = "s", first: int = 0) -> list[Observation]:
    """Every tool's seconds, block by block."""
    seen = [verified(tool, scale=scale) for tool in times]
    for place, (tool, seconds) in enumerate(times.items()):
        for number, second in enumerate(seconds, first):
            block = BlockPlace(f"skew/adapt/{scale}/{session}/{number}", place, len(times))
            seen.append(saw(tool, "run.wall_seconds", second, scale=scale, block=block, session=session))
    return seen


def judged(
    using: Rubric, seen: Sequence[Observation], *tools: str, tasks: Mapping[str, Task] | None = None
) -> Judgement:
    """The judgement over these tools, competing in every task."""
    known = tasks or {"skew": task()}
    return judge(using, known, dict.fromkeys(known, tools), seen)
