"""Files that several processes read and write: replaced in one step, or locked by one process at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(file: Path, text: str | Iterable[str]) -> None:
    """Write a file and its folders, so that no reader ever sees half of it.

    The text, whole or in parts, is written as UTF-8, with '?' for lone surrogates, and everybody may read the file. If the
    call fails, the old file stays.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as stream:
            stream.writelines([text] if isinstance(text, str) else text)
        part.chmod(0o644)
        part.replace(file)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(file)  # a write that fails names no file, and the part's name says nothing
        raise


@contextmanager
def exclusive(file: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock on `file` while the body runs; if another process holds it, call `waiting` once and wait.

    The kernel releases the lock whenever its holder ends, so no stale lock remains.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
