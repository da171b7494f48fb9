"""What a rubric refers to: metrics, tasks, tools, levels, requirements, and its own criteria.

The checks read what was written, not the finished model, so that a rubric with a wrong type somewhere still hears of
everything else at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalkit.documents import Problem, Written, quoted
from evalkit.model import REQUIREMENTS
from evalkit.workspace.claim_references import claim_problems
from evalkit.workspace.known import Known
from evalkit.workspace.reference import unable, unknown, unknown_to_rubric


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
        *claim_problems(rubric, known),
    ]


def _adapters(rubric: Written, known: Known) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in rubric.items("adapters"):
        if isinstance(item.value, str):
            yield from unknown("adapter", item.value, item.place, known.adapters)
            if item.value in seen:
                yield Problem(item.place, f"the adapter {quoted(item.value)} stands here twice; remove one")
            seen.add(item.value)


def _metrics(rubric: Written) -> Iterator[Problem]:
    for _, _, criterion in rubric.members("criteria"):
        for entry in criterion.items("metrics"):
            yield from unknown_to_rubric(entry.at("metric"), rubric)


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
        message = "with these weights every one is 0 and nothing is left to rank by; put one above 0"
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
