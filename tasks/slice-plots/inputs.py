"""Predictions of a model that is right for some groups of UCI Adult people more often than for others."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth
from tasks.data.adult import COLUMNS, Row, chance, draw, places, write
from tasks.data.own import LABEL as OWN_LABEL
from tasks.data.own import population

KEPT = ("age", "education", "hours-per-week", "race", "sex")
FILE = "predictions.csv"

RACES = {"White": 40, "Black": 24, "Asian-Pac-Islander": 16, "Amer-Indian-Eskimo": 12, "Other": 8}
"""Of a hundred people, so many of each race: the rare ones are drawn more often than they were published."""
WOMEN = 45
"""Of a hundred people of each race, so many are women."""
FEWEST = 1000
"""Rows below which a pair of race and sex would have too few people for its accuracy to be planted."""

THRESHOLD = 500
RIGHT = tuple(range(60, 100, 4))
"""Of a hundred decisions, so many are right in some pair of race and sex, each of these in one."""

APART, CROSSED_APART = 0.03, 0.02
"""How far the accuracies of any two races are apart, and those of any two pairs of race and sex."""
MOVED = 0.03
"""How far another threshold moves the accuracy of most races."""

OWN = {**OWN_LABEL, "race": "group-1", "age": "number-1", "hours-per-week": "number-2", "education": "text-1"}
"""Where columns of a reader's own table stand: a group stands as race, its fifth and all rarer values as one."""

_NORMAL = 1.959964
_AT = {column: place for place, column in enumerate(COLUMNS)}
_LOW = 60
"""Of a hundred right decisions for label 1, so many have a score just above the threshold."""

