"""Trials on what a run leaves behind: shared memory, files in its folders, sockets."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from evalkit.bench import Limits
from evalkit.bench.leftovers import SHARED, Leftovers, _numbers, before, tidied
from evalkit.model import Status
from evalkit.model.facts import LeftBehind
from evalkit.report.words.facts import words_of
from tests.bench.riddle import RIGHT, Workshop

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="this system has no folder for shared memory")

SHARE = """
from multiprocessing import resource_tracker, shared_memory
resource_tracker.register = lambda *_: None  # as a library does that wants its memory to outlive it
made = shared_memory.SharedMemory(create=True, size=1_000_000{named})
print(made.name, flush=True)
"""
SEGMENT = """
import ctypes
number = ctypes.CDLL(None).shmget(0, 4096, 0o600)
print(number, flush=True)
"""


@pytest.mark.parametrize("end", ["", "import os; os._exit(0)\n", "import os; os.kill(os.getpid(), 9)\n"])
def test_shared_memory_is_removed_and_counted(workshop: Workshop, end: str) -> None:
    counted: list[int] = []
    while (
        not any(counted) and len(counted) < 5
    ):  # a run of another evalkit, such as another test's, may remove it first
        sample = workshop.sample(SHARE.format(named="") + RIGHT + end)
        name = sample.log.split()[0]
        assert not (SHARED / name).exists()
        counted.append(sample.left.removed)
    assert counted[-1] == 1


def test_what_a_process_held_when_it_was_ended_is_removed_whatever_its_name(workshop: Workshop) -> None:
    own = f"kept-by-{os.getpid()}"
    hang = SHARE.format(named=f", name={own!r}") + "import time; time.sleep(60)\n"
    sample = workshop.sample(hang, limits=Limits(timeout_seconds=2, memory_mb=2000))
    assert sample.status is Status.TIMEOUT
    assert sample.log.split()[0] == own
    assert not (SHARED / own).exists()
    assert sample.left.removed == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists System V's shared memory")
def test_segments_of_system_v_are_removed(workshop: Workshop) -> None:
    sample = workshop.sample(SEGMENT + RIGHT)
    assert sample.left.removed == 1
    stamp = ctypes.create_string_buffer(256)
    assert ctypes.CDLL(None).shmctl(int(sample.log.split()[0]), 2, stamp) == -1  # IPC_STAT


def test_what_may_be_the_users_own_is_counted_and_left_alone(tmp_path: Path) -> None:
    found = before([tmp_path])
    mine = SHARED / f"data-of-{os.getpid()}.csv"
    mine.write_text("kept\n")
    try:
        assert tidied(found, [tmp_path]) == Leftovers(new=1)
        assert mine.read_text() == "kept\n"
    finally:
        mine.unlink()


def test_what_somebody_uses_stays_though_its_name_is_made_up(tmp_path: Path) -> None:
    found = before([tmp_path])
    used = SHARED / "psm_0123abcd"
    with used.open("w+b") as stream:
        stream.write(b"x")
        stream.flush()
        assert tidied(found, [tmp_path]).removed == 0
        assert used.exists()
    assert tidied(found, [tmp_path]).removed == 1
    assert not used.exists()


def test_a_folder_stays_in_which_somebody_uses_a_file(tmp_path: Path) -> None:
    found = before([tmp_path])
    folder = SHARED / f"joblib_memmapping_folder_{os.getpid()}_x"
    folder.mkdir()
    with (folder / "rows.pkl").open("w+b"):
        assert tidied(found, [tmp_path]).removed == 0
        assert (folder / "rows.pkl").exists()
    assert tidied(found, [tmp_path]).removed == 1
    assert not folder.exists()


def test_folders_may_be_as_deep_as_they_like(workshop: Workshop) -> None:
    dig = "import os\nhere = os.getcwd()\nos.chdir(os.environ['TMPDIR'])\n"
    dig += "for _ in range(1100): os.mkdir('d'); os.chdir('d')\nopen('file', 'w').close()\nos.chdir(here)\n"
    sample = workshop.sample(dig + RIGHT)
    assert (sample.status, sample.left.files) == (Status.OK, 1)


def test_outputs_may_be_as_deep_as_they_like(workshop: Workshop) -> None:
    dig = "import os\nhere = os.getcwd()\nos.chdir('outputs')\n"
    dig += "for _ in range(1100): os.mkdir('d'); os.chdir('d')\nopen('file', 'w').close()\nos.chdir(here)\n"
    assert workshop.sample(dig + RIGHT, digest_outputs=True).status is Status.OK


def test_no_link_is_followed_out_of_shared_memory(tmp_path: Path) -> None:
    found = before([tmp_path])
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "elsewhere" / "file"
    link = SHARED / "psm_89abcdef"
    with file.open("w") as stream:
        link.symlink_to(file.parent)
        try:
            assert [*_numbers(link)] == [link.lstat().st_ino]
            assert tidied(found, []).removed == 1
        finally:
            link.unlink(missing_ok=True)
        stream.write("kept")
    assert file.read_text() == "kept"


def test_files_in_its_home_and_temporary_folder_are_counted_and_gone(workshop: Workshop) -> None:
    leave = (
        "import os, socket, tempfile\n"
        "open(os.path.expanduser('~/.toolrc'), 'w').write('x')\n"
        "open(tempfile.mkdtemp() + '/scratch', 'w').write('x')\n"
        "os.chdir(tempfile.gettempdir()); socket.socket(socket.AF_UNIX).bind('left.sock'); os.chdir('..')\n"
        "print(os.path.expanduser('~'), flush=True)\n"
    )
    sample = workshop.sample(leave + RIGHT)
    assert sample.status is Status.OK
    assert (sample.left.files, sample.left.sockets) == (3, 1)


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        (LeftBehind(1), "left 1 process behind, which evalkit ended"),
        (LeftBehind(0, shared=2), "left 2 pieces of shared memory, which evalkit removed"),
        (LeftBehind(0, files=3, sockets=1), "left 3 files (1 of them sockets) in its own home and temporary folders"),
    ],
)
def test_it_is_told(fact: LeftBehind, says: str) -> None:
    assert words_of(fact) == says


def test_the_semaphore_of_another_program_stays(tmp_path: Path) -> None:
    """A semaphore is mapped under another name than it has: the C library makes it first and names it then."""
    found = before([tmp_path])
    hold = "import multiprocessing as m; lock = m.get_context('spawn').Lock(); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=PIPE, stdout=PIPE) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        names = {name for name in os.listdir(SHARED) if name not in found.shared and name.startswith("sem.mp-")}
        assert names
        tidied(found, [tmp_path])
        assert names <= set(os.listdir(SHARED))
        other.stdin.write(b"\n")
