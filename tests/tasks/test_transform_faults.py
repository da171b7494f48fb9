"""The faults of the transform task: what is right to write when serving-gaps.csv or train-gaps.csv is spoilt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tasks.fault_files import Faults
from tests.tasks.task_files import load
from tests.tasks.test_transform import TASK, Made, adapt, checker

faults = Faults(TASK, load(TASK, "faults"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(1000, 0, tmp_path_factory.mktemp("inputs"))


@pytest.mark.parametrize("name", faults.must("caught"))
def test_only_the_rows_as_they_would_be_without_the_fault_are_right(name: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    outputs = adapt(made, tmp_path / "outputs")
    assert checker.check(outputs, altered.truth, "adapt", name).passed is (name != "not-utf8")


def test_a_city_that_cannot_be_read_is_a_new_one_however_it_is_read(made: Made, tmp_path: Path) -> None:
    altered = faults.inject("not-utf8", made, tmp_path / "inputs")
    file = altered.folder / "serving-gaps.csv"
    for number, errors in enumerate(("replace", "ignore", "backslashreplace")):
        text = file.read_bytes().decode(errors=errors)
        (tmp_path / str(number)).mkdir()
        again = Made.__new__(Made)
        again.rows, again.truth, again.folder = made.rows, altered.truth, altered.folder
        original = file.read_bytes()
        file.write_text(text)
        outputs = adapt(again, tmp_path / str(number))
        file.write_bytes(original)
        assert checker.check(outputs, altered.truth, "adapt", "not-utf8").passed


def _refuse(outputs: Path, file: str, message: object = "bad") -> None:
    (outputs / "refused.json").write_text(json.dumps([{"file": file, "message": message}]))


@pytest.mark.parametrize("name", faults.must("tolerated"))
@pytest.mark.parametrize("file", ["serving-gaps.csv", "train-gaps.csv"])
def test_to_refuse_a_harmless_change_is_wrong(name: str, file: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    _refuse(tmp_path, file)
    assert not checker.check(tmp_path, altered.truth, "adapt", name).passed


@pytest.mark.parametrize(
    ("name", "file", "message"),
    [
        ("empty-file", "train-gaps.csv", "bad"),
        ("header-only", "serving-gaps.csv", "bad"),
        ("empty-file", "serving-gaps.csv", " "),
        ("empty-file", "serving-gaps.csv", None),
        ("empty-file", "serving-gaps.csv", ["bad"]),
    ],
)
def test_to_refuse_another_file_or_without_a_word_is_wrong(
    name: str, file: str, message: object, made: Made, tmp_path: Path
) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    _refuse(tmp_path, file, message)
    assert not checker.check(tmp_path, altered.truth, "adapt", name).passed


@pytest.mark.parametrize("name", faults.must("caught"))
def test_to_refuse_the_file_is_right_under_a_fault_only(name: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    _refuse(tmp_path, "train-gaps.csv" if name == "header-only" else "serving-gaps.csv")
    assert checker.check(tmp_path, altered.truth, "adapt", name).passed
    assert not checker.check(tmp_path, altered.truth, "adapt").passed


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 100_000, '[{"file": 3}]'])
def test_no_report_stops_the_checker_under_a_fault(text: str, made: Made, tmp_path: Path) -> None:
    altered = faults.inject("empty-file", made, tmp_path / "inputs")
    (tmp_path / "refused.json").write_text(text)
    assert not checker.check(tmp_path, altered.truth, "adapt", "empty-file").passed
