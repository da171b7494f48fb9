"""A survey with planted faults of the kind that a first look at a table should find, and three months of it to compare."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth
from tasks.data import adult
from tasks.data.own import population

KEPT = ("age", "sex", "education", "occupation", "marital-status", "hours-per-week", "capital-gain")
"""What the files keep of the census."""
ADDED = {"tenure-months": (0, 359), "commute-minutes": (5, 124), "rent-euros": (300, 1799)}
"""Added number columns, with the smallest and the largest of their whole numbers, all equally frequent."""
REGIONS = ("east", "north", "south", "west")
TABLE = (*KEPT, *ADDED, "region", "survey", "joined", "points", "job-code")
"""Columns of table.csv."""
MONTH = (*KEPT, *ADDED, "region")
"""Columns of march.csv, april.csv and may.csv."""
NUMBERS = ("age", "hours-per-week", "capital-gain", *ADDED, "points")
MONTHS = ("march", "april", "may")

OWN = {"age": "number-1", "sex": "group-1", "education": "text-1", "occupation": "text-2", "marital-status": "text-3"}
"""Where columns of a reader's own table stand; hours and capital gain stay the census's: a statistic divides by the hours."""

COPIED = ("education", "occupation", "marital-status")
"""The text columns of which one has a near copy, whose values are codes."""
FIRST_DAY, DAYS = dt.date(2016, 1, 1), 3653
OTHER = "april"
"""The month that march is compared with until the marked line says another."""
SLICE = "south"
NEW = {"april": "Gig-work", "may": "Platform-work"}
"""The occupation that one in a hundred rows of a later month has, and no row of an earlier one."""

Row = dict[str, str]


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write table.csv and one file for each of `MONTHS`, each of `rows` rows, and return what was planted.

    Each part of the truth describes files as `_described` does; 'hello' also has the planted faults of table.csv. `own` is a
    table whose rows take the place of the census's.
    """
    pool = population("train", own, OWN)
    table, planted = _table(rows, seed, pool)
    _write(folder / "table.csv", TABLE, table)
    months = {month: _month(rows, seed, month, pool) for month in MONTHS}
    for month, lines in months.items():
        _write(folder / f"{month}.csv", MONTH, lines)
    part = [row for row in table if row["region"] == SLICE]
    return {
        "hello": {**planted, "table": _described(table, TABLE)},
        "adapt": _compared(months, OTHER),
        "stretch": {
            "slice": _described(part, TABLE),
            "whole": _described(table, TABLE),
            "statistic": {
                "all": _statistic(table),
                **{region: _statistic([row for row in table if row["region"] == region]) for region in REGIONS},
            },
        },
    }


