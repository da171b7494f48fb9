"""Faults to inject into train.csv or test.csv, and harmless changes.

The customers whose labels nobody sees stay the same, so the truth stays what it was: it is right to end with an error;
silence is right only where the predictions are as good as without the fault.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TRAIN, VALID, TEST = "train.csv", "valid.csv", "test.csv"


def renamed_column(folder: Path, truth: Truth) -> None:
    """`tenure` is called months."""
    spoiling.rename(folder / TEST, "tenure", "months")


def dropped_column(folder: Path, truth: Truth) -> None:
    """`visits` is not there."""
    spoiling.drop(folder / TEST, "visits")


def text_in_numbers(folder: Path, truth: Truth) -> None:
    """Every third `distance` is a word."""
    spoiling.change(folder / TRAIN, "distance", lambda _: "undisclosed", each=3)


def unit_behind_numbers(folder: Path, truth: Truth) -> None:
    """A unit stands behind every `age`."""
    spoiling.change(folder / TEST, "age", lambda field: f"{field}yrs")


def infinite_number(folder: Path, truth: Truth) -> None:
    """Every third `basket` is inf."""
    spoiling.change(folder / TRAIN, "basket", lambda _: "inf", each=3)


def all_missing(folder: Path, truth: Truth) -> None:
    """Every `visits` is missing."""
    spoiling.change(folder / TRAIN, "visits", lambda _: "")


def one_label(folder: Path, truth: Truth) -> None:
    """Nobody bought, so there is nothing to learn."""
    spoiling.change(folder / TRAIN, "bought", lambda _: "0")


def missing_labels(folder: Path, truth: Truth) -> None:
    """Of every third customer it is not known whether they bought."""
    spoiling.change(folder / TRAIN, "bought", lambda _: "", each=3)


def impossible_labels(folder: Path, truth: Truth) -> None:
    """Every third `bought` is 9, which is neither yes nor no."""
    spoiling.change(folder / TRAIN, "bought", lambda _: "9", each=3)


def row_too_long(folder: Path, truth: Truth) -> None:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / TEST)


def truncated_file(folder: Path, truth: Truth) -> None:
    """The file ends in the middle of a row, near its end: rows are lost."""
    spoiling.cut(folder / TEST, 0.95, "basket", 1)


def header_only(folder: Path, truth: Truth) -> None:
    """There are no rows to learn from."""
    spoiling.behead(folder / TRAIN)


def empty_file(folder: Path, truth: Truth) -> None:
    """There is nothing in the file."""
    spoiling.empty(folder / TEST)


def missing_file(folder: Path, truth: Truth) -> None:
    """There is no file."""
    (folder / TEST).unlink()


def wrong_delimiter(folder: Path, truth: Truth) -> None:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / TEST, ";")


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16."""
    spoiling.encode(folder / TEST, "utf-16")


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns of the test file stand in the opposite order."""
    spoiling.reorder(folder / TEST)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows of all files stand in another order."""
    for name in (TRAIN, VALID, TEST):
        spoiling.shuffle(folder / name)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last lines are not ended."""
    for name in (TRAIN, VALID, TEST):
        spoiling.end_without_newline(folder / name)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    for name in (TRAIN, VALID, TEST):
        spoiling.end_lines_as_windows(folder / name)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field stands in quotation marks."""
    for name in (TRAIN, VALID, TEST):
        spoiling.quote(folder / name)
