"""A table of somebody's own, made by chance of a seed, and the data.yaml beside it."""

from __future__ import annotations

import csv
import random
from pathlib import Path

DISTRICTS = ("Hafenviertel", "Altstadt", "Nordend", "Süd")
JOBS = ("Krankenpflege", "Zimmerei", "Kanzlei", "Küche", "")
LABELS = ("genehmigt", "abgelehnt")
CANARY = 19_283_746
"""A number that stands in every fiftieth row."""
MAPPING = """\
label: approved
positive: genehmigt
groups: [district, branch]
numbers: [age, hours, income]
texts: [job, town]
"""
HEADER = ("number", "age", "hours", "income", "district", "branch", "job", "town", "approved")


def rows_of(count: int = 1500, seed: int = 0) -> list[list[str]]:
    """The rows of a table, as `HEADER` names their fields."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        age, hours = round(chance.gauss(42, 12)), round(chance.gauss(38, 6), 1)
        income = CANARY if number % 50 == 0 else round(chance.lognormvariate(10, 0.6), 2)
        words = [
            chance.choices(DISTRICTS, [5, 3, 2, 1])[0],
            chance.choices(("Filiale-A", "Filiale-B"), [3, 2])[0],
            chance.choices(JOBS, [4, 3, 2, 1, 1])[0],
            chance.choice(("Ulmstadt", "Bonndorf", "Kölnheim")),
            LABELS[chance.random() > 0.3],
        ]
        rows.append([str(field) for field in (number, age, hours, income, *words)])
    return rows


def write_table(folder: Path, rows: list[list[str]] | None = None, mapping: str | None = MAPPING) -> Path:
    """Write people.csv into a folder, and data.yaml beside it where there is a mapping."""
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([HEADER, *(rows_of() if rows is None else rows)])
    if mapping is not None:
        (folder / "data.yaml").write_text(mapping, encoding="utf-8")
    return file
