"""One process: how its end, output and resources come back, and that nothing of it stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.bench import Ending, Finished, Launcher, Limits
from evalkit.bench import launcher_process as script

RunPython = Callable[..., Finished]
ENVIRON = {"PATH": os.defpath}
LIMITS = Limits(timeout_seconds=60, memory_mb=2000)
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a child subreaper and /proc")

DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.close(0)
    os.chdir("/")
    with open(sys.argv[1], "w") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(600)
while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read():
    time.sleep(0.01)
"""


def test_a_good_process_comes_back_with_its_exit_code_and_output(run_python: RunPython) -> None:
    done = run_python("import sys; print('out'); print('err', file=sys.stderr)")
    assert (done.ending, done.exit_code) == (Ending.FINISHED, 0)
    assert (done.output, done.errors, done.truncated) == (b"out\n", b"err\n", False)
    assert done.wall_seconds > 0
    assert done.cpu_seconds > 0
    assert (done.left_behind, done.sampled_tree_mb, done.memory_kind, done.curve) == (0, None, None, ())


def test_exit_codes_and_signals_come_back_as_subprocess_has_them(run_python: RunPython) -> None:
    assert run_python("raise SystemExit(3)").exit_code == 3
    assert run_python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)").exit_code == -11


def test_merged_output_keeps_the_order_of_writing(run_python: RunPython) -> None:
    program = "import os\nfor i in range(6): os.write(1 + i % 2, b'%d' % i)"
    assert run_python(program, merge_output=True).output == b"012345"


def test_standard_input_arrives_whole_and_ends(run_python: RunPython) -> None:
    given = os.urandom(3_000_000)
    program = "import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())"
    expected = subprocess.run([sys.executable, "-c", program], input=given, capture_output=True, check=True).stdout
    assert run_python(program, stdin=given).output == expected
    assert run_python("import sys; print(len(sys.stdin.read()))").output == b"0\n"


def test_a_process_that_does_not_read_its_input_ends_all_the_same(run_python: RunPython) -> None:
    assert run_python("pass", stdin=b"x" * 1_000_000).exit_code == 0


@pytest.mark.parametrize("argv", [["no-such-program"], ["/etc/passwd"], [""]])
def test_a_program_that_cannot_be_started_says_why(launcher: Launcher, tmp_path: Path, argv: list[str]) -> None:
    done = launcher.run(argv, cwd=tmp_path, environ=ENVIRON, limits=LIMITS)
    assert (done.ending, done.exit_code) == (Ending.NOT_STARTED, None)
    assert argv[0] in done.reason
    assert "b'" not in done.reason


def test_a_missing_working_folder_is_named(launcher: Launcher, tmp_path: Path) -> None:
    done = launcher.run(["true"], cwd=tmp_path / "gone", environ=ENVIRON, limits=LIMITS)
    assert done.ending is Ending.NOT_STARTED
    assert "gone" in done.reason


def test_arguments_and_variables_need_not_be_utf_8(launcher: Launcher, tmp_path: Path) -> None:
    odd = os.fsdecode(b"\xff\xfe ")
    environ = {**ENVIRON, "ODD": odd}
    program = "import os, sys; os.write(1, os.fsencode(sys.argv[1]) + os.environb[b'ODD'])"
    done = launcher.run([sys.executable, "-c", program, odd], cwd=tmp_path, environ=environ, limits=LIMITS)
    assert done.output == b"\xff\xfe \xff\xfe "


def test_a_process_sees_the_variables_it_is_given_and_no_others(
    launcher: Launcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "do not tell")
    program = "import json, os; print(json.dumps(dict(os.environ)))"
    argv = [sys.executable, "-c", program]
    done = launcher.run(argv, cwd=tmp_path, environ={"ONE": "1", "LC_ALL": "C.UTF-8"}, limits=LIMITS)
    assert json.loads(done.output) == {"ONE": "1", "LC_ALL": "C.UTF-8"}


