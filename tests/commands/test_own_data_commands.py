"""`--data`, `evalkit new data` and `evalkit inputs --data` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.commands.run import without_name
from tests.conftest import command
from tests.own_tables import DISTRICTS, HEADER, write_table


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace with one task, and a table without data.yaml beside its folders."""
    done = command(tmp_path, "init", "own", "--task", "skew", "--tool", "scipy")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "own" / "mine"
    folder.mkdir()
    write_table(folder, mapping=None)
    return tmp_path / "own"


def test_a_run_without_data_yaml_prints_a_proposal_and_new_data_writes_it(own: Path) -> None:
    done = command(own, "run", "rubrics/quick.yaml", "--data", "mine/people.csv", "--dry-run")
    assert done.returncode == 2
    assert "mine/data.yaml:1:1: is missing; `evalkit new data mine/people.csv` writes this proposal" in done.stderr
    assert '    numbers: ["age", "hours", "income"]\n' in done.stderr
    written = command(own, "new", "data", "mine/people.csv")
    assert written.returncode == 0, written.stderr
    assert written.stdout.startswith("wrote mine/data.yaml; read it")
    again = command(own, "new", "data", "mine/people.csv")
    assert again.returncode == 2
    assert "nothing is overwritten" in again.stderr
    done = command(own, "run", "rubrics/quick.yaml", "--data", "mine/people.csv", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "reports/quick-own-data/report.html" in done.stdout


def test_inputs_of_own_rows_are_written_in_the_form_that_scripts_read(own: Path) -> None:
    command(own, "new", "data", "mine/people.csv")
    done = command(own, "inputs", "skew", "try", "--data", "mine/people.csv", "--truth")
    assert done.returncode == 0, done.stderr
    text = (own / "try" / "inputs" / "train.csv").read_text(encoding="utf-8")
    assert text.startswith("age,workclass,fnlwgt,")
    assert not any(word in text for word in (*DISTRICTS, *HEADER[4:]))
    assert (own / "try" / "truth.json").is_file()


def test_a_task_that_gets_too_few_roles_is_told_what_it_lacks(own: Path) -> None:
    (own / "mine" / "data.yaml").write_text("texts: [job]\n", encoding="utf-8")
    done = command(own, "inputs", "skew", "try", "--data", "mine/people.csv")
    assert done.returncode == 2
    assert "evalkit: skew needs a column of numbers" in done.stderr
    assert not (own / "try").exists()
    done = command(own, "run", "rubrics/quick.yaml", "--data", "mine/people.csv")
    assert done.returncode == 2
    assert "left out of a run on your own data: skew (needs a column of numbers); nothing is left" in done.stderr


def test_show_data_needs_data(own: Path) -> None:
    done = command(own, "run", "rubrics/quick.yaml", "--show-data")
    assert done.returncode == 2
    assert "--show-data has nothing to show without --data; " in done.stderr


def test_the_command_that_a_run_keeps_does_not_name_the_table() -> None:
    words = ["run", "rubrics/quick.yaml", "--data", "/home/ada/people.csv", "--seed", "1"]
    assert without_name(words) == ["run", "rubrics/quick.yaml", "--data", "TABLE", "--seed", "1"]
    assert without_name(["run", "x", "--data=people.csv"]) == ["run", "x", "--data=TABLE"]
    assert without_name(["run", "x"]) == ["run", "x"]
