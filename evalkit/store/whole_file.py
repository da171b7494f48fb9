"""Writing a file in one step: who reads it, or is killed while writing it, finds the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Write a file, and the folders it lies in, so that no reader ever sees half of it.

    The text is written as UTF-8, half characters as '?'; everybody may read the file. What was there before stays if
    anything goes wrong.

    Raises:
        OSError: it cannot be written there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
        part.chmod(0o644)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
