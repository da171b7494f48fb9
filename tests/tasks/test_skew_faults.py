"""The faults of skew: a column that went out of sight has to be reported, and a report of it is accepted."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path

import pytest

from evalkit.model.verdict import Truth
from tests.tasks.fault_files import Faults
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "skew"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
faults = Faults(TASK, load(TASK, "faults"))
STILL_ANSWERED = {"row-too-long", "truncated-file", "not-utf8", "utf16-file"}
"""Faults under which the columns are distributed as before: who reads on and gets that right is right."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, 1000, 0, tmp_path_factory.mktemp("inputs"))


def _drifted(truth: Truth) -> set[str]:
    adapt = truth["adapt"]
    limits = {**adapt["limits"], "workclass": adapt["tolerated"]}
    return {column for column, size in adapt["moved"].items() if size > limits[column]}


def _passes(folder: Path, truth: Truth, columns: Iterable[str], fault: str | None, distance: float = 0.5) -> bool:
    folder.mkdir(exist_ok=True)
    (folder / "drift.json").write_text(json.dumps([{"column": column, "distance": distance} for column in columns]))
    return bool(checker.check(folder, truth, "adapt", fault).passed)


@pytest.mark.parametrize("name", faults.must("caught"))
def test_silence_about_a_fault_is_right_only_where_the_answer_still_stands(
    name: str, made: MadeInputs, tmp_path: Path
) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    assert _passes(tmp_path / "outputs", altered.truth, _drifted(made.truth), name) is (name in STILL_ANSWERED)


@pytest.mark.parametrize("name", [name for name in faults.must("caught") if name not in STILL_ANSWERED])
def test_a_report_of_the_fault_is_right(name: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    concerned = altered.truth["adapt"]["fault"]["columns"]
    report = _drifted(made.truth) | set(concerned)
    assert _passes(tmp_path / "outputs", altered.truth, report, name)
    assert _passes(tmp_path / "outputs", altered.truth, report, name, math.inf)
    assert not _passes(tmp_path / "outputs", altered.truth, report, None), "without the fault it is a false alarm"


def test_where_a_column_is_at_fault_the_others_are_judged_as_ever(made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject("all-missing", made, tmp_path / "inputs")
    right = {*_drifted(made.truth), "education-num"}
    assert not _passes(tmp_path / "outputs", altered.truth, {*right, "sex"}, "all-missing")
    assert not _passes(tmp_path / "outputs", altered.truth, {"education-num"}, "all-missing")


def test_where_nothing_is_left_one_column_that_never_drifts_is_enough(made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject("header-only", made, tmp_path / "inputs")
    assert _passes(tmp_path / "outputs", altered.truth, {"sex"}, "header-only")
    assert _passes(tmp_path / "outputs", altered.truth, {"sex", "age", "race"}, "header-only")
    assert not _passes(tmp_path / "outputs", altered.truth, {"age"}, "header-only")


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "[" * 100_000, '[{"column": 3}]', '[{"column": "sex", "distance": "far"}]', "\ud800"]
)
def test_no_outputs_stop_the_checker_under_a_fault(text: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject("header-only", made, tmp_path / "inputs")
    (tmp_path / "drift.json").write_text(text, errors="surrogatepass")
    assert not checker.check(tmp_path, altered.truth, "adapt", "header-only").passed


def test_faults_leave_planted_columns_alone_whatever_the_seed(tmp_path: Path) -> None:
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert not set(MadeInputs(inputs, 200, seed, folder).truth["adapt"]["moved"]) & set(faults.module.UNTOUCHED)
