"""What holds of the faults of every task; what is right to say under each stands in the task's own tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.tasks.fault_files import Faults, contents, rows
from tests.tasks.task_files import MadeInputs, load

FOLDERS = {file.parent.name: file.parent for file in (Path(__file__).parents[2] / "tasks").glob("*/faults.py")}
FAULTS = {task: Faults(folder, load(folder, "faults")) for task, folder in sorted(FOLDERS.items())}

Made = Callable[[str], MadeInputs]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The inputs of a task by its name, made once."""

    @cache
    def make(task: str) -> MadeInputs:
        return MadeInputs(load(FOLDERS[task], "inputs"), 1000, 0, tmp_path_factory.mktemp("inputs"))

    return make


def every(must: str) -> list[tuple[str, str]]:
    return [(task, name) for task, faults in FAULTS.items() for name in faults.must(must)]


@pytest.mark.parametrize("task", FAULTS)
def test_every_fault_that_is_listed_has_a_function_and_the_other_way_round(task: str) -> None:
    faults = FAULTS[task]
    assert set(faults.listed) == faults.functions()
    assert len(faults.must("caught")) >= 10
    assert len(faults.must("tolerated")) >= 4
    assert all(faults.listed[name]["names"] for name in faults.must("caught"))


@pytest.mark.parametrize(("task", "name"), every("caught"))
def test_a_fault_changes_the_inputs_the_same_way_every_time(task: str, name: str, made: Made, tmp_path: Path) -> None:
    altered = FAULTS[task].inject(name, made(task), tmp_path / "inputs")
    assert contents(altered.folder) != contents(made(task).folder)
    assert contents(FAULTS[task].inject(name, made(task), tmp_path / "again").folder) == contents(altered.folder)


@pytest.mark.parametrize(("task", "name"), every("tolerated"))
def test_a_harmless_change_changes_bytes_and_nothing_else(task: str, name: str, made: Made, tmp_path: Path) -> None:
    altered = FAULTS[task].inject(name, made(task), tmp_path / "inputs")
    assert contents(altered.folder) != contents(made(task).folder)
    assert rows(altered.folder) == rows(made(task).folder)
    assert altered.truth == made(task).truth
