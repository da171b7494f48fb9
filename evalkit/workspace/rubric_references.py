"""Check the names in a rubric: metrics, tasks, tools, levels, requirements, criteria, and both sides of its claims.

The checks read the written document, not the finished model. So a rubric with a wrong type still gets all its other
problems at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalkit.documents import Place, Problem, Written, did_you_mean, quoted
from evalkit.model import REQUIREMENTS, LevelRule, Measure, Metric
from evalkit.model.task import LEVELS, USUAL_LEVEL
from evalkit.probes import METRICS, levels_of, runs
from evalkit.workspace.references import Known, unable, unknown, unknown_to_rubric

_WITHOUT_LEVEL = {
    LevelRule.TOOL: "the adapter",
    LevelRule.TASK: "the tool in a task",
    LevelRule.TOGETHER: "all levels at once",
}
"""The source of a metric's value if it has no level."""


@dataclass(frozen=True, slots=True)
class Removal:
    """The place where a rubric sets a key to null, and the files of the rubrics below it."""

    place: Place
    bases: frozenset[str]


Removals = Mapping[tuple[str, str], Removal]
"""Tasks and criteria that a rubric removes from those that it extends, by (section, name)."""


def reference_problems(rubric: Written, known: Known, removals: Removals) -> list[Problem]:
    """Return every name in a rubric that refers to nothing, and every choice that leaves nothing to rank by."""
    return [
        *(
            problem
            for task, place, _ in rubric.members("tasks")
            for problem in unknown("task", task, place, known.tasks)
        ),
        *_adapters(rubric, known),
        *_metrics(rubric),
        *_profiles(rubric, removals),
        *_stacks(rubric, known),
        *_claims(rubric, known, removals),
    ]


def _adapters(rubric: Written, known: Known) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in rubric.items("adapters"):
        tools = [(item.value, item.place)] if isinstance(item.value, str) else []
        for tool, place, only in item.members() if item.is_mapping else ():
            tools.append((tool, place))
            yield from _only_in(tool, only, known)
        for tool, place in tools:
            yield from unknown("adapter", tool, place, known.adapters)
            if tool in seen:
                yield Problem(place, f"the adapter {quoted(tool)} is listed twice here; remove one")
            seen.add(tool)
    for item in rubric.items("interop_with"):
        if isinstance(item.value, str):
            yield from unknown("adapter", item.value, item.place, known.adapters)


def _only_in(tool: str, only: Written, known: Known) -> Iterator[Problem]:
    """Yield the tasks of `tool: [task, …]` that do not exist, or that the tool does not do."""
    for task in only.items():
        if isinstance(task.value, str):
            yield from unknown("task", task.value, task.place, known.tasks)
            if tool in known.adapters:
                yield from unable(task.value, tool, task.place, known)


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
    level, at = asked.text("level") or USUAL_LEVEL, asked.at("level") or asked.at("metric") or asked
    timed = tuple(item.value for item in rubric.items("measure", "timed_levels")) or Measure().timed_levels
    measured = timed if metric.name in runs.TIMED else levels_of(metric.name)
    if level in LEVELS and measured and level not in measured and set(measured) <= set(LEVELS):
        choices = " or ".join(f"`level: {name}`" for name in measured)
        also = f", or add {level} to `timed_levels` under `measure`" if metric.name in runs.TIMED else ""
        where = f"only at {', '.join(map(str, measured))}"
        yield Problem(
            at.place, f"{metric.name} is measured {where}, so it has no value at {level}; write {choices}{also}"
        )


def _profiles(rubric: Written, removals: Removals) -> Iterator[Problem]:
    criteria = {name: _number(value.at("weight"), 1.0) for name, _, value in rubric.members("criteria")}
    tasks = {name: _number(value, 1.0) for name, _, value in rubric.members("tasks")}
    for name, _, profile in rubric.members("profiles"):
        for key, section, word, of_rubric in (
            ("weights", "criteria", "criterion", criteria),
            ("tasks", "tasks", "task of this rubric:", tasks),
        ):
            yield from _zero_weights(profile, key, of_rubric)
            for weighed, place, _ in profile.members(key):
                removal = removals.get((section, weighed))
                if weighed not in of_rubric and removal and place.file in removal.bases:
                    yield _still_weighed(name, key, weighed, place, removal)
                else:
                    yield from unknown(word, weighed, place, of_rubric)
        for item in profile.items("requires"):
            if isinstance(item.value, str):
                yield from unknown("requirement", item.value, item.place, REQUIREMENTS)


def _still_weighed(profile: str, key: str, weighed: str, place: Place, removal: Removal) -> Problem:
    word = "criterion" if key == "weights" else "task"
    remedy = f"write `profiles: {{{profile}: {{{key}: {{{weighed}: null}}}}}}` too"
    what = f"the profile {quoted(profile)} still weighs the {word} {quoted(weighed)} ({place})"
    return Problem(removal.place, f"{what}; {remedy}")


