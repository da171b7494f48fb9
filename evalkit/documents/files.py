"""Open files that people wrote: only regular UTF-8 files of modest size inside the workspace."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from evalkit.documents.problems import BadInput, Place, Problem
from evalkit.source.files import encoding_of

MAX_BYTES = 1_000_000
"""The largest file that is read; the largest real one has a hundredth of this size."""


def shown(path: Path, root: Path) -> str:
    """Return a path as messages show it: relative to the workspace, without unprintable characters."""
    try:
        relative = Path(os.path.abspath(path)).relative_to(os.path.abspath(root))
    except ValueError:
        relative = path
    text = os.fsencode(relative.as_posix()).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def refusal(path: Path, root: Path, message: str) -> BadInput:
    """Return a problem with a whole file or folder."""
    return BadInput([Problem(Place(shown(path, root)), message)])


def check_inside(path: Path, root: Path) -> None:
    """Raise BadInput if a path, after following symbolic links, leaves the workspace."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise refusal(path, root, "leads out of the workspace; put the file itself here, not a link to it")


def read_text(path: Path, root: Path) -> str:
    """The text of a file, UTF-8 or, of a Python source, what Python reads it in.

    Raises:
        BadInput: it is missing, no regular file, too large, outside or not text in that encoding.
    """
    check_inside(path, root)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refusal(path, root, "is a folder; a file is needed here")
        if not stat.S_ISREG(status.st_mode):
            raise refusal(path, root, "is not a regular file; write a plain file")
        if status.st_size > MAX_BYTES:
            raise _too_large(path, root, status.st_size)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refusal(path, root, "is missing") from None
    except OSError as error:
        raise refusal(path, root, f"cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise _too_large(path, root, len(content))
    encoding = encoding_of(content) if path.suffix == ".py" else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte order mark.
        before = content.removeprefix(b"\xef\xbb\xbf")[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        name = "UTF-8" if encoding.startswith("utf-8") else encoding
        message = f"is not {name} text from here on; save the file as {name}"
        raise BadInput([Problem(Place(shown(path, root), line, column), message)]) from None


def is_inside(path: Path, root: Path, problems: list[Problem]) -> bool:
    """Return whether a path stays in the workspace; if not, add a problem."""
    try:
        check_inside(path, root)
    except BadInput as error:
        problems.extend(error.problems)
        return False
    return True


def entries(folder: Path, root: Path, problems: list[Problem]) -> list[Path]:
    """Return the entries of a folder by name, without hidden ones and Python's caches.

    Where the folder is missing, is none or leads out of the workspace, that is added to `problems`.
    """
    if not is_inside(folder, root, problems):
        return []
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        reasons = {
            errno.ENOENT: "the folder is missing",
            errno.ENOTDIR: "is a file; a folder is needed here",
        }
        message = reasons.get(error.errno or 0, f"cannot be read: {error.strerror}")
        problems.append(Problem(Place(shown(folder, root)), message))
        return []
    return [folder / name for name in names if not name.startswith(".") and name != "__pycache__"]


def files_below(folder: Path, root: Path, problems: list[Problem]) -> list[Path]:
    """Return all files below a folder, by name; links to folders and special files become problems."""
    files: list[Path] = []
    for path in entries(folder, root, problems):
        if path.is_dir() and path.is_symlink():
            problems.append(Problem(Place(shown(path, root)), "is a link to a folder; put the folder itself here"))
        elif path.is_dir():
            files += files_below(path, root, problems)
        elif is_file(path, root, problems):
            files.append(path)
    return files


def is_file(path: Path, root: Path, problems: list[Problem]) -> bool:
    """Return whether a path is a regular file in the workspace; if not, add a problem."""
    if not is_inside(path, root, problems):
        return False
    if not path.is_file():
        problems.append(Problem(Place(shown(path, root)), "is not a regular file; write a plain file"))
        return False
    return True


def _too_large(path: Path, root: Path, size: int) -> BadInput:
    return refusal(path, root, f"holds {size / 1e6:,.1f} MB; files here are at most {MAX_BYTES / 1e6:.0f} MB")
