"""Answers that are true wherever they were found, kept in the user's cache for other runs: what code uses, what an API documents."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evalkit.store.files import write_whole
from evalkit.store.run_files import beginning_of

LARGEST = 50_000_000
"""Bytes of an answer; the longest recording takes a tenth."""
UNUSED_DAYS = 60
"""An answer that nobody asked for so long is removed."""

_KEY = re.compile(r"[0-9a-f]{8,64}")


class KeptAnswers:
    """JSON values by key, one file each in `folder`; without a folder nothing is kept.

    A key must name everything that its answer depends on. `now` returns seconds since 1970. Files that cannot be read
    or written cost the time of asking again, and nothing else.
    """

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time) -> None:
        self._folder, self._now = folder, now
        self._is_tidied = False

    def get(self, key: str) -> Any | None:
        """Return the answer with this key, or None."""
        if self._folder is None or not _KEY.fullmatch(key):
            return None
        read = beginning_of(self._folder, f"{key}.json", LARGEST)
        if read is None or not read.is_whole:
            return None
        try:
            found = json.loads(read.data)
        except (ValueError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(self._folder / f"{key}.json", (self._now(), self._now()))
        return found

    def put(self, key: str, answer: Any) -> None:
        """Keep an answer, and remove those that nobody asked for in a long time."""
        if self._folder is None or not _KEY.fullmatch(key):
            return
        with contextlib.suppress(OSError):  # a full disk only costs the next run time
            write_whole(self._folder / f"{key}.json", json.dumps(answer, ensure_ascii=False))
        if not self._is_tidied:
            self._is_tidied = True
            self._tidy()

    def _tidy(self) -> None:
        oldest = self._now() - UNUSED_DAYS * 86400
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < oldest:
                        os.unlink(entry)
