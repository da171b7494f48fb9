"""Faults to inject into the inputs of level adapt: one function for each in task.yaml, with '_' for '-'.

A function changes the files in `folder`, and returns what is right then, or None where the truth stays the same.
`tasks/spoiling.py` has more ways to spoil a CSV file.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

REQUESTS = "requests.csv"


def renamed_column(folder: Path, truth: Truth) -> None:
    """`page` is called path."""
    spoiling.rename(folder / REQUESTS, "page", "path")


def text_in_numbers(folder: Path, truth: Truth) -> None:
    """Every third `milliseconds` is a word."""
    spoiling.change(folder / REQUESTS, "milliseconds", lambda _: "fast", each=3)


def missing_file(folder: Path, truth: Truth) -> None:
    """There is no file."""
    (folder / REQUESTS).unlink()


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows stand in another order."""
    spoiling.shuffle(folder / REQUESTS)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / REQUESTS)
