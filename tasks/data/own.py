"""Rows of a reader's own table in the form of the census, so that every contract and every implementation stays as it is.

evalkit hands over a coded table (`own`): numbers as whole numbers, and each word as a number that says how frequent it is.
Here a code becomes a word of the census: the most frequent one of a column stands as the most frequent word of the census's
column, and so on. Words beyond those that the census has count as its rarest, as does a missing one where the census lacks
none. Columns that the table lacks stay the census's, from a row drawn for each of its rows.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt
from pathlib import Path

from tasks.data.adult import COLUMNS, NUMBERS, Part, Row, chance, published

LABEL = {"income": "label"}
TRAIN_IN = 3
"""Of so many rows of a table, all but one can be drawn for training, and one for everything else."""


def population(part: Part, own: Path | None, places: Mapping[str, str]) -> tuple[Row, ...]:
    """All rows of one part of the census; where there is an own table, its rows in their place.

    `places` maps columns of the census to those of the table that stand in them, such as {"age": "number-1"}.
    """
    return published(part) if own is None else _mapped(part, own, tuple(places.items()))


@cache
def _mapped(part: Part, own: Path, places: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    with own.open(encoding="utf-8", newline="") as text:
        header, *table = csv.reader(text)
    known = {column: header.index(name) for column, name in places if name in header}
    words = {column: _words(column) for column in known if column not in NUMBERS and column != "income"}
    census = published(part)
    gappy = {column for column in words if any(not row[COLUMNS.index(column)] for row in census)}
    rows = []
    for number, fields in enumerate(table):
        if (chance(0, "part", number) % TRAIN_IN > 0) != (part == "train"):
            continue
        row = list(census[chance(0, "beside", number) % len(census)])
        for column, at in known.items():
            field = fields[at]
            if column == "income":
                field = ">50K" if field == "1" else "<=50K"
            elif column in words and (field or column not in gappy):
                field = words[column][min(int(field or len(words[column])), len(words[column])) - 1]
            row[COLUMNS.index(column)] = field
        rows.append(tuple(row))
    return tuple(rows)


@cache
def _words(column: str) -> tuple[str, ...]:
    """The words of a column of the census, the most frequent first."""
    at = COLUMNS.index(column)
    counts = Counter(row[at] for row in published("train") if row[at])
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))


def spread(numbers: Sequence[int]) -> float:
    """The standard deviation of numbers, as of a population."""
    mean = sum(numbers) / len(numbers)
    return sqrt(sum((number - mean) ** 2 for number in numbers) / len(numbers))


def is_fine(numbers: Sequence[int]) -> bool:
    """Whether hardly any number comes twice, so that quantiles have borders: none stands in more than one of 200 rows."""
    return max(Counter(numbers).values()) <= max(2, len(numbers) // 200)
