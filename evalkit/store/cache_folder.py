"""Where evalkit keeps what it can make again: environments, locks made on the spot, what it has read before."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import platformdirs


class NoCache(OSError):
    """There is no folder to keep things in; the text says why, and what to do."""


def cache_folder(outside: Mapping[str, str] | None = None) -> Path:
    """Return the folder: the one that the variable EVALKIT_CACHE names, else the user's cache folder.

    Where that cannot be made (no home folder, a read-only one) or its path holds what no path of an environment may, it
    is one in the folder for temporary files, which belongs to the user alone. `outside` are the user's variables.

    Raises:
        NoCache: EVALKIT_CACHE names a folder that cannot serve, or there is none.
    """
    outside = os.environ if outside is None else outside
    if chosen := outside.get("EVALKIT_CACHE"):
        folder = Path(os.path.abspath(os.path.expanduser(chosen)))
        if unfit := _unfit(folder):
            raise NoCache(f"the folder in the variable EVALKIT_CACHE cannot hold environments: its path holds {unfit}")
        return folder
    for folder in _usual():
        if not _unfit(folder) and _can_be_made(folder):
            return folder
    raise NoCache("there is no folder to keep environments in: name one in the variable EVALKIT_CACHE")


def free_mb(folder: Path) -> float:
    """Return how many MB are free on the disk where `folder` is, or will be made."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free / 1e6


def _usual() -> Iterator[Path]:
    with contextlib.suppress(RuntimeError):  # there is neither HOME nor an account
        users = platformdirs.user_cache_dir("evalkit")
        if os.path.isabs(users):
            yield Path(users)
    for base in dict.fromkeys((tempfile.gettempdir(), "/var/tmp", "/tmp")):  # noqa: S108  (checked to be the user's own)
        yield Path(base) / f"evalkit-cache-{os.getuid()}"


def _unfit(folder: Path) -> str:
    """What in a path would break variables that list folders, or the first lines of scripts; '' where nothing does."""
    text = str(folder)
    if os.pathsep in text:
        return f"{os.pathsep!r}, which separates the folders of PATH"
    return "" if text.isprintable() else "a character that cannot be printed"


def _can_be_made(folder: Path) -> bool:
    """Whether the folder is there or can be made, belongs to the user, and can be written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    own = stat.S_ISDIR(status.st_mode) or folder.is_symlink()
    in_common = folder.name.startswith("evalkit-cache-")  # where everybody may make folders
    if in_common and (not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid()):
        return False
    return own and os.access(folder, os.W_OK | os.X_OK)
