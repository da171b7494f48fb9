"""A workspace of one's own: whatever is chosen of the starter, what comes of it is in order."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from evalkit.workspace import (
    CannotBegin,
    Workspace,
    all_problems,
    found,
    found_whole,
    load_rubric,
    load_workspace,
    starter,
)


@cache
def shipped() -> Workspace:
    return load_workspace(starter())


@pytest.mark.parametrize("task", sorted(path.parent.name for path in (starter() / "tasks").glob("*/task.yaml")))
def test_any_task_makes_a_workspace_in_order_with_all_its_tools(task: str, tmp_path: Path) -> None:
    tools = [tool for tool in shipped().tools_of(task) if _does(task, tool)]
    made = found(tmp_path / "own", shipped(), [task], tools)
    assert all_problems(made.root) == ()
    workspace = load_workspace(made.root)
    assert (set(workspace.tasks), set(workspace.adapters)) == ({task}, {*tools, shipped().tasks[task].baseline})
    rubric = load_rubric(made.root / "rubrics/default.yaml", workspace)
    assert set(rubric.tasks) == {task}
    assert rubric.stacks["ordinary-python"].tools == {task: shipped().tasks[task].baseline}
    assert len(rubric.stacks) == len(workspace.adapters)


def _does(task: str, tool: str) -> bool:
    return any((one.task, one.tool) == (task, tool) and one.main for one in shipped().implementations)


def test_without_a_choice_it_holds_what_the_quick_rubric_compares(tmp_path: Path) -> None:
    made = found(tmp_path / "own", shipped())
    assert made.tasks == ("data-validation", "sliced-metrics", "skew")
    assert set(made.tools) == {"pandas", "pandera", "scikit-learn", "scipy"}
    assert all_problems(made.root) == ()
    assert {path.name for path in made.root.iterdir()} >= {"README.md", "adapters", "tasks", "rubrics"}
    assert (made.root / "adapters/locks/scipy+pandas.linux-x86_64.txt").is_file()
    assert "tfdv" not in (made.root / "rubrics/default.yaml").read_text(encoding="utf-8")


def test_a_tool_alone_brings_the_tasks_that_it_does_and_their_baselines(tmp_path: Path) -> None:
    made = found(tmp_path / "own", shipped(), tools=["polars"])
    assert set(made.tasks) == {"sliced-metrics", "split", "transform"}
    assert set(made.tools) == {"polars", *(shipped().tasks[task].baseline for task in made.tasks)}
    assert all_problems(made.root) == ()


def test_reasons_of_anchors_and_comments_stay_as_they_are(tmp_path: Path) -> None:
    made = found(tmp_path / "own", shipped(), ["skew"], ["scipy"])
    own = (made.root / "rubrics/default.yaml").read_text(encoding="utf-8")
    theirs = (starter() / "rubrics/default.yaml").read_text(encoding="utf-8")
    criteria = theirs.partition("\ncriteria:")[2].partition("\n# Profiles say")[0]
    assert criteria
    assert '\ntitle: "SciPy and ordinary Python"\n' in own
    assert criteria in own
    assert (
        "companions:\n  skew: [pandas==3.1.1] # SciPy tests arrays" in (made.root / "adapters/scipy.yaml").read_text()
    )


@pytest.mark.slow  # every implementation is read twice
def test_the_whole_starter_can_be_copied(tmp_path: Path) -> None:
    made = found_whole(tmp_path / "own", shipped())
    assert set(made.tasks) == set(shipped().tasks)
    assert all_problems(made.root) == ()
    assert not list(made.root.rglob("__pycache__"))


@pytest.mark.parametrize(
    ("tasks", "tools", "message"),
    [
        (["skw"], [], "evalkit brings no task 'skw'; did you mean 'skew'?"),
        ([], ["panderra"], "evalkit brings no tool 'panderra'; did you mean 'pandera'?"),
        (["skew"], ["pandera"], "pandera has no implementation of skew; it does data-validation"),
    ],
)
def test_what_the_starter_lacks_is_said(tmp_path: Path, tasks: list[str], tools: list[str], message: str) -> None:
    with pytest.raises(CannotBegin) as told:
        found(tmp_path / "own", shipped(), tasks, tools)
    assert str(told.value) == message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ("notes.txt", "is not empty (notes.txt), and nothing is overwritten; name a new folder"),
        ("", "is a workspace already, and nothing is overwritten; name a new folder"),
    ],
)
def test_nothing_is_overwritten(tmp_path: Path, there: str, message: str) -> None:
    own = tmp_path / "own"
    if there:
        own.mkdir()
        (own / there).write_text("mine")
    else:
        found(own, shipped(), ["skew"], ["scipy"])
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    for begin in (found, found_whole):
        with pytest.raises(CannotBegin) as told:
            begin(own, shipped())
        assert str(told.value) == f"{own} {message}"
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


def test_an_empty_repository_may_become_a_workspace(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / ".git").mkdir(parents=True)
    assert found(own, shipped(), ["skew"], ["scipy"]).root == own
    assert (own / "tasks/skew/task.yaml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["own"]
    assert {path.name for path in own.glob(".*")} == {".git"}


@pytest.mark.parametrize("inner", ["mine", "docs/deep/mine", "adapters"])
def test_no_workspace_is_made_within_another(tmp_path: Path, inner: str) -> None:
    outer = tmp_path / "outer"
    found(outer, shipped(), ["skew"])
    for make in (found, found_whole):
        with pytest.raises(CannotBegin) as raised:
            make(outer / inner / "in", shipped())
        assert str(raised.value) == (
            f"{outer / inner / 'in'} would lie in the workspace {outer}; name a folder outside of it, such as {tmp_path / 'in'}"
        )
    assert not (outer / inner / "in").exists()


def test_within_half_a_workspace_a_whole_one_may_be_made(tmp_path: Path) -> None:
    for name in ("adapters", "tasks"):
        (tmp_path / name).mkdir()
    found(tmp_path / "whole", shipped(), ["skew"])
    assert (tmp_path / "whole" / "rubrics").is_dir()
