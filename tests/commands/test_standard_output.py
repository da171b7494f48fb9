"""What a command prints, where whoever reads it has left, the disk is full, or the terminal was closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

ROOT = Path(__file__).parents[2]
EVALKIT = (sys.executable, "-m", "evalkit")


def with_nobody_reading(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command whose output is a pipe that nobody reads any longer."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [*EVALKIT, *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
        )
    finally:
        os.close(writing)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A run, and one in which a tool takes three times as long."""
    folder = tmp_path_factory.mktemp("runs")
    slower = run_data({"quick": {"seconds": 1.5}})
    return str(made_run(folder / "one", run_data())), str(made_run(folder / "two", slower))


@pytest.mark.parametrize("arguments", [("--help",), ("list", "--metrics")])
def test_the_exit_code_is_that_of_the_command_whoever_reads(arguments: tuple[str, ...]) -> None:
    done = with_nobody_reading(*arguments)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow  # two runs and several comparisons
def test_a_comparison_that_nobody_reads_fails_for_its_reasons_alone(runs: tuple[str, str]) -> None:
    before, after = runs
    assert with_nobody_reading("compare", after, before, "--all", "--fail-on", "slower").returncode == 0
    slower = with_nobody_reading("compare", before, after, "--all", "--fail-on", "slower")
    assert slower.returncode == 1
    assert "failed: " in slower.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("--help",), ("list",), ("schema", "adapter")])
def test_what_is_full_is_named_whoever_prints(arguments: tuple[str, ...], unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*EVALKIT, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 2
    assert "evalkit: disk full at standard output (" in done.stderr


PRINTING = """
import os, sys
from evalkit.commands.standard_output import settle_output
settle_output()
print("one")
sys.stdin.readline()
print("two")
print("three", file=sys.stderr)
open(sys.argv[1], "w").write("went on")
"""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_terminal_that_was_closed_ends_nothing(tmp_path: Path, unbuffered: str) -> None:
    master, terminal = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", PRINTING, str(tmp_path / "file")],
        stdin=subprocess.PIPE,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        cwd=ROOT,
    ) as process:
        os.close(terminal)
        read = b""
        while not read.endswith(b"\n"):
            read += os.read(master, 100)
        os.close(master)
        process.communicate(b"\n", timeout=60)
    assert (read, process.returncode) == (b"one\r\n", 0)
    assert (tmp_path / "file").read_text() == "went on"
