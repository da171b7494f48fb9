"""Rubrics that answer one question that people have: one task, and a stack for each tool that does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.scoring.paired_timings import blocks_needed
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("orchestrators", "pipeline"),
        ("profilers", "eda"),
        ("trackers", "tracking"),
        ("validators", "data-validation"),
        ("servers", "serving"),
    ],
)
def test_a_decision_has_one_task_all_tools_that_do_it_and_a_stack_for_each(name: str, task: str) -> None:
    workspace, rubric = load(ROOT, ROOT / "rubrics" / f"{name}.yaml")
    assert set(rubric.tasks) == {task}
    assert rubric.adapters is not None
    assert set(rubric.adapters) == set(workspace.tools_of(task)), "a tool that does the task is compared"
    assert {stack.tools[task] for stack in rubric.stacks.values()} == set(rubric.adapters)
    assert rubric.measure.blocks >= blocks_needed(len(rubric.adapters))
    assert rubric.measure.budget_minutes <= 15
