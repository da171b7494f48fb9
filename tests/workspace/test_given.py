"""Given code in a workspace: which modules a task names, and what is told where they are not there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from evalkit.documents import BadInput
from evalkit.workspace import broken_rules, load_workspace
from tests.workspace.conftest import SCRIPT, TASK, Build

GIVEN: Mapping[str, str | None] = {
    "tasks/rows/task.yaml": TASK + "given: [steps.py]\n",
    "tasks/rows/given/steps.py": "def load(): return 1\n",
}
STAGED = """\
title: Pipeline
scales: [1000]
baseline: pandas
levels:
  hello: {{asks: x}}
  adapt: {adapt}
"""


def problems(build: Build, changes: Mapping[str, str | None]) -> list[str]:
    with pytest.raises(BadInput) as told:
        load_workspace(build(changes))
    return [str(problem) for problem in told.value.problems]


def test_given_code_belongs_to_what_everything_measured_depends_on(build: Build) -> None:
    root = build(GIVEN)
    workspace = load_workspace(root)
    assert root / "tasks/rows/given/steps.py" in workspace.shared_files("rows")
    assert workspace.tasks["rows"].given_modules == {"steps"}


DRIVER = "def drive(folder, address, level, truth): ...\n"


def test_a_task_with_a_driver_has_services_and_depends_on_it(build: Build) -> None:
    root = build({"tasks/rows/task.yaml": TASK + "driver: http\n", "tasks/rows/driver.py": DRIVER})
    workspace = load_workspace(root)
    assert {one.driver for one in workspace.implementations if one.task == "rows"} == {"http"}
    assert root / "tasks/rows/driver.py" in workspace.shared_files("rows")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"tasks/rows/task.yaml": TASK + "driver: http\n"},
            "tasks/rows/driver.py:1:1: is missing: task.yaml has `driver`",
        ),
        ({"tasks/rows/driver.py": DRIVER}, "tasks/rows/driver.py:1:1: is never called; write `driver: http`"),
    ],
)
def test_a_driver_is_there_if_and_only_if_the_task_says_how_it_talks(
    build: Build, changes: Mapping[str, str | None], told: str
) -> None:
    [problem] = problems(build, changes)
    assert problem.startswith(told)


def test_given_code_is_no_implementation_and_belongs_to_none(build: Build) -> None:
    workspace = load_workspace(build(GIVEN))
    assert workspace.tools_of("rows") == ("pandas", "pandera")
    assert all(file.name != "steps.py" for one in workspace.implementations for file in one.files)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"tasks/rows/given/steps.py": None},
            "tasks/rows/given/steps.py:1:1: is missing: task.yaml names it in `given`",
        ),
        ({"tasks/rows/given/steps.py": "def load(:\n"}, "tasks/rows/given/steps.py:1:10: is not Python"),
        ({"tasks/rows/given/more.py": ""}, "tasks/rows/given/more.py:1:1: reaches no implementation"),
    ],
)
def test_a_folder_that_does_not_hold_what_the_task_names_is_told(
    build: Build, changes: Mapping[str, str | None], told: str
) -> None:
    [problem] = problems(build, {**GIVEN, **changes})
    assert problem.startswith(told)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("[steps]", "'steps' cannot be imported; name a module, such as steps.py"),
        ("[../steps.py]", "'../steps.py' cannot be imported"),
        ("[json.py]", "'json.py' would hide Python's own module json; give it another name"),
        ("[steps.py, steps.py]", "'given' must differ"),
    ],
)
def test_names_that_make_no_sense_are_told(build: Build, given: str, told: str) -> None:
    [problem] = problems(build, {"tasks/rows/task.yaml": TASK + f"given: {given}\n"})
    assert told in problem


def test_a_level_may_have_stages_of_its_own_and_one_of_them_cut_off(build: Build) -> None:
    task = STAGED.format(adapt="{asks: x, stages: [first, again], cut: first}")
    changes: dict[str, str | None] = {"tasks/rows/task.yaml": task, "tasks/rows/pandas/adapt.py": None}
    scripts = {f"tasks/rows/pandas/adapt/{stage}.py": SCRIPT for stage in ("first", "again")}
    workspace = load_workspace(build({**changes, **scripts}))
    hello, adapt = (workspace.implementation("rows", "pandas", level) for level in ("hello", "adapt"))
    assert hello
    assert adapt
    assert (hello.stages, hello.cut) == ((), None)
    assert [script.stem for script in adapt.scripts] == ["first", "again"]
    assert adapt.cut == adapt.scripts[0]


@pytest.mark.parametrize(
    ("adapt", "told"),
    [
        ("{asks: x, stages: [first]}", "must be left out where there is a single stage"),
        ("{asks: x, stages: [first, again], cut: again}", "cuts 'again'; write a stage that another one follows"),
        ("{asks: x, cut: first}", "cuts 'first'; write a stage that another one follows"),
    ],
)
def test_stages_of_a_level_that_make_no_sense_are_told(build: Build, adapt: str, told: str) -> None:
    lines = problems(build, {"tasks/rows/task.yaml": STAGED.format(adapt=adapt), "tasks/rows/pandas/adapt.py": None})
    assert any(told in line for line in lines), lines


def test_the_stages_of_an_unusable_task_are_those_that_it_names(build: Build) -> None:
    task = STAGED.format(adapt="{asks: x, stages: [first, again], cut: 3, more: 1}")
    scripts = {f"tasks/rows/pandas/adapt/{stage}.py": SCRIPT for stage in ("first", "again")}
    lines = problems(build, {"tasks/rows/task.yaml": task, "tasks/rows/pandas/adapt.py": None, **scripts})
    assert all(line.startswith("tasks/rows/task.yaml") for line in lines), lines


HELLO = "tasks/rows/pandera/hello.py"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import steps\nsteps._load('x')\n", "3:1: uses steps._load, which writes no record"),
        ("import steps as s\nx = s._RAN\n", "3:5: uses steps._RAN"),
        ("from steps import load, _load\n", "2:1: uses steps._load"),
        ("import os\nos.environ['EVALKIT_RAN'] = 'x'\n", "3:12: names 'EVALKIT_RAN', the record of what ran"),
        ("open('ran.jsonl', 'a')\n", "2:6: names 'ran.jsonl'"),
    ],
)
def test_a_script_that_reaches_behind_given_code_is_refused(build: Build, text: str, told: str) -> None:
    root = build({**GIVEN, HELLO: "# https://example.org\n" + text})
    [problem] = broken_rules(load_workspace(root))
    assert str(problem).startswith(f"{HELLO}:{told}")


def test_a_script_may_call_given_code_and_have_private_names_of_its_own(build: Build) -> None:
    text = "# https://example.org\nimport steps\nx = steps.load._y\n_z = x._steps\nprint(steps.load.__name__)\n"
    assert not broken_rules(load_workspace(build({**GIVEN, HELLO: text})))


def test_without_given_code_such_names_are_nobodys(build: Build) -> None:
    text = "# https://example.org\nimport steps\nsteps._load('ran.jsonl')\n"
    assert not broken_rules(load_workspace(build({HELLO: text})))
