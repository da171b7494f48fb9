"""Tasks in stages: which scripts an implementation has, and what is told where one is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from evalkit.documents import BadInput
from evalkit.workspace import broken_rules, load_workspace
from tests.workspace.conftest import SCRIPT, Build

TASK = """\
title: Learn on train, apply to serving
scales: [1000]
baseline: pandas
stages: {stages}
levels: {{hello: {{asks: x}}}}
"""
ONE_LEVEL: Mapping[str, str | None] = {
    "tasks/rows/pandas/hello.py": None,
    "tasks/rows/pandas/adapt.py": None,
    "tasks/rows/pandera/hello.py": None,
}


def staged(stages: str = "[fit, apply]", **files: str | None) -> dict[str, str | None]:
    """The small workspace with a task in stages; `files` are those of pandas at hello, by stem."""
    written = {f"tasks/rows/pandas/hello/{stem}.py": text for stem, text in files.items()}
    return {**ONE_LEVEL, "tasks/rows/task.yaml": TASK.format(stages=stages), **written}


def problems(build: Build, changes: Mapping[str, str | None]) -> list[str]:
    with pytest.raises(BadInput) as told:
        load_workspace(build(changes))
    return [str(problem) for problem in told.value.problems]


def test_the_scripts_run_in_the_tasks_order_whatever_their_names(build: Build) -> None:
    root = build(staged(apply=SCRIPT, fit=SCRIPT, columns="A = 1\n"))
    workspace = load_workspace(root)
    found = workspace.implementation("rows", "pandas", "hello")
    assert found
    assert [script.name for script in found.scripts] == ["fit.py", "apply.py"]
    assert found.main == found.scripts[0]
    assert [file.name for file in found.files] == ["fit.py", "apply.py", "columns.py"]
    assert not broken_rules(workspace)


def test_every_stage_links_the_documentation_that_it_follows(build: Build) -> None:
    root = build(staged(fit=SCRIPT, apply="print(1)\n"))
    [problem] = broken_rules(load_workspace(root))
    assert str(problem).startswith("tasks/rows/pandas/hello/apply.py:1:1: the first line must link the documentation")


def test_a_stage_without_a_script_is_told(build: Build) -> None:
    assert "tasks/rows/pandas/hello/apply.py:1:1: is missing; the task runs this stage" in problems(
        build, staged(fit=SCRIPT)
    )


def test_a_single_script_is_told_which_to_write_instead(build: Build) -> None:
    changes = staged() | {"tasks/rows/pandas/hello.py": SCRIPT}
    message = "tasks/rows/pandas/hello.py:1:1: this task runs in stages; write hello/fit.py, hello/apply.py instead"
    assert message in problems(build, changes)


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ("[fit]", "'stages' must be left out where there is a single stage"),
        ("[fit, fit]", "'stages' must differ: each stage is a script of its own"),
        ("[fit, ../apply]", "'../apply' is not a name"),
    ],
)
def test_stages_that_make_no_sense_are_told(build: Build, stages: str, message: str) -> None:
    told = problems(build, staged(stages, fit=SCRIPT, apply=SCRIPT))
    assert [line for line in told if message in line] == told, "and nothing that follows from it"
