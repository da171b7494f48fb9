"""Faults to inject into april.csv, and harmless changes.

A page about a spoilt file is right if it tells what is wrong with the file: the truth then holds under `fault` what a reader
must find on it. Where it holds nothing, no page is right, and only an error is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth
from tasks import spoiling

MONTH = "april.csv"


def renamed_column(folder: Path, truth: Truth) -> Truth:
    """`rent-euros` is called rent-gross; a page that names both as columns tells it."""
    spoiling.rename(folder / MONTH, "rent-euros", "rent-gross")
    return _found_by(truth, columns=["rent-euros", "rent-gross"])


def dropped_column(folder: Path, truth: Truth) -> Truth:
    """`hours-per-week` is not there."""
    spoiling.drop(folder / MONTH, "hours-per-week")
    return _found_by(truth)


def text_in_numbers(folder: Path, truth: Truth) -> Truth:
    """Every third `tenure-months` is a word; a page that names the word beside the column tells it."""
    spoiling.change(folder / MONTH, "tenure-months", lambda _: "undisclosed", each=3)
    return _found_by(truth, values={"tenure-months": ["undisclosed"]})


def infinite_number(folder: Path, truth: Truth) -> Truth:
    """Every fifth `tenure-months` is infinite; a page that says so beside the column tells it."""
    spoiling.change(folder / MONTH, "tenure-months", lambda _: "inf", each=5)
    header, rows = spoiling.read(folder / MONTH)
    count = sum(row[header.index("tenure-months")] == "inf" for row in rows)
    told = {"column": "tenure-months", "words": ["infinite", "infinity", "inf"], "count": count, "rows": len(rows)}
    return _found_by(truth, told=told)


def all_missing(folder: Path, truth: Truth) -> Truth:
    """There is no `hours-per-week` in any row; a page that tells so many missing values tells it."""
    spoiling.change(folder / MONTH, "hours-per-week", lambda _: "")
    rows = len(spoiling.read(folder / MONTH)[1])
    return _found_by(truth, told={"column": "hours-per-week", "words": [], "count": rows, "rows": rows})


def row_too_long(folder: Path, truth: Truth) -> Truth:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / MONTH)
    return _found_by(truth)


def header_only(folder: Path, truth: Truth) -> Truth:
    """There are no rows."""
    spoiling.behead(folder / MONTH)
    return _found_by(truth)


def empty_file(folder: Path, truth: Truth) -> Truth:
    """There is nothing in the file."""
    spoiling.empty(folder / MONTH)
    return _found_by(truth)


def missing_file(folder: Path, truth: Truth) -> Truth:
    """There is no file."""
    (folder / MONTH).unlink()
    return _found_by(truth)


def wrong_delimiter(folder: Path, truth: Truth) -> Truth:
    """Semicolons stand between the fields; a page that names all of them as one column tells it."""
    header, _ = spoiling.read(folder / MONTH)
    spoiling.delimit(folder / MONTH, ";")
    return _found_by(truth, columns=[";".join(header)])


def not_utf8(folder: Path, truth: Truth) -> Truth:
    """One `occupation` holds a letter in Latin-1."""
    spoiling.change_one(folder / MONTH, "occupation", lambda _: "Caf\N{LATIN SMALL LETTER E WITH ACUTE}-service")
    spoiling.encode(folder / MONTH, "latin-1")
    return _found_by(truth)


def utf16_file(folder: Path, truth: Truth) -> Truth:
    """The file is in UTF-16."""
    spoiling.encode(folder / MONTH, "utf-16")
    return _found_by(truth)


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns stand in the opposite order."""
    spoiling.reorder(folder / MONTH)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows stand in another order."""
    spoiling.shuffle(folder / MONTH)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last line is not ended."""
    spoiling.end_without_newline(folder / MONTH)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    spoiling.end_lines_as_windows(folder / MONTH)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field that is not empty stands in quotation marks."""
    spoiling.quote(folder / MONTH)


def _found_by(truth: Truth, **told: Any) -> Truth:
    return {**truth, "adapt": {**truth["adapt"], "fault": told}}
