"""Trials on children: what an implementation may do to its own processes, to its folder, and to evalkit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Bench, Ending, Finished, Launcher, Limits
from evalkit.model import Status
from tests.bench.riddle import CHECKER, INPUTS, RIGHT, Workshop
from tests.faults.disks import small_disk

RunPython = Callable[..., Finished]


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """One that is looked after at once when somebody stops it."""
    with Launcher(late_seconds=0.1) as running:
        yield running


BOMB = """
import mmap, os
count = mmap.mmap(-1, 8)  # a real one would take the machine that tests it with it: this one ends at 500
while int.from_bytes(count[:8], "little") < 500:
    count[:8] = (int.from_bytes(count[:8], "little") + 1).to_bytes(8, "little")
    os.fork()
import time
time.sleep(600)
"""
DEAF = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        print(os.getpid(), flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)
os.kill(os.getpid(), signal.SIGSTOP)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere whoever leaves its group escapes")
@pytest.mark.parametrize("program", [BOMB, DEAF], ids=["a fork bomb", "deaf, in other sessions, and stopped"])
def test_whatever_a_tree_is_nothing_of_it_stays(launcher: Launcher, run_python: RunPython, program: str) -> None:
    done = run_python(program, limits=Limits(timeout_seconds=1, memory_mb=100_000))
    assert (done.ending, done.reason) == (Ending.TIMEOUT, "")
    children = subprocess.run(["ps", "--ppid", str(launcher.pid), "-o", "pid="], capture_output=True, check=False)
    assert children.stdout == b""
    assert run_python("print('well')").output == b"well\n"


@pytest.mark.parametrize("number", ["SIGSTOP", "SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
def test_a_signal_sent_to_the_launcher_costs_no_more_than_that_run(workshop: Workshop, number: str) -> None:
    program = f"import os, signal, time; os.kill(os.getppid(), signal.{number}); time.sleep(60)"
    first = workshop.sample(program, limits=Limits(timeout_seconds=1, memory_mb=2000))
    assert first.status is (Status.TIMEOUT if number in ("SIGSTOP", "SIGINT") else Status.PROBE_ERROR)
    assert workshop.sample(RIGHT).status is Status.OK


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("import os, shutil; shutil.rmtree(os.getcwd())\n", Status.FAILED),
        ("import os; os.chmod('.', 0); os.chmod('outputs', 0)\n", Status.FAILED),
        (
            "import os; os.chdir('/'); os.rename(os.environ['HOME'] + '/..', os.environ['HOME'] + '/../../moved')\n",
            None,
        ),
        ("import os; os.mkdir('tmp/deep')\nfor _ in range(1100): os.mkdir('d'); os.chdir('d')\n", Status.FAILED),
    ],
    ids=["deleted", "closed", "moved", "deep"],
)
def test_whatever_a_tool_does_to_its_own_folder_the_next_one_has_another(
    workshop: Workshop, program: str, status: Status | None
) -> None:
    sample = workshop.sample(program)
    assert sample.status is (status or sample.status)
    assert sample.status is not Status.OK
    assert workshop.sample(RIGHT).status is Status.OK


def test_an_output_may_have_a_name_that_is_not_utf_8(workshop: Workshop) -> None:
    sample = workshop.sample(RIGHT + "open(b'outputs/caf\\xe9.txt', 'w').close()\n", digest_outputs=True)
    assert (sample.status, len(sample.outputs)) == (Status.OK, 2)


@pytest.mark.slow  # a gigabyte through a pipe
def test_a_gigabyte_of_output_is_cut_and_fills_no_memory(workshop: Workshop) -> None:
    flood = "import os\nline = b'x' * 99 + b'\\n'\nfor _ in range(1000): os.write(1, line * 10_000)\n"
    sample = workshop.sample(flood + RIGHT)
    assert sample.status is Status.OK
    assert "bytes left out" in sample.log
    assert len(sample.log) < 1_100_000
    assert (workshop.sample("pass\n" + RIGHT, watch_memory=True).peak_memory_mb or 0) < 50


def test_a_tool_that_fills_its_disk_fails_and_the_next_one_has_room(
    tmp_path: Path, launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", 80_000_000) as disk:
        monkeypatch.setattr("tempfile.tempdir", str(disk))
        root = tmp_path / "workspace"
        (root / "tasks" / "riddle").mkdir(parents=True)
        (root / "tasks" / "riddle" / "inputs.py").write_text(INPUTS)
        (root / "tasks" / "riddle" / "checker.py").write_text(CHECKER)
        with Bench(root, launcher) as bench:
            workshop = Workshop(root, bench)
            fill = "with open('outputs/large', 'wb') as file:\n    while True: file.write(bytes(1_000_000))\n"
            full = workshop.sample(fill)
            assert (full.status, "No space left on device" in full.reason) == (Status.FAILED, True)
            assert workshop.sample(RIGHT).status is Status.OK
