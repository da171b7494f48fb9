"""The faults of data-validation: each can be told from good inputs, and what is right to report then is accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evalkit.model.verdict import Truth
from tests.tasks.fault_files import Altered, Faults
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "data-validation"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
faults = Faults(TASK, load(TASK, "faults"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, 1000, 0, tmp_path_factory.mktemp("inputs"))


def _right(truth: Truth) -> list[dict[str, Any]]:
    """What the truth has planted, as a report."""
    adapt = truth["adapt"]
    gaps = [
        {"file": file, "column": column, "kind": "missing-share"}
        for file, counts in adapt["missing"].items()
        for column, count in counts.items()
        if count > adapt["tolerated"] * adapt["rows"][file]
    ]
    return [*adapt["planted"], *gaps]


def _passes(folder: Path, truth: Truth, report: list[dict[str, Any]], fault: str | None) -> bool:
    folder.mkdir(exist_ok=True)
    (folder / "anomalies.json").write_text(json.dumps(report))
    (folder / "schema.json").write_text(json.dumps([*truth["adapt"]["columns"], "income"]))
    return bool(checker.check(folder, truth, "adapt", fault).passed)


@pytest.mark.parametrize("name", faults.must("caught"))
def test_silence_about_a_fault_is_wrong(name: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    is_right = _passes(tmp_path / "outputs", altered.truth, _right(made.truth), name)
    assert is_right is (name == "utf16-file"), "silence is not right where something else would be read"


@pytest.mark.parametrize("name", [name for name in faults.must("caught") if name != "utf16-file"])
def test_a_report_of_the_fault_is_right_and_so_are_its_consequences(
    name: str, made: MadeInputs, tmp_path: Path
) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    fault = altered.truth["adapt"]["fault"]
    more = [{"file": fault["file"], "column": fault["columns"][0], "kind": "column-retyped"}]
    assert _passes(tmp_path / "outputs", altered.truth, [*_right(altered.truth), *more], name)
    stranger = [{"file": "serving.csv", "column": "nobody", "kind": "column-added"}]
    assert not _passes(tmp_path / "outputs", altered.truth, [*_right(altered.truth), *more, *stranger], name)
    if not fault["any"]:
        assert _passes(tmp_path / "outputs", altered.truth, _right(altered.truth), name)


def test_consequences_are_accepted_only_where_there_was_a_fault(made: MadeInputs, tmp_path: Path) -> None:
    altered: Altered = faults.inject("dropped-column", made, tmp_path / "inputs")
    more = [{"file": "serving.csv", "column": "sex", "kind": "missing-share"}]
    assert _passes(tmp_path / "outputs", altered.truth, [*_right(altered.truth), *more], "dropped-column")
    assert not _passes(tmp_path / "outputs", altered.truth, [*_right(altered.truth), *more], None)


def test_planted_values_that_were_cut_off_are_not_asked_for(made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject("truncated-file", made, tmp_path / "inputs")
    text = (altered.folder / "serving.csv").read_text()
    assert not text.endswith("\n")
    for fact in altered.truth["adapt"]["planted"]:
        if fact["file"] == "serving.csv":
            assert fact["value"] in text
