"""What the listener hears of a Python process: run where there is no network, so that nobody is contacted."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.probes.network import LISTEN_INTO, LISTENER, contacts, heard
from tests.bench.namespaces import namespace_or_skip

SOURCE = LISTENER / "sitecustomize.py"


def hosts(*events: dict[str, Any]) -> list[str]:
    return [contact.host for contact in contacts(events)]


@pytest.fixture(scope="module")
def offline() -> tuple[str, ...]:
    return namespace_or_skip()


Listen = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def listen(tmp_path: Path, offline: tuple[str, ...]) -> Listen:
    """Run a program where there is no network, and return what the listener heard of it."""
    into = tmp_path / "heard"
    into.mkdir()

    def run(program: str, *paths: Path, prints: str = "", code: int = 0) -> list[dict[str, Any]]:
        environ = {
            "PYTHONPATH": os.pathsep.join(map(str, (LISTENER, *paths))),
            LISTEN_INTO: str(into),
            "PATH": os.defpath,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        script = tmp_path / "script.py"
        script.write_text(program)
        command = [*offline, sys.executable, str(script)]
        done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)
        assert (done.stdout, done.returncode) == (prints, code), done.stderr
        return list(heard(into).events)

    return run


LOOK_UP = "import socket\ntry:\n    socket.getaddrinfo('nowhere.invalid', 443)\nexcept OSError:\n    print('no')\n"
CONNECT = "import socket\nwith socket.socket() as s:\n    print(s.connect_ex(('192.0.2.1', 9)) != 0)\n"


def test_a_lookup_and_a_connection_are_heard_with_who_asked(listen: Listen) -> None:
    events = listen(LOOK_UP + CONNECT, prints="no\nTrue\n")
    assert [(e["what"], e["host"], e["asker"], e["line"]) for e in events if e["what"] != "start"] == [
        ("lookup", "nowhere.invalid", "__main__", 3),
        ("connect", "192.0.2.1", "__main__", 8),
    ]
    assert hosts(*events) == ["192.0.2.1", "nowhere.invalid"]


def test_who_asked_is_whoever_stands_behind_the_plumbing(listen: Listen, tmp_path: Path) -> None:
    package = tmp_path / "library"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "telemetry.py").write_text(
        "import urllib.request\ndef send():\n    try:\n"
        "        urllib.request.urlopen('http://t.invalid/a?token=1')\n    except OSError:\n        pass\n"
    )
    events = listen("from library.telemetry import send\nsend()\n", tmp_path)
    asked = [event for event in events if event["what"] != "start"]
    assert {(event["asker"], event["line"]) for event in asked} == {("library.telemetry", 4)}
    assert asked[0]["via"] == ["library", "__main__"]
    assert hosts(*events) == ["t.invalid"]
    assert "token" not in str(events)


def test_what_a_name_resolved_to_is_told(listen: Listen) -> None:
    events = listen("import socket\nsocket.getaddrinfo('localhost', 80)\nsocket.gethostbyname('localhost')\n")
    answers = [event["addresses"] for event in events if event["what"] == "answer"]
    assert len(answers) == 2
    assert all("127.0.0.1" in addresses or "::1" in addresses for addresses in answers)
    assert hosts(*events) == []


def test_child_processes_and_forks_are_heard(listen: Listen) -> None:
    program = (
        "import os, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {LOOK_UP!r}], check=True)\n"
        "pid = os.fork()\n"
        f"if pid == 0:\n    exec({CONNECT!r})\n    sys.stdout.flush()\n    os._exit(0)\n"
        "os.waitpid(pid, 0)\n"
    )
    assert set(hosts(*listen(program, prints="no\nTrue\n"))) == {"nowhere.invalid", "192.0.2.1"}


def test_a_process_that_is_killed_has_told(listen: Listen) -> None:
    program = LOOK_UP.replace("print('no')", "import os; os.kill(os.getpid(), 9)")
    assert hosts(*listen(program, code=-9)) == ["nowhere.invalid"]


def test_a_process_that_closes_every_file_is_heard_still(listen: Listen) -> None:
    program = "import os\nos.closerange(3, 64)\n" + CONNECT + CONNECT.replace("2.1", "2.2")
    assert "192.0.2.2" in hosts(*listen(program, prints="True\nTrue\n"))


def test_local_sockets_are_not_heard(listen: Listen) -> None:
    program = "import socket\nwith socket.socket(socket.AF_UNIX) as s:\n    s.connect_ex('nowhere')\n"
    assert [event["what"] for event in listen(program)] == ["start"]


def test_the_sitecustomize_further_down_the_path_runs(listen: Listen, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("SAYS = 'the next'\n")
    program = "import sitecustomize\nprint(sitecustomize.SAYS)\n" + CONNECT
    assert hosts(*listen(program, folder, prints="the next\nTrue\n")) == ["192.0.2.1"]


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    environ = {"PYTHONPATH": str(LISTENER), LISTEN_INTO: str(tmp_path / "nowhere"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", "print('fine')"], capture_output=True, env=environ, check=True)
    assert (done.stdout, done.stderr) == (b"fine\n", b"")


def test_the_listener_keeps_to_the_standard_library_of_python_3_9() -> None:
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 9))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names
