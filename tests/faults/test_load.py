"""Trials on load: another program that is busy, and another evalkit that is timing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Launcher, Limits, is_busy, machine_load, others_now, turn
from evalkit.bench.machine_busy import OTHERS_SHARE
from evalkit.model.facts import MachineLoad

LIMITS = Limits(timeout_seconds=60, memory_mb=2000)
QUIET = MachineLoad(
    processors=2, load_average=9.0, cpu_pressure=90.0, memory_pressure=0.0, others_before=0.0, others=0.0
)


@pytest.fixture
def busy() -> Iterator[None]:
    """One program for each processor that does nothing but compute."""
    started = [subprocess.Popen([sys.executable, "-I", "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for each in started:
            each.kill()
            each.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long processors were busy")
def test_what_others_do_is_seen_before_and_while_a_process_runs(busy: None, launcher: Launcher) -> None:
    before = others_now()
    program = "import time; time.sleep(0.5)"
    done = launcher.run([sys.executable, "-I", "-S", "-c", program], cwd="/", environ={}, limits=LIMITS)
    assert before is not None
    assert done.others is not None
    assert before > OTHERS_SHARE
    assert done.others > OTHERS_SHARE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long processors were busy")
def test_what_a_process_does_itself_is_not_others_doing(launcher: Launcher) -> None:
    idle = launcher.run(
        [sys.executable, "-I", "-S", "-c", "import time; time.sleep(1)"], cwd="/", environ={}, limits=LIMITS
    )
    program = "import time\nuntil = time.monotonic() + 1\nwhile time.monotonic() < until: pass"
    own = launcher.run([sys.executable, "-I", "-S", "-c", program], cwd="/", environ={}, limits=LIMITS)
    assert own.cpu_seconds > 0.2
    assert own.others is not None
    assert idle.others is not None
    # Other programs may be busy on the machine that runs this: they are with both.
    assert own.others < idle.others + 0.9 * own.cpu_seconds / own.wall_seconds / (os.cpu_count() or 1) + 0.25


def test_evalkits_own_work_a_moment_ago_is_nobodys_load() -> None:
    assert is_busy(QUIET) is None


@pytest.mark.parametrize("load", [MachineLoad(2, others_before=0.6), MachineLoad(2, others_before=0.0, others=0.6)])
def test_a_busy_machine_is_told_with_advice(load: MachineLoad) -> None:
    busy = is_busy(load)
    assert busy
    assert busy.reason == "other programs kept 60% of the processors busy"
    assert "end other programs" in busy.advice


@pytest.mark.parametrize("processors", [0.0, -1.0])
def test_a_load_on_no_processor_is_too_much_for_timing(processors: float) -> None:
    assert is_busy(MachineLoad(processors, load_average=2.0))


def test_a_load_is_still_told_where_the_kernel_does_not_count() -> None:
    assert machine_load(Path("/nowhere"), {0}) == MachineLoad(1.0)


@pytest.fixture
def name(tmp_path: Path) -> str:
    """A name that no other test has, nor any evalkit."""
    return f"-trial-{os.getpid()}-{tmp_path.name}"


HOLD = """
import sys
from evalkit.bench import turn
with turn(lambda: print("waiting", flush=True), sys.argv[1]):
    print("mine", flush=True)
    sys.stdin.read()
"""


def holder(name: str) -> subprocess.Popen[str]:
    """Another evalkit that wants the turn."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("ends", ["well", "killed"])
def test_two_evalkits_take_turns_however_the_first_one_ends(name: str, ends: str) -> None:
    with holder(name) as first:
        assert said(first) == "mine"
        with holder(name) as second:
            assert said(second) == "waiting"
            if ends == "killed":
                first.kill()
            else:
                first.communicate("")
            assert said(second) == "mine"
            second.communicate("")


def test_a_turn_is_had_by_one_at_a_time(name: str) -> None:
    having, most, done = 0, 0, 0

    def take() -> None:
        nonlocal having, most, done
        with turn(lambda: None, name):
            having += 1
            most = max(most, having)
            time.sleep(0.01)
            having -= 1
        done += 1

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, done) == (1, 8)


def test_where_a_turn_is_hung_on_nothing_in_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[Callable[[], None]] = []
    with holder(name) as first:
        assert said(first) == "mine"
        for variable in ("HOME", "TMPDIR", "EVALKIT_CACHE", "XDG_CACHE_HOME"):
            monkeypatch.setenv(variable, "/nowhere")
        with holder(name) as second:
            assert said(second) == "waiting"
            first.communicate("")
            assert said(second) == "mine"
            second.communicate("")
    assert waited == []
