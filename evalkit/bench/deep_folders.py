"""Walk through folders that somebody else has filled, which may be as deep as they like."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def walked(top: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each folder at and below `top`, with the names of its folders and of all else in it, as `os.walk` does.

    Links are not followed, and `top` is no link. What cannot be listed is passed over. Whoever sorts the folders, or
    removes some, says which come next, and in which order. Before Python 3.12 `os.walk` calls itself for every level,
    and so ends with an exception where somebody has nested a thousand.
    """
    waiting = [] if os.path.islink(top) else [os.fspath(top)]
    while waiting:
        at = waiting.pop()
        folders: list[str] = []
        names: list[str] = []
        try:
            with os.scandir(at) as entries:
                for entry in entries:
                    (folders if _is_folder(entry) else names).append(entry.name)
        except OSError:
            continue
        yield at, folders, names
        within = (os.path.join(at, name) for name in reversed(folders))
        waiting += [path for path in within if not os.path.islink(path)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False
