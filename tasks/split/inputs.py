"""A sorted table of people in households, and the same table later, with further people in old and new households."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks.data import adult
from tasks.data.own import population

FEWEST = 1000
"""Rows that it takes for the rarest grade to be in some of them."""

LOOKED_AT = 2000
"""Rows of each file whose values the truth holds; which, nobody knows."""

GRADES = {"A": 40, "B": 30, "C": 17, "D": 12, "E": 1}
"""Each grade's share of the rows, in hundredths."""

SHARE = 0.2

OWN = {"age": "number-1", "hours-per-week": "number-2", "native-country": "text-1"}
"""Where columns of a reader's own table stand."""

COLUMNS = ("id", "household", "age", "grade", "hours-per-week", "native-country")

Row = dict[str, str]


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write people.csv, of `rows` rows, and people-later.csv, of a quarter more, into `folder`; return what is in them.

    The truth holds, per file, the grade and the household of every row in the order of the ids, which count from 1, and
    the values of some rows. `own` is a table whose rows take the place of the census's.
    """
    if rows < FEWEST:
        raise ValueError(f"this task needs at least {FEWEST} rows, not {rows}")
    later = rows + rows // 4
    drawn = adult.draw(later, seed, "people", population("train", own, OWN))
    grades, households = _grades(rows, later, seed), _households(rows, later, seed)
    made = []
    for place, fields in enumerate(drawn):
        person = dict(zip(adult.COLUMNS, fields, strict=True))
        person |= {"household": households[place], "grade": grades[place], "id": ""}
        made.append({column: person[column] for column in COLUMNS})
    first = sorted(made[:rows], key=lambda row: (row["grade"], int(row["age"])))
    everybody = first + made[rows:]
    for number, row in enumerate(everybody, start=1):
        row["id"] = str(number)
    _write(folder / "people.csv", first)
    _write(folder / "people-later.csv", sorted(everybody, key=lambda row: adult.chance(seed, "later", row["id"])))
    return {
        "hello": _told(first, seed),
        "adapt": {**_told(first, seed), "share": SHARE},
        "stretch": {"people": _told(first, seed), "later": _told(everybody, seed)},
    }


def edited(folder: Path, truth: Truth, level: str, value: float) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "share": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Move 1 % of the people of people.csv from the most frequent grade to the rarest, so that it has far more rows."""
    people = _read(folder / "people.csv")
    counts = Counter(row["grade"] for row in people)
    most, rarest = max(counts, key=lambda grade: counts[grade]), min(counts, key=lambda grade: counts[grade])
    places = [place for place, row in enumerate(people) if row["grade"] == most]
    for at in adult.places(max(1, len(people) // 100), seed, "changed rows", len(places)):
        people[places[at]]["grade"] = rarest
    _write(folder / "people.csv", people)
    stretch = truth["stretch"]
    return {
        "hello": _renewed(truth["hello"], people),
        "adapt": _renewed(truth["adapt"], people),
        "stretch": {**stretch, "people": _renewed(stretch["people"], people)},
    }


def _renewed(told: Truth, people: Sequence[Row]) -> Truth:
    """What is told of a file, with the grades and the values that its rows have now."""
    rows = [people[int(row["id"]) - 1] for row in told["rows"]]
    return {**told, "grades": "".join(row["grade"] for row in people), "rows": rows}


def _told(people: Sequence[Row], seed: int) -> Truth:
    count = len(people)
    chosen = range(count) if count <= LOOKED_AT else adult.places(LOOKED_AT, seed, "looked at", count)
    return {
        "grades": "".join(row["grade"] for row in people),
        "households": [int(row["household"]) for row in people],
        "rows": [people[place] for place in chosen],
    }


def _grades(rows: int, later: int, seed: int) -> list[str]:
    """Grades of the people at first, exactly as frequent as `GRADES` says, and then of those who come later.

    Most members of a household share a grade, so that a split by households does not keep the shares by itself.
    """
    counts = {grade: rows * share // 100 for grade, share in GRADES.items()}
    counts["A"] += rows - sum(counts.values())
    first = [grade for grade, count in counts.items() for _ in range(count)]
    return first + [list(GRADES)[adult.chance(seed, "grade", place) % len(GRADES)] for place in range(rows, later)]


def _households(rows: int, later: int, seed: int) -> list[str]:
    """Household numbers: at first of one to five people each; half of those who come later join an old household.

    All numbers are multiples of ten: the remainder of a division by five or ten splits nothing.
    """
    number = 10 * (10_000 + adult.chance(seed, "first household") % 1000)
    numbers: list[int] = []
    while len(numbers) < rows:
        number += 10
        numbers += [number] * (1 + adult.chance(seed, "size", number) % 5)
    del numbers[rows:]
    old = len(numbers)
    for place in range(old, later):
        if adult.chance(seed, "joins", place) % 2:
            numbers.append(numbers[adult.chance(seed, "joins which", place) % old])
        else:
            number += 10
            numbers.append(number)
    return [str(each) for each in numbers]


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _write(file: Path, rows: Sequence[Mapping[str, str]]) -> None:
    adult.write(file, COLUMNS, ([row[column] for column in COLUMNS] for row in rows))
