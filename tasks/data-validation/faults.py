"""Faults to inject into serving.csv or train.csv, and harmless changes, with what is right to report then.

Many a fault is a finding of this task: where the contract has a kind for it, the truth gains that fact. Where it has
none, `truth["adapt"]["fault"]` asks for `any` entry about the columns of the file that are at fault. Further entries
about these columns are consequences, and accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks import spoiling

TRAIN, SERVING, CHANGED = "train.csv", "serving.csv", "eval-changed.csv"


def renamed_column(folder: Path, truth: Truth) -> Truth:
    """`age` is called years."""
    spoiling.rename(folder / SERVING, "age", "years")
    return _told(truth, ["age", "years"], [("age", "column-dropped"), ("years", "column-added")])


def dropped_column(folder: Path, truth: Truth) -> Truth:
    """`sex` is not there."""
    spoiling.drop(folder / SERVING, "sex")
    return _told(truth, ["sex"], [("sex", "column-dropped")])


def text_in_numbers(folder: Path, truth: Truth) -> Truth:
    """Every tenth `capital-gain` is a word."""
    spoiling.change(folder / SERVING, "capital-gain", lambda _: "undisclosed", each=10)
    return _told(truth, ["capital-gain"], [("capital-gain", "column-retyped")])


def unit_behind_numbers(folder: Path, truth: Truth) -> Truth:
    """A unit stands behind every `education-num`."""
    spoiling.change(folder / SERVING, "education-num", lambda field: f"{field}yrs")
    return _told(truth, ["education-num"], [("education-num", "column-retyped")])


def infinite_number(folder: Path, truth: Truth) -> Truth:
    """One `fnlwgt` is inf, which is no whole number."""
    spoiling.change_one(folder / SERVING, "fnlwgt", lambda _: "inf")
    return _told(truth, ["fnlwgt"], [("fnlwgt", "column-retyped")])


def all_missing(folder: Path, truth: Truth) -> Truth:
    """Every `relationship` is missing."""
    spoiling.change(folder / SERVING, "relationship", lambda _: "")
    return _told(truth, ["relationship"], [("relationship", "missing-share")])


def duplicated_column(folder: Path, truth: Truth) -> Truth:
    """A second `race`, the same in all rows, stands in front of the real one."""
    spoiling.double(folder / SERVING, "race", "White")
    return _told(truth, ["race", "race.1", "race_1", "race_2", "race_duplicated_0"], demand_any=True)


def row_too_long(folder: Path, truth: Truth) -> Truth:
    """One row has one field more than there are columns."""
    spoiling.lengthen_one(folder / SERVING)
    return _told(truth, _columns(folder), demand_any=True)


def truncated_file(folder: Path, truth: Truth) -> Truth:
    """The file ends in the middle of a row, and of a word in it that train.csv does not hold so."""
    fields = spoiling.cut(folder / SERVING, 0.7, "occupation", 5)
    cut_off = _columns(folder)[len(fields) :]
    fact = {"file": SERVING, "column": "occupation", "kind": "unexpected-value", "value": fields[-1]}
    told = _told(_less_gone(folder, truth), ["occupation", *cut_off])
    told["adapt"]["planted"].append(fact)
    return told


def header_only(folder: Path, truth: Truth) -> Truth:
    """There are no rows."""
    spoiling.behead(folder / SERVING)
    told = _told(truth, _columns(folder), demand_any=True)
    return _less_gone(folder, told)


def empty_file(folder: Path, truth: Truth) -> Truth:
    """There is nothing in the file."""
    columns = _columns(folder)
    spoiling.empty(folder / SERVING)
    return _told(_without_serving(truth), columns, [(column, "column-dropped") for column in columns])


def missing_file(folder: Path, truth: Truth) -> Truth:
    """There is no file."""
    columns = _columns(folder)
    (folder / SERVING).unlink()
    return _told(_without_serving(truth), columns, [(column, "column-dropped") for column in columns])


def wrong_delimiter(folder: Path, truth: Truth) -> Truth:
    """Semicolons stand between the fields: there is one column, of a name that train.csv does not have."""
    columns = _columns(folder)
    spoiling.delimit(folder / SERVING, ";")
    joined = ";".join(columns)
    facts = [(joined, "column-added"), *((column, "column-dropped") for column in columns)]
    return _told(_without_serving(truth), [joined, *columns], facts)


def not_utf8(folder: Path, truth: Truth) -> Truth:
    """One `native-country` holds a letter in Latin-1."""
    file = folder / SERVING
    spoiling.change_one(file, "native-country", lambda _: "Cura\N{LATIN SMALL LETTER C WITH CEDILLA}ao")
    spoiling.encode(file, "latin-1")
    return _told(truth, ["native-country"], demand_any=True)


def utf16_file(folder: Path, truth: Truth) -> None:
    """The file is in UTF-16: who sees that reads the same as before."""
    spoiling.encode(folder / SERVING, "utf-16")


def no_label_in_training(folder: Path, truth: Truth) -> Truth:
    """train.csv has no label: what is later found in eval-changed.csv has been added."""
    spoiling.drop(folder / TRAIN, "income")
    told = _told(truth, ["income"], [("income", "column-added")], file=CHANGED)
    told["adapt"]["columns"] = [column for column in told["adapt"]["columns"] if column != "income"]
    return told


def reordered_columns(folder: Path, truth: Truth) -> None:
    """The columns of the later files stand in the opposite order."""
    spoiling.reorder(folder / SERVING)
    spoiling.reorder(folder / CHANGED)


def shuffled_rows(folder: Path, truth: Truth) -> None:
    """The rows of all files stand in another order."""
    for name in (TRAIN, SERVING, CHANGED):
        spoiling.shuffle(folder / name)


def no_final_newline(folder: Path, truth: Truth) -> None:
    """The last lines are not ended."""
    for name in (TRAIN, SERVING, CHANGED):
        spoiling.end_without_newline(folder / name)


def windows_line_ends(folder: Path, truth: Truth) -> None:
    """Lines end as on Windows."""
    for name in (TRAIN, SERVING, CHANGED):
        spoiling.end_lines_as_windows(folder / name)


def quoted_fields(folder: Path, truth: Truth) -> None:
    """Every field that is not empty stands in quotation marks."""
    for name in (TRAIN, SERVING, CHANGED):
        spoiling.quote(folder / name)


def _columns(folder: Path) -> list[str]:
    return spoiling.read(folder / SERVING)[0]


def _told(
    truth: Truth,
    columns: Sequence[str],
    facts: Iterable[tuple[str, str]] = (),
    *,
    file: str = SERVING,
    demand_any: bool = False,
) -> Truth:
    """The truth with the facts that the fault makes true, and the columns of `file` that it concerns."""
    told = deepcopy(truth)
    known = [fact for fact in truth["adapt"]["planted"] if fact["file"] == file]
    told["adapt"]["planted"] += [{"file": file, "column": column, "kind": kind} for column, kind in facts]
    told["adapt"]["fault"] = {"file": file, "columns": list(columns), "any": demand_any, "known": known}
    return told


def _without_serving(truth: Truth) -> Truth:
    told = deepcopy(truth)
    told["adapt"]["planted"] = [fact for fact in told["adapt"]["planted"] if fact["file"] != SERVING]
    return told


def _less_gone(folder: Path, truth: Truth) -> Truth:
    """The truth without the planted values of serving.csv that are in none of its rows any more."""
    header, rows = spoiling.read(folder / SERVING)
    there = {(column, field) for row in rows for column, field in zip(header, row, strict=False)}
    told = deepcopy(truth)
    told["adapt"]["planted"] = [
        fact
        for fact in told["adapt"]["planted"]
        if fact["file"] != SERVING or (fact["column"], fact.get("value")) in there
    ]
    return told