def test_a_process_has_default_signals_and_no_stray_files(run_python: RunPython) -> None:
    program = """
import os, signal
print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, sorted(map(int, os.listdir('/dev/fd')))[:-1])
os.kill(os.getpid(), signal.SIGPIPE if os.fork() else 0)
"""
    assert run_python(program).output.startswith(b"True [0, 1, 2]")


def test_a_flood_neither_blocks_nor_fills_memory_and_both_ends_are_kept(run_python: RunPython) -> None:
    program = """
import os
os.write(1, b'first\\n')
line = b'x' * 99 + b'\\n'
for _ in range(3000): os.write(1, line * 600)
os.write(1, b'last\\n')
"""
    done = run_python(program, limits=Limits(60, 2000, log_bytes=10_000))
    assert done.exit_code == 0
    assert done.truncated
    assert done.output.startswith(b"first\n")
    assert done.output.endswith(b"last\n")
    assert len(done.output) < 10_100
    head, marker, tail = done.output.partition(b"\n[... ")
    left_out = int(marker and tail.split()[0])
    kept = len(head) + len(tail.partition(b"...]\n")[2])
    assert left_out + kept == 6 + 3000 * 600 * 100 + 5
    assert run_python("pass").largest_process_mb < 30, "the launcher kept the flood"


def test_output_that_fits_is_kept_byte_for_byte(run_python: RunPython) -> None:
    done = run_python("import os; os.write(1, bytes(range(256)) * 4)", limits=Limits(60, 2000, log_bytes=1024))
    assert done.output == bytes(range(256)) * 4
    assert not done.truncated


def test_a_process_over_its_time_is_ended_with_its_tree(run_python: RunPython, tmp_path: Path) -> None:
    program = """
import os, sys, time
pid = os.fork()
if pid: print(pid, flush=True)
time.sleep(600)
"""
    done = run_python(program, limits=Limits(timeout_seconds=0.5, memory_mb=2000))
    assert done.ending is Ending.TIMEOUT
    assert done.exit_code == -9
    assert not os.path.exists(f"/proc/{int(done.output)}")


def test_a_process_that_ignores_signals_is_ended_too(run_python: RunPython) -> None:
    program = """
import signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
time.sleep(600)
"""
    assert run_python(program, limits=Limits(0.5, 2000)).ending is Ending.TIMEOUT


def test_a_tree_over_the_memory_limit_is_ended(run_python: RunPython) -> None:
    program = """
import os, time
os.fork()
block = b'x' * 150_000_000
time.sleep(600)
"""
    done = run_python(program, limits=Limits(60, memory_mb=200))
    assert done.ending is Ending.OUT_OF_MEMORY
    assert done.largest_process_mb < 200, "neither process alone was over the limit"


@linux
def test_pages_that_are_shared_count_once_against_the_memory_limit(run_python: RunPython) -> None:
    program = """
import os, time
block = b'x' * 150_000_000
children = [os.fork() for _ in range(1)]
time.sleep(1.3)
"""
    done = run_python(program, limits=Limits(60, memory_mb=200))
    assert done.ending is Ending.FINISHED


@linux
def test_a_daemon_that_left_its_session_is_gone_when_the_run_returns(run_python: RunPython, tmp_path: Path) -> None:
    note = tmp_path / "daemon"
    done = run_python(DAEMON, str(note))
    assert done.ending is Ending.FINISHED
    assert done.exit_code == 0
    assert done.left_behind == 1
    assert not os.path.exists(f"/proc/{int(note.read_text())}")


def test_a_child_that_keeps_the_output_open_does_not_hold_up_the_answer(run_python: RunPython) -> None:
    done = run_python("import os, time\nif os.fork() == 0: time.sleep(600)\nprint('done')")
    assert done.ending is Ending.FINISHED
    assert done.output == b"done\n"
    assert done.left_behind == 1


def test_a_child_that_is_about_to_end_may_do_so(run_python: RunPython) -> None:
    program = "import os, time\nif os.fork() == 0:\n  time.sleep(0.05); print('tidied up', flush=True)"
    done = run_python(program)
    assert (done.left_behind, done.output) == (0, b"tidied up\n")


