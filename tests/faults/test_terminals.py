"""Trials on terminals: sizes that are none, kinds that are none, and a reader who leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.commands.terminal_size import LEAST_COLUMNS, MOST_COLUMNS, settle_size
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

ROOT = Path(__file__).parents[2]
SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")


def printed(*arguments: str, **variables: str | None) -> str:
    """What a command prints, as a process of its own with these variables; None takes one out."""
    environ = {name: value for name, value in {**os.environ, **variables}.items() if value is not None}
    command = [sys.executable, "-m", "evalkit", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "bug in evalkit" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_run(tmp_path_factory.mktemp("runs") / "run", run_data())


@pytest.mark.parametrize(
    "variables",
    [
        {"COLUMNS": "1"},
        {"COLUMNS": "0"},
        {"COLUMNS": "\xb2"},
        {"COLUMNS": "99999999", "LINES": "0"},
        {"LINES": "text"},
        {"TERMINAL_WIDTH": "text"},
        {"TERM": "dumb"},
        {"TERM": None},
        {"TERM": "", "NO_COLOR": "1"},
        {"TERM": "unknown-\x1b[31m", "COLORTERM": "truecolor"},
    ],
)
def test_a_table_can_be_read_whatever_the_shell_says_of_its_terminal(
    run: Path, variables: dict[str, str | None]
) -> None:
    said = printed("history", str(run), **variables)
    assert "evalkit" in said
    assert len(said) < 20_000
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) >= LEAST_COLUMNS // 2


@pytest.mark.parametrize("variables", [{"COLUMNS": "0"}, {"COLUMNS": "99999999"}, {"TERMINAL_WIDTH": "text"}])
def test_help_can_be_read_too(variables: dict[str, str | None]) -> None:
    said = printed("--help", **variables)
    assert "Compare MLOps tools" in " ".join(said.split())
    assert len(said) < 200_000


@given(st.dictionaries(st.sampled_from(SIZES), st.text() | st.integers().map(str)))
def test_what_libraries_read_afterwards_is_a_size_that_can_be_printed_by(environ: dict[str, str]) -> None:
    settle_size(environ)
    for name in set(SIZES) & environ.keys():
        assert 5 <= int(environ[name]) <= 10_000
    assert LEAST_COLUMNS <= int(environ.get("COLUMNS", LEAST_COLUMNS)) <= MOST_COLUMNS


@given(st.integers(LEAST_COLUMNS, MOST_COLUMNS))
def test_a_size_that_will_do_stays(columns: int) -> None:
    environ = {"COLUMNS": str(columns), "LINES": "24"}
    settle_size(environ)
    assert environ == {"COLUMNS": str(columns), "LINES": "24"}
