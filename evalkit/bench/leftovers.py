"""What a run leaves behind outside of any process: shared memory, and files in its home and temporary folders.

The sandbox goes away with its folders. Shared memory does not: it stays until the machine is started again. What is
there after a run and was not before it may also be the user's own, who works on while evalkit runs. So only that is
removed which a process of the run held when it was ended, or which has a name that nobody gives by hand, and which no
living process uses. Everything else is counted, told and left alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evalkit.bench.deep_folders import walked
from evalkit.bench.sandbox import remove

SHARED = Path("/dev/shm")  # noqa: S108  (where Linux has it)
_SYSV = Path("/proc/sysvipc/shm")
_MADE_UP = re.compile(
    r"(?:psm_[0-9a-f]{8,}|sem\.mp-\w+|sem\.loky-\w+|pymp-\w+|torch_\d+_\w+|loky-\d+-\w+|joblib_memmapping_folder_\w+)"
)
"""Names of shared memory and semaphores as libraries make them up: Python's own, PyTorch's, joblib's."""
_REMOVE = 0  # IPC_RMID


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a run left: shared memory that was `removed`, other that is `new` and stays, files, and sockets among them."""

    removed: int = 0
    new: int = 0
    files: int = 0
    sockets: int = 0

    def __bool__(self) -> bool:
        return bool(self.removed or self.new or self.files)

    def __add__(self, later: Leftovers) -> Leftovers:
        return Leftovers(
            self.removed + later.removed,
            self.new + later.new,
            self.files + later.files,
            self.sockets + later.sockets,
        )


NOTHING = Leftovers()


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before a run: names of shared memory, numbers of System V's, and files in the run's own folders."""

    shared: frozenset[str]
    segments: frozenset[int]
    files: frozenset[str]


def before(folders: Iterable[Path]) -> Before:
    """Look before a run, whose home and temporary folders are `folders`."""
    return Before(frozenset(_names()), frozenset(_segments()), frozenset(path for path, _ in _files(folders)))


def tidied(found: Before, folders: Iterable[Path], held: Iterable[str] = ()) -> Leftovers:
    """Look after a run, remove what it has left in shared memory, and say what there was.

    `held` are names of shared memory that its processes had when they were ended.
    """
    new = [name for name in _names() if name not in found.shared and _is_ours(SHARED / name)]
    known = {name for name in new if name in set(held) or _MADE_UP.fullmatch(name)}
    used = _in_use() if known else frozenset()
    removed = sum(_remove(SHARED / name) for name in known if not used.intersection(_numbers(SHARED / name)))
    removed += sum(
        _remove_segment(number)
        for number, (maker, users) in _segments().items()
        if number not in found.segments and users == 0 and not _is_alive(maker)
    )
    files = [sort for path, sort in _files(folders) if path not in found.files]
    return Leftovers(removed, len(new) - len(known), len(files), files.count(stat.S_IFSOCK))


def _names() -> list[str]:
    try:
        return os.listdir(SHARED)
    except OSError:
        return []


def _is_ours(path: Path) -> bool:
    try:
        return path.lstat().st_uid == os.getuid()
    except OSError:
        return False


def _remove(path: Path) -> bool:
    try:
        if path.is_dir() and not path.is_symlink():
            remove(path)
        else:
            path.unlink()
    except OSError:
        return False
    return not os.path.lexists(path)


def _numbers(path: Path) -> Iterator[int]:
    """The numbers of a file, or of all that is in a folder, in their file system; none where it has gone."""
    below = (os.path.join(at, name) for at, folders, names in walked(path) for name in (*folders, *names))
    for each in (str(path), *below):
        with contextlib.suppress(OSError):
            yield os.lstat(each).st_ino


def _in_use() -> frozenset[int]:
    """The numbers of the files that living processes of this user have mapped or open, as far as they may be looked at.

    Their names would not do: the C library makes a semaphore under one name and gives it another, and a process that
    has mapped it still shows the first.
    """
    found: set[int] = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        found.update(held_by(pid))
    return frozenset(found)


def held_by(pid: int | str) -> Iterator[int]:
    """The numbers of shared memory that a process has mapped or open; none where it may not be looked at or has ended."""
    prefix = f"{SHARED}/"
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8", errors="surrogateescape") as lines:
            for line in lines:
                if prefix in line:
                    yield int(line.split(maxsplit=5)[4])
        for number in os.listdir(f"/proc/{pid}/fd"):
            if os.readlink(f"/proc/{pid}/fd/{number}").startswith(prefix):
                yield os.stat(f"/proc/{pid}/fd/{number}").st_ino
    except OSError:
        return


def _segments() -> dict[int, tuple[int, int]]:
    """This user's segments of System V's shared memory: the process that made each, and how many use it."""
    try:
        lines = _SYSV.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return {}
    names = lines[0].split() if lines else []
    rows = (dict(zip(names, line.split(), strict=False)) for line in lines[1:])
    return {
        int(row["shmid"]): (int(row["cpid"]), int(row["nattch"])) for row in rows if int(row["cuid"]) == os.getuid()
    }


def _is_alive(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")


def _remove_segment(number: int) -> bool:
    return bool(ctypes.CDLL(None).shmctl(number, _REMOVE, None) == 0)


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, int]]:
    """The files below some folders, and of which sort each is."""
    for folder in folders:
        for at, _, names in walked(folder):
            for name in names:
                path = os.path.join(at, name)
                try:
                    yield path, stat.S_IFMT(os.lstat(path).st_mode)
                except OSError:
                    continue
