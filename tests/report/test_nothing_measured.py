"""A run whose journal holds nothing: no empty report takes the place of one, and how to go on is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ONE_WORKER, SmallWorkspace, command
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = made_run(tmp_path / "mine", run_data())
    (folder / "report.html").write_text("an earlier report")
    return folder


@pytest.mark.parametrize(
    ("journal", "why"),
    [
        (None, "there is no mine/journal.jsonl"),
        ("", "mine/journal.jsonl is empty"),
        ("torn\n", "none of the 1 lines of mine/journal.jsonl can be read"),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "mine"),
        ("report", "mine", "--format", "md"),
        ("report", "mine", "--badge"),
        ("compare", "mine"),
        ("history", "mine"),
    ],
    ids=" ".join,
)
def test_a_run_without_measurements(run: Path, arguments: tuple[str, ...], journal: str | None, why: str) -> None:
    (run / "journal.jsonl").unlink()
    if journal is not None:
        (run / "journal.jsonl").write_text(journal)
    done = command(run.parent, *arguments)
    assert (done.returncode, done.stdout) == (3, "")
    [said] = done.stderr.splitlines()
    assert said.startswith(f"evalkit: nothing was measured in mine: {why}; `evalkit run rubrics/")
    assert said.endswith(".yaml --out mine` measures")
    assert (run / "report.html").read_text() == "an earlier report"


def test_the_command_that_is_named_goes_on(small: SmallWorkspace) -> None:
    arguments = (
        "run",
        "rubrics/small.yaml",
        "--level",
        "hello",
        "--probes",
        "code",
        "--out",
        "reports/mine",
        *ONE_WORKER,
    )
    assert small.command(*arguments).returncode in (0, 3)
    (small.root / "reports/mine/journal.jsonl").unlink()
    said = small.command("report", "reports/mine").stderr
    assert "`evalkit run rubrics/small.yaml --out reports/mine` measures" in said
    assert small.command(*arguments).returncode in (0, 3)
    assert small.command("report", "reports/mine").returncode == 0
