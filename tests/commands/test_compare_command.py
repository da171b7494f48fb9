from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evalkit.commands.app import app
from evalkit.commands.compare import FailOn
from evalkit.model import Status
from evalkit.plan.loading import BadRequest
from evalkit.scoring import OBJECTIONS
from tests.conftest import command
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    before = made_run(tmp_path / "before", run_data())
    after = made_run(
        tmp_path / "after",
        run_data({"slow": {"seconds": 9.0, "tokens": 50.0}, "quick": {"bad": {"stretch": Status.FAILED}}}),
    )
    return before, after


def compare(runs: tuple[Path, Path], *options: str) -> Result:
    return CliRunner().invoke(app, ["compare", *map(str, runs), *options], env={"COLUMNS": "80"})


def test_what_changed_is_told_the_worst_first_within_80_columns(runs: tuple[Path, Path]) -> None:
    done = compare(runs)
    assert done.exit_code == 0, done.output
    told = done.stdout
    assert told.index("skew/quick/stretch") < told.index("run.wall_seconds") < told.index("code.tokens")
    assert "KeyError: 'age'" in told
    assert "2.2" in told
    assert max(map(len, told.splitlines())) <= 80
    assert "No real difference" not in told


def test_the_rest_is_shown_when_asked_for(runs: tuple[Path, Path]) -> None:
    told = compare(runs, "--all").stdout
    assert "No real difference" in told
    assert "1 and 1 samples" in told


def test_as_data_it_holds_what_a_build_needs(runs: tuple[Path, Path]) -> None:
    data = json.loads(compare(runs, "--json", "--fail-on", "slower").stdout)
    assert data["counts"]["broken"] == 1
    assert data["outcomes"][0] == {
        "task": "skew",
        "tool": "quick",
        "level": "stretch",
        "kind": "broken",
        "before": "ok",
        "after": "failed",
        "reason": "KeyError: 'age'",
    }
    assert len(data["objections"]) == 1
    assert {figure["kind"] for figure in data["figures"]} == {"worse", "better"}
    more = json.loads(compare(runs, "--json", "--all").stdout)
    assert {figure["kind"] for figure in more["figures"]} > {"worse", "better", "no real difference"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("broken", "failed: skew/quick/stretch was ok and is failed"),
        ("slower", "failed: skew/slow/adapt: run.wall_seconds is 2.2"),
        ("worse", "failed: skew/slow/adapt: run.wall_seconds is 2.2"),
    ],
)
def test_a_build_fails_on_what_it_asked_for_and_is_told_why(runs: tuple[Path, Path], kind: str, words: str) -> None:
    done = compare(runs, "--fail-on", kind)
    assert done.exit_code == 1
    assert words in done.stderr


def test_a_build_does_not_fail_on_anything_else(runs: tuple[Path, Path]) -> None:
    assert compare(runs, "--fail-on", "bigger").exit_code == 0
    assert compare(runs[::-1], "--fail-on", "slower", "--fail-on", "broken").exit_code == 0


def test_between_machines_a_build_is_told_that_nobody_can_tell(runs: tuple[Path, Path], tmp_path: Path) -> None:
    elsewhere = made_run(
        tmp_path / "elsewhere", replace(run_data({"slow": {"seconds": 9.0}}), machine={"processor": "b"})
    )
    done = compare((runs[0], elsewhere), "--fail-on", "slower")
    assert done.exit_code == 0
    assert (
        "cannot tell whether skew/quick/adapt: run.wall_seconds and 1 more are longer: measured on different"
        in done.stderr
    )
    data = json.loads(compare((runs[0], elsewhere), "--fail-on", "slower", "--json").stdout)
    assert data["objections"] == []
    assert any("run.wall_seconds" in sentence for sentence in data["undecided"])


def test_a_page_is_written(runs: tuple[Path, Path], tmp_path: Path) -> None:
    done = compare(runs, "--html", str(tmp_path / "page.html"))
    assert "page: " in done.stdout
    assert "<html" in (tmp_path / "page.html").read_text("utf-8")


def test_the_kinds_on_the_command_line_are_those_there_are_and_each_is_explained() -> None:
    assert {kind.value for kind in FailOn} == set(OBJECTIONS)
    told = " ".join(
        CliRunner().invoke(app, ["compare", "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).stdout.split()
    )
    for kind, meaning in OBJECTIONS.items():
        assert f"{kind} — {meaning}" in told
    assert "evalkit compare reports/main reports/branch" in told


def test_a_folder_that_is_no_run_ends_with_exit_code_2(runs: tuple[Path, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evalkit", "compare", str(runs[0]), "nowhere"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("evalkit: this is not a run: there is no folder nowhere; ")
    refused = command(runs[0], "compare", *map(str, runs), "--fail-on", "smaller")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("evalkit: --fail-on must be one of broken, ")


def test_a_run_compared_with_itself_is_told(runs: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(runs[0])
    for same in (runs[0], tmp_path / "again"):
        done = compare((runs[0], same))
        assert isinstance(done.exception, BadRequest)
        assert str(done.exception) == (
            f"{runs[0]} and {same} are one run; name another one, or name it once to see what it measured again"
        )
