"""What a rubric refers to: metrics, tasks, tools, levels, requirements, its own criteria, and the sides of its claims.

The checks read what was written, not the finished model, so that a rubric with a wrong type somewhere still hears of
everything else at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalkit.documents import Problem, Written, did_you_mean, quoted
from evalkit.model import REQUIREMENTS, LevelRule, Measure, Metric
from evalkit.model.task import LEVELS
from evalkit.probes import METRICS, levels_of, runs
from evalkit.workspace.references import Known, unable, unknown, unknown_to_rubric

_USUAL_LEVEL = "adapt"
_WITHOUT_LEVEL = {
    LevelRule.TOOL: "the adapter",
    LevelRule.TASK: "the tool in a task",
    LevelRule.TOGETHER: "all levels at once",
}
"""What a metric without a level is taken from."""


def reference_problems(rubric: Written, known: Known) -> list[Problem]:
    """Every name in a rubric that stands for nothing, and every choice that leaves nothing to rank by."""
    return [
        *(
            problem
            for task, place, _ in rubric.members("tasks")
            for problem in unknown("task", task, place, known.tasks)
        ),
        *_adapters(rubric, known),
        *_metrics(rubric),
        *_profiles(rubric),
        *_stacks(rubric, known),
        *_claims(rubric, known),
    ]


def _adapters(rubric: Written, known: Known) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in rubric.items("adapters"):
        if isinstance(item.value, str):
            yield from unknown("adapter", item.value, item.place, known.adapters)
            if item.value in seen:
                yield Problem(item.place, f"the adapter {quoted(item.value)} is listed twice here; remove one")
            seen.add(item.value)


def _metrics(rubric: Written) -> Iterator[Problem]:
    for _, _, criterion in rubric.members("criteria"):
        for entry in criterion.items("metrics"):
            yield from unknown_to_rubric(entry.at("metric"), rubric)
            yield from _never_measured(entry, rubric)


def _never_measured(asked: Written, rubric: Written) -> Iterator[Problem]:
    """A problem where a metric is asked for at a level at which this rubric never measures it."""
    metric = METRICS.get(asked.text("metric") or "")
    if metric is None or metric.rule is not LevelRule.ONE_LEVEL:
        return
    level, at = asked.text("level") or _USUAL_LEVEL, asked.at("level") or asked.at("metric") or asked
    timed = tuple(item.value for item in rubric.items("measure", "timed_levels")) or Measure().timed_levels
    measured = timed if metric.name in runs.TIMED else levels_of(metric.name)
    if level in LEVELS and measured and level not in measured and set(measured) <= set(LEVELS):
        choices = " or ".join(f"`level: {name}`" for name in measured)
        also = f", or add {level} to `timed_levels` under `measure`" if metric.name in runs.TIMED else ""
        where = f"only at {', '.join(map(str, measured))}"
        yield Problem(
            at.place, f"{metric.name} is measured {where}, so it has no value at {level}; write {choices}{also}"
        )


def _profiles(rubric: Written) -> Iterator[Problem]:
    criteria = {name: _number(value.at("weight"), 1.0) for name, _, value in rubric.members("criteria")}
    tasks = {name: _number(value, 1.0) for name, _, value in rubric.members("tasks")}
    for _, _, profile in rubric.members("profiles"):
        yield from _weights(profile, "weights", "criterion", criteria)
        yield from _weights(profile, "tasks", "task of this rubric:", tasks)
        for item in profile.items("requires"):
            if isinstance(item.value, str):
                yield from unknown("requirement", item.value, item.place, REQUIREMENTS)


def _weights(profile: Written, key: str, word: str, of_rubric: Mapping[str, float]) -> Iterator[Problem]:
    own = {name: _number(value, 1.0) for name, _, value in profile.members(key)}
    for name, place, _ in profile.members(key):
        yield from unknown(word, name, place, of_rubric)
    holder = profile.at(key)
    if own and holder and not any(weight != 0 for weight in {**of_rubric, **own}.values()):
        message = "these weights are all 0, so there is nothing to rank by; set one above 0"
        yield Problem(holder.place, message)


def _number(value: Written | None, otherwise: float) -> float:
    return float(value.value) if value and isinstance(value.value, int | float) else otherwise


def _stacks(rubric: Written, known: Known) -> Iterator[Problem]:
    for stack, place, value in rubric.members("stacks"):
        tools = value.at("tools")
        if not tools or not tools.is_mapping:
            continue
        chosen = {task for task, _, _ in tools.members()}
        left_out = [task for task, _, _ in rubric.members("tasks") if task in known.tasks and task not in chosen]
        if left_out:
            task = left_out[0]
            able = known.tools_of(task)
            remedy = f"`{task}: {able[0]}`" if able else "a tool for each"
            message = f"the stack {quoted(stack)} leaves out {', '.join(left_out)}; write {remedy} under its tools"
            yield Problem(place, message)
        for task, task_place, tool in tools.members():
            yield from unknown("task", task, task_place, known.tasks)
            if isinstance(tool.value, str):
                yield from unable(task, tool.value, tool.place, known)


def _claims(rubric: Written, known: Known) -> Iterator[Problem]:
    """Everything in the claims of a rubric that stands for nothing or can never be measured."""
    tasks = [task for task, _, _ in rubric.members("tasks")]
    for _, _, claim in rubric.members("claims"):
        for test in (claim, *claim.items("tests")):
            for side in (test.at("left"), test.at("right")):
                if side and side.is_mapping:
                    yield from unknown_to_rubric(side.at("metric"), rubric)
                    yield from _operand(side, tasks, known)
                    yield from _never_measured(side, rubric)
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
        message = f"{right.name} is counted in {right.unit}, and {left.name} in {left.unit}; compare metrics with the same unit"
        yield Problem(named.place, message)
