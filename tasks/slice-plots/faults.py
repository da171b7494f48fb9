"""Faults to inject into predictions.csv, and harmless changes.

A drawing of bad rows looks like any other, so the right thing to do is to end with an error. The truth stays what it was
before the fault; `unanswerable` says why even a drawing that is still right would be luck.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

FILE = "predictions.csv"


def renamed_column(folder: Path, truth: Truth) -> None:
    """`score` is called probability."""
    spoiling.rename(folder / FILE, "score", "probability")


def dropped_column(folder: Path, truth: Truth) -> None:
    """`race` is not there."""
    spoiling.drop(folder / FILE, "race")


def text_in_numbers(folder: Path, truth: Truth) -> Truth:
    """Every tenth `score` is a word."""
    spoiling.change(folder / FILE, "score", lambda _: "undisclosed", each=10)
    return spoiling.unanswerable(truth, "nobody knows the scores that are words")


def unit_behind_numbers(folder: Path, truth: Truth) -> None:
    """A unit stands behind every `score`."""
    spoiling.change(folder / FILE, "score", lambda field: f"{field}pts")


def infinite_number(folder: Path, truth: Truth) -> Truth:
    """Every tenth `score` is inf, which is no score from 0 to 1000."""
    spoiling.change(folder / FILE, "score", lambda _: "inf", each=10)
    return spoiling.unanswerable(truth, "inf is no score from 0 to 1000")


def missing_scores(folder: Path, truth: Truth) -> Truth:
    """Every tenth `score` is missing."""
    spoiling.change(folder / FILE, "score", lambda _: "", each=10)
    return spoiling.unanswerable(truth, "nobody knows the scores that are missing")


def all_missing(folder: Path, truth: Truth) -> None:
    """Every `label` is missing."""
    spoiling.change(folder / FILE, "label", lambda _: "")


def unknown_label(folder: Path, truth: Truth) -> Truth:
    """Every tenth `label` is 2, which is no label."""
    spoiling.change(folder / FILE, "label", lambda _: "2", each=10)
    return spoiling.unanswerable(truth, "nobody knows what the label 2 is")


def duplicated_column(folder: Path, truth: Truth) -> Truth:
    """A second `score`, the same in all rows, stands in front of the real one."""
    spoiling.double(folder / FILE, "score", "1")
    return spoiling.unanswerable(truth, "of two columns called score nobody can say which is meant")


def row_too_long(folder: Path, truth: Truth) -> None:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / FILE)


def truncated_file(folder: Path, truth: Truth) -> Truth:
    """The file ends in the middle of a row, after seven tenths of them."""
    spoiling.cut(folder / FILE, 0.7, "score", 1)
    return spoiling.unanswerable(truth, "the file ends in the middle of a row, and the rows behind it are lost")


def header_only(folder: Path, truth: Truth) -> None:
    """There are no rows."""
    spoiling.behead(folder / FILE)


def empty_file(folder: Path, truth: Truth) -> None:
    """There is nothing in the file."""
    spoiling.empty(folder / FILE)


def missing_file(folder: Path, truth: Truth) -> None:
    """There is no predictions.csv; some other file is there."""
    (folder / FILE).rename(folder / "prediction.csv")


def wrong_delimiter(folder: Path, truth: Truth) -> None:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / FILE, ";")


def not_utf8(folder: Path, truth: Truth) -> None:
    """One `race` holds a letter in Latin-1."""
    file = folder / FILE
    spoiling.change_one(file, "race", lambda _: "Cura\N{LATIN SMALL LETTER C WITH CEDILLA}ao")
    spoiling.encode(file, "latin-1")


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16."""
    spoiling.encode(folder / FILE, "utf-16")


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns stand in the opposite order."""
    spoiling.reorder(folder / FILE)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows stand in another order."""
    spoiling.shuffle(folder / FILE)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last line is not ended."""
    spoiling.end_without_newline(folder / FILE)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / FILE)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field stands in quotation marks."""
    spoiling.quote(folder / FILE)
