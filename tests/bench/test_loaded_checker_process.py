"""A checker that is loaded once and forked for each verdict keeps the limits and the isolation of a fresh process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Launcher, Limits, TaskBroken
from evalkit.bench.launcher_process import LINUX
from evalkit.bench.task_code import Refused, TaskCode

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a child subreaper and /proc")

HEAD = "import os, sys, time\nfrom evalkit.model.verdict import Verdict\nLOADED_IN = os.getpid()\n"
WHERE = "    return Verdict(True, 1.0, [str(LOADED_IN), str(os.getpid()), str(os.getppid())])\n"
CHECK = "def check(outputs, truth, level, fault=None):\n"
GRACE = Limits(60, 2000)


class Desk:
    """A task with a checker to be written, and its verdicts."""

    def __init__(self, root: Path, launcher: Launcher) -> None:
        self.root, self.launcher = root, launcher
        self.task, self.outputs, self.scratch = root / "tasks" / "riddle", root / "outputs", root / "scratch"
        for folder in (self.task, self.outputs, self.scratch):
            folder.mkdir(parents=True)
        (self.outputs / "answer.txt").write_text("7")
        self.limits = GRACE
        self.code: TaskCode | None = None

    def write(self, body: str, *, loading: str = "") -> None:
        (self.task / "checker.py").write_text(HEAD + loading + CHECK + body)

    def check(self, fault: str | None = None, *, keep_loaded: bool = LINUX) -> tuple[str, ...]:
        """The reasons of one verdict."""
        if self.code is None:
            self.code = TaskCode(
                self.root,
                self.launcher,
                sys.executable,
                self.scratch,
                keep_loaded=keep_loaded,
                check_limits=self.limits,
            )
        return self.code.check(self.task, self.outputs, "hello", {"answer": 7}, fault).reasons

    def broken(self, fault: str | None = None) -> str:
        with pytest.raises(TaskBroken) as raised:
            self.check(fault)
        return raised.value.reason

    def where(self) -> tuple[int, int, int]:
        """The processes that loaded the checker, gave the verdict, and started that one."""
        loaded, here, parent = map(int, self.check())
        return loaded, here, parent


@pytest.fixture
def desk(tmp_path: Path, launcher: Launcher) -> Iterator[Desk]:
    desk = Desk(tmp_path, launcher)
    yield desk
    if desk.code:
        desk.code.close()


def test_one_process_loads_the_checker_and_every_verdict_has_a_process_of_its_own(desk: Desk) -> None:
    desk.write(WHERE)
    first, second, third = desk.where(), desk.where(), desk.where()
    assert first[0] == first[1], "the first verdict loads the checker under its own limits"
    assert second[0] == third[0] == first[2] == second[2] == third[2]
    assert len({first[1], second[1], third[1], first[2], desk.launcher.pid}) == 5


def test_without_a_process_that_forks_every_verdict_loads_the_checker(desk: Desk) -> None:
    desk.write(WHERE)
    for _ in range(2):
        assert desk.check(keep_loaded=False)[2] == str(desk.launcher.pid)


def test_closing_ends_the_process_that_has_loaded_the_checker(desk: Desk, ended: Callable[[int], bool]) -> None:
    desk.write(WHERE)
    service = desk.where()[2]
    assert desk.code
    desk.code.close()
    desk.code.close()
    assert ended(service)
    assert desk.where()[2] != service


@pytest.mark.parametrize("times", [0, 1])
def test_a_checker_that_changed_is_loaded_afresh(desk: Desk, times: int) -> None:
    desk.write("    return Verdict(True, 1.0, ['old'])\n")
    for _ in range(times):
        assert desk.check() == ("old",)
    desk.write("    return Verdict(True, 1.0, ['new'])\n")
    assert [desk.check(), desk.check()] == [("new",), ("new",)]


def test_a_helper_that_changed_is_loaded_afresh(desk: Desk) -> None:
    helper = desk.root / "tasks" / "helper.py"
    desk.write("    return Verdict(True, 1.0, [ANSWER])\n", loading="from tasks.helper import ANSWER\n")
    for answer in ("a", "b", "c"):
        helper.write_text(f"ANSWER = {answer!r}\n")
        assert [desk.check(), desk.check()] == [(answer,), (answer,)]
    helper.unlink()
    assert "ModuleNotFoundError" in desk.broken()


def test_what_one_verdict_does_to_its_process_the_next_does_not_see(desk: Desk) -> None:
    desk.write(
        "    SEEN.append(1); os.environ['SEEN'] = '1'; os.chdir('/'); sys.path.clear(); sys.setrecursionlimit(99)\n"
        "    return Verdict(True, 1.0, [str(len(SEEN)), str(FOUND)])\n",
        loading="SEEN = []\nFOUND = os.environ.get('SEEN')\n",
    )
    assert [desk.check() for _ in range(4)] == [("1", "None")] * 4


def test_a_verdict_has_default_signals_and_no_stray_files(desk: Desk) -> None:
    desk.write(
        "    import signal\n"
        "    numbers = (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)\n"
        "    default = {signal.getsignal(number) for number in numbers} == {signal.SIG_DFL}\n"
        "    return Verdict(default, 1.0, [str(sorted(map(int, os.listdir('/dev/fd')))[:-1]), os.getcwd()])\n"
    )
    fresh = desk.check(keep_loaded=False)
    desk.code = None
    assert [desk.check() for _ in range(3)] == [fresh] * 3


MISCHIEF = {
    "raises": ("raise KeyError('answer')", "KeyError: 'answer'"),
    "exits": ("sys.exit(3)", "SystemExit: 3"),
    "leaves": ("os._exit(4)", "exit code 4"),
    "dies": ("os.kill(os.getpid(), 9)", "signal SIGKILL"),
    "closes": ("os.closerange(0, 100)", "gave no answer"),
    "digs": ("def deeper(): deeper()\n        deeper()", "RecursionError"),
    "ends its family": ("os.killpg(0, 15)", "signal SIGTERM"),
    "prints": ("print('{' * 3_000_000); return None", "not NoneType"),
}


def test_a_verdict_that_breaks_is_told_and_harms_no_other(desk: Desk) -> None:
    branches = (f"    if fault == {name!r}:\n        {mischief}\n" for name, (mischief, _) in MISCHIEF.items())
    desk.write("".join(branches) + WHERE)

    def told() -> dict[str, str]:
        return {name: desk.broken(name) for name in MISCHIEF}

    before = told()  # each loads the checker itself
    assert {name: reason for name, reason in before.items() if MISCHIEF[name][1] not in reason} == {}
    service = desk.where()[2]
    assert told() == before
    assert desk.where()[0] == service


@pytest.mark.parametrize(
    ("mischief", "limits", "said"),
    [
        ("time.sleep(600)", Limits(1, 2000), "did not end within 1 s"),
        ("b = b'x' * 600_000_000; time.sleep(600)", Limits(60, 300), "more than 300 MB"),
    ],
)
def test_a_verdict_that_hangs_or_grows_is_ended(desk: Desk, mischief: str, limits: Limits, said: str) -> None:
    desk.limits = limits
    desk.write(f"    if fault:\n        {mischief}\n{WHERE}")
    service = desk.where()[2]
    assert said in desk.broken("now")
    assert desk.where()[0] == service


def test_processes_that_a_verdict_starts_are_gone_with_it(desk: Desk, tmp_path: Path) -> None:
    note = tmp_path / "daemon"
    desk.write(
        f"""
    if fault:
        if os.fork() == 0:
            os.setsid()
            if os.fork(): os._exit(0)
            with open({str(note)!r}, 'w') as file: file.write(str(os.getpid()))
            time.sleep(600)
        while not os.path.exists({str(note)!r}) or not open({str(note)!r}).read(): time.sleep(0.01)
{WHERE}"""
    )
    service = desk.where()[2]
    assert desk.check("now")[0] == str(service)
    assert not os.path.exists(f"/proc/{note.read_text()}")
    assert desk.where()[0] == service


def test_a_process_that_has_loaded_the_checker_and_dies_is_replaced(desk: Desk, ended: Callable[[int], bool]) -> None:
    desk.write(WHERE)
    service = desk.where()[2]
    os.kill(service, signal.SIGKILL)
    assert ended(service)
    assert desk.where()[2] == desk.launcher.pid, "judged all the same"
    another = desk.where()[2]
    assert desk.where()[0] == another != service


def test_a_verdict_that_kills_the_process_that_has_loaded_it_is_given_by_another(desk: Desk) -> None:
    desk.write(f"    if LOADED_IN == os.getppid(): os.kill(LOADED_IN, 9); time.sleep(600)\n{WHERE}")
    desk.where()
    assert desk.where()[2] == desk.launcher.pid
    desk.where()


LEFT = {
    "a thread": "import threading; threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n",
    "a process": "import subprocess; CHILD = subprocess.Popen(['sleep', '600'])\n",
    "an open file": "FILE = open(__file__)\n",
}


@pytest.mark.parametrize("loading", LEFT.values(), ids=LEFT)
def test_a_checker_that_leaves_more_than_modules_is_loaded_by_every_verdict(desk: Desk, loading: str) -> None:
    seen = "    seen = FILE.read(4) if 'FILE' in globals() else 'impo'\n    assert seen == 'impo', seen\n"
    desk.write(seen + WHERE, loading=loading)
    verdicts = [desk.where() for _ in range(3)]
    assert all(loaded == here for loaded, here, _ in verdicts)
    assert len({service for _, _, service in verdicts}) == 1
    left = Path(f"/proc/{verdicts[0][2]}/task/{verdicts[0][2]}/children")
    assert not left.exists() or left.read_text() == ""


def test_a_checker_that_hangs_prints_or_fails_while_it_is_loaded_holds_nothing_up(desk: Desk) -> None:
    desk.limits = Limits(2, 2000)
    desk.write(WHERE, loading="print('x' * 1_000_000, flush=True); os.system('echo more'); sys.stdin.read()\n")
    desk.where()
    assert desk.where()[0] == desk.where()[2]
    desk.write(WHERE, loading="while True: pass\n")
    assert "did not end within 2 s" in desk.broken()
    desk.write(WHERE, loading="raise ValueError('no table')\n")
    assert "ValueError: no table" in desk.broken()
    desk.write(WHERE)
    desk.where()


def test_what_a_checker_holds_no_measured_process_has(desk: Desk) -> None:
    desk.write(WHERE, loading="TABLE = b'x' * 200_000_000\n")
    assert desk.where()[2] == desk.where()[0]
    done = desk.launcher.run(["true"], cwd=desk.root, environ={"PATH": os.defpath}, limits=GRACE)
    assert done.largest_process_mb < 30


EVALKIT = """
import sys
from pathlib import Path
from evalkit.bench import Launcher
from evalkit.bench.task_code import TaskCode
root = Path(sys.argv[1])
with Launcher() as launcher, TaskCode(root, launcher, sys.executable, root / "scratch") as code:
    code.check(root / "tasks" / "riddle", root / "outputs", "hello", {})
"""


def test_killing_evalkit_leaves_no_checker(
    desk: Desk, appears: Callable[[Path], str], ended: Callable[[int], bool]
) -> None:
    note = desk.root / "note"
    desk.write(f"    open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}\\n'); time.sleep(600)\n")
    with subprocess.Popen([sys.executable, "-c", EVALKIT, str(desk.root)]) as evalkit:
        pids = [int(pid) for pid in appears(note).split()]
        evalkit.kill()
    assert all(map(ended, pids))


def test_outputs_that_no_checker_should_see_are_refused_first(desk: Desk) -> None:
    desk.write(WHERE)
    desk.where()
    (desk.outputs / "link").symlink_to("answer.txt")
    with pytest.raises(Refused, match="symbolic link"):
        desk.check()
    (desk.outputs / "link").unlink()
    assert desk.where()[0] == desk.where()[2]
