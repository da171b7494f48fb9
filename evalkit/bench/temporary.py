"""The folder for temporary files: one whose path no tool can stumble over."""

from __future__ import annotations

import os
import re
import shutil
import tempfile

_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
_LONGEST = 16
"""Bytes of its path: a socket's may have 107, of which a sandbox takes 60, and Python's own a further 32."""
_ENOUGH_MB = 2000.0
"""Free space, in MB, with which a folder serves though the user's own has more."""
_COMMON = ("/tmp", "/var/tmp")  # noqa: S108  (in these, each folder of evalkit's is made new and for the user alone)


def settle_temporary_folder() -> str:
    """Let evalkit work in a folder with a short and plain path; return what is to be said about that, '' for nothing.

    TMPDIR stays where it is plain. Where it is not (long, or with blanks, colons or letters with accents in it), a tool
    could fail for the sake of its name alone: a socket's path has at most 107 bytes. Then /tmp or /var/tmp serves, if
    there is room. What code has chosen already (`tempfile.tempdir`) is left alone.

    Raises:
        FileNotFoundError: there is no folder for temporary files at all.
    """
    if tempfile.tempdir is not None:
        return ""
    users = tempfile.gettempdir()
    if _is_plain(users):
        return ""
    for folder in _COMMON:
        if _is_plain(os.path.realpath(folder)) and _serves(folder, users):
            tempfile.tempdir = folder
            return f"evalkit works in {folder} instead of TMPDIR, whose path is long or not plain: a tool could fail for it"
    return (
        "the path of TMPDIR is long or not plain, and neither /tmp nor /var/tmp can serve: tools may fail for its name"
    )


def _is_plain(folder: str) -> bool:
    return bool(_PLAIN.fullmatch(folder)) and len(os.fsencode(folder)) <= _LONGEST


def _serves(folder: str, users: str) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        free, users_free = (shutil.disk_usage(each).free / 1e6 for each in (folder, users))
    except OSError:
        return False
    return free >= min(_ENOUGH_MB, users_free)
