"""Errors of the operating system name the file, the reason and the remedy, and are never a bug of evalkit's."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.commands.main import _message
from evalkit.commands.system_errors import of_system
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "reports/x/journal.jsonl"),
            "evalkit: disk full at reports/x/journal.jsonl (No space left on device); make room there, or name another folder",
        ),
        (
            OSError(errno.EROFS, os.strerror(errno.EROFS), "reports"),
            "evalkit: reports: Read-only file system; it cannot be written to: name another folder",
        ),
        (
            OSError(errno.EXDEV, os.strerror(errno.EXDEV), "a", None, "b"),
            "evalkit: a and b: Invalid cross-device link",
        ),
        (
            FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), "reports"),
            "evalkit: reports: File exists; move what is there away",
        ),
    ],
)
def test_an_error_of_the_system_names_file_reason_and_remedy(error: OSError, said: str) -> None:
    assert of_system(error) == said


@given(st.sampled_from(sorted(errno.errorcode)), st.sampled_from(["reports/x", None, b"bytes", 7]))
def test_none_is_called_a_bug(number: int, name: object) -> None:
    said = _message(OSError(number, os.strerror(number), name))
    assert said
    assert os.strerror(number) in said


def test_what_an_encoding_lacks_is_written_as_its_number(capfd: pytest.CaptureFixture[str]) -> None:
    program = "from evalkit.commands.system_errors import settle; settle(); print('a \u2013 b')"
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environ, cwd=Path(__file__).parents[2])
    assert capfd.readouterr().out == "a \\u2013 b\n"


def test_too_little_memory_is_said() -> None:
    assert "too little memory" in str(_message(MemoryError()))


def test_a_standard_file_that_is_closed_gives_its_number_to_no_other(tmp_path: Path) -> None:
    program = "from evalkit.commands.system_errors import settle; settle(); open('opened', 'w').write(str(open('x', 'w').fileno()))"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    shell = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)} <&- >&- 2>&-"
    subprocess.run(["sh", "-c", shell], check=True, env=environ, cwd=tmp_path)
    assert int((tmp_path / "opened").read_text()) > 2


@pytest.mark.parametrize(
    ("shut", "code"), [(">&-", 0), (">&- 2>&-", 0), (">/dev/full", 2), (">/dev/full 2>/dev/full", 2)]
)
def test_a_document_for_a_screen_that_is_closed_or_full_is_no_bug(tmp_path: Path, shut: str, code: int) -> None:
    run = made_run(tmp_path / "run", run_data())
    shell = f"exec {shlex.quote(sys.executable)} -m evalkit report {shlex.quote(str(run))} --format md {shut}"
    done = subprocess.run(["sh", "-c", shell], check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == code
    assert "bug" not in done.stderr
    assert ("disk full at standard output" in done.stderr) == (shut == ">/dev/full")


def test_where_no_folder_takes_temporary_files_the_remedy_is_room_and_not_a_name() -> None:
    """A limit on the size of files stands for a full disk: nothing can be written anywhere."""
    program = "from evalkit.commands.main import main; main(arguments=['--version'])"
    shell = f"ulimit -f 0; TMPDIR=/tmp exec {shlex.quote(sys.executable)} -c {shlex.quote(program)}"
    done = subprocess.run(["sh", "-c", shell], check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert "/var/tmp" in done.stderr
    assert done.stderr.endswith("make room in one of them, raise the limit (ulimit -f), or name another with TMPDIR\n")
