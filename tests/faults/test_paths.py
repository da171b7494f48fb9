"""Trials on paths: odd names of folders, missing ones, and users whom the system does not know."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.bench.temporary import settle_temporary_folder
from evalkit.environments.interpreters import candidates, search
from evalkit.store import NoCache, cache_folder
from tests.conftest import COUNT, SmallWorkspace

ODD = [
    "with blanks",
    "with:colons",
    "with#hash",
    "gr\u00f6\u00dfer \u6c34",
    "with\nnewline",
    "with'quote\"s",
    "-dash",
    "x" * 150,
]
SOCKET = """
import multiprocessing.connection, os, tempfile
listener = multiprocessing.connection.Listener(family="AF_UNIX")
listener.close()
"""


@pytest.fixture
def here() -> Iterator[Path]:
    """A folder with a short path, for what is odd shall be odd by itself."""
    folder = Path(tempfile.mkdtemp(prefix="odd-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def statuses(done: subprocess.CompletedProcess[str], root: Path) -> set[str]:
    """How everything in a run came out."""
    assert "bug in evalkit" not in done.stderr, done.stderr
    lines = (root / "reports" / "small" / "journal.jsonl").read_text().splitlines()
    return {json.loads(line)["status"] for line in lines}


ARGUMENTS = ("run", "rubrics/small.yaml", "--probes", "run", "--blocks", "1", "--level", "adapt")


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_a_workspace_and_a_temporary_folder_may_have_any_name(here: Path, name: str) -> None:
    root = here / name / "workspace"
    root.mkdir(parents=True)
    small = SmallWorkspace(root)
    small.add("plain", COUNT.replace("\nwith", f"{SOCKET}\nwith", 1))
    temporary = here / name / "tmp"
    temporary.mkdir()
    home = here / name / "home"
    home.mkdir()
    small.environ = {"TMPDIR": str(temporary), "HOME": str(home)}
    done = small.evalkit(*ARGUMENTS)
    assert done.returncode == 0, done.stderr
    assert statuses(done, root) == {"ok"}
    assert not list(temporary.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["HOME", "USER", "LOGNAME", "PATH", "TERM", "LANG"])
def test_a_run_needs_no_variable(here: Path, gone: str) -> None:
    small = SmallWorkspace(here)
    environ = {name: value for name, value in os.environ.items() if name != gone}
    environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "driver.py", *ARGUMENTS],
        cwd=small.root,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert statuses(done, small.root) == {"ok"}


def test_a_working_folder_that_is_gone_is_said(here: Path) -> None:
    inside = here / "gone"
    inside.mkdir()
    script = 'cd "$0" && rmdir "$0" && exec "$1" -m evalkit check'
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["bash", "-c", script, str(inside), sys.executable], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "evalkit: the working folder is no longer there: go to one that is, and run it again\n"


def test_a_long_or_odd_temporary_folder_is_left_for_a_plain_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ODD:
        folder = here / name
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", None)
        monkeypatch.setenv("TMPDIR", str(folder))
        assert "instead of TMPDIR" in settle_temporary_folder()
        assert tempfile.gettempdir() in ("/tmp", "/var/tmp")


def test_a_plain_temporary_folder_of_the_users_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "/var/tmp")
    assert (settle_temporary_folder(), tempfile.gettempdir()) == ("", "/var/tmp")


def test_what_code_has_chosen_is_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = str(here / ("x" * 100))
    monkeypatch.setattr(tempfile, "tempdir", chosen)
    assert (settle_temporary_folder(), tempfile.gettempdir()) == ("", chosen)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home folder, whom the system does not know."""

    def unknown(_: int) -> object:
        raise KeyError

    for name in ("HOME", "EVALKIT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)


def test_a_user_without_a_home_has_a_cache_all_the_same(
    nobody: None, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    folder = cache_folder()
    assert folder == here / f"evalkit-cache-{os.getuid()}"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_cache_in_common_folders_is_the_users_own_or_none(
    nobody: None, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    (here / f"evalkit-cache-{os.getuid()}").symlink_to(here / "of-somebody-else")
    assert cache_folder().parent != here
    cache_folder().rmdir()


@pytest.mark.parametrize("name", ["with:colons", "with\nnewline"])
def test_a_cache_that_can_hold_no_environment_is_refused_or_passed_over(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(here / name))
    with pytest.raises(NoCache, match="EVALKIT_CACHE cannot hold environments"):
        cache_folder()
    monkeypatch.delenv("EVALKIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(here / name))
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    assert cache_folder() == here / f"evalkit-cache-{os.getuid()}"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_folders_on_path_that_may_not_be_read_are_passed_over(here: Path) -> None:
    """As an ordinary user, for root may look everywhere."""
    here.chmod(0o755)
    closed = here / "closed"
    (closed / "bin").mkdir(parents=True)
    (closed / "bin" / "python3").write_text("")
    closed.chmod(0o700)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.setuid(65534)
            environ = {
                "HOME": str(closed),
                "PATH": str(closed / "bin"),
                "PYENV_ROOT": str(closed),
                "CONDA_PREFIX": str(closed),
            }
            _uvs, pyenvs, condas, on_path = candidates("3.10", environ)
            code = 0 if not pyenvs and not condas and search("3.10", [on_path[1:]]) is None else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
