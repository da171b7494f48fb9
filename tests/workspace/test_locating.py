"""Rubrics and workspaces are found where people expect them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.workspace import BadInput, find_workspace, locate_rubric, starter, workspace_above

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


def test_a_rubric_outside_of_rubrics_has_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="lies in no workspace; put it into the rubrics/ folder"):
        find_workspace(tmp_path / "x.yaml")


def test_a_workspace_without_its_folders_is_told(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    with pytest.raises(BadInput, match="its workspace lacks adapters/ and tasks/; copy from the starter workspace in"):
        find_workspace(tmp_path / "rubrics/x.yaml")


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
