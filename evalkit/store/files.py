"""Files that several processes read and write: replaced in one step, or locked by one process at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(file: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a file and its folders, so that no reader ever sees half of it.

    A text, whole or in parts, is written as UTF-8, with '?' for lone surrogates. Everybody may read the file. If the
    call fails, the old file stays.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with naming(file):
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:40]}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                for chunk in [content] if isinstance(content, str | bytes) else content:
                    stream.write(chunk if isinstance(chunk, bytes) else chunk.encode(errors="replace"))
            part.chmod(0o644)
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Give an error of the system the name of the file that the body writes.

    The system itself names none where a disk is full, and names a file that nobody knows where one is replaced.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(file)) from None


@contextmanager
def exclusive(
    file: Path, waiting: Callable[[], None], lock: Callable[[int, int], None] = fcntl.flock
) -> Iterator[None]:
    """Hold the lock on `file` while the body runs; if another process holds it, call `waiting` once and wait.

    The kernel releases the lock whenever its holder ends, so no stale lock remains.

    Raises:
        OSError: it cannot be locked, as on a file system without locks; the error names the file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        with naming(file):
            try:
                lock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                lock(handle.fileno(), fcntl.LOCK_EX)
        yield
