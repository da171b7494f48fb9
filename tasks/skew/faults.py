"""Faults to inject into serving-later.csv or train.csv, and harmless changes, with what is right to report then.

A column that is gone, or holds something else, moved as far as a column can: to report it is right, and so is to end
with an error. The faults concern columns in which nothing was planted. `truth["adapt"]["fault"]` names them; with `any`
one of them is enough, else all have to be reported, and where `whole` everything in the report may be a consequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TRAIN, SERVING = "train.csv", "serving-later.csv"
UNTOUCHED = ("education", "education-num", "marital-status", "relationship", "sex", "capital-gain", "capital-loss")
"""Columns in which `make` plants nothing, whatever the seed."""


def renamed_column(folder: Path, truth: Truth) -> Truth:
    """`education` is called schooling."""
    spoiling.rename(folder / SERVING, "education", "schooling")
    return _told(truth, ["education"], also=["schooling"])


def dropped_column(folder: Path, truth: Truth) -> Truth:
    """`relationship` is not there."""
    spoiling.drop(folder / SERVING, "relationship")
    return _told(truth, ["relationship"])


def dropped_number_column(folder: Path, truth: Truth) -> Truth:
    """`education-num` is not there."""
    spoiling.drop(folder / SERVING, "education-num")
    return _told(truth, ["education-num"])


def text_in_numbers(folder: Path, truth: Truth) -> Truth:
    """Every third `education-num` is a word."""
    spoiling.change(folder / SERVING, "education-num", lambda _: "undisclosed", each=3)
    return _told(truth, ["education-num"])


def unit_behind_numbers(folder: Path, truth: Truth) -> Truth:
    """A unit stands behind every `education-num`."""
    spoiling.change(folder / SERVING, "education-num", lambda field: f"{field}yrs")
    return _told(truth, ["education-num"])


def infinite_number(folder: Path, truth: Truth) -> Truth:
    """Every third `capital-loss` is inf."""
    spoiling.change(folder / SERVING, "capital-loss", lambda _: "inf", each=3)
    return _told(truth, ["capital-loss"])


def all_missing(folder: Path, truth: Truth) -> Truth:
    """Every `education-num` is missing."""
    spoiling.change(folder / SERVING, "education-num", lambda _: "")
    return _told(truth, ["education-num"])


def all_missing_words(folder: Path, truth: Truth) -> Truth:
    """Every `marital-status` is missing."""
    spoiling.change(folder / SERVING, "marital-status", lambda _: "")
    return _told(truth, ["marital-status"])


def duplicated_column(folder: Path, truth: Truth) -> Truth:
    """A second `sex`, the same in all rows, stands in front of the real one."""
    spoiling.double(folder / SERVING, "sex", "Female")
    return _told(truth, ["sex"], also=["sex.1", "sex_1", "sex_2", "sex_duplicated_0"])


def row_too_long(folder: Path, truth: Truth) -> None:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / SERVING)


def truncated_file(folder: Path, truth: Truth) -> None:
    """The file ends in the middle of a row, near its end: what is left still answers the question."""
    spoiling.cut(folder / SERVING, 0.95, "occupation", 5)


def header_only(folder: Path, truth: Truth) -> Truth:
    """There are no rows."""
    spoiling.behead(folder / SERVING)
    return _nothing_left(truth)


def empty_file(folder: Path, truth: Truth) -> Truth:
    """There is nothing in the file."""
    spoiling.empty(folder / SERVING)
    return _nothing_left(truth)


def missing_file(folder: Path, truth: Truth) -> Truth:
    """There is no file."""
    (folder / SERVING).unlink()
    return _nothing_left(truth)


def wrong_delimiter(folder: Path, truth: Truth) -> Truth:
    """Semicolons stand between the fields."""
    spoiling.delimit(folder / SERVING, ";")
    return _nothing_left(truth)


def not_utf8(folder: Path, truth: Truth) -> None:
    """One `native-country` holds a letter in Latin-1."""
    file = folder / SERVING
    spoiling.change_one(file, "native-country", lambda _: "Cura\N{LATIN SMALL LETTER C WITH CEDILLA}ao")
    spoiling.encode(file, "latin-1")


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


def _told(truth: Truth, columns: Sequence[str], also: Sequence[str] = ()) -> Truth:
    """The truth where all of `columns` moved out of sight; `also` are names that may be reported beside them."""
    told = deepcopy(truth)
    told["adapt"]["fault"] = {"columns": list(columns), "also": list(also), "any": False, "whole": False}
    return told


def _nothing_left(truth: Truth) -> Truth:
    told = deepcopy(truth)
    told["adapt"]["fault"] = {"columns": list(UNTOUCHED), "also": [], "any": True, "whole": True}
    return told
