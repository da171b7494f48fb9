"""Trials on signals: a command is told to stop, at whatever moment, and by whom."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from evalkit.exit_codes import INTERRUPTED
from evalkit.interruption import stoppable

ROOT = Path(__file__).parents[2]


def test_all_that_ends_a_command_is_one_interruption() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with pytest.raises(KeyboardInterrupt), stoppable() as told:  # noqa: PT012  (the signal comes within)
            os.kill(os.getpid(), number)
            for _ in range(100):
                time.sleep(0.01)
        assert told.to_stop


def test_what_comes_while_it_is_obeyed_is_the_same_wish() -> None:
    with stoppable() as told:
        try:
            os.kill(os.getpid(), signal.SIGHUP)
            for _ in range(100):
                time.sleep(0.01)
            raise AssertionError("nothing was interrupted")
        except KeyboardInterrupt:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                os.kill(os.getpid(), number)
            time.sleep(0.01)
    assert told.to_stop


def test_within_another_it_is_that_one() -> None:
    with stoppable() as outer, stoppable() as inner:
        assert inner is outer


def test_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with stoppable():
        pass
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_outside_the_main_thread_nothing_changes() -> None:
    before, seen = signal.getsignal(signal.SIGTERM), []

    def look() -> None:
        with stoppable() as told:
            seen.append((signal.getsignal(signal.SIGTERM), told.to_stop))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(before, False)]


SLOW_IMPORT = """
import sys, time
sys.path.insert(0, sys.argv.pop(1))
import evalkit.__main__
sys.argv = ["evalkit", "check"]
evalkit.__main__.main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_ends_cleanly_while_it_imports(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "typer.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(60)\n")
    command = [sys.executable, "-c", SLOW_IMPORT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "importing\n"
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (INTERRUPTED, "")


IGNORING = """
import os, signal, sys
from evalkit.interruption import stoppable
with stoppable():
    for number in (signal.SIGHUP, signal.SIGINT):
        os.kill(os.getpid(), number)
print("still here")
"""


def test_a_signal_that_is_ignored_at_the_start_stays_ignored() -> None:
    command = ["bash", "-c", 'trap \'\' HUP INT; exec "$0" -c "$1"', sys.executable, IGNORING]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "still here\n"
