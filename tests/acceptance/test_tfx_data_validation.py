"""TFX's own example of data validation, from the talk's slide: three unexpected values in Adult census data."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from evalkit.environments import Environments, Unavailable
from evalkit.model import Truth
from evalkit.workspace import load_workspace
from tests.tasks.task_files import MadeInputs, load, run_here

ROOT = Path(__file__).parents[2]
TASK = ROOT / "tasks" / "data-validation"
inputs, checker = load(TASK, "inputs"), load(TASK, "checker")

EXAMPLE = {("race", "Asian"), ("native-country", "Mongolia"), ("occupation", "gamer")}

TFDV = """\
import json
import pandas as pd
import tensorflow_data_validation as tfdv

train = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/train.csv"))
later = tfdv.generate_statistics_from_dataframe(pd.read_csv("inputs/eval.csv"))
anomalies = tfdv.validate_statistics(later, tfdv.infer_schema(train))
found = {column: [anomaly.short_description, anomaly.description] for column, anomaly in anomalies.anomaly_info.items()}
open("outputs/found.json", "w").write(json.dumps(found))
"""


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "outputs").mkdir()
    return MadeInputs(inputs, 1000, 0, tmp_path / "inputs").truth


def test_the_task_plants_the_three_values_of_the_example_in_under_one_percent_of_rows(
    tmp_path: Path, truth: Truth
) -> None:
    assert {(fact["column"], fact["value"]) for fact in truth["hello"]["planted"]} == EXAMPLE
    with (tmp_path / "inputs" / "eval.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    for column, value in EXAMPLE:
        assert 0 < sum(row[column] == value for row in rows) < 0.01 * len(rows)


def test_ordinary_python_finds_the_three_and_nothing_else(tmp_path: Path, truth: Truth) -> None:
    run_here(Path(shutil.copy(TASK / "pandas" / "hello.py", tmp_path)))
    found = json.loads((tmp_path / "outputs" / "anomalies.json").read_text())
    assert {(fact["column"], fact["value"]) for fact in found} == EXAMPLE
    assert checker.check(tmp_path / "outputs", truth, "hello").passed


@pytest.mark.env
def test_tfdv_calls_each_an_unexpected_string_value_and_names_it_and_its_share(tmp_path: Path, truth: Truth) -> None:
    workspace = load_workspace(ROOT)
    try:
        environment = Environments(locks=workspace.locks).provision(workspace.adapters["tfdv"], "data-validation")
    except Unavailable as unavailable:
        pytest.skip(unavailable.reason)
    subprocess.run([environment.python, "-c", TFDV], cwd=tmp_path, check=True, capture_output=True)
    found = json.loads((tmp_path / "outputs" / "found.json").read_text())
    assert found.keys() == {column for column, _ in EXAMPLE}
    for column, value in EXAMPLE:
        summary, description = found[column]
        assert summary == "Unexpected string values"
        assert f"{value} (<1%)" in description
