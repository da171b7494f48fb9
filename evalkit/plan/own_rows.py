"""A run on a reader's own data: which tasks it leaves out, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evalkit.bench import Bench, Launcher, TaskBroken
from evalkit.model import Task
from evalkit.model.own_data import Role, told_by_reason
from evalkit.workspace import OwnTable, Workspace

TAKES_NONE = "takes no data of one's own"
NOT_MADE = "its inputs could not be made of these rows"

_NAMES: Mapping[Role, tuple[str, str]] = {
    "label": ("a label", "labels"),
    "groups": ("a column of groups", "columns of groups"),
    "numbers": ("a column of numbers", "columns of numbers"),
    "texts": ("a column of texts", "columns of texts"),
}


def lacking(task: Task, roles: Mapping[Role, int]) -> str:
    """Return why a task is left out of a run on a table whose columns play `roles`; '' where it is not."""
    if not task.roles:
        return TAKES_NONE
    less = [
        _NAMES[role][0] if needed == 1 else f"{needed} {_NAMES[role][1]}"
        for role, needed in task.roles.items()
        if roles.get(role, 0) < needed
    ]
    return f"needs {' and '.join(less)}" if less else ""


def tried(workspace: Workspace, tasks: Sequence[str], own: OwnTable, seed: int) -> dict[str, str]:
    """Make the inputs of each task at its smallest scale; return what the code of those says that cannot."""
    failed = {}
    with own.as_file() as file, Launcher() as launcher, Bench(workspace.root, launcher, own=file) as bench:
        for task in tasks:
            try:
                bench.inputs(workspace.task_folder(task), workspace.tasks[task].scales[0], seed)
            except TaskBroken as broken:
                failed[task] = broken.reason
    return failed


def left_out_of(
    workspace: Workspace,
    tasks: Sequence[str],
    own: OwnTable,
    seed: int,
    try_inputs: Callable[[Workspace, Sequence[str], OwnTable, int], dict[str, str]] = tried,
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the tasks that a run on a reader's own data leaves out, with the reason; and what their own code said.

    Each task that gets all roles makes its inputs once, at its smallest scale. What its code says when that fails may
    name values, and is for the terminal alone.
    """
    left = {task: why for task in tasks if (why := lacking(workspace.tasks[task], own.roles))}
    failed = try_inputs(workspace, [task for task in tasks if task not in left], own, seed)
    return {**left, **dict.fromkeys(failed, NOT_MADE)}, failed


def said(left_out: Mapping[str, str]) -> str:
    """Return one sentence that names the tasks that are left out, and why; '' where none is."""
    return f"left out of a run on your own data: {told_by_reason(left_out)}" if left_out else ""


def refusal_to_mix(kept: Mapping[str, Any], own: OwnTable | None) -> str:
    """Return why a run cannot go on in a folder whose manifest is `kept`; '' where it can.

    Runs on own data and others are never mixed, and a folder that may hold values of the data stays one that may.
    """
    if not kept:
        return ""
    data = kept.get("data")
    if (data is None) != (own is None):
        whose = "the census's data" if data is None else "a reader's own data"
        return f"holds a run on {whose}"
    if isinstance(data, dict) and own is not None and data.get("shown") and not own.told.shown:
        return "may hold values of the data, as it was made with --show-data"
    return ""
