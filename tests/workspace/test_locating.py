"""Rubrics and workspaces are found where people expect them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.workspace import (
    BadInput,
    NoWorkspace,
    find_workspace,
    locate_rubric,
    own_workspace,
    reports_folder,
    starter,
    workspace_above,
    workspace_for,
)

Build = Callable[[Mapping[str, str | None]], Path]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A starter workspace with one rubric, in place of the real one."""
    root = tmp_path / "package/starter"
    for folder in ("adapters", "tasks", "rubrics"):
        (root / folder).mkdir(parents=True)
    (root / "rubrics/default.yaml").write_text("")
    return root


def test_a_rubric_is_found_relative_to_the_current_folder(build: Build, shipped: Path) -> None:
    root = build({})
    assert locate_rubric("rubrics/small.yaml", root, shipped) == (root, root / "rubrics/small.yaml")
    assert locate_rubric("../rubrics/small.yaml", root / "tasks", shipped) == (root, root / "rubrics/small.yaml")
    assert locate_rubric(str(root / "rubrics/small.yaml"), shipped, shipped) == (root, root / "rubrics/small.yaml")


def test_a_rubric_that_is_not_here_comes_from_the_starter_workspace(tmp_path: Path, shipped: Path) -> None:
    assert locate_rubric("rubrics/default.yaml", tmp_path, shipped) == (shipped, shipped / "rubrics/default.yaml")


def test_ones_own_rubric_comes_before_the_starters(build: Build, shipped: Path) -> None:
    root = build({"rubrics/default.yaml": ""})
    assert locate_rubric("rubrics/default.yaml", root, shipped)[0] == root


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rubrics/smal.yaml", "there is no such rubric; did you mean 'rubrics/small.yaml'?"),
        ("default", "there is no such rubric; did you mean 'rubrics/default.yaml'?"),
        ("rubrics", "is a folder, not a rubric; those that exist are rubrics/small.yaml, rubrics/default.yaml"),
        ("../../etc/passwd", "there is no such rubric; those that exist are rubrics/small.yaml, rubrics/default.yaml"),
        ("x\0y", "there is no such rubric; those that exist are rubrics/small.yaml, rubrics/default.yaml"),
        ("x" * 5000, "there is no such rubric; those that exist are rubrics/small.yaml, rubrics/default.yaml"),
    ],
)
def test_a_rubric_that_does_not_exist_is_answered_with_those_that_do(
    build: Build, shipped: Path, text: str, message: str
) -> None:
    root = build({})
    with pytest.raises(BadInput) as caught:
        locate_rubric(text, root, shipped)
    (problem,) = caught.value.problems
    assert problem.message == message


def test_without_any_rubric_the_answer_says_where_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        locate_rubric("rubrics/x.yaml", tmp_path, tmp_path)
    assert str(caught.value) == (
        "rubrics/x.yaml:1:1: there is no such rubric; write one as rubrics/<name>.yaml beside adapters/ and tasks/"
    )


def test_the_workspace_of_a_rubric_is_the_folder_above_rubrics(build: Build) -> None:
    root = build({"rubrics/own/x.yaml": ""})
    assert find_workspace(root / "rubrics/small.yaml") == root
    assert find_workspace(root / "rubrics/own/x.yaml") == root


def test_a_rubric_anywhere_in_a_workspace_belongs_to_it(build: Build, tmp_path: Path) -> None:
    root = build({"mine.yaml": "", "drafts/mine.yaml": ""})
    assert find_workspace(root / "mine.yaml") == root
    assert locate_rubric("drafts/mine.yaml", root, tmp_path) == (root, root / "drafts/mine.yaml")


def test_a_rubric_in_no_workspace_is_told_where_to_put_it(build: Build, tmp_path: Path) -> None:
    root = build({})
    with pytest.raises(
        BadInput, match=f"lies in no workspace; move it into {root}/rubrics, the workspace that you are in"
    ):
        find_workspace(tmp_path / "x.yaml", root / "tasks")
    with pytest.raises(BadInput, match="lies in no workspace; make one with `evalkit init FOLDER`, and move it into"):
        find_workspace(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("there", "lacking"),
    [
        (["rubrics/x.yaml"], "no adapters/ and no tasks/"),
        (["adapters/x.yaml", "rubrics/x.yaml"], "no tasks/"),
        (["tasks/t/task.yaml"], "no adapters/ and no rubrics/"),
        (["adapters/x.py", "tasks/x.py"], "no rubrics/"),
    ],
)
def test_half_a_workspace_is_told_and_never_passed_over(tmp_path: Path, there: list[str], lacking: str) -> None:
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    inside = tmp_path / there[0]
    with pytest.raises(NoWorkspace, match=f"{tmp_path} holds half a workspace: .*{lacking}; make what is missing"):
        workspace_for(inside.parent)
    with pytest.raises(NoWorkspace):
        locate_rubric("rubrics/default.yaml", tmp_path, starter())
    with pytest.raises(BadInput, match="lies in no whole workspace"):
        find_workspace(inside)


@pytest.mark.parametrize("there", ["tasks/deploy.yml", "adapters/http.py", "rubrics/notes.md"])
def test_a_folder_that_only_shares_a_name_is_no_workspace(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir()
    (tmp_path / there).touch()
    assert workspace_above(tmp_path) is None
    assert workspace_for(tmp_path) == starter()
    with pytest.raises(NoWorkspace, match="lies in no workspace, and this command writes into one"):
        own_workspace(tmp_path)


def test_reports_lie_in_the_workspace_that_one_is_in_or_here(build: Build, tmp_path: Path) -> None:
    root = build({})
    assert reports_folder(root / "tasks/rows") == reports_folder(root) == root / "reports"
    assert reports_folder(tmp_path) == tmp_path / "reports"


def test_the_nearest_workspace_above_a_folder_is_found(build: Build, tmp_path: Path) -> None:
    root = build({})
    assert workspace_above(root) == root
    assert workspace_above(root / "tasks/rows/pandas") == root
    assert workspace_above(tmp_path) is None


def test_the_starter_is_in_the_package_or_around_it_in_a_clone(tmp_path: Path) -> None:
    package = tmp_path / "evalkit"
    package.mkdir()
    assert starter(package) == tmp_path
    (package / "starter").mkdir()
    assert starter(package) == package / "starter"
