"""Which tools a rubric ranks: those of the default one stay, however many the workspace gets; another ranks all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evalkit.model import Rubric
from evalkit.workspace import Workspace, load

ROOT = Path(__file__).parents[2]
PANEL = {"evidently", "fairlearn", "great-expectations", "pandas", "pandera", "scikit-learn", "scipy", "tfdv", "tfma"}


@cache
def loaded(name: str) -> tuple[Workspace, Rubric]:
    return load(ROOT, ROOT / "rubrics" / f"{name}.yaml")


def tools() -> set[str]:
    workspace, _ = loaded("more-tools")
    return {tool for task in workspace.tasks for tool in workspace.tools_of(task)}


def test_a_tool_that_is_added_to_the_workspace_makes_the_default_run_no_longer() -> None:
    for name in ("default", "claims-tfx-parts"):
        chosen = loaded(name)[1].adapters
        assert chosen is not None
        assert set(chosen) == PANEL
        assert set(chosen) <= tools()


def test_more_tools_and_the_full_rubric_rank_every_tool_of_their_tasks() -> None:
    for name in ("more-tools", "full"):
        workspace, rubric = loaded(name)
        assert rubric.adapters is None
        assert set(workspace.adapters) == tools()


def test_the_full_rubric_has_every_task_and_every_stack_covers_them_all() -> None:
    workspace, rubric = loaded("full")
    assert set(rubric.tasks) == set(workspace.tasks)
    assert set(rubric.stacks) == {"tfx", "python-ecosystem", "mlflow-shop", "metaflow-shop", "lightest"}
    for stack in rubric.stacks.values():
        assert set(stack.tools) == set(rubric.tasks)
        assert all(tool in workspace.tools_of(task) for task, tool in stack.tools.items())


def test_more_tools_asks_what_the_default_rubric_asks() -> None:
    more, default = loaded("more-tools")[1], loaded("default")[1]
    for part in ("tasks", "criteria", "profiles", "interop_with"):
        assert getattr(more, part) == getattr(default, part)


def test_more_tools_ranks_stacks_of_added_tools_beside_the_default_ones() -> None:
    more, default = loaded("more-tools")[1], loaded("default")[1]
    added = {tool for name in more.stacks.keys() - default.stacks.keys() for tool in more.stacks[name].tools.values()}
    assert default.stacks.items() <= more.stacks.items()
    assert added
    assert added.isdisjoint(PANEL)
