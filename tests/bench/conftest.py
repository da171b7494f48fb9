"""Fixtures of the execution tests: a launcher, programs to run in it, and a workspace with one tiny task."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Bench, Finished, Launcher, Limits
from tests.bench.riddle import CHECKER, INPUTS, LIMITS, Workshop


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    with Launcher() as running:
        yield running


RunPython = Callable[..., Finished]


@pytest.fixture
def run_python(launcher: Launcher, tmp_path: Path) -> RunPython:
    """Run a program text with this interpreter."""

    def run(program: str, *arguments: str, limits: Limits = LIMITS, **options: bool | bytes) -> Finished:
        argv = [sys.executable, "-I", "-S", "-c", program, *arguments]
        return launcher.run(argv, cwd=tmp_path, environ={"PATH": os.defpath}, limits=limits, **options)  # type: ignore[arg-type]

    return run


def is_running(pid: int) -> bool:
    """Whether a process is there and not just waiting to be buried."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):  # it ended before it was opened, or before it was read
        return False


@pytest.fixture
def ended() -> Callable[[int], bool]:
    """Whether a process ends within ten seconds; nothing is slept away if it already has."""

    def wait(pid: int) -> bool:
        until = time.monotonic() + 10
        while is_running(pid) and time.monotonic() < until:
            time.sleep(0.01)
        return not is_running(pid)

    return wait


@pytest.fixture
def appears() -> Callable[[Path], str]:
    """Wait for a file with a full line in it, and return what it says."""

    def wait(file: Path) -> str:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if file.exists() and (text := file.read_text()).endswith("\n"):
                return text.strip()
            time.sleep(0.01)
        raise AssertionError(f"{file.name} did not appear")

    return wait


@pytest.fixture
def workshop(tmp_path: Path, launcher: Launcher, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    root, temporary = tmp_path / "workspace", tmp_path / "temporary"
    task = root / "tasks" / "riddle"
    task.mkdir(parents=True)
    temporary.mkdir()
    (task / "inputs.py").write_text(INPUTS)
    (task / "checker.py").write_text(CHECKER)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with Bench(root, launcher) as bench:
        yield Workshop(root, bench)
    assert not list(temporary.iterdir()), "a bench leaves nothing on disk"
