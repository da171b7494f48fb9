"""Which tools a rubric ranks: those that the default one names, however many the workspace gets; the full one ranks all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evalkit.model import Rubric
from evalkit.workspace import Workspace, load

ROOT = Path(__file__).parents[2]


@cache
def loaded(name: str) -> tuple[Workspace, Rubric]:
    return load(ROOT, ROOT / "rubrics" / f"{name}.yaml")


def test_a_tool_that_is_added_to_the_workspace_makes_the_default_run_no_longer() -> None:
    for name in ("default", "claims-tfx-parts"):
        assert loaded(name)[1].adapters is not None


def test_the_full_rubric_ranks_every_tool_of_its_tasks() -> None:
    workspace, rubric = loaded("full")
    assert rubric.adapters is None
    assert set(workspace.adapters) == {tool for task in workspace.tasks for tool in workspace.tools_of(task)}


def test_every_stack_covers_all_tasks_with_tools_that_do_them() -> None:
    for name, stacks in (
        ("full", {"tfx", "python-ecosystem", "mlflow-shop", "metaflow-shop", "lightest"}),
        ("default", {"tfx-parts", "ordinary-python", "specialised", "suites"}),
    ):
        workspace, rubric = loaded(name)
        assert set(rubric.stacks) == stacks
        for stack in rubric.stacks.values():
            assert set(stack.tools) == set(rubric.tasks) == set(workspace.tasks)
            assert all(tool in workspace.tools_of(task) for task, tool in stack.tools.items())
            assert all(rubric.takes_part(tool, task) for task, tool in stack.tools.items())
