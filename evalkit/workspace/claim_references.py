"""What the claims of a rubric refer to: metrics with the task and level that each is read from, tools, and one unit."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.documents import Problem, Written, did_you_mean, quoted
from evalkit.model import LevelRule, Metric
from evalkit.probes import METRICS
from evalkit.workspace.known import Known
from evalkit.workspace.reference import unable, unknown, unknown_to_rubric

_USUAL_LEVEL = "adapt"
_WITHOUT_LEVEL = {
    LevelRule.TOOL: "the adapter",
    LevelRule.TASK: "the tool in a task",
    LevelRule.TOGETHER: "all levels at once",
}


def claim_problems(rubric: Written, known: Known) -> Iterator[Problem]:
    """Everything in the claims of a rubric that stands for nothing or can never be measured."""
    tasks = [task for task, _, _ in rubric.members("tasks")]
    for _, _, claim in rubric.members("claims"):
        for test in (claim, *claim.items("tests")):
            for side in (test.at("left"), test.at("right")):
                if side and side.is_mapping:
                    yield from unknown_to_rubric(side.at("metric"), rubric)
                    yield from _operand(side, tasks, known)
            yield from _units(test)


def _operand(side: Written, tasks: list[str], known: Known) -> Iterator[Problem]:
    metric, task, tool = METRICS.get(side.text("metric") or ""), side.at("task"), side.at("tool")
    if task and isinstance(task.value, str):
        if task.value in known.tasks:
            yield from unknown("task of this rubric:", task.value, task.place, tasks)
        else:
            yield from unknown("task", task.value, task.place, known.tasks)
    if tool and isinstance(tool.value, str):
        yield from unable(side.text("task") or "", tool.value, tool.place, known)
    if metric and metric.rule is not LevelRule.STACK:
        yield from _task_and_level(side, metric, tasks, known)


def _task_and_level(side: Written, metric: Metric, tasks: list[str], known: Known) -> Iterator[Problem]:
    task, level = side.text("task"), side.at("level")
    if metric.rule is LevelRule.TOOL:
        if side.at("task"):
            message = f"{metric.name} belongs to the tool, whatever the task; leave this key out"
            yield Problem(side.key_place("task"), message)
    elif not side.at("task"):
        hint = f"; write `task: {tasks[0]}` here" if tasks else ""
        yield Problem(side.place, f"{metric.name} is measured in a task{hint}")
    if metric.rule in _WITHOUT_LEVEL:
        if level:
            source = _WITHOUT_LEVEL[metric.rule]
            message = f"{metric.name} is taken from {source}, not from one level; leave this key out"
            yield Problem(side.key_place("level"), message)
    elif task in known.tasks:
        levels = known.levels_of(task)
        if level and isinstance(level.value, str) and level.value not in levels:
            yield Problem(
                level.place, f"unknown level of {task}: {quoted(level.value)}{did_you_mean(level.value, levels)}"
            )
        elif not level and metric.rule is LevelRule.ONE_LEVEL and _USUAL_LEVEL not in levels:
            message = f"{task} has no level {_USUAL_LEVEL}; write `level: {levels[0]}` here"
            yield Problem(side.place, message)


def _units(test: Written) -> Iterator[Problem]:
    """Two metrics can be compared only where they are counted in the same unit."""
    left, right = (METRICS.get(test.text(side, "metric") or "") for side in ("left", "right"))
    named = test.at("right", "metric")
    if left and right and named and left.unit != right.unit:
        message = (
            f"{right.name} is counted in {right.unit}, and {left.name} in {left.unit}; compare metrics of one unit"
        )
        yield Problem(named.place, message)
