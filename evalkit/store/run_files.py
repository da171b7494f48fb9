"""Reading the files of a run's folder, which somebody else may have made.

evalkit reads regular files inside the folder and nothing else: no link, no pipe, no device, no name that leads out of
it. It reads no more of a file than it can use. So a folder that somebody sent shows nothing of its reader's own files,
and neither hangs evalkit nor fills its memory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

DEEPEST = 20
"""How many folders below a run's folder evalkit looks into."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe would else wait for somebody to write


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first bytes of a file, and how many there are in all."""

    data: bytes
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return len(self.data) >= self.size


def beginning_of(folder: Path, name: str, most: int) -> Beginning | None:
    """Return the first `most` bytes of a regular file below `folder`; None if there is no such file.

    `folder` itself may be a link. `name` is relative to it, with '/' between its parts.
    """
    try:
        with _opened(folder, name) as stream:
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(most + 1)
    except (OSError, ValueError):  # ValueError: a null character, or a character that no file name has
        return None
    return Beginning(data[:most], max(size, len(data)))


def files_below(folder: Path, name: str, most: int) -> list[str]:
    """Return the names of the regular files below the folder `name` in `folder`, relative to `name`, at most `most`."""
    found: list[str] = []
    try:
        with _opened_folder(folder, _parts(name)) as inner:
            for at, folders, names, descriptor in os.fwalk(".", dir_fd=inner):
                place = PurePosixPath(at)
                folders.sort()
                if len(place.parts) >= DEEPEST:
                    folders.clear()
                for each in sorted(names):
                    if stat.S_ISREG(os.lstat(each, dir_fd=descriptor).st_mode):
                        found.append((place / each).as_posix())
                    if len(found) >= most:
                        return found
    except (OSError, ValueError):
        pass
    return found


@contextmanager
def opened_file(file: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading.

    Raises:
        OSError: it cannot be opened, or is a link, a pipe, a device or a folder.
    """
    with _opened(file.parent, file.name) as stream:
        yield stream


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[BinaryIO]:
    *folders, last = _parts(name)
    with _opened_folder(folder, folders) as inner:
        descriptor = os.open(last, _FILE, dir_fd=inner)
    with open(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{name} is not a regular file")
        yield stream


@contextmanager
def _opened_folder(folder: Path, parts: list[str]) -> Iterator[int]:
    descriptor = os.open(folder, _FOLDER)
    try:
        for part in parts:
            inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _parts(name: str) -> list[str]:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/"):
        raise ValueError(f"{name!r} does not name a file below a run's folder")
    return list(parts)
