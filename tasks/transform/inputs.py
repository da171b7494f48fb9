"""Training and serving rows for a transform: shifted serving rows, gaps, unseen and rare categories, titles of jobs."""

from __future__ import annotations

import csv
import shutil
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth
from tasks.data import adult
from tasks.data.own import is_fine, population, spread

FEWEST = 1000
"""Rows that it takes for everything that is planted to have its place."""

LOOKED_AT = 4000
"""Rows of each file whose values the truth holds, so that a checker can judge large files too; which, nobody knows."""

WRONG_IN = ("age", "fnlwgt", "hours-per-week")
"""Number columns of which one is missing from a request, and one holds words in another."""

OWN = {"age": "number-1", "race": "group-1", "workclass": "text-1"}
"""Where columns of a reader's own table stand; hours stay the census's, because a pay is divided by them."""
FINE = ("number-2", "number-3")
"""Of these columns, the first of which hardly any number comes twice stands in fnlwgt, because quartiles are taken of it."""

LEAST = 30
"""Level adapt: in how many training rows a city must stand to get a code of its own."""

UNSEEN_CLASS = "Gig-worker"
FREQUENT = (25, 20, 15, 14, 13, 13)
"""Shares of the frequent cities, in hundredths of the rows that the other cities leave."""
BETWEEN = (30, 46, 47)
"""Rows of cities that are frequent enough at first: one just so, one just so after the edit, and one just no longer."""
RARE = (1, 1, 2, 4, 7, 11, 15, 18, 21, 29)
CITIES = (
    *("L'Aquila", "S\N{LATIN SMALL LETTER A WITH TILDE}o Paulo", "New York", "Porto", "Lagos", "Osaka", "Lima", "Oslo"),
    *("Accra", "Cusco", "Leeds", "Pune", "Quito", "Riga", "Tunis", "Ulm", "Vaasa", "Xi'an", "York"),
)
UNSEEN_CITIES = ("Hobart", "Reykjavik", "Oslo East")

# Words of job titles, each with the number of tokens that spaCy's tokenizer for English makes of it, where 'full-time'
# and 'part-time' are one token each. A test with spaCy holds them.
KEPT_WHOLE = ("full-time", "part-time")
GRADES = {"": 0, "Sr.": 2, "Junior": 1, "Lead": 1, "Ph.D.": 1}
ROLES = {
    "nurse": 1,
    "data-driven buyer,": 5,
    "R&D engineer,": 3,
    "chef's mate": 3,
    "driver (U.K.)": 4,
    "C++/SQL tester": 2,
}
TERMS = {"": 0, "full-time": 1, "part-time,": 2, "(full-time)": 3, "we're remote": 3, "co-op": 3}

