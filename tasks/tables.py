"""Tables that an implementation wrote as CSV, compared without regard to the order of their rows."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from tasks.outputs import LARGEST, Unreadable, read_text


def read_rows(outputs: Path, name: str, columns: Sequence[str], largest: int = LARGEST) -> list[tuple[str, ...]]:
    """The rows of `outputs/name`, each with the fields of `columns` in this order; further columns are left out.

    Raises `Unreadable` as `read_text` does, and for what is no CSV file with these columns.
    """
    try:
        header, *rows = csv.reader(io.StringIO(read_text(outputs, name, largest), newline=""), strict=True)
        places = [header.index(column) for column in columns]
        return [tuple(row[place] for place in places) for row in rows if row]
    except (csv.Error, ValueError, IndexError):
        raise Unreadable(f"outputs/{name} is not a CSV file with the columns {', '.join(columns)}") from None


def digest_of(rows: Iterable[Sequence[str]]) -> str:
    """SHA-256 of rows in any order."""
    lines = sorted("\x1f".join(row) for row in rows)
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()
