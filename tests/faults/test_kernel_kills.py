"""Trials on memory: a control group that is too small, and the kernel that ends what runs in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DRIVER = """
import sys
from evalkit.bench import Launcher, Limits
with Launcher() as launcher:
    done = launcher.run(
        [sys.executable, "-I", "-S", "-c", sys.argv[1]],
        cwd="/", environ={"PATH": "/bin"}, limits=Limits(timeout_seconds=60, memory_mb=float(sys.argv[2])), merge_output=True,
    )
    print(done.ending.value, done.exit_code, done.killed_by_kernel)
"""
TAKE = "held = []\nwhile True: held.append(bytearray(20_000_000))"
MACHINE = "from evalkit.bench import describe_machine; print(describe_machine()['memory'])"


@pytest.fixture
def group() -> Iterator[Path]:
    """A control group of 200 MB; gone afterwards."""
    for top, limit in (("memory", "memory.limit_in_bytes"), ("", "memory.max")):
        folder = Path("/sys/fs/cgroup", top, f"evalkit-trial-{os.getpid()}")
        try:
            folder.mkdir()
            (folder / limit).write_text("200000000")
            swap = folder / ("memory.memsw.limit_in_bytes" if top else "memory.swap.max")
            if swap.exists():
                swap.write_text("200000000" if top else "0")
        except OSError:
            if folder.exists():
                folder.rmdir()
            continue
        yield folder
        for _ in range(500):
            try:
                folder.rmdir()
            except OSError:
                time.sleep(0.01)  # the kernel takes a moment to forget who was in it
            else:
                return
        raise AssertionError("the control group did not go away")
    pytest.skip("no control group can be made here: that needs root and a memory controller")


def inside(group: Path, *arguments: str) -> str:
    """What a Python program prints that runs in the group."""
    enter = 'echo $$ > "$0/cgroup.procs"; exec "$@"'
    command = ["bash", "-c", enter, str(group), sys.executable, "-c", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120).stdout.strip()


def test_a_kill_by_the_kernel_is_told_from_a_crash(group: Path) -> None:
    assert inside(group, DRIVER, TAKE, "100000") == "finished -9 True"


def test_a_program_that_kills_itself_was_not_ended_by_the_kernel(group: Path) -> None:
    assert inside(group, DRIVER, "import os; os.kill(os.getpid(), 9)", "100000") == "finished -9 False"


def test_the_runs_own_limit_comes_first(group: Path) -> None:
    slow = "import time\nheld = bytearray(120_000_000)\ntime.sleep(30)"
    assert inside(group, DRIVER, slow, "100") == "out-of-memory -9 False"


def test_a_machine_is_as_large_as_its_control_group(group: Path) -> None:
    assert inside(group, MACHINE).startswith("0.2 of ")


COPY = """
from evalkit.report.forked_work import beside
def take():
    held = []
    while True: held.append(bytearray(20_000_000))
try:
    with beside(take):
        pass
except ChildProcessError as error:
    print(error)
"""


def test_a_kill_of_the_copy_that_writes_a_part_of_the_report_is_told_with_the_remedy(group: Path) -> None:
    assert inside(group, COPY) == (
        "the copy of evalkit that makes a part of the report was ended by the kernel for want of memory: end other "
        "programs, or give this machine or container more memory; make the report again"
    )


JUDGED = """
import sys, tempfile, shutil
from pathlib import Path
from evalkit.bench import Bench, Launcher
from tests.bench.riddle import Workshop, INPUTS, RIGHT
root = Path(tempfile.mkdtemp())
task = root / "tasks" / "riddle"
task.mkdir(parents=True)
(task / "inputs.py").write_text(INPUTS)
(task / "checker.py").write_text("def check(outputs, truth, level, fault=None):\\n    held = bytearray(500_000_000)\\n")
with Launcher() as launcher, Bench(root, launcher) as bench:
    sample = Workshop(root, bench).sample(RIGHT)
print(sample.status, sample.reason)
shutil.rmtree(root)
"""


def test_a_kill_of_the_copy_that_judges_is_no_failure_of_the_tool(group: Path) -> None:
    status, _, reason = inside(group, JUDGED).partition(" ")
    assert status == "probe-error"
    assert "was ended by the kernel for want of memory" in reason
