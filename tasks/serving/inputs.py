"""Inputs of the serving task: tables to fit a linear regression on, and what its predictions are for rows that only the driver knows.

Least squares have one solution, so every tool has to predict the same. It is found here in whole numbers, without rounding.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks.data import adult

FEATURES = ("age", "education", "hours")
COLUMNS = (*FEATURES, "pay")
TABLE, NEWER = "train.csv", "train-2.csv"
MONTHS = 12
ASKED = 500
"""Rows that the driver asks about."""

Row = tuple[int, ...]
_PUBLISHED = ("age", "education-num", "hours-per-week")
_PAY = {TABLE: (20, 110, 45), NEWER: (35, 60, 90)}
"""What a year of age, a grade of education and an hour a week are worth a month, in each table."""


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write train.csv and train-2.csv, of `rows` rows each, and return what is asked and what is right."""
    for name, worth in _PAY.items():
        _write(folder / name, _people(rows, seed, name, worth))
    return _truth(folder, _asked(seed), MONTHS)


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once a year has `value` months; the inputs stay as they are."""
    return _truth(folder, truth["asked"], value)


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Multiply the pay of 1 % of the rows of train.csv by twelve, as if somebody had written down that of a year."""
    rows = _read(folder / TABLE)
    for place in adult.places(max(1, len(rows) // 100), seed, "changed rows", len(rows)):
        *features, pay = rows[place]
        rows[place] = (*features, 12 * pay)
    _write(folder / TABLE, rows)
    return _truth(folder, truth["asked"], MONTHS)


def fitted(rows: Sequence[Row]) -> list[Fraction]:
    """The intercept and the coefficients of the least squares of the last column on the others; raises ValueError where there are many."""
    design = [(1, *row[:-1]) for row in rows]
    width = len(design[0])
    system = [
        [*(Fraction(sum(line[i] * line[j] for line in design)) for j in range(width)),
         Fraction(sum(line[i] * row[-1] for line, row in zip(design, rows, strict=True)))]
        for i in range(width)
    ]  # fmt: skip
    for at in range(width):
        pivot = next((line for line in range(at, width) if system[line][at]), None)
        if pivot is None:
            raise ValueError("the columns depend on each other, so that there is more than one solution")
        system[at], system[pivot] = system[pivot], system[at]
        system[at] = [value / system[at][at] for value in system[at]]
        for line in range(width):
            if line != at:
                factor = system[line][at]
                system[line] = [value - factor * own for value, own in zip(system[line], system[at], strict=True)]
    return [line[-1] for line in system]


def _truth(folder: Path, asked: Sequence[Sequence[int]], months: int) -> Truth:
    old, new = (_predicted(fitted(_read(folder / name)), asked) for name in (TABLE, NEWER))
    return {
        "asked": [list(row) for row in asked],
        "hello": {"right": old},
        "adapt": {"right": [months * pay for pay in old]},
        "stretch": {"right": old, "newer": new},
    }


def _predicted(coefficients: Sequence[Fraction], asked: Iterable[Sequence[int]]) -> list[float]:
    first, *others = coefficients
    return [float(first + sum(a * b for a, b in zip(others, row, strict=True))) for row in asked]


def _asked(seed: int) -> list[Row]:
    return _features(ASKED, seed, "asked", "test")


def _people(rows: int, seed: int, name: str, worth: Sequence[int]) -> list[Row]:
    """People with their pay: what their features are worth, give or take a bit by chance."""
    people = _features(rows, seed, name, "train")
    return [
        (*row, 400 + sum(a * b for a, b in zip(worth, row, strict=True)) + adult.chance(seed, name, place) % 400)
        for place, row in enumerate(people)
    ]


def _features(rows: int, seed: int, purpose: str, part: adult.Part) -> list[Row]:
    columns = [adult.COLUMNS.index(name) for name in _PUBLISHED]
    drawn = adult.draw(rows, seed, purpose, adult.published(part))
    return [tuple(int(row[column]) for column in columns) for row in drawn]


def _write(file: Path, rows: Iterable[Row]) -> None:
    adult.write(file, COLUMNS, [tuple(map(str, row)) for row in rows])


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return [tuple(int(row[column]) for column in COLUMNS) for row in csv.DictReader(text)]
