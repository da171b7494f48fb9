"""How much room an environment's distributions take on disk."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from evalkit.environments.environment import Environment


def disk_mb(environment: Environment) -> float:
    """Return the size of all installed files in MB (10⁶ bytes).

    Counted is what the distributions' own RECORDs list, so that neither the virtual environment's scaffold nor what a
    run left behind counts. Bytecode is left out, and a file with several names counts once.
    """
    seen: set[tuple[int, int]] = set()
    total = 0
    for file in _installed(environment.folder):
        try:
            status = file.lstat()
        except OSError:
            continue  # listed, but taken away by another distribution's file of that name
        if (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total / 1e6


def _installed(folder: Path) -> Iterator[Path]:
    for record in folder.glob("lib/python*/site-packages/*.dist-info/RECORD"):
        site = record.parent.parent
        with record.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                if row and "__pycache__" not in row[0]:
                    yield Path(os.path.normpath(site / row[0]))
