"""The faults of sliced-metrics: no answer is right under one that really changes what is asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalkit.model.verdict import Truth
from tests.tasks.fault_files import Faults, rows
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "sliced-metrics"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")
faults = Faults(TASK, load(TASK, "faults"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, 1000, 0, tmp_path_factory.mktemp("inputs"))


def _passes(folder: Path, truth: Truth, answer: Truth, fault: str | None) -> bool:
    folder.mkdir(exist_ok=True)
    adapt = answer["adapt"]
    groups = [{**group, "small": group["rows"] < adapt["small"]} for group in adapt["groups"]]
    (folder / "metrics.json").write_text(json.dumps(groups))
    return bool(checker.check(folder, truth, "adapt", fault).passed)


@pytest.mark.parametrize("name", ["duplicated-column", "truncated-file"])
def test_where_nobody_can_know_no_answer_is_right(name: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    assert not _passes(tmp_path / "outputs", altered.truth, made.truth, name)
    assert _passes(tmp_path / "outputs", altered.truth, made.truth, None)


@pytest.mark.parametrize("spoiled", ["missing-scores", "infinite-number", "unknown-label", "all-missing"])
def test_what_comes_of_counting_bad_rows_as_if_they_were_good_is_wrong(
    spoiled: str, made: MadeInputs, tmp_path: Path
) -> None:
    """A bad score or label makes comparisons false or true without a word; that must not pass for an answer."""
    altered = faults.inject(spoiled, made, tmp_path / "inputs")
    table = [dict(row) for row in rows(altered.folder)["predictions.csv"]]
    answer = json.loads(json.dumps(made.truth))
    for group in answer["adapt"]["groups"]:
        members = [
            row for row in table if group["sex"] in (row["sex"], "all") and group["race"] in (row["race"], "all")
        ]
        hits = [(float(row["score"] or "nan") >= 500) == (row["label"] == "1") for row in members]
        group["accuracy"] = sum(hits) / len(hits)
    assert not _passes(tmp_path / "outputs", altered.truth, answer, spoiled)


@pytest.mark.parametrize("name", faults.must("tolerated"))
def test_under_a_harmless_change_the_answer_stands(name: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(name, made, tmp_path / "inputs")
    assert _passes(tmp_path / "outputs", altered.truth, made.truth, name)
