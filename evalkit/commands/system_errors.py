"""What a command finds itself in: permissions, folders, and the errors of the operating system."""

from __future__ import annotations

import errno
import os
import shutil
import sys

from evalkit.commands.standard_output import settle_output
from evalkit.commands.terminal_size import settle_size
from evalkit.remedies import FULL, REMEDIES, remedy_of

_NO_TEMPORARY_FOLDER = "make room in one of them, raise the limit (ulimit -f), or name another with TMPDIR"
"""What to do where Python has tried to write into each folder for temporary files: the error lists them, as its reason."""


def settle() -> str:
    """Make sure of what a command needs before it begins; return what is to be said about it, '' for nothing.

    A permission that the user's umask takes from the user is given back, so that evalkit can read what it writes. In
    place of a standard file that the shell has closed (`>&-`) there is one that keeps nothing: the next file to be
    opened, such as a journal, would else have its number, and whatever is printed would be written there. What happens
    where nobody reads, or the disk is full, is in `standard_output`.

    Raises:
        OSError: there is no folder for temporary files.
    """
    os.umask(os.umask(0o022) & 0o077)
    _replace_closed_files()
    settle_output()
    settle_size()
    if not any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")):
        return ""
    from evalkit.bench.temporary import settle_temporary_folder  # noqa: PLC0415  (kept out of `evalkit --help`)

    return settle_temporary_folder()


def _replace_closed_files() -> None:
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
            os.set_inheritable(opened, True)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")


def of_system(error: OSError) -> str | None:
    """Say what the operating system refused: the file, the reason, the remedy; None where it says nothing."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        return _of_copies(error)
    reason = error.strerror
    if not reason:
        return f"evalkit: {error}" if error.args else None
    files = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    named = " and ".join(files)
    if not named and isinstance(error, FileNotFoundError) and not _working_folder_is_there():
        return "evalkit: the working folder is no longer there: go to one that is, and run it again"
    remedy = remedy_of(error)
    if not named and isinstance(error, FileNotFoundError) and reason != os.strerror(errno.ENOENT):
        remedy = _NO_TEMPORARY_FOLDER
    if error.errno in FULL:
        place = files[-1] if files else "the folder that evalkit writes into"  # of a copy, where it goes
        return f"evalkit: disk full at {place} ({reason}); {remedy}"
    said = ": ".join(part for part in ("evalkit", named, reason) if part)
    return f"{said}; {remedy}" if remedy else said


def _of_copies(error: shutil.Error) -> str:
    """Say what of a folder could not be copied: the first file, and why."""
    copies: list[tuple[str, str, str]] = error.args[0]
    _, target, reason = copies[0]
    number = next((each for each in FULL if os.strerror(each) in reason), None)
    if number is not None:
        return f"evalkit: disk full at {target} ({os.strerror(number)}); {REMEDIES[number]}"
    return f"evalkit: {target}: {reason}; let this user write there, or name another folder"


def _working_folder_is_there() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True
