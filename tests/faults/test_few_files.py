"""Trials on systems that have no more files to give."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.bench.bench import _no_sandbox
from evalkit.commands.main import _message
from evalkit.environments.uv_command import no_room

ROOT = Path(__file__).parents[2]
FEW = """
import os, resource, sys
from evalkit.bench import Launcher, Limits
here = {"cwd": "/", "environ": {"PATH": os.defpath}, "limits": Limits(timeout_seconds=30, memory_mb=2000)}
with Launcher() as launcher:
    def run():
        done = launcher.run([sys.executable, "-I", "-S", "-c", "pass"], **here)
        print(done.ending.value, done.reason)
    run()
    before = len(os.listdir(f"/proc/{launcher.pid}/fd"))
    for free in (0, 1, 3, 5, 6):
        resource.prlimit(launcher.pid, resource.RLIMIT_NOFILE, (before + free, 4096))
        run()
        assert len(os.listdir(f"/proc/{launcher.pid}/fd")) == before
    resource.prlimit(launcher.pid, resource.RLIMIT_NOFILE, (4096, 4096))
    run()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux changes the limits of another process")
def test_a_launcher_without_files_says_so_and_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FEW], capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    first, *few, last = done.stdout.splitlines()
    assert (first.strip(), last.strip()) == ("finished", "finished")
    assert all(line.startswith("not-started Too many open files: ") and "ulimit -n" in line for line in few)


@pytest.mark.parametrize(("number", "remedy"), [(errno.EMFILE, "ulimit -n"), (errno.ENFILE, "end other programs")])
def test_too_many_open_files_are_told_with_the_remedy_wherever_it_happens(number: int, remedy: str) -> None:
    error = OSError(number, os.strerror(number), "reports/x/journal.jsonl")
    for said in (_message(error), _no_sandbox(error), no_room(error)):
        assert said
        assert os.strerror(number) in said
        assert remedy in said
        assert "make room" not in said


def test_a_quota_that_is_used_up_is_told_like_a_full_disk() -> None:
    error = OSError(errno.EDQUOT, os.strerror(errno.EDQUOT), "reports/x/journal.jsonl")
    assert str(_message(error)).startswith("evalkit: disk full at reports/x/journal.jsonl (")
    for said in (_no_sandbox(error), no_room(error)):
        assert "make room there" in said
