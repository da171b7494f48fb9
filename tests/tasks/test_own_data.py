"""Tasks on a reader's own rows: the rows are in the inputs, what is planted is right, and plain implementations pass."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from evalkit.bench.task_process import make
from evalkit.model.verdict import Truth
from evalkit.workspace import read_own_data
from tests.own_tables import MAPPING, rows_of, write_table
from tests.tasks.task_files import MadeInputs, declared, load, run_here

TASKS = Path(__file__).parents[2] / "tasks"
ROWS = 1000
NAMES = ("data-validation", "eda", "skew", "slice-plots", "sliced-metrics", "split", "transform")
LEVELS = ("hello", "adapt", "stretch")
MAPPINGS = {
    "all": MAPPING,
    "least": "label: approved\npositive: genehmigt\ngroups: [district]\nnumbers: [age]\ntexts: [job]\n",
}
AGES = {"eda": "march.csv", "skew": "train.csv", "split": "people.csv", "transform": "train.csv"}
"""For each task that plants nothing in the ages of a file, that file."""


class Made:
    """The inputs of a task, made of an own table."""

    def __init__(self, task: str, seed: int, own: Path, folder: Path) -> None:
        self.task, self.folder = task, folder
        answer = make(str(TASKS / task), str(ROWS), str(seed), str(folder), str(own))
        self.truth: Truth = json.loads(json.dumps(answer["truth"]))

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The coded tables, by the name of their mapping."""
    found = {}
    for name, mapping in MAPPINGS.items():
        folder = tmp_path_factory.mktemp("own")
        found[name] = folder / "own.csv"
        found[name].write_bytes(read_own_data(write_table(folder, mapping=mapping)).content)
    return found


Making = Callable[[str, str], Made]


@pytest.fixture(scope="module")
def making(tables: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Making:
    """The inputs of a task by the name of a mapping, made when they are first asked for; nobody changes them."""
    return cache(lambda task, which: Made(task, 0, tables[which], tmp_path_factory.mktemp("inputs")))


@pytest.fixture(params=[(task, which) for task in NAMES for which in MAPPINGS], ids=str)
def made(request: pytest.FixtureRequest, making: Making) -> Made:
    return making(*request.param)


def module(task: str, name: str) -> ModuleType:
    return load(TASKS / task, name)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_inputs_of_own_rows_have_the_columns_of_the_contract(made: Made, tmp_path: Path) -> None:
    MadeInputs(module(made.task, "inputs"), ROWS, 0, tmp_path)
    assert {file.name for file in made.folder.iterdir()} == {file.name for file in tmp_path.iterdir()}
    for file in tmp_path.glob("*.csv"):
        usual, own = (at.read_text(encoding="utf-8").partition("\n")[0] for at in (file, made.folder / file.name))
        # Which column is dropped and which is added depends on the seed alone.
        assert own == usual, file.name


def test_the_rows_are_those_of_the_table(making: Making) -> None:
    known = Counter(row[1] for row in rows_of())
    for task, name in AGES.items():
        ages = Counter(row["age"] for row in making(task, "all").rows(name))
        assert set(ages) <= set(known), task
        assert len(ages) > 40, task
        # Of 1,500 rows about 1,000 can be drawn for training: each comes once, and few a second time.
        assert not ages - known - known, task


@pytest.mark.parametrize("task", NAMES)
def test_the_same_table_and_seed_give_the_same_inputs(
    task: str, tables: dict[str, Path], making: Making, tmp_path: Path
) -> None:
    Made(task, 0, tables["all"], tmp_path)
    assert contents(tmp_path) == contents(making(task, "all").folder)


def test_what_is_changed_gives_another_truth(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(made.folder, folder)
    changed = module(made.task, "inputs").changed(folder=folder, truth=made.truth, seed=5)
    assert json.loads(json.dumps(changed)) != made.truth


def test_every_fault_can_be_injected(made: Made, tmp_path: Path) -> None:
    faults = module(made.task, "faults")
    for name in declared(TASKS / made.task)["faults"]:
        folder = tmp_path / name
        shutil.copytree(made.folder, folder)
        getattr(faults, name.replace("-", "_"))(folder, json.loads(json.dumps(made.truth)))
        assert contents(folder) != contents(made.folder), name


PLAIN = ("data-validation", "skew", "sliced-metrics", "split")
"""Tasks whose pandas scripts need nothing but pandas, and no browser to be judged."""


@pytest.mark.parametrize("task", PLAIN)
@pytest.mark.parametrize("level", LEVELS)
def test_plain_implementations_pass_on_own_rows_as_they_stand(
    task: str, level: str, making: Making, tmp_path: Path
) -> None:
    given = making(task, "all")
    verdict = answered(given, TASKS / task / "pandas" / f"{level}.py", level, tmp_path)
    assert verdict.passed, verdict.reasons


def answered(made: Made, script: Path, level: str, folder: Path) -> Any:
    work = Path(os.path.realpath(folder))
    (work / "outputs").mkdir()
    (work / "inputs").symlink_to(made.folder)
    shutil.copyfile(script, work / script.name)
    run_here(work / script.name)
    return module(made.task, "checker").check(work / "outputs", made.truth, level)