@linux
def test_a_process_that_always_has_a_successor_is_caught(run_python: RunPython) -> None:
    program = """
import os, time
while True:
    if os.fork(): os._exit(0)
    os.setsid()
    time.sleep(0.002)
"""
    done = run_python(program)
    assert (done.ending, done.reason) == (Ending.FINISHED, "")
    assert done.left_behind >= 1


@linux
def test_many_processes_in_sessions_of_their_own_are_all_ended(run_python: RunPython) -> None:
    program = """
import os, time
first, (heard, said) = os.getpid(), os.pipe()
for _ in range(7):
    if os.fork() == 0:
        os.setsid()
os.write(1, b"%d\\n" % os.getpid())
os.write(said, b".")
if os.getpid() == first:
    for _ in range(128): os.read(heard, 1)
else:
    time.sleep(600)
"""
    done = run_python(program)
    pids = [int(line) for line in done.output.split()]
    assert len(pids) == 128
    assert (done.ending, done.reason, done.left_behind) == (Ending.FINISHED, "", 127)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)


BURN = "import time\nwhile time.process_time() < 0.4: pass\n"


def test_what_evalkit_does_before_the_program_begins_is_not_the_programs_time(tmp_path: Path) -> None:
    text, line = Path(script.__file__).read_text(), "self.settle(parent, standard)\n"
    assert text.count(line) == 1
    slow = f"{line}            while time.process_time() < 0.5: pass\n"
    (tmp_path / "launcher.py").write_text(text.replace(line, slow))
    with Launcher((sys.executable, "-I", "-S", tmp_path / "launcher.py")) as launcher:
        began = time.monotonic()
        done = launcher.run(["true"], cwd=tmp_path, environ=ENVIRON, limits=LIMITS)
        passed = time.monotonic() - began
    assert 0 < done.wall_seconds <= passed - 0.5
    assert done.cpu_seconds <= done.wall_seconds


def test_processor_time_counts_children(run_python: RunPython) -> None:
    program = f"import os\nif os.fork() == 0:\n  exec({BURN!r})\n  os._exit(0)\nos.wait()"
    assert run_python(program).cpu_seconds > 0.39


@linux
def test_processor_time_counts_orphans(run_python: RunPython, tmp_path: Path) -> None:
    program = f"""
import os, sys, time
if os.fork() == 0:
    if os.fork() == 0:
        exec({BURN!r})
        open(sys.argv[1], 'w').close()
    os._exit(0)
os.wait()
while not os.path.exists(sys.argv[1]): time.sleep(0.01)
"""
    assert run_python(program, str(tmp_path / "burnt")).cpu_seconds > 0.39


@linux
def test_a_hundred_runs_leak_neither_files_nor_processes(launcher: Launcher, tmp_path: Path) -> None:
    def state() -> tuple[set[str], str]:
        children = ["ps", "--ppid", str(launcher.pid), "-o", "pid="]
        said = subprocess.run(children, capture_output=True, text=True, check=False)  # exit code 1: there are none
        return set(os.listdir(f"/proc/{launcher.pid}/fd")), said.stdout

    before = state()
    for number in range(100):
        stdin, merge = b"x" * (number % 2), number % 3 == 0
        done = launcher.run(
            ["sh", "-c", "exit 0"], cwd=tmp_path, environ=ENVIRON, limits=LIMITS, stdin=stdin, merge_output=merge
        )
        assert done.exit_code == 0
        if number % 10 == 0:
            launcher.run(["no-such-program"], cwd=tmp_path, environ=ENVIRON, limits=LIMITS)
    assert state() == before == (set(before[0]), "")


def test_importing_execution_loads_nothing_heavy() -> None:
    program = "import sys, evalkit.bench; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["pandas", "numpy", "memory_profiler", "psutil", "typer", "rich"]
    done = subprocess.run([sys.executable, "-c", program, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_limits_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Limits(timeout_seconds=0, memory_mb=1)