def _zero_weights(profile: Written, key: str, of_rubric: Mapping[str, float]) -> Iterator[Problem]:
    own = {name: _number(value, 1.0) for name, _, value in profile.members(key)}
    holder = profile.at(key)
    if own and holder and not any(weight != 0 for weight in {**of_rubric, **own}.values()):
        message = "these weights are all 0, so there is nothing to rank by; set one above 0"
        yield Problem(holder.place, message)


def _number(value: Written | None, otherwise: float) -> float:
    return float(value.value) if value and isinstance(value.value, int | float) else otherwise


def _stacks(rubric: Written, known: Known) -> Iterator[Problem]:
    tasks = {task: place for task, place, _ in rubric.members("tasks") if task in known.tasks}
    inherited: dict[str, list[str]] = {}
    for stack, place, value in rubric.members("stacks"):
        tools = value.at("tools")
        if not tools or not tools.is_mapping:
            continue
        chosen = {task for task, _, _ in tools.members()}
        left_out = [task for task in tasks if task not in chosen]
        if place.file != rubric.place.file:  # a rubric that is extended: the one that adds the task has to change
            for task in [task for task in left_out if tasks[task].file == rubric.place.file]:
                inherited.setdefault(task, []).append(stack)
                left_out.remove(task)
        if left_out:
            task = left_out[0]
            suggested = known.suggested(task)
            remedy = f"`{task}: {suggested}`" if suggested else "a tool for each"
            message = f"the stack {quoted(stack)} leaves out {', '.join(left_out)}; write {remedy} under its tools"
            yield Problem(place, message)
        for task, task_place, tool in tools.members():
            yield from unknown("task", task, task_place, known.tasks)
            if isinstance(tool.value, str):
                yield from unable(task, tool.value, tool.place, known)
    for task, stacks in inherited.items():
        yield _inherited_stacks(task, tasks[task], stacks, known)


def _inherited_stacks(task: str, place: Place, stacks: list[str], known: Known) -> Problem:
    """The problem of a task that a rubric adds, and that stacks of the rubric below have no tool for."""
    tool = known.suggested(task) or "TOOL"
    many = len(stacks) > 1
    message = (
        f"the stack{'s' if many else ''} {', '.join(map(quoted, stacks))}, which this rubric inherits, "
        f"{'have' if many else 'has'} no tool for {task}; write `stacks: {{{stacks[0]}: {{tools: {{{task}: {tool}}}}}}}` here"
        f"{' for each of them' if many else ''}, or `{stacks[0]}: null`"
    )
    return Problem(place, message)


def _claims(rubric: Written, known: Known, removals: Removals) -> Iterator[Problem]:
    """Yield everything in the claims of a rubric that refers to nothing or can never be measured."""
    tasks = [task for task, _, _ in rubric.members("tasks")]
    for name, _, claim in rubric.members("claims"):
        still: list[Problem] = []
        for test in (claim, *claim.items("tests")):
            for side in (test.at("left"), test.at("right")):
                if side and side.is_mapping:
                    yield from unknown_to_rubric(side.at("metric"), rubric)
                    about_removed = _still_claimed(name, side, tasks, removals)
                    still += about_removed
                    if not about_removed:
                        yield from _operand(side, tasks, known)
                        yield from _never_measured(side, rubric)
            yield from _units(test)
        yield from still[:1]


def _still_claimed(claim: str, side: Written, tasks: list[str], removals: Removals) -> list[Problem]:
    """Return the problem of a side that names a task which the rubric removes; empty if it names none."""
    task, name = side.at("task"), side.text("task") or ""
    removal = removals.get(("tasks", name))
    if task is None or removal is None or name in tasks or task.place.file not in removal.bases:
        return []
    what = f"the claim {quoted(claim)} is still about the task {quoted(name)} ({task.place})"
    return [Problem(removal.place, f"{what}; write `claims: {{{claim}: null}}` too")]


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
        elif not level and metric.rule is LevelRule.ONE_LEVEL and USUAL_LEVEL not in levels:
            message = f"{task} has no level {USUAL_LEVEL}; write `level: {levels[0]}` here"
            yield Problem(side.place, message)


def _units(test: Written) -> Iterator[Problem]:
    """Yield a problem if two compared metrics have different units."""
    left, right = (METRICS.get(test.text(side, "metric") or "") for side in ("left", "right"))
    named = test.at("right", "metric")
    if left and right and named and left.unit != right.unit:
        message = f"{right.name} is counted in {right.unit}, and {left.name} in {left.unit}; compare metrics with the same unit"
        yield Problem(named.place, message)