Pair = tuple[str, str]
"""A race and a sex."""
Tally = Counter[bool]
"""How many decisions of a slice are right, and how many are wrong."""


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write predictions.csv with `rows` rows into `folder` and say how often each slice is decided rightly.

    The truth holds, for each level, its `slices`: each has a race, at stretch also a sex, its number of rows, its accuracy
    from 0 to 1, and under `half` the half-width of the normal 95 % interval of that.

    `own` is a table whose rows take the place of the census's; of the races there are then as many as its group has values.

    Raises:
        ValueError: there are fewer than 1,000 rows, or no rows of some pair of race and sex.
    """
    if rows < FEWEST:
        raise ValueError(f"slice-plots needs at least {FEWEST} rows, not {rows}")
    everybody = population("train", own, OWN) + population("test", own, OWN)
    races = [race for race in RACES if any(row[_AT["race"]] == race for row in everybody)]
    people = _people(rows, seed, everybody, races)
    for deal in range(1000):
        wanted = _dealt(seed, deal, races)
        if not _may_tell(wanted, races):
            continue
        lines = _decided(people, wanted, seed)
        truth = _truth(lines, THRESHOLD)
        if _is_telling(truth, _truth(lines, THRESHOLD + 100)):
            break
    else:
        raise ValueError(f"no telling draw of {rows} rows with seed {seed}")
    write(folder / FILE, (*KEPT, "label", "score"), lines)
    return truth


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once `value` is the threshold of `level`; the inputs stay as they are."""
    return {**truth, level: _truth(_read(folder / FILE)[1], value)[level]}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Turn the label of 1 % of the rows round, all of them decided rightly and of the smallest race, and say what is right then.

    The accuracy of this race falls by an eighth.
    """
    header, rows = _read(folder / FILE)
    label, score, race = map(header.index, ("label", "score", "race"))
    [*_, (rarest, _)] = Counter(row[race] for row in rows).most_common()
    right = [row for row in rows if row[race] == rarest and (int(row[score]) >= THRESHOLD) == (row[label] == "1")]
    for place in places(max(1, len(rows) // 100), seed, "changed labels", len(right)):
        right[place][label] = "0" if right[place][label] == "1" else "1"
    write(folder / FILE, header, rows)
    return _truth(rows, THRESHOLD)


def _people(rows: int, seed: int, everybody: Sequence[Row], races: Sequence[str]) -> list[Row]:
    """People of every race and sex in their numbers, in an order of chance."""
    people: list[Row] = []
    for race, sex, count in _counts(rows, races):
        pool = [row for row in everybody if (row[_AT["race"]], row[_AT["sex"]]) == (race, sex)]
        if not pool:
            raise ValueError("one of the groups has too few rows to be drawn from")
        people += draw(count, seed, f"{race} {sex}", pool)
    order = sorted(range(len(people)), key=lambda place: chance(seed, "order", place))
    return [people[place] for place in order]


def _counts(rows: int, races: Sequence[str]) -> list[tuple[str, str, int]]:
    counts = []
    whole = sum(RACES[race] for race in races)
    for race in races:
        of_race = rows * RACES[race] // whole
        women = of_race * WOMEN // 100
        counts += [(race, "Female", women), (race, "Male", of_race - women)]
    race, sex, count = counts[1]
    counts[1] = (race, sex, count + rows - sum(each[2] for each in counts))
    return counts


def _dealt(seed: int, deal: int, races: Sequence[str]) -> dict[Pair, int]:
    """Of a hundred decisions, how many are to be right in each pair of race and sex."""
    pairs = [(race, sex) for race in races for sex in ("Female", "Male")]
    order = sorted(range(len(RIGHT)), key=lambda place: chance(seed, "accuracy", deal, place))
    return {pair: RIGHT[order[place]] for place, pair in enumerate(pairs)}


def _may_tell(wanted: Mapping[Pair, int], races: Sequence[str]) -> bool:
    """Whether the races would be apart, before anything of this size is made."""
    shares = [(WOMEN * wanted[race, "Female"] + (100 - WOMEN) * wanted[race, "Male"]) / 10_000 for race in races]
    return min(abs(one - other) for one, other in combinations(shares, 2)) >= APART


def _decided(people: Sequence[Row], wanted: Mapping[Pair, int], seed: int) -> list[list[str]]:
    """The lines of the file: what is kept of each row, its label, and a score on the right side of the threshold or not."""
    members: dict[Pair, list[int]] = {pair: [] for pair in wanted}
    for place, row in enumerate(people):
        members[row[_AT["race"]], row[_AT["sex"]]].append(place)
    right = set()
    for pair, found in members.items():
        number = len(found) * wanted[pair] // 100
        right |= {found[at] for at in places(number, seed, f"right {pair}", len(found))}
    return [
        [*(row[_AT[column]] for column in KEPT), str(label), str(_score(label, place in right, chance(seed, "score", place)))]
        for place, row in enumerate(people)
        for label in [int(row[_AT["income"]] == ">50K")]
    ]  # fmt: skip


def _score(label: int, is_right: bool, bits: int) -> int:
    """A score from 1 to 999, never a hundred: above the threshold where the decision is to be 1."""
    within = 1 + bits % 99
    if label != is_right:  # a decision for 0
        return within + 100 * (bits // 99 % 5)
    low = (bits // 9999) % 100 < _LOW and is_right
    return within + 100 * (5 if low else 6 + bits // 99 % 4)


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    return header, rows


def _truth(lines: Iterable[Sequence[str]], threshold: int) -> Truth:
    pairs: dict[Pair, Tally] = {}
    for *_, race, sex, label, score in lines:
        pairs.setdefault((race, sex), Tally())[(int(score) >= threshold) == (label == "1")] += 1
    races: dict[str, Tally] = {}
    for (race, _), tally in pairs.items():
        races.setdefault(race, Tally()).update(tally)
    by_race = {"slices": [{"race": race, **_told(tally)} for race, tally in sorted(races.items())]}
    crossed = {"slices": [{"race": race, "sex": sex, **_told(tally)} for (race, sex), tally in sorted(pairs.items())]}
    return {"hello": by_race, "adapt": by_race, "stretch": crossed}


def _told(tally: Tally) -> dict[str, Any]:
    share = tally[True] / tally.total()
    return {"rows": tally.total(), "accuracy": share, "half": _NORMAL * sqrt(share * (1 - share) / tally.total())}


def _is_telling(truth: Truth, moved: Truth) -> bool:
    """Whether a mix-up of slices, and of thresholds, would show."""
    races, pairs = truth["adapt"]["slices"], truth["stretch"]["slices"]
    shifts = [
        abs(one["accuracy"] - other["accuracy"]) for one, other in zip(races, moved["adapt"]["slices"], strict=True)
    ]
    return (
        _closest(races) >= APART
        and _closest(pairs) >= CROSSED_APART
        and 2 * sum(shift >= MOVED for shift in shifts) > len(shifts)
        and min(each["half"] for each in pairs) > 0
    )  # fmt: skip


def _closest(slices: Sequence[Mapping[str, Any]]) -> float:
    values = [float(each["accuracy"]) for each in slices]
    return min(abs(one - other) for one, other in combinations(values, 2))
