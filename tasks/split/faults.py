"""Faults to inject into people.csv, and harmless changes.

It is right to end with an error, or to split the rows as if there were no fault. A row whose fields cannot be told for
sure may be written as whatever it is; it must be on one side all the same.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

PEOPLE = "people.csv"


def renamed_column(folder: Path, truth: Truth) -> None:
    """`grade` is called rank."""
    spoiling.rename(folder / PEOPLE, "grade", "rank")


def dropped_column(folder: Path, truth: Truth) -> None:
    """`grade` is not there."""
    spoiling.drop(folder / PEOPLE, "grade")


def duplicated_column(folder: Path, truth: Truth) -> None:
    """A second `grade`, the same in all rows, stands in front of the real one."""
    spoiling.double(folder / PEOPLE, "grade", "A")


def duplicated_rows(folder: Path, truth: Truth) -> None:
    """The file was appended to itself: every row is there twice, and a split puts copies on both sides."""
    header, rows = spoiling.read(folder / PEOPLE)
    spoiling.write(folder / PEOPLE, header, rows + rows)


def row_too_long(folder: Path, truth: Truth) -> Truth:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / PEOPLE)
    return _unsure(folder, truth)


def truncated_file(folder: Path, truth: Truth) -> None:
    """The file ends in the middle of a row, near its end: rows are lost."""
    spoiling.cut(folder / PEOPLE, 0.95, "native-country", 4)


def header_only(folder: Path, truth: Truth) -> None:
    """There are no rows."""
    spoiling.behead(folder / PEOPLE)


def empty_file(folder: Path, truth: Truth) -> None:
    """There is nothing in the file."""
    spoiling.empty(folder / PEOPLE)


def missing_file(folder: Path, truth: Truth) -> None:
    """There is no file."""
    (folder / PEOPLE).unlink()


def wrong_delimiter(folder: Path, truth: Truth) -> None:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / PEOPLE, ";")


def not_utf8(folder: Path, truth: Truth) -> Truth:
    """One `native-country` holds a letter in Latin-1."""
    told = _unsure(folder, truth)
    spoiling.change_one(folder / PEOPLE, "native-country", lambda _: "Cura\N{LATIN SMALL LETTER C WITH CEDILLA}ao")
    spoiling.encode(folder / PEOPLE, "latin-1")
    return told


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16."""
    spoiling.encode(folder / PEOPLE, "utf-16")


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns stand in the opposite order."""
    spoiling.reorder(folder / PEOPLE)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows stand in another order."""
    spoiling.shuffle(folder / PEOPLE)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last line is not ended."""
    spoiling.end_without_newline(folder / PEOPLE)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / PEOPLE)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field that is not empty stands in quotation marks."""
    spoiling.quote(folder / PEOPLE)


def _unsure(folder: Path, truth: Truth) -> Truth:
    """The truth less the values of the row in the middle of the file."""
    _, rows = spoiling.read(folder / PEOPLE)
    middle = str(len(rows) // 2 + 1)  # ids count from 1 in the order of the file
    told = deepcopy(truth)
    told["adapt"]["rows"] = [row for row in told["adapt"]["rows"] if row["id"] != middle]
    return told
