"""Memory readings are the child's own, whatever evalkit holds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.bench import Ending, Finished, Launcher, Limits
from evalkit.bench.launcher_process import counted_once

RunPython = Callable[..., Finished]
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")

BIG_PARENT = """
import os, sys
from evalkit.bench import Launcher, Limits
def no_op(launcher):
    limits = Limits(timeout_seconds=60, memory_mb=4000)
    return launcher.run([sys.executable, "-c", "pass"], cwd="/", environ={}, limits=limits).largest_process_mb
with Launcher() as early:
    block = bytearray(os.urandom(1 << 20)) * 954  # 1 GB
    with Launcher() as late:
        print(no_op(early), no_op(late), len(block))
"""
TREE = """
import subprocess, sys
touch = "import time; block = b'x' * int(1e6 * {mb}); time.sleep(0.5)"
subprocess.run([sys.executable, "-I", "-S", "-c", touch.format(mb=sys.argv[1])], check=True)
"""


def test_a_no_op_reads_under_30_mb_while_evalkit_holds_1_gb() -> None:
    done = subprocess.run([sys.executable, "-c", BIG_PARENT], capture_output=True, text=True, check=True)
    early, late, size = map(float, done.stdout.split())
    assert size > 1e9
    assert 1 < early < 30
    assert 1 < late < 30


@linux
def test_a_grandchild_that_touches_300_mb_raises_the_reading_by_300_mb(run_python: RunPython) -> None:
    def peak(mb: int) -> float:
        done = run_python(TREE, str(mb), watch_memory=True)
        assert (done.exit_code, done.memory_kind) == (0, "pss")
        assert done.sampled_tree_mb is not None
        return max(done.sampled_tree_mb, done.largest_process_mb)

    assert peak(300) - peak(0) == pytest.approx(300, rel=0.05)


@linux
def test_the_reading_of_a_tree_is_the_sum_of_its_processes(run_python: RunPython) -> None:
    done = run_python("import os, time; os.fork(); block = b'x' * 100_000_000; time.sleep(0.5)", watch_memory=True)
    assert done.sampled_tree_mb is not None
    assert done.sampled_tree_mb > 200 > done.largest_process_mb


@linux
def test_pages_that_processes_share_count_once(run_python: RunPython) -> None:
    done = run_python("import os, time; block = b'x' * 100_000_000; os.fork(); time.sleep(1.5)", watch_memory=True)
    # Not the largest: one process is read after the other, and a reading at the moment of the fork may count pages twice.
    assert statistics.median(mb for _, mb in done.curve) == pytest.approx(115, rel=0.15)


CHILDREN_COME_AND_GO = """
import os, time
block = b'x' * 60_000_000
end = time.monotonic() + 1.5
while time.monotonic() < end:
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(0.03)
            os._exit(0)
    for _ in range(3):
        os.wait()
"""


@linux
def test_pages_that_processes_share_count_once_while_processes_come_and_go(run_python: RunPython) -> None:
    done = run_python(CHILDREN_COME_AND_GO, watch_memory=True)
    assert done.sampled_tree_mb is not None
    assert 60 < done.sampled_tree_mb < 85


def test_a_reading_during_which_a_process_ended_is_repeated() -> None:
    looks = iter([{1: 0, 2: 90}, {2: 90}, {2: 90}])
    shares = iter(
        [45, 90, 0, 90, 90]
    )  # process 1 ends between its reading and that of process 2, which then has all pages
    assert counted_once({1: 90, 2: 90}, looks.__next__, lambda _: next(shares)) == (90, True)


def test_pages_that_two_processes_come_to_share_during_a_reading_count_once() -> None:
    shares = iter([90, 45, 45, 45])  # process 2 maps the pages of process 1 after that was read
    assert counted_once({1: 90, 2: 90}, lambda: {1: 90, 2: 90}, lambda _: next(shares)) == (90, True)


def test_of_readings_that_were_all_disturbed_the_smallest_stands() -> None:
    looks = (dict.fromkeys(range(size), 10) for size in (3, 2, 4, 3, 5, 4))
    assert counted_once(next(looks), looks.__next__, lambda _: 10) == (20, True)


def test_a_process_that_keeps_its_share_secret_counts_with_all_it_has() -> None:
    assert counted_once({1: 70, 2: 30}, lambda: {1: 70, 2: 30}, {1: 40, 2: None}.get) == (70, False)


def test_the_curve_comes_from_memory_profiler_in_seconds_and_megabytes(run_python: RunPython) -> None:
    done = run_python("import time; time.sleep(0.3); b = b'x' * 200_000_000; time.sleep(0.5)", watch_memory=True)
    assert len(done.curve) >= 4
    seconds = [at for at, _ in done.curve]
    assert seconds == sorted(seconds)
    assert seconds[0] >= 0
    assert done.curve[0][1] < 50
    assert max(mb for _, mb in done.curve) == pytest.approx(210, rel=0.05)


def test_a_process_quicker_than_a_look_has_its_high_water_mark(run_python: RunPython) -> None:
    done = run_python("pass", watch_memory=True)
    assert done.ending is Ending.FINISHED
    assert done.largest_process_mb > 1
    assert done.sampled_tree_mb is not None


def test_a_library_that_fails_costs_the_curve_and_nothing_else(
    run_python: RunPython, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("memory_profiler.memory_usage", broken)
    done = run_python("import time; time.sleep(0.2)", watch_memory=True)
    assert (done.ending, done.exit_code, done.curve) == (Ending.FINISHED, 0, ())
    assert done.sampled_tree_mb
    monkeypatch.setitem(sys.modules, "memory_profiler", None)
    assert run_python("pass", watch_memory=True).curve == ()


def test_large_answers_do_not_raise_later_readings(launcher: Launcher, tmp_path: Path) -> None:
    limits = Limits(60, 2000, log_bytes=64_000_000)
    environ = {"PATH": os.defpath}
    whole = launcher.run(["cat"], cwd=tmp_path, environ=environ, limits=limits, stdin=b"x" * 30_000_000)
    assert len(whole.output) == 30_000_000
    assert launcher.run(["true"], cwd=tmp_path, environ=environ, limits=limits).largest_process_mb < 30
