from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evalkit.commands.app import app
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    return [
        made_run(tmp_path / "before", run_data(), started="2026-11-01T03:00:00Z"),
        made_run(tmp_path / "after", run_data({"slow": {"seconds": 9.0}}), started="2026-11-02T03:00:00Z"),
    ]


def history(runs: list[Path], *options: str) -> Result:
    return CliRunner().invoke(app, ["history", *map(str, runs), *options], env={"COLUMNS": "80"})


def test_a_series_is_told_oldest_first_within_80_columns(runs: list[Path]) -> None:
    done = history(runs[::-1])
    assert done.exit_code == 0, done.output
    told = done.stdout
    assert told.index("before") < told.index("since the run before") < told.index("The quick one  ")
    assert "1 worse" in told
    assert max(map(len, told.splitlines())) <= 80


def test_a_metric_is_followed_and_an_unknown_one_is_refused(runs: list[Path]) -> None:
    assert "2.25×" in history(runs, "--metric", "run.wall_seconds").stdout
    refused = history(runs, "--metric", "run.wal_seconds")
    assert refused.exit_code != 0
    assert "did you mean 'run.wall_seconds'?" in str(refused.exception)


def test_a_page_and_data_are_written(runs: list[Path], tmp_path: Path) -> None:
    assert "page: " in history(runs, "--html", str(tmp_path / "page.html")).stdout
    assert "<html" in (tmp_path / "page.html").read_text("utf-8")
    assert len(json.loads(history(runs, "--json").stdout)["runs"]) == 2
