"""Trials on what a shell hands down to its processes: limits, masks, ignored signals, priorities."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.bench.limits import Limits
from evalkit.bench.machine_trouble import _size_mb, hindrance, shell_limits
from evalkit.bench.process_end import Ending, Finished

LIMITS = Limits(timeout_seconds=60, memory_mb=2000)
ASK = """
import json, os, resource, signal, sys
ignored = sorted(int(each) for each in signal.valid_signals() if signal.getsignal(each) == signal.SIG_IGN)
json.dump({
    "umask": os.umask(0),
    "nice": os.getpriority(os.PRIO_PROCESS, 0),
    "policy": os.sched_getscheduler(0),
    "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    "stack": resource.getrlimit(resource.RLIMIT_STACK)[0],
    "memory": resource.getrlimit(resource.RLIMIT_AS),
    "size": resource.getrlimit(resource.RLIMIT_FSIZE),
    "ignored": ignored,
    "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
}, sys.stdout)
"""
DRIVER = """
import sys
from evalkit.bench import Launcher, Limits
with Launcher() as launcher:
    done = launcher.run(
        [sys.executable, "-I", "-S", "-c", sys.argv[1]],
        cwd="/", environ={"PATH": "/bin"}, limits=Limits(timeout_seconds=60, memory_mb=2000),
    )
    sys.stdout.buffer.write(done.output or done.errors)
"""


def seen_under(shell: str) -> dict[str, object]:
    """What a measured process sees where evalkit is started from a shell after the commands `shell`."""
    done = subprocess.run(
        ["bash", "-c", f'{shell}\nexec "$0" -c "$1" "$2"', sys.executable, DRIVER, ASK],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    seen: dict[str, object] = json.loads(done.stdout)
    return seen


HOSTILE = """
umask 0777
ulimit -Sn 256
ulimit -Ss 1024
ulimit -Sv 4000000
ulimit -Sf 100
trap '' HUP INT QUIT USR1 USR2 PIPE ALRM TERM CHLD TSTP TTIN TTOU WINCH VTALRM PROF
"""
IGNORED_BY_PYTHON = [signal.SIGPIPE, signal.SIGXFSZ]


def test_what_a_shell_hands_down_reaches_no_measured_process() -> None:
    seen = seen_under(HOSTILE)
    assert seen == seen_under(":")
    assert (seen["umask"], seen["ignored"], seen["blocked"]) == (0o022, IGNORED_BY_PYTHON, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other scheduling policies")
def test_a_measured_process_is_scheduled_as_usual() -> None:
    driver = ["chrt", "--batch", "0", sys.executable, "-c", DRIVER, ASK]
    try:
        done = subprocess.run(driver, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    except FileNotFoundError:
        pytest.skip("there is no chrt")
    assert json.loads(done.stdout)["policy"] == 0


UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def limited(**hard: int) -> tuple[str, ...]:
    by_number = {getattr(resource, name): value for name, value in hard.items()}
    return shell_limits(lambda number: (0, by_number.get(number, resource.RLIM_INFINITY)))


def test_hard_limits_that_may_hinder_a_tool_are_told() -> None:
    assert limited() == ()
    assert limited(RLIMIT_AS=2_000_000_000) == ("2000 MB of address space",)
    assert limited(RLIMIT_CPU=60, RLIMIT_NOFILE=64) == ("60 s of processor time", "64 open files")
    assert limited(RLIMIT_NOFILE=4096, RLIMIT_NPROC=100_000) == ()


FAILED = Finished(Ending.FINISHED, exit_code=1, largest_process_mb=100)


def test_a_failure_on_a_sound_machine_is_the_tools(tmp_path: Path) -> None:
    if shell_limits():
        pytest.skip(f"this shell has limits of its own: {shell_limits()}")
    assert hindrance(FAILED, LIMITS, tmp_path) == ""
    assert hindrance(Finished(Ending.FINISHED, exit_code=-signal.SIGSEGV), LIMITS, tmp_path) == ""


def test_a_file_with_nothing_in_it_fills_no_disk_however_large_it_is(tmp_path: Path) -> None:
    (tmp_path / "written").write_bytes(bytes(range(256)) * 20_000)
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(1_000_000_000)
    assert 5 < _size_mb(tmp_path) < 10


def test_a_kill_by_the_kernel_below_the_runs_own_limit_is_the_machines(tmp_path: Path) -> None:
    killed = Finished(Ending.FINISHED, exit_code=-9, largest_process_mb=100, killed_by_kernel=True)
    assert "the kernel ended a process for want of memory" in hindrance(killed, LIMITS, tmp_path)


def test_a_run_that_ended_well_was_not_hindered(tmp_path: Path) -> None:
    good = Finished(Ending.FINISHED, exit_code=0, killed_by_kernel=True)
    assert hindrance(good, LIMITS, tmp_path) == ""


LIMITED = """
import sys, tempfile
from pathlib import Path
from evalkit.bench import Bench, Launcher
from tests.bench.riddle import Workshop, INPUTS, CHECKER
root = Path(tempfile.mkdtemp())
task = root / "tasks" / "riddle"
task.mkdir(parents=True)
(task / "inputs.py").write_text(INPUTS)
(task / "checker.py").write_text(CHECKER)
with Launcher() as launcher, Bench(root, launcher) as bench:
    sample = Workshop(root, bench).sample(sys.argv[1])
print(sample.status, sample.reason)
import shutil; shutil.rmtree(root)
"""


def test_a_tool_that_fails_under_a_hard_limit_of_the_shell_is_not_blamed() -> None:
    take = "held = bytearray(2_000_000_000)\nopen('outputs/answer.txt', 'w').write('7')\n"
    done = subprocess.run(
        ["bash", "-c", 'ulimit -Hv 1500000 -Sv 1500000; exec "$0" -c "$1" "$2"', sys.executable, LIMITED, take],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    status, _, reason = done.stdout.partition(" ")
    assert status == "unavailable"
    assert "1536 MB of address space" in reason
    assert "MemoryError" in reason
