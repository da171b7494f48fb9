"""Faults to inject into train.csv, and harmless changes.

Under each fault to catch no prediction is right: a service that does not start, and says why, is right. The harmless
changes leave every prediction as it is.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TABLE = "train.csv"


def renamed_column(folder: Path, truth: Truth) -> Truth:
    """`education` is called schooling."""
    spoiling.rename(folder / TABLE, "education", "schooling")
    return _nothing_is_right(truth)


def dropped_column(folder: Path, truth: Truth) -> Truth:
    """`hours` is not there."""
    spoiling.drop(folder / TABLE, "hours")
    return _nothing_is_right(truth)


def text_in_numbers(folder: Path, truth: Truth) -> Truth:
    """Every third `education` is a word."""
    spoiling.change(folder / TABLE, "education", lambda _: "undisclosed", each=3)
    return _nothing_is_right(truth)


def unit_behind_numbers(folder: Path, truth: Truth) -> Truth:
    """A unit stands behind every `education`."""
    spoiling.change(folder / TABLE, "education", lambda field: f"{field}yrs")
    return _nothing_is_right(truth)


def missing_value(folder: Path, truth: Truth) -> Truth:
    """Every third `education` is missing."""
    spoiling.change(folder / TABLE, "education", lambda _: "", each=3)
    return _nothing_is_right(truth)


def header_only(folder: Path, truth: Truth) -> Truth:
    """There are no rows."""
    spoiling.behead(folder / TABLE)
    return _nothing_is_right(truth)


def empty_file(folder: Path, truth: Truth) -> Truth:
    """There is nothing in the file."""
    spoiling.empty(folder / TABLE)
    return _nothing_is_right(truth)


def missing_file(folder: Path, truth: Truth) -> Truth:
    """There is no file."""
    (folder / TABLE).unlink()
    return _nothing_is_right(truth)


def wrong_delimiter(folder: Path, truth: Truth) -> Truth:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / TABLE, ";")
    return _nothing_is_right(truth)


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16; whoever reads it all the same is right."""
    spoiling.encode(folder / TABLE, "utf-16")


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns stand in the opposite order."""
    spoiling.reorder(folder / TABLE)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows stand in another order."""
    spoiling.shuffle(folder / TABLE)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last line is not ended."""
    spoiling.end_without_newline(folder / TABLE)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / TABLE)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field that is not empty stands in quotation marks."""
    spoiling.quote(folder / TABLE)


def _nothing_is_right(truth: Truth) -> Truth:
    """No model can be fitted on such a table, so there is no right prediction of level adapt."""
    return {**truth, "adapt": {"right": [0.0 for _ in truth["asked"]]}}
