"""Whoever dies or is interrupted, nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Ending, Launcher, LauncherDied, Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a child subreaper and /proc")

LIMITS = Limits(timeout_seconds=600, memory_mb=2000)

# A tree of a process, its child, and a daemon that left them; each notes its number before it sleeps.
TREE = """
import os, sys, time
folder = sys.argv[1]
def note(name):
    with open(os.path.join(folder, name), "w") as file: file.write(f"{os.getpid()}\\n")
if os.fork() == 0:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            note("daemon"); time.sleep(600)
        os._exit(0)
    os.wait()
    note("child"); time.sleep(600)
note("process"); time.sleep(600)
"""
CLIENT = """
import os, sys
from evalkit.bench import Launcher, Limits
folder, tree = sys.argv[1:]
with Launcher() as launcher:
    with open(os.path.join(folder, "launcher"), "w") as file: file.write(f"{launcher.pid}\\n")
    argv = [sys.executable, "-I", "-S", "-c", tree, folder]
    launcher.run(argv, cwd=folder, environ={}, limits=Limits(600, 2000))
"""

Appears = Callable[[Path], str]
Ended = Callable[[int], bool]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the tree, in a session of its own as under a terminal."""
    argv = [sys.executable, "-c", CLIENT, str(tmp_path), TREE]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        yield process
        process.kill()


def everybody(folder: Path, appears: Appears) -> list[int]:
    return [int(appears(folder / name)) for name in ("launcher", "process", "child", "daemon")]


def test_killing_evalkit_leaves_nothing(
    client: subprocess.Popen[str], tmp_path: Path, appears: Appears, ended: Ended
) -> None:
    pids = everybody(tmp_path, appears)
    client.kill()
    assert all(map(ended, pids))


def test_ctrl_c_reaches_evalkit_alone_and_leaves_nothing(
    client: subprocess.Popen[str], tmp_path: Path, appears: Appears, ended: Ended
) -> None:
    pids = everybody(tmp_path, appears)
    assert all(os.getsid(pid) != os.getsid(client.pid) for pid in pids)
    os.killpg(client.pid, signal.SIGINT)  # as a terminal does
    _, errors = client.communicate(timeout=30)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids), "gone before the interrupt is raised"


def test_ending_the_launcher_ends_the_tree(
    client: subprocess.Popen[str], tmp_path: Path, appears: Appears, ended: Ended
) -> None:
    pids = everybody(tmp_path, appears)
    os.kill(pids[0], signal.SIGTERM)
    assert all(map(ended, pids))
    assert "LauncherDied" in client.communicate(timeout=30)[1]


def test_killing_the_launcher_is_a_clear_error_and_ends_the_process_it_ran(
    client: subprocess.Popen[str], tmp_path: Path, appears: Appears, ended: Ended
) -> None:
    launcher, process, child, daemon = everybody(tmp_path, appears)
    try:
        os.kill(launcher, signal.SIGKILL)
        assert all(map(ended, (launcher, process, child)))
        assert "ended by signal SIGKILL" in client.communicate(timeout=30)[1]
    finally:
        os.kill(daemon, signal.SIGKILL)  # nobody is left who could know of it


def test_a_run_can_kill_its_launcher_and_the_next_run_has_another(tmp_path: Path) -> None:
    with Launcher() as launcher:
        program = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"
        with pytest.raises(LauncherDied, match="SIGKILL"):
            launcher.run([sys.executable, "-c", program], cwd=tmp_path, environ={}, limits=LIMITS)
        assert launcher.run(["/bin/true"], cwd=tmp_path, environ={}, limits=LIMITS).exit_code == 0


def test_an_interrupt_is_raised_after_the_tree_and_the_launcher_goes_on(
    tmp_path: Path, appears: Appears, ended: Ended
) -> None:
    with Launcher() as launcher:

        def interrupt() -> None:
            appears(tmp_path / "daemon")
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        (tmp_path / "launcher").write_text(f"{launcher.pid}\n")
        thread = threading.Thread(target=interrupt)
        thread.start()
        argv = [sys.executable, "-I", "-S", "-c", TREE, str(tmp_path)]
        with pytest.raises(KeyboardInterrupt):
            launcher.run(argv, cwd=tmp_path, environ={}, limits=LIMITS, watch_memory=True)
        thread.join()
        assert not any(os.path.exists(f"/proc/{pid}") for pid in everybody(tmp_path, appears))
        done = launcher.run(["/bin/echo", "on"], cwd=tmp_path, environ={}, limits=LIMITS)
        assert (done.ending, done.output) == (Ending.FINISHED, b"on\n")


def test_closing_twice_does_no_harm() -> None:
    launcher = Launcher.start()
    assert launcher.pid is not None
    launcher.close()
    launcher.close()
    assert launcher.pid is None