Row = dict[str, str]


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write the inputs, whose training and serving files have `rows` rows each, into `folder`; return what is right.

    The truth holds, per level, the statistics of the training file; and per file its ids and what comes out for some of
    its rows (all, up to `LOOKED_AT`): see `_hello`, `_adapt` and `_stretch`. `own` is a table whose rows take the place of
    the census's.
    """
    if rows < FEWEST:
        raise ValueError(f"this task needs at least {FEWEST} rows, not {rows}")
    train, serving = _people(rows, seed, own)
    shutil.copyfile(Path(__file__).with_name("text_features.py"), folder / "text_features.py")
    return {
        "hello": _hello(train, serving, seed, folder),
        "adapt": _adapt(train, serving, seed, folder, 45 if own is None else None),
        "stretch": _stretch(train, serving, seed, folder),
    }


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "least": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Let a rare city become frequent enough, in 1 % of the training rows, at the cost of the most frequent one."""
    adapt = truth["adapt"]
    cities = dict(adapt["cities"])
    rare = max((city for city, count in cities.items() if count < LEAST), key=lambda city: cities[city])
    most = max(cities, key=lambda city: cities[city])
    train = _read(folder / "train-gaps.csv")
    again = {row["id"] for row in _read(folder / "again-gaps.csv")}
    places = [place for place, row in enumerate(train) if row["city"] == most and row["id"] not in again]
    moving = [places[at] for at in adult.places(max(1, len(train) // 100), seed, "changed rows", len(places))]
    for place in moving:
        train[place]["city"] = rare
    _write(folder / "train-gaps.csv", train)
    cities[rare] += len(moving)
    cities[most] -= len(moving)
    moved = {train[place]["id"] for place in moving}
    rows = [{**row, "city": rare if row["id"] in moved else row["city"]} for row in adapt["train"]["rows"]]
    return {**truth, "adapt": {**adapt, "cities": cities, "train": {**adapt["train"], "rows": rows}}}


def _people(rows: int, seed: int, own: Path | None) -> tuple[list[Row], list[Row]]:
    """Training rows, and serving rows that are older, weigh more and work more, so that other statistics are learned there.

    A third of the training rows work 12 hours more: so the mean of hours-per-week is far above the median, which is the
    usual 40. It lies clear of every whole number, whatever rounds it.
    """
    made = []
    places = _places(own)
    for number, (part, purpose) in enumerate((("train", "train"), ("test", "serving"))):
        drawn = adult.draw(rows, seed, purpose, population(part, own, places))  # type: ignore[arg-type]
        made.append(
            [
                {"id": str(number * rows + place + 1), **dict(zip(adult.COLUMNS, fields, strict=True))}
                for place, fields in enumerate(drawn)
            ]
        )
    train, serving = made
    older = max(7, round(spread([int(row["age"]) for row in train]) / 2)) if own else 7
    heavier = max(1, round(spread([int(row["fnlwgt"]) for row in train]) / 2))
    for row in serving:
        row["age"] = str(int(row["age"]) + older)
        row["fnlwgt"] = str(int(row["fnlwgt"]) + heavier if own else int(row["fnlwgt"]) * 5 // 4)
        row["hours-per-week"] = str(int(row["hours-per-week"]) + 12)
    for row in train[::3]:
        row["hours-per-week"] = str(int(row["hours-per-week"]) + 12)
    if not 0.1 < _mean([int(row["hours-per-week"]) for row in train]) % 1 < 0.9:
        for row in train[::4]:
            row["hours-per-week"] = str(int(row["hours-per-week"]) + 1)
    return train, serving


def _places(own: Path | None) -> dict[str, str]:
    """Where the columns of an own table stand."""
    if own is None:
        return {}
    for name in FINE:
        weights = [int(row[adult.COLUMNS.index("fnlwgt")]) for row in population("train", own, {"fnlwgt": name})]
        if is_fine(weights):
            return {**OWN, "fnlwgt": name}
    return OWN


def _hello(train: list[Row], serving: list[Row], seed: int, folder: Path) -> Truth:
    """Files without gaps; the serving file lacks one race of the training file, and holds none that is not there."""
    columns = ("id", "age", "fnlwgt", "race", "hours-per-week")
    known = sorted({row["race"] for row in train})
    gone = known[adult.chance(seed, "race that nobody serves") % (len(known) - 1)]  # never the last, White
    races = {race: race if race in known and race != gone else known[-1] for race in {row["race"] for row in serving}}
    tables = {
        "train": [{column: row[column] for column in columns} for row in train],
        "serving": [{column: row[column] for column in columns} | {"race": races[row["race"]]} for row in serving],
    }
    _write_all(folder, tables)
    learned = _Learned(tables["train"], buckets=4)
    return {
        "categories": known,
        **learned.told(),
        "serving": _judged(tables["serving"], seed, "serving", learned, ("race",)),
    }


def _adapt(train: list[Row], serving: list[Row], seed: int, folder: Path, least_age: int | None) -> Truth:
    """Files with missing ages, classes and cities, with unseen classes and cities, and three requests, two of them wrong.

    The rows that come again lack an age, or theirs is `least_age` or more; without that, one of the highest third.
    """
    columns = ("id", "age", "workclass", "fnlwgt", "hours-per-week")
    cities = _cities(len(train), seed)
    tables = {
        name: [{column: row[column] for column in columns} for row in rows] for name, rows in _both(train, serving)
    }
    for row, city in zip(tables["train"], cities, strict=True):
        row["city"] = city
    known = sorted(set(cities) - {""})
    for place, row in enumerate(tables["serving"]):
        among = adult.chance(seed, "serving city", place)
        row["city"] = (*known, *UNSEEN_CITIES, "", "")[among % (len(known) + len(UNSEEN_CITIES) + 2)]
        if adult.chance(seed, "unseen class", place) % 25 == 0:
            row["workclass"] = UNSEEN_CLASS
    for name, least, part in (("train", 85, 3), ("serving", 0, 8)):  # in training, a third of the heaviest have no age
        weights = sorted(int(row["fnlwgt"]) for row in tables[name])
        lightest = weights[least * len(weights) // 100]
        for place, row in enumerate(tables[name]):
            if int(row["fnlwgt"]) >= lightest and adult.chance(seed, name, "missing age", place) % part == 0:
                row["age"] = ""
    ages = sorted(int(row["age"]) for row in tables["train"] if row["age"])
    old_age = ages[2 * len(ages) // 3] if least_age is None else least_age
    old = [row for row in tables["train"] if not row["age"] or int(row["age"]) >= old_age]
    again = [old[place] for place in adult.places(len(train) // 10, seed, "again", len(old))][::-1]
    _write_all(folder, {f"{name}-gaps": rows for name, rows in {**tables, "again": again}.items()})
    learned = _Learned(tables["train"], buckets=5)
    words = ("workclass", "city")
    return {
        "categories": sorted({row["workclass"] or "missing" for row in tables["train"]}),
        "cities": dict(sorted(Counter(city or "missing" for city in cities).items())),
        "least": LEAST,
        "columns": list(tables["train"][0]),
        "wrong": _requests(tables["serving"], seed, folder),
        **learned.told(),
        **{name: _judged(rows, seed, name, learned, words) for name, rows in tables.items()},
        "again": [row["id"] for row in again],
    }


def _requests(serving: list[Row], seed: int, folder: Path) -> dict[str, str]:
    """Write three small serving files, two of them wrong; return by its name which column is at fault in each of these."""
    gone, words = sorted(WRONG_IN, key=lambda column: adult.chance(seed, "wrong", column))[:2]
    names = sorted((f"requests-{number}.csv" for number in (1, 2, 3)), key=lambda name: adult.chance(seed, name))
    rows = serving[:60]
    _write(folder / names[0], rows)
    _write(folder / names[1], [{column: value for column, value in row.items() if column != gone} for row in rows])
    _write(folder / names[2], [row | ({words: "withheld"} if at % 3 == 1 else {}) for at, row in enumerate(rows)])
    return {names[1]: gone, names[2]: words}


def _stretch(train: list[Row], serving: list[Row], seed: int, folder: Path) -> Truth:
    """Files with job titles, whose tokens and pay are known from how they are put together."""
    tables: dict[str, list[Row]] = {}
    right: dict[str, list[dict[str, Any]]] = {}
    for name, rows in _both(train, serving):
        tables[name], right[name] = [], []
        for place, row in enumerate(rows):
            chances = adult.chance(seed, name, "title", place)
            title, tokens, year = _title(chances, richer=name == "serving")
            hours = int(row["hours-per-week"])
            tables[name].append({"id": row["id"], "title": title, "hours-per-week": str(hours)})
            right[name].append({"id": row["id"], "tokens": tokens, "pay": year // (50 * hours)})
    _write_all(folder, {f"{name}-titles": rows for name, rows in tables.items()})
    learned = {what: [each[what] for each in right["train"]] for what in ("pay", "tokens")}
    scales = {what: (_mean(values), _deviation(values)) for what, values in learned.items()}
    told: Truth = {"rows_learned": len(train)}
    for name, answers in right.items():
        chosen = _looked_at(len(answers), seed, f"titles {name}")
        told[name] = {
            **_ids(tables[name]),
            "rows": [
                {
                    "id": answers[place]["id"],
                    **{
                        what: round((answers[place][what] - mean) / spread, 9)
                        for what, (mean, spread) in scales.items()
                    },
                }
                for place in chosen
            ],
        }
    return told


def _title(chances: int, *, richer: bool) -> tuple[str, int, int]:
    """A job title, how many tokens it has, and the pay that it names, in dollars a year."""
    parts, tokens = [], 0
    for among in (GRADES, ROLES, TERMS):
        chances, at = divmod(chances, len(among))
        words = list(among)[at]
        parts.append(words)
        tokens += among[words]
    chances, form = divmod(chances, 4)
    thousands = (40 if richer else 20) + chances % 90
    if form == 0:
        return " ".join(part for part in parts if part), tokens, 0
    if form == 1:
        parts.append(f"${thousands // 10}k/mo")
        return " ".join(part for part in parts if part), tokens + 4, 12_000 * (thousands // 10)
    if form == 2:
        parts.append(f"${thousands // 2}k ${thousands}k/yr")
        return " ".join(part for part in parts if part), tokens + 6, 1000 * thousands
    parts.append(f"${thousands}k")
    return " ".join(part for part in parts if part), tokens + 2, 1000 * thousands


class _Learned:
    """What is to be learned from training rows: mean and deviation of the age, order of fnlwgt, mean of the hours."""

    def __init__(self, rows: Sequence[Row], buckets: int) -> None:
        ages = [int(row["age"]) for row in rows if row["age"]]
        self.mean, self.deviation, self.count = _mean(ages), _deviation(ages), len(ages)
        self.hours = _mean([int(row["hours-per-week"]) for row in rows])
        self.order = sorted(int(row["fnlwgt"]) for row in rows)
        self.buckets = buckets

    def told(self) -> Truth:
        """What a checker needs beside the rows."""
        return {"rows_learned": self.count, "buckets": self.buckets}

    def right(self, row: Row) -> dict[str, Any]:
        """What comes out for the number columns of a row; the bucket depends on the shares of smaller and equal values."""
        value, size = int(row["fnlwgt"]), len(self.order)
        return {
            "age": round((int(row["age"]) - self.mean) / self.deviation, 9) if row["age"] else 0.0,
            "hours-per-week": int(int(row["hours-per-week"]) > self.hours),
            "fnlwgt": value,
            "smaller": round(bisect_left(self.order, value) / size, 9),
            "up_to": round(bisect_right(self.order, value) / size, 9),
        }


def _judged(rows: Sequence[Row], seed: int, name: str, learned: _Learned, words: Sequence[str]) -> Truth:
    """The ids of a file, and what is right for some of its rows."""
    chosen = _looked_at(len(rows), seed, name)
    return {
        **_ids(rows),
        "rows": [
            {
                "id": rows[place]["id"],
                **learned.right(rows[place]),
                **{column: rows[place][column] or "missing" for column in words},
            }
            for place in chosen
        ],
    }


def _ids(rows: Sequence[Row]) -> Truth:
    return {"first": int(rows[0]["id"]), "count": len(rows)}


def _looked_at(count: int, seed: int, name: str) -> list[int]:
    return list(range(count)) if count <= LOOKED_AT else adult.places(LOOKED_AT, seed, f"looked at in {name}", count)


def _cities(rows: int, seed: int) -> list[str]:
    """A city or nothing for every training row; which city is how frequent depends on the seed."""
    names = sorted(CITIES, key=lambda city: adult.chance(seed, "city", city))
    counts = [*BETWEEN, *RARE]
    missing = 8 * rows // 100
    left = rows - sum(counts) - missing
    shares = [left * share // 100 for share in FREQUENT]
    shares[0] += left - sum(shares)
    cities = [city for city, count in zip(names, (*shares, *counts), strict=True) for _ in range(count)] + [
        ""
    ] * missing
    return [cities[place] for place in sorted(range(rows), key=lambda place: adult.chance(seed, "city of", place))]


def _both(train: list[Row], serving: list[Row]) -> tuple[tuple[str, list[Row]], ...]:
    return ("train", train), ("serving", serving)


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _deviation(values: Sequence[int]) -> float:
    """Of the population."""
    return sqrt(sum(value * value for value in values) / len(values) - _mean(values) ** 2)


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _write(file: Path, rows: Sequence[Mapping[str, str]]) -> None:
    adult.write(file, tuple(rows[0]), (row.values() for row in rows))  # type: ignore[misc]


def _write_all(folder: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows)
