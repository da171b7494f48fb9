"""Trials on standing still: somebody stops a measured process or its launcher, or freezes all of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Ending, Finished, Limits
from evalkit.bench.launcher_process import PARDON_SECONDS, Evalkit, Run
from evalkit.model import Status
from tests.bench.riddle import RIGHT, Workshop

ROOT = Path(__file__).parents[2]
HALT = """
import os, signal, time
whom = {whom}
if os.fork() == 0:
    time.sleep(0.1)
    os.kill(whom, signal.SIGSTOP)
    time.sleep(0.4)
    os.kill(whom, signal.SIGCONT)
    os._exit(0)
time.sleep(0.3)
os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a launcher's process has another parent")
@pytest.mark.parametrize("whom", ["os.getpid()", "os.getppid()"], ids=["the process", "its launcher"])
def test_a_sample_that_was_stopped_is_no_measurement_and_no_failure_of_the_tool(workshop: Workshop, whom: str) -> None:
    sample = workshop.sample(HALT.format(whom=whom) + RIGHT)
    assert (sample.status, sample.wall_seconds) == (Status.PROBE_ERROR, None)
    assert "it was stopped for a while" in sample.reason
    assert workshop.sample(RIGHT).status is Status.OK


def test_the_time_for_which_a_process_was_stopped_does_not_count_against_its_limit(
    run_python: Callable[..., Finished],
) -> None:
    halted = HALT.format(whom="os.getpid()").replace("0.4", "2.5")
    done = run_python(halted + "time.sleep(0.2)", limits=Limits(timeout_seconds=2.0, memory_mb=2000))
    assert (done.ending, done.halted) == (Ending.FINISHED, True)


def test_a_process_that_stops_and_is_not_woken_has_its_limit_too() -> None:
    run = Run({**dict.fromkeys(("log_bytes", "watch_memory"), 0), "stdin": "", "timeout_seconds": 60}, Evalkit(), 0)
    run.note_stop(stopped=True)
    assert 0 <= run.more_time() < PARDON_SECONDS
    run.stopped_at -= 10 * PARDON_SECONDS
    assert run.more_time() == PARDON_SECONDS


def test_what_nobody_stops_is_a_measurement(run_python: Callable[..., Finished]) -> None:
    program = "import os, signal, time\nchild = os.fork()\nif not child: time.sleep(60)\n"
    stops_its_child = "os.kill(child, signal.SIGSTOP); os.kill(child, signal.SIGCONT); time.sleep(0.1)"
    assert not run_python("pass").halted
    assert not run_python(program + stops_its_child).halted


FROZEN = """
import sys
from evalkit.bench import Launcher, Limits
with Launcher() as launcher:
    done = launcher.run(
        [sys.executable, "-I", "-S", "-c", "import time\\nfor _ in range(100): time.sleep(0.01)"],
        cwd="/", environ={"PATH": "/bin"}, limits=Limits(timeout_seconds=3, memory_mb=2000),
        started=lambda _: print("started", flush=True),
    )
    print(done.ending.value, done.halted)
"""


@pytest.fixture
def freezer() -> Iterator[Callable[[bool], None]]:
    """A control group whose processes can be frozen; this process's children begin in it."""
    for top, name, words in (("freezer", "freezer.state", ("FROZEN", "THAWED")), ("", "cgroup.freeze", ("1", "0"))):
        folder = Path("/sys/fs/cgroup", top, f"evalkit-trial-{os.getpid()}")
        try:
            folder.mkdir()
            (folder / name).write_text(words[1])
        except OSError:
            if folder.exists():
                folder.rmdir()
            continue

        def freeze(on: bool, file: Path = folder / name, words: tuple[str, str] = words) -> None:
            file.write_text(words[0] if on else words[1])

        freeze.folder = folder  # type: ignore[attr-defined]
        yield freeze
        for _ in range(500):
            with contextlib.suppress(OSError):
                folder.rmdir()
                return
            time.sleep(0.01)
        raise AssertionError("the control group did not go away")
    pytest.skip("no control group can be made here: that needs root and a freezer")


def test_a_frozen_container_is_noticed_and_costs_nobody_time(freezer: Callable[[bool], None]) -> None:
    folder = freezer.folder  # type: ignore[attr-defined]
    command = ["bash", "-c", 'echo $$ > "$0/cgroup.procs"; exec "$@"', str(folder), sys.executable, "-c", FROZEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(0.1)
        freezer(True)
        try:
            time.sleep(4)
        finally:
            freezer(False)
        assert process.stdout.readline() == "finished True\n"
