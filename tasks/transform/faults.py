"""Faults to inject into serving-gaps.csv or train-gaps.csv, and harmless changes.

No rows can be right where a column is gone or holds something else, so the truth stays what it was: it is right to end
with an error, or to report the file in refused.json; silence is right only where the rows come out as without the fault.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TRAIN, SERVING = "train-gaps.csv", "serving-gaps.csv"


def renamed_column(folder: Path, truth: Truth) -> None:
    """`workclass` is called employment."""
    spoiling.rename(folder / SERVING, "workclass", "employment")


def dropped_column(folder: Path, truth: Truth) -> None:
    """`city` is not there."""
    spoiling.drop(folder / SERVING, "city")


def dropped_number_column(folder: Path, truth: Truth) -> None:
    """`fnlwgt` is not there."""
    spoiling.drop(folder / SERVING, "fnlwgt")


def text_in_numbers(folder: Path, truth: Truth) -> None:
    """Every third `fnlwgt` is a word."""
    spoiling.change(folder / SERVING, "fnlwgt", lambda _: "undisclosed", each=3)


def unit_behind_numbers(folder: Path, truth: Truth) -> None:
    """A unit stands behind every `age`."""
    spoiling.change(folder / SERVING, "age", lambda field: f"{field}yrs")


def infinite_number(folder: Path, truth: Truth) -> None:
    """Every third `hours-per-week` is inf."""
    spoiling.change(folder / SERVING, "hours-per-week", lambda _: "inf", each=3)


def all_missing(folder: Path, truth: Truth) -> None:
    """Every `hours-per-week` is missing."""
    spoiling.change(folder / SERVING, "hours-per-week", lambda _: "")


def row_too_long(folder: Path, truth: Truth) -> None:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / SERVING)


def truncated_file(folder: Path, truth: Truth) -> None:
    """The file ends in the middle of a row, near its end: rows are lost."""
    spoiling.cut(folder / SERVING, 0.95, "workclass", 3)


def header_only(folder: Path, truth: Truth) -> None:
    """There are no rows to learn from."""
    spoiling.behead(folder / TRAIN)


def empty_file(folder: Path, truth: Truth) -> None:
    """There is nothing in the file."""
    spoiling.empty(folder / SERVING)


def missing_file(folder: Path, truth: Truth) -> None:
    """There is no file."""
    (folder / SERVING).unlink()


def wrong_delimiter(folder: Path, truth: Truth) -> None:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / SERVING, ";")


def not_utf8(folder: Path, truth: Truth) -> Truth:
    """One `city` holds a letter in Latin-1: however it is read, no training row has it."""
    file = folder / SERVING
    header, rows = spoiling.read(file)
    spoiling.change_one(file, "city", lambda _: "Malm\N{LATIN SMALL LETTER O WITH DIAERESIS}")
    spoiling.encode(file, "latin-1")
    changed = rows[len(rows) // 2][header.index("id")]
    told = deepcopy(truth)
    for row in told["adapt"]["serving"]["rows"]:
        if row["id"] == changed:
            row["city"] = "Malmo"
    return told


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16."""
    spoiling.encode(folder / SERVING, "utf-16")


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns of the serving file stand in the opposite order."""
    spoiling.reorder(folder / SERVING)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows of both files stand in another order."""
    for name in (TRAIN, SERVING):
        spoiling.shuffle(folder / name)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last lines are not ended."""
    for name in (TRAIN, SERVING):
        spoiling.end_without_newline(folder / name)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    for name in (TRAIN, SERVING):
        spoiling.end_lines_as_windows(folder / name)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field that is not empty stands in quotation marks."""
    for name in (TRAIN, SERVING):
        spoiling.quote(folder / name)
