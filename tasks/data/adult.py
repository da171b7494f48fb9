"""UCI Adult census rows, drawn the same way on every machine.

The two files beside this module are the published ones, byte for byte inside their compression. Everything drawn from
them is chosen by SHA-256 of (seed, purpose, row), never by a library's random generator, and written by the standard
`csv` module, so that a (rows, seed) pair names the same bytes everywhere and for ever.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

Row = tuple[str, ...]
Part = Literal["train", "test"]

COLUMNS = (
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education-num",
    "marital-status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "capital-gain",
    "capital-loss",
    "hours-per-week",
    "native-country",
    "income",
)
NUMBERS = ("age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week")
WORDS = tuple(column for column in COLUMNS if column not in NUMBERS)

_FILES: dict[Part, str] = {"train": "adult.data.gz", "test": "adult.test.gz"}


@cache
def published(part: Part) -> tuple[Row, ...]:
    """All rows of one published file (32,561 to train, 16,281 to test), columns as in `COLUMNS`.

    A missing value, published as '?', is an empty string; the full stop that the test file puts behind its labels is
    left out.
    """
    rows = []
    with gzip.open(Path(__file__).with_name(_FILES[part]), "rt", encoding="ascii", newline="") as text:
        for fields in csv.reader(text, skipinitialspace=True):
            if len(fields) == len(COLUMNS):
                *features, income = fields
                rows.append((*("" if field == "?" else field for field in features), income.rstrip(".")))
    return tuple(rows)


def chance(seed: int, *what: object) -> int:
    """A whole number below 2**64 that depends on the seed and on `what` it is for, and on nothing else."""
    text = "\x1f".join(str(part) for part in (seed, *what))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def draw(count: int, seed: int, purpose: str, rows: Sequence[Row]) -> list[Row]:
    """`count` of `rows` in an order of chance, each once before any comes twice.

    `purpose` keeps two draws with one seed apart ('train', 'serving'). A count above `len(rows)` resamples: every
    further pass deals all rows again in a new order.
    """
    drawn: list[Row] = []
    deal = 0
    while len(drawn) < count:
        order = sorted(range(len(rows)), key=lambda row: chance(seed, purpose, deal, row))
        drawn.extend(rows[row] for row in order[: count - len(drawn)])
        deal += 1
    return drawn


def places(count: int, seed: int, purpose: str, among: int) -> list[int]:
    """`count` distinct row numbers below `among`, chosen by chance, in ascending order."""
    return sorted(sorted(range(among), key=lambda row: chance(seed, purpose, row))[:count])


def write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file: a header, then the rows; fields hold whole numbers and strings only."""
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
