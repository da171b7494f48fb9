"""Training data, and later data in which something is wrong.

Everything is made of UCI Adult rows. Training rows come from the published training file and all others from the
published test file, less the rows with a word that train.csv lacks: what is unexpected in the end is what was planted.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from evalkit.model.verdict import Truth
from tasks.data.adult import COLUMNS, WORDS, Row, chance, draw, places, published, write
from tasks.data.own import LABEL as OWN_LABEL
from tasks.data.own import population
from tasks.tables import digest_of

LABEL = "income"
TOLERATED = 0.10
"""The share of missing values that level `adapt` tolerates in every column, unless the truth is told otherwise."""

UNEXPECTED = (("race", "Asian"), ("native-country", "Mongolia"), ("occupation", "gamer"))
"""The values that TFX's published example finds."""

_LATER = (("race", "Mixed"), ("native-country", "Norway"), ("occupation", "streamer"))
_SERVED = (("education", "Bootcamp"), ("marital-status", "Engaged"), ("workclass", "Freelance"))
_GAPPY = ("workclass", "education", "marital-status", "relationship", "sex")
_DROPPABLE = ("fnlwgt", "education-num", "capital-gain", "capital-loss")
_UNITS = {"age": "y", "hours-per-week": "h"}
_REFERRERS = ("search", "mail", "friend", "poster", "radio")

OWN = {
    **OWN_LABEL,
    "age": "number-1",
    "hours-per-week": "number-2",
    "fnlwgt": "number-3",
    "race": "group-1",
    "workclass": "text-1",
    "occupation": "text-2",
    "native-country": "text-3",
    "marital-status": "text-4",
}
"""Where columns of a reader's own table stand; the columns that the rules of level `stretch` tie together stay the census's."""

_AT = {column: place for place, column in enumerate(COLUMNS)}

Fact = dict[str, str]
Test = Callable[[Row], bool]


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write the five CSV files of this task into `folder` and say what is wrong in them.

    train.csv has `rows` rows and each of the others `rows // 2`. The truth holds, for each level, what its checker
    needs: `hello.planted`, `adapt.planted` with the tolerated share and the count of missing values per file and
    column, and `stretch.violations`, the row numbers from 0 for each rule. `own` is a table whose rows take the place of the
    census's.

    Raises:
        ValueError: every row of an own table lacks a value.
    """
    size = rows // 2
    train = draw(rows, seed, "train", population("train", own, OWN))
    known = {column: {*values, ""} for column, values in zip(COLUMNS, zip(*train, strict=True), strict=True)}
    familiar = [
        row for row in population("test", own, OWN) if all(row[_AT[column]] in known[column] for column in WORDS)
    ]
    complete = [row for row in familiar if all(row)]
    if not complete:
        raise ValueError("every row lacks a value, or holds a word that no training row holds")
    spots = places(len(UNEXPECTED) * max(2, size // 250), seed, "unexpected values", size)

    write(folder / "train.csv", COLUMNS, train)
    return {
        "hello": _hello(size, seed, folder, spots, familiar),
        "adapt": _adapt(size, seed, folder, spots, complete),
        "stretch": _stretch(size, seed, folder, familiar),
    }


def edited(folder: Path, truth: Truth, level: str, value: float) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "tolerated": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Change 1 % of the rows of each file that `adapt` reads, and say what is wrong in them then.

    train.csv gets to know one of the planted values, which no longer is unexpected anywhere; the two others get a value
    that none of them held.
    """
    column, value = learnt = UNEXPECTED[chance(seed, "learnt") % len(UNEXPECTED)]
    _replace(folder / "train.csv", column, value, seed)
    later = _LATER[chance(seed, "later") % len(_LATER)]
    for name in ("eval-changed.csv", "serving.csv"):
        _replace(folder / name, *later, seed)
    fresh = [{"file": name, **_unexpected(*later)} for name in ("eval-changed.csv", "serving.csv")]
    known = _unexpected(*learnt).items()
    hello, adapt = (
        [fact for fact in truth[level]["planted"] if not known <= fact.items()] for level in ("hello", "adapt")
    )
    return {
        **truth,
        "hello": {**truth["hello"], "planted": hello, "rows": _less(truth["hello"]["rows"], column, value)},
        "adapt": {**truth["adapt"], "planted": adapt + fresh},
    }


