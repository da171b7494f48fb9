"""What a workspace without mistakes holds."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.workspace import BadInput, Place, Problem, all_problems, load_workspace

Build = Callable[[Mapping[str, str | None]], Path]


def _names(root: Path, paths: tuple[Path, ...]) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def test_adapters_tasks_and_implementations_are_found(build: Build) -> None:
    workspace = load_workspace(build({}))
    assert workspace.adapters["pandas"].requires == ("pandas==1.0",)
    assert workspace.tasks["rows"].scales == (1000, 30000)
    assert workspace.tasks["rows"].levels["adapt"].edit == 0.02
    assert [one.label for one in workspace.implementations] == [
        "rows/pandas/hello",
        "rows/pandas/adapt",
        "rows/pandera/hello",
    ]


def test_whole_numbers_are_taken_where_a_number_is_asked(build: Build) -> None:
    task = "title: T\nscales: [10]\nbaseline: pandas\nlevels: {hello: {asks: x}, adapt: {asks: x, edit: 3}}\n"
    edit = load_workspace(build({"tasks/rows/task.yaml": task})).tasks["rows"].levels["adapt"].edit
    assert edit == 3
    assert isinstance(edit, int)


def test_a_folder_without_task_yaml_is_no_task(build: Build) -> None:
    assert set(load_workspace(build({"tasks/notes/plan.txt": ""})).tasks) == {"rows"}


def test_an_implementation_in_a_folder_holds_its_script_first_and_its_files_by_name(build: Build) -> None:
    root = build(
        {
            "tasks/rows/pandera/adapt/main.py": "",
            "tasks/rows/pandera/adapt/a.pbtxt": "",
            "tasks/rows/pandera/adapt/more/z.py": "",
            "tasks/rows/pandera/adapt/__pycache__/main.pyc": "",
            "tasks/rows/pandera/adapt/.hidden": "",
        }
    )
    found = load_workspace(root).implementation("rows", "pandera", "adapt")
    assert found is not None
    assert found.main == root / "tasks/rows/pandera/adapt/main.py"
    assert _names(root / "tasks/rows/pandera/adapt", found.files) == ["main.py", "a.pbtxt", "more/z.py"]


def test_modules_with_an_underscore_belong_to_the_levels_of_their_tool_that_use_them(build: Build) -> None:
    uses = "# https://example.org\nimport _rules\n"
    root = build(
        {
            "tasks/rows/pandas/adapt.py": uses,
            "tasks/rows/pandas/_rules.py": "",
            "tasks/rows/pandas/README.md": "",
            "tasks/rows/pandas/.x": "",
        }
    )
    workspace = load_workspace(root)
    for level, used, unused in (("hello", [], ["_rules.py"]), ("adapt", ["_rules.py"], [])):
        found = workspace.implementation("rows", "pandas", level)
        assert found is not None
        folder = root / "tasks/rows/pandas"
        assert _names(folder, found.files) == [f"{level}.py", *used]
        assert _names(folder, found.beside) == unused


def test_an_unsupported_level_has_no_script(build: Build) -> None:
    root = build({"tasks/rows/pandera/adapt.unsupported.md": "https://example.org"})
    found = load_workspace(root).implementation("rows", "pandera", "adapt")
    assert found is not None
    assert (found.main, found.files) == (None, ())
    assert found.unsupported == root / "tasks/rows/pandera/adapt.unsupported.md"


def test_what_is_not_written_is_none(build: Build) -> None:
    workspace = load_workspace(build({}))
    assert workspace.implementation("rows", "pandera", "adapt") is None
    assert workspace.implementation("rows", "pandera", "no level") is None


def test_tools_and_folders_of_a_task(build: Build) -> None:
    checker = {"tasks/rows/checker.py": "from tasks import outputs\n", "tasks/unused.py": ""}
    root = build({"tasks/data/more/x.csv": "", "tasks/data/__pycache__/y.pyc": "", **checker})
    workspace = load_workspace(root)
    assert workspace.tools_of("rows") == ("pandas", "pandera")
    assert workspace.task_folder("rows") == root / "tasks/rows"
    assert _names(root, workspace.shared_files("rows")) == [
        "tasks/rows/inputs.py",
        "tasks/rows/checker.py",
        "tasks/outputs.py",
        "tasks/data/census.csv",
        "tasks/data/more/x.csv",
    ]


def test_paths_stay_right_when_the_current_folder_changes(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    root = build({})
    monkeypatch.chdir(root)
    workspace = load_workspace(Path())
    assert workspace.root == root
    assert all(one.main and one.main.is_absolute() for one in workspace.implementations)


def test_a_workspace_cannot_be_changed(build: Build) -> None:
    workspace = load_workspace(build({}))
    with pytest.raises(dataclasses.FrozenInstanceError):
        workspace.root = Path()  # type: ignore[misc]
    with pytest.raises(TypeError):
        workspace.adapters["x"] = workspace.adapters["pandas"]  # type: ignore[index]


def test_everything_wrong_is_gathered_from_documents_all_rubrics_and_conventions(build: Build) -> None:
    root = build(
        {
            "adapters/scipy.yaml": "",
            "rubrics/other.yaml": "extends: small.yaml\ntitel: x\n",
            "rubrics/third.yaml": "extends: other.yaml\n",
            "tasks/rows/pandas/hello.py": "print(1)\n",
        }
    )
    assert [str(problem).split(": ")[0] for problem in all_problems(root)] == [
        "adapters/scipy.yaml:1:1",
        "rubrics/other.yaml:2:1",
        "tasks/rows/pandas/hello.py:1:1",
    ]


def test_a_workspace_without_mistakes_has_no_problems(build: Build) -> None:
    assert all_problems(build({})) == ()


def test_bad_input_sorts_its_problems_tells_each_once_and_survives_another_process() -> None:
    late, early = Problem(Place("b", 2, 1), "x"), Problem(Place("a", 10, 1), "y")
    error = BadInput([late, early, late])
    assert error.problems == (early, late)
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kinds:\n  - {id: own, dsl: Own}\n", "2:5: the kind 'own' can never be met; write calls, decorators or files"),
        ("kinds: [{id: own, dsl: 3, calls: [a.b]}]\n", "1:24: 'dsl' must be a string in quotes, \"3\""),
    ],
)
def test_a_mistake_in_the_kinds_of_ones_own_is_told(build: Build, text: str, told: str) -> None:
    [problem] = all_problems(build({"dsls.yaml": text}))
    assert str(problem).startswith(f"dsls.yaml:{told}")


def test_kinds_of_ones_own_that_are_no_file_are_told(build: Build) -> None:
    root = build({})
    (root / "dsls.yaml").symlink_to("/dev/zero")
    assert [str(one) for one in all_problems(root)] == [
        "dsls.yaml:1:1: leads out of the workspace; put the file itself here, not a link to it"
    ]
