"""The inputs: how many megabytes a tree of processes holds, which is the scale itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def make(rows: int, seed: int, folder: Path) -> dict[str, Any]:
    """Write the number; the answer is the same number."""
    (folder / "megabytes.txt").write_text(str(rows), encoding="utf-8")
    return {"wanted": rows}