def _less(rows: dict[str, dict[str, list[int]]], column: str, value: str) -> dict[str, dict[str, list[int]]]:
    """The rows of all values but one."""
    return {
        name: {each: at for each, at in values.items() if (name, each) != (column, value)}
        for name, values in rows.items()
    }


def _replace(file: Path, column: str, value: str, seed: int) -> None:
    """Write `value` into a hundredth of the rows of `file`, where the commonest value of `column` stands.

    That one stays known, as it stands in many other rows; a rare one could be lost and would then be unexpected.
    """
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    at = header.index(column)
    [(commonest, _)] = Counter(row[at] for row in rows if row[at]).most_common(1)
    among = [row for row in rows if row[at] == commonest]
    for place in places(max(1, len(rows) // 100), seed, f"changed rows of {file.name}", len(among)):
        among[place][at] = value
    write(file, header, rows)


def _hello(size: int, seed: int, folder: Path, spots: Sequence[int], familiar: Sequence[Row]) -> Truth:
    rows = [list(row) for row in draw(size, seed, "eval", familiar)]
    _plant(rows, spots, chance(seed, "eval"), UNEXPECTED)
    write(folder / "eval.csv", COLUMNS, rows)
    return {
        "planted": [_unexpected(column, value) for column, value in UNEXPECTED],
        "rows": {
            column: {value: [number for number, row in enumerate(rows) if row[_AT[column]] == value]}
            for column, value in UNEXPECTED
        },
        "statistics": {column: _profile(column, [row[_AT[column]] for row in rows]) for column in COLUMNS},
    }


def _profile(column: str, fields: Sequence[str]) -> dict[str, float]:
    """The missing values of a column, and the distinct values of words, or the least, the largest and the mean number."""
    known = [field for field in fields if field]
    profile: dict[str, float] = {"missing": len(fields) - len(known)}
    if column in WORDS:
        return {**profile, "distinct": len(set(known))}
    numbers = [int(field) for field in known]
    return {**profile, "min": min(numbers), "max": max(numbers), "mean": sum(numbers) / len(numbers)}


def _adapt(size: int, seed: int, folder: Path, spots: Sequence[int], complete: Sequence[Row]) -> Truth:
    changed, gaps = _changed(size, seed, folder / "eval-changed.csv", spots, complete)
    serving = _serving(size, seed, folder / "serving.csv", spots[:: len(UNEXPECTED)], complete)
    return {
        "planted": [{"file": "eval-changed.csv", **fact} for fact in changed]
        + [{"file": "serving.csv", **fact} for fact in serving],
        "tolerated": TOLERATED,
        "rows": {"eval-changed.csv": size, "serving.csv": size},
        "missing": {"eval-changed.csv": gaps, "serving.csv": {}},
        "columns": list(COLUMNS),
    }


def _changed(
    size: int, seed: int, file: Path, spots: Sequence[int], complete: Sequence[Row]
) -> tuple[list[Fact], dict[str, int]]:
    """Write eval-changed.csv; its facts, less the shares of missing values, and the missing values per column."""
    rows = [list(row) for row in draw(size, seed, "eval-changed", complete)]
    _plant(rows, spots, chance(seed, "eval-changed"), UNEXPECTED)

    few, many, *_ = _deal(_GAPPY, seed, "gaps")
    gaps = {few: size * 8 // 100, many: size * 20 // 100}
    empty = places(sum(gaps.values()), seed, "gaps", size)
    first = set(places(gaps[few], seed, f"gaps in {few}", len(empty)))
    for turn, row in enumerate(empty):
        rows[row][_AT[few if turn in first else many]] = ""

    retyped, *_ = _deal(tuple(_UNITS), seed, "retyped")
    dropped, *_ = _deal(_DROPPABLE, seed, "dropped")
    for fields in rows:
        fields.append(_REFERRERS[int(fields[_AT["fnlwgt"]]) % len(_REFERRERS)])
        fields[_AT[retyped]] += _UNITS[retyped]
        del fields[_AT[dropped]]
    write(file, [column for column in (*COLUMNS, "referrer") if column != dropped], rows)
    return [
        *(_unexpected(column, value) for column, value in UNEXPECTED),
        {"column": dropped, "kind": "column-dropped"},
        {"column": "referrer", "kind": "column-added"},
        {"column": retyped, "kind": "column-retyped"},
    ], gaps


def _serving(size: int, seed: int, file: Path, spots: Sequence[int], complete: Sequence[Row]) -> list[Fact]:
    column, value = _SERVED[chance(seed, "served") % len(_SERVED)]
    rows = [list(row) for row in draw(size, seed, "serving", complete)]
    _plant(rows, spots, chance(seed, "serving"), [(column, value)])
    for fields in rows:
        del fields[_AT[LABEL]]
    write(file, [column for column in COLUMNS if column != LABEL], rows)
    return [_unexpected(column, value)]


def _unexpected(column: str, value: str) -> Fact:
    return {"column": column, "kind": "unexpected-value", "value": value}


def _deal(columns: Sequence[str], seed: int, purpose: str) -> list[str]:
    return sorted(columns, key=lambda column: chance(seed, purpose, column))


def _plant(rows: list[list[str]], spots: Sequence[int], turn: int, values: Sequence[tuple[str, str]]) -> None:
    """Put the values into the rows at `spots`, moved on by `turn` so that each file has places of its own."""
    for number, spot in enumerate(spots):
        column, value = values[number % len(values)]
        rows[(spot + turn) % len(rows)][_AT[column]] = value


def _stretch(size: int, seed: int, folder: Path, familiar: Sequence[Row]) -> Truth:
    """Break each rule by swapping fields between two rows: every single column keeps its distribution."""
    lawful = [row for row in familiar if not any(broken(row) for broken in _BROKEN.values())]
    swaps = max(2, size // 250)
    planted: list[Row] = []
    for rule, (column, *kinds) in _SWAPS.items():
        sides = [draw(swaps, seed, f"{rule} {turn}", list(filter(kind, lawful))) for turn, kind in enumerate(kinds)]
        for one, other in zip(*sides, strict=True):
            planted += [_with(one, column, other), _with(other, column, one)]

    rows = draw(size - len(planted), seed, "eval-rules", lawful)
    spots = places(len(planted), seed, "spots in eval-rules", size)
    for spot, row in zip(spots, draw(len(planted), seed, "order in eval-rules", planted), strict=True):
        rows.insert(spot, row)
    write(folder / "eval-rules.csv", COLUMNS, rows)
    clean = [row for row in rows if not any(broken(row) for broken in _BROKEN.values())]
    return {
        "violations": {
            rule: [number for number, row in enumerate(rows) if broken(row)] for rule, broken in _BROKEN.items()
        },
        "clean": {"columns": list(COLUMNS), "rows": len(clean), "digest": digest_of(clean)},
    }


def _with(row: Row, column: str, donor: Row) -> Row:
    place = _AT[column]
    return (*row[:place], donor[place], *row[place + 1 :])


def _weds(row: Row) -> str:
    """The sex that the relationship of a row asks for; its own, where it asks for none."""
    return {"Husband": "Male", "Wife": "Female"}.get(row[_AT["relationship"]], row[_AT["sex"]])


def _gains(row: Row) -> bool:
    return row[_AT["capital-gain"]] != "0"


def _loses(row: Row) -> bool:
    return row[_AT["capital-loss"]] != "0"


@cache
def _grades() -> dict[str, str]:
    """The number of each education; one for each in both published files."""
    return {row[_AT["education"]]: row[_AT["education-num"]] for row in published("train")}


_BROKEN: dict[str, Test] = {
    "spouse-sex": lambda row: row[_AT["sex"]] != _weds(row),
    "education-num": lambda row: row[_AT["education-num"]] != _grades()[row[_AT["education"]]],
    "one-capital": lambda row: _gains(row) and _loses(row),
}

_SWAPS: dict[str, tuple[str, Test, Test]] = {
    "spouse-sex": (
        "sex",
        lambda row: row[_AT["relationship"]] == "Husband",
        lambda row: row[_AT["relationship"]] == "Wife",
    ),
    "education-num": (
        "education-num",
        lambda row: row[_AT["education"]] == "HS-grad",
        lambda row: row[_AT["education"]] != "HS-grad",
    ),
    "one-capital": ("capital-loss", _gains, _loses),
}
"""Rule -> the column in which a row of the first kind and a row of the second swap fields, which breaks the rule."""
