"""Text of others reaches a terminal as text: its codes are shown and not obeyed, its brackets are no markup."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.commands.screen import PlainScreen
from evalkit.commands.terminal import tell, tell_json
from evalkit.model import Status
from evalkit.plan import Left
from tests.conftest import ONE_WORKER, SmallWorkspace
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

TITLE = "Rows [/x] [red]red[/red] :smile:"
CODES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\x08\x00"
IN_YAML = CODES.replace("\x1b", "\\e").replace("\x07", "\\a").replace("\x08", "\\b").replace("\x00", "")
IN_YAML = IN_YAML.replace("\x9b", "\\x9b").replace("\u202e", "\\u202e")
ROOT = Path(__file__).parents[2]
SESSION = """\
import json, os, sys
from evalkit.commands import main
from evalkit.environments.standing_environments import StandingEnvironments

if __name__ == "__main__":
    for line in sys.stdin:
        try:
            main(StandingEnvironments, json.loads(line))
        except SystemExit:
            pass
        sys.stdout.flush()
        os.write(int(sys.argv[1]), b".")
"""
Show = Callable[[Sequence[str]], bytes]
OWN_CODES = re.compile(rb"\x1b\[(?:[0-9;]*m|\?25[lh]|[12]K|[0-9]*[AG])")
"""Colours, and what the line that is redrawn needs: the cursor hidden and shown, a line cleared, one up."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> SmallWorkspace:
    """A workspace whose every text holds codes and brackets, and whose tool 'other' prints them and fails."""
    small = SmallWorkspace(tmp_path_factory.mktemp("hostile"))
    for name, key in (("tasks/counting/task.yaml", "title: Count the rows"), ("rubrics/small.yaml", "title: Friction")):
        file = small.root / name
        file.write_text(file.read_text().replace(key, f'title: "{TITLE}{IN_YAML}"'))
    adapter = small.root / "adapters/other.yaml"
    adapter.write_text(adapter.read_text().replace("name: other", f'name: "{TITLE}{IN_YAML}"'))
    failing = f"# https://example.org\nimport sys\nprint({CODES!r})\nsys.stderr.write({CODES + TITLE!r})\nraise ValueError({CODES + TITLE!r})\n"
    small.write("tasks/counting/other/adapt.py", failing)
    small.write("code\x1b]0;owned\x07 [red].py", "# https://example.org\nimport csv\ncsv.reader([])\n")
    return small


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two runs, of which the later has a failure whose reason holds codes and brackets."""
    data = run_data({"quick": {"bad": {"stretch": Status.FAILED}}})
    seen = [replace(one, reason=f"{CODES}{TITLE}") if one.reason else one for one in data.observations]
    folder = tmp_path_factory.mktemp("runs")
    after = replace(data, observations=seen, machine={"processor": CODES + TITLE})
    return str(made_run(folder / "a", run_data())), str(made_run(folder / f"b{CODES[:-1]}", after))


class Terminal:
    """A process on a terminal of its own, in which one command after another is run and shown."""

    def __init__(self, folder: Path) -> None:
        (folder / "session.py").write_text(SESSION)
        self._shown, theirs = pty.openpty()
        self._over, over = os.pipe()
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "200"}
        self._process = subprocess.Popen(
            [sys.executable, "session.py", str(over)],
            cwd=folder,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=theirs,
            stderr=theirs,
            pass_fds=(over,),
            text=True,
        )
        os.close(theirs)
        os.close(over)

    def show(self, arguments: Sequence[str]) -> bytes:
        """Run a command; returns all that the terminal was sent."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        shown = b""
        is_over = False
        while not is_over:
            ready, _, _ = select.select([self._shown, self._over], [], [], 120)
            assert ready, "the command does not end"
            is_over = self._over in ready
            while select.select([self._shown], [], [], 0)[0]:
                shown += os.read(self._shown, 65536)
        assert os.read(self._over, 1) == b"."
        return shown.replace(b"\r\n", b"\n").replace(b"\r", b"")  # of the terminal's own line discipline, and redrawing

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        assert self._process.wait(timeout=60) == 0
        os.close(self._shown)
        os.close(self._over)


@pytest.fixture(scope="module")
def in_terminal(hostile: SmallWorkspace) -> Iterator[Show]:
    terminal = Terminal(hostile.root)
    yield terminal.show
    terminal.close()


@pytest.fixture(scope="module")
def in_pipe(hostile: SmallWorkspace) -> Show:
    def show(arguments: Sequence[str]) -> bytes:
        done = hostile.command(*arguments)
        return (done.stdout + done.stderr).encode("utf-8", "surrogateescape")

    return show


@pytest.fixture(params=["in_pipe", "in_terminal"])
def show(request: pytest.FixtureRequest) -> Show:
    """Runs a command and returns what is shown: in a pipe, and on a terminal."""
    shown: Show = request.getfixturevalue(request.param)
    return shown


def assert_harmless(shown: bytes) -> str:
    left = OWN_CODES.sub(b"", shown)
    odd = {byte for byte in left if byte < 0x20 and byte not in b"\n\t"} | {byte for byte in left if byte == 0x7F}
    assert not odd, left
    text = left.decode("utf-8")
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069]", text)
    return text


COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "list": (("list",), TITLE),
    "list as data": (("list", "--json"), "[/x] [red]red[/red]"),
    "check": (("check",), "are in order"),
    "check a tool": (("check", "other"), "[/x] [red]red[/red]"),
    "check no tool": (("check", f"x{CODES[:-1]}[/x]"), "there is no adapter"),
    "dry run": (("run", "rubrics/small.yaml", "--dry-run"), "counting"),
    "no rubric": (("run", f"rubrics/{CODES[:-1]}[/x].yaml"), "[/x]"),
    "no run": (("report", f"reports/{CODES[:-1]}[/x]"), "[/x]"),
    "probe": (("probe", "code", "code\x1b]0;owned\x07 [red].py"), "[red].py"),
    "doctor": (("doctor",), "system"),
    "lock": (("lock", f"{CODES[:-1]}[/x]"), "there is no adapter"),
}


@pytest.mark.parametrize(("arguments", "words"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_obeys_no_code_and_shows_brackets_as_they_are(
    show: Show, arguments: tuple[str, ...], words: str
) -> None:
    assert words in assert_harmless(show(arguments))


def test_a_comparison_obeys_no_code_either(show: Show, compared: tuple[str, str]) -> None:
    assert "[/x] [red]red[/red]" in assert_harmless(show(("compare", *compared, "--all")))
    assert_harmless(show(("compare", *compared, "--json")))


def test_a_run_and_its_reports_obey_no_code_either(in_terminal: Show) -> None:
    asked = ("--blocks", "1", "--probes", "code", *ONE_WORKER)
    shown = assert_harmless(in_terminal(("run", "rubrics/small.yaml", *asked)))
    assert "report: " in shown
    for form in ("md", "csv", "json"):
        assert_harmless(in_terminal(("report", "reports/small", "--format", form)))


def test_what_a_run_says_is_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    with PlainScreen() as screen:
        screen.say(CODES + TITLE)
        screen.progress(Left(0, 2, 0.0), CODES + TITLE)
    tell(CODES + TITLE)
    tell_json({"title": CODES + TITLE})
    said = capsys.readouterr()
    for text in (said.err, said.out):
        assert TITLE in assert_harmless(text.encode())