def edited(folder: Path, truth: Truth, level: str, value: str) -> Truth:
    """The truth once march is compared with the month `value`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "other": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Raise the rent twentyfold in 1 % of the rows of april.csv, and say what it holds then."""
    months = {month: _read(folder / f"{month}.csv") for month in MONTHS}
    april = months["april"]
    renting = [row for row in april if row["rent-euros"]]
    for place in adult.places(max(1, len(april) // 100), seed, "changed rows", len(renting)):
        renting[place]["rent-euros"] = str(20 * int(renting[place]["rent-euros"]))
    _write(folder / "april.csv", MONTH, april)
    return {**truth, "adapt": _compared(months, truth["adapt"]["other"])}


def _drawn(rows: int, seed: int, name: str, columns: Sequence[str], pool: Sequence[adult.Row]) -> list[Row]:
    """Rows of the census with the added columns, none of them missing anything."""
    drawn = adult.draw(rows, seed, name, pool)
    found = []
    for number, census in enumerate(drawn):
        row = {column: census[adult.COLUMNS.index(column)] or "Unknown" for column in KEPT}
        for column, (least, most) in ADDED.items():
            row[column] = str(least + adult.chance(seed, name, column, number) % (most - least + 1))
        row["region"] = REGIONS[adult.chance(seed, name, "region", number) % len(REGIONS)]
        found.append({column: row.get(column, "") for column in columns})
    return found


def _table(rows: int, seed: int, pool: Sequence[adult.Row]) -> tuple[list[Row], dict[str, Any]]:
    table = _drawn(rows, seed, "table", TABLE, pool)
    order = sorted(ADDED, key=lambda column: adult.chance(seed, "order", column))
    gappy, doubled = order[0], order[1]
    copied = COPIED[adult.chance(seed, "copied") % len(COPIED)]
    codes = {value: f"c{at:02}" for at, value in enumerate(sorted({row[copied] for row in table}), start=10)}
    survey = f"wave-{10 + adult.chance(seed, 'survey') % 90}"
    for number, row in enumerate(table):
        row["survey"] = survey
        row["joined"] = str(FIRST_DAY + dt.timedelta(days=adult.chance(seed, "joined", number) % DAYS))
        row["points"] = str(2 * int(row[doubled]) + adult.chance(seed, "points", number) % 21)
        row["job-code"] = codes[row[copied]]
        if row["region"] == SLICE and adult.chance(seed, "gain", number) % 20 == 0:
            row["capital-gain"] = "15024"  # so that the slice differs from the whole
    values = sorted(codes.values())
    for place in adult.places(max(1, rows // 50), seed, "miscoded", rows):
        table[place]["job-code"] = values[adult.chance(seed, "miscode", place) % len(values)]
    for place in adult.places(rows * (180 + adult.chance(seed, "gaps") % 51) // 1000, seed, "gaps", rows):
        table[place][gappy] = ""
    again = adult.places(2 * (rows * (8 + adult.chance(seed, "again") % 7) // 1000), seed, "again", rows)
    for first, second in zip(again[::2], again[1::2], strict=True):
        table[second] = dict(table[first])
    return table, {
        "missing": gappy,
        "constant": "survey",
        "copies": {"texts": sorted((copied, "job-code")), "numbers": sorted((doubled, "points"))},
        "repeated": rows - len({tuple(row.values()) for row in table}),
        "days": [min(row["joined"] for row in table), max(row["joined"] for row in table)],
        "zeros": {"column": "capital-gain", "count": sum(row["capital-gain"] == "0" for row in table)},
        "strangers": sorted((order[2], "points")),
        "sample": [list(row.values()) for row in (*table[:10], *table[-10:])],
    }


def _month(rows: int, seed: int, month: str, pool: Sequence[adult.Row]) -> list[Row]:
    """The rows of a month: march as drawn, the later ones with a column that moved, one with gaps and a new value."""
    lines = _drawn(rows, seed, month, MONTH, pool)
    few = adult.places(max(2, rows * 4 // 100), seed, f"{month} few gaps", rows)
    gappy = _gappy(seed)
    if month != "march":
        order = [column for column in sorted(ADDED) if column != gappy]
        moved = order[(adult.chance(seed, "moved") + MONTHS.index(month)) % len(order)]
        least, most = ADDED[moved]
        for row in lines:
            row[moved] = str(int(row[moved]) + (most - least) * 2 // 5)
        few = adult.places(rows * (240 + adult.chance(seed, month, "gaps") % 61) // 1000, seed, f"{month} gaps", rows)
        for place in adult.places(max(2, rows // 100), seed, f"{month} new", rows):
            lines[place]["occupation"] = NEW[month]
    for place in few:
        lines[place][gappy] = ""
    return lines


def _gappy(seed: int) -> str:
    return sorted(ADDED)[adult.chance(seed, "gappy month") % len(ADDED)]


def _compared(months: Mapping[str, Sequence[Row]], other: str) -> dict[str, Any]:
    """What the months hold, and how each of the later ones differs from march."""
    described = {month: _described(rows, MONTH) for month, rows in months.items()}
    before = described["march"]
    differ = {}
    for month, now in described.items():
        gaps = {name: now[name]["missing"] - before[name]["missing"] for name in MONTH}
        differ[month] = {"gaps": max(gaps, key=lambda name: gaps[name]), "new": NEW.get(month)}
    return {"months": described, "differ": differ, "other": other}


def _described(rows: Sequence[Row], columns: Sequence[str]) -> dict[str, dict[str, Any]]:
    """How many values each column lacks, and the mean of the numbers."""
    found: dict[str, dict[str, Any]] = {}
    for column in columns:
        counts = Counter(row[column] for row in rows)
        missing = counts.pop("", 0)
        found[column] = {"rows": len(rows), "missing": missing}
        if column in NUMBERS:
            total = sum(int(value) * count for value, count in counts.items())
            found[column]["mean"] = total / max(1, counts.total())
    return found


def _statistic(rows: Sequence[Row]) -> float:
    """Capital gain for each hour of a week's work."""
    return sum(int(row["capital-gain"]) for row in rows) / sum(int(row["hours-per-week"]) for row in rows)


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _write(file: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    adult.write(file, columns, ([row[column] for column in columns] for row in rows))
