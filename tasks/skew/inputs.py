"""Train and serving rows: drift in single columns, drift that is tolerated, and drift that only a pair of columns shows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, combinations, repeat
from math import sqrt
from pathlib import Path
from typing import NamedTuple, TypeVar

from evalkit.model.verdict import Truth
from tasks.data import adult
from tasks.data.own import population, spread

COLUMNS = adult.COLUMNS[:-1]
"""Columns of train.csv, serving.csv and serving-later.csv: all but the label."""

KEPT = ("age", "workclass", "education", "occupation", "relationship", "sex", "hours-per-week")
"""What the pair files keep of them; the columns of `ADDED` follow."""

OWN = {
    "age": "number-1",
    "hours-per-week": "number-2",
    "fnlwgt": "number-3",
    "race": "group-1",
    "workclass": "text-1",
    "occupation": "text-2",
    "native-country": "text-3",
}
"""Where columns of a reader's own table stand."""

ADDED: dict[str, dict[str, int]] = {
    "channel": {"web": 6, "phone": 5, "branch": 5},
    "device": {"desktop": 5, "mobile": 4, "tablet": 4, "kiosk": 3},
    "region": {"north": 4, "south": 4, "east": 4, "west": 4},
    "plan": {"basic": 7, "plus": 5, "premium": 4},
    "daytime": {"morning": 6, "afternoon": 6, "evening": 4},
    "browser": {"blue": 6, "green": 4, "red": 3, "grey": 3},
}
"""The added columns: each value's share of the rows, in sixteenths."""

TOLERATED = {"workclass": 0.45, "hours-per-week": 1.1}
STRICT = {"share": 0.10, "mean": 0.25}
"""Level adapt: how far a column may move, in shares of rows or standard deviations; `STRICT` is for all the others."""

# How far a planted drift moves a value's share or a number's mean, and how far chance may move the other columns. Two
# thirds of the wide limits and one and a half times the narrow ones lie between these, so that thresholds in any
# sensible distance can tell them apart.
PLANTED = {"share": (0.25, 0.30), "mean": (0.60, 0.70)}
NATURAL = {"share": 0.07, "mean": 0.13}

# Columns that can move without breaking what ties them to others, as sex is tied to relationship and education to
# education-num: the values that gain, and for numbers the bounds below or above which the new values lie.
GAINING = {
    "workclass": ("Self-emp-not-inc", "Local-gov"),
    "occupation": ("Sales", "Craft-repair", "Other-service"),
    "race": ("Black", "Asian-Pac-Islander"),
    "native-country": ("Mexico", "Philippines"),
}
BOUNDS = {"age": (22, 58), "fnlwgt": (80_000, 300_000), "hours-per-week": (25, 50)}

FAR = 0.9
"""How many standard deviations from the mean the tenth of a column must lie, in the mean, towards which an own one moves."""

Item = TypeVar("Item")
Table = dict[str, list[str]]
"""Columns by name, in the order of the file, each with one value a row."""


class Shift(NamedTuple):
    """One planted drift: `column` moves towards `values`, by at least `least` and at most `most` (see `moved`)."""

    column: str
    values: tuple[str, ...]
    least: float
    most: float


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write the five CSV files, each of `rows` rows, into `folder` and return what was planted.

    The truth holds, per level: 'hello' the drifted columns, and of the text column among them the value whose share moved
    most, and whether the others are `varied` by chance at all; 'adapt' how far the planted columns moved (share of rows or
    standard deviations of train), and how far each of them may, where 'tolerated' is the limit of workclass, the one
    on the line to be edited; 'stretch' the pair. `own` is a table whose rows take the place of the census's.

    Raises:
        ValueError: no draw is fair, or a column of an own table has no values far enough from its mean.
    """
    pool = population("train", own, OWN) + population("test", own, OWN)
    tails = _Tails(pool, is_own=own is not None)
    train = next(_deals(rows, seed, "train", pool))
    before = _counted(train)
    hello = [
        _shift(seed, "hello", _pick(seed, "hello word", tuple(GAINING)), tails),
        _shift(seed, "hello", _pick(seed, "hello number", tuple(BOUNDS)), tails),
    ]
    strict = [
        _pick(seed, "adapt word", tuple(column for column in GAINING if column not in TOLERATED)),
        _pick(seed, "adapt number", tuple(column for column in BOUNDS if column not in TOLERATED)),
    ]
    adapt = [_shift(seed, "adapt", column, tails) for column in (*TOLERATED, *strict)]
    pair = _pick(seed, "pair", tuple(combinations(ADDED, 2)))

    bits = [adult.chance(seed, "serving", "bits", row) for row in range(rows)]
    plain, serving = _drifted(before, _deals(rows, seed, "serving", pool), hello, bits, len(pool))
    _, later = _drifted(
        before, _deals(rows, seed, "serving-later", pool), adapt, [chances >> 20 for chances in bits], len(pool)
    )
    added = _added([adult.chance(seed, "train", "bits", row) for row in range(rows)])
    tied = _evened(_added(bits, pair), added)

    _write(folder / "train.csv", train)
    _write(folder / "serving.csv", serving)
    _write(folder / "serving-later.csv", later)
    _write(folder / "train-pairs.csv", {column: train[column] for column in KEPT} | added)
    # The other way round, or the two files could be laid side by side to see what was planted in one of them.
    _write(folder / "serving-pairs.csv", {column: plain[column][::-1] for column in KEPT} | tied)
    return {
        "hello": {
            "drifted": sorted(shift.column for shift in hello),
            "columns": list(train),
            "varied": rows < len(pool),
            "moved_most": {
                shift.column: _moved_most(before[shift.column], Counter(serving[shift.column]))
                for shift in hello
                if shift.column in GAINING
            },
        },
        "adapt": {
            "moved": {
                shift.column: round(moved(shift.column, before[shift.column], Counter(later[shift.column])), 4)
                for shift in adapt
            },
            "limits": {shift.column: _limit(shift.column) for shift in adapt if shift.column != "workclass"},
            "tolerated": TOLERATED["workclass"],
        },
        "stretch": {"pair": sorted(pair)},
    }


def edited(folder: Path, truth: Truth, level: str, value: float) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "tolerated": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Let the drifted text column of serving-later.csv move on, in 1 % of its rows, and say how far it moved then.

    The same columns are drifted as before; the distance of this one is another.
    """
    adapt = truth["adapt"]
    [column] = (name for name in GAINING if adapt["moved"].get(name, 0) > adapt["limits"].get(name, 1))
    train, later = (_read(folder / name) for name in ("train.csv", "serving-later.csv"))
    old, new = Counter(train[column]), Counter(later[column])
    gaining = max(GAINING[column], key=lambda value: new[value] - old[value])
    others = [row for row, value in enumerate(later[column]) if value not in ("", gaining)]
    for place in adult.places(max(1, len(later[column]) // 100), seed, "changed rows", len(others)):
        later[column][others[place]] = gaining
    _write(folder / "serving-later.csv", later)
    further = {column: round(moved(column, old, Counter(later[column])), 4)}
    return {**truth, "adapt": {**adapt, "moved": {**adapt["moved"], **further}}}


def moved(column: str, old: Counter[str], new: Counter[str]) -> float:
    """How far `column` moved from the counts `old` to the counts `new` of its values.

    For numbers that is the change of the mean, in standard deviations of `old`; for words the largest change of any
    value's share of the rows, where an empty field is a value too.
    """
    if column in adult.NUMBERS:
        spread = _deviation(old)
        return abs(_mean(new) - _mean(old)) / spread if spread else 0.0
    return max(abs(new[value] / new.total() - old[value] / old.total()) for value in old | new)


def _moved_most(old: Counter[str], new: Counter[str]) -> str:
    return max(sorted(old | new), key=lambda value: abs(new[value] / new.total() - old[value] / old.total()))


def _mean(counts: Counter[str]) -> float:
    return sum(int(value) * count for value, count in counts.items()) / counts.total()


def _deviation(counts: Counter[str]) -> float:
    return sqrt(sum(int(value) ** 2 * count for value, count in counts.items()) / counts.total() - _mean(counts) ** 2)


def _counted(table: Table) -> dict[str, Counter[str]]:
    return {column: Counter(values) for column, values in table.items()}


def _pick(seed: int, what: str, among: Sequence[Item]) -> Item:
    return among[adult.chance(seed, what) % len(among)]


def _limit(column: str) -> float:
    return TOLERATED.get(column, STRICT["mean" if column in adult.NUMBERS else "share"])


class _Tails:
    """The values of number columns that lie low and high."""

    def __init__(self, pool: Sequence[adult.Row], *, is_own: bool) -> None:
        self._pool, self._is_own = pool, is_own

    def of(self, column: str) -> dict[str, tuple[str, ...]]:
        """The values 'down' and 'up' of a column; of an own one, its lowest and highest tenth, where that lies far enough.

        Raises:
            ValueError: neither does.
        """
        place = COLUMNS.index(column)
        values = [row[place] for row in self._pool]
        numbers = sorted(map(int, values))
        low, high = (numbers[len(numbers) // 10], numbers[-1 - len(numbers) // 10]) if self._is_own else BOUNDS[column]
        tails = {
            "down": tuple(value for value in values if int(value) <= low),
            "up": tuple(value for value in values if int(value) >= high),
        }
        if not self._is_own:
            return tails
        mean, deviation = sum(numbers) / len(numbers), spread(numbers)
        far = {
            way: tail for way, tail in tails.items() if abs(sum(map(int, tail)) / len(tail) - mean) > FAR * deviation
        }
        if not far:
            raise ValueError("the lowest and the highest numbers of a column lie too near to its mean to plant a drift")
        return far


def _shift(seed: int, level: str, column: str, tails: _Tails) -> Shift:
    if column in GAINING:
        return Shift(column, (_pick(seed, f"{level} gaining {column}", GAINING[column]),), *PLANTED["share"])
    far = tails.of(column)
    return Shift(column, far[_pick(seed, f"{level} direction {column}", tuple(far))], *PLANTED["mean"])


def _deals(rows: int, seed: int, name: str, pool: Sequence[adult.Row]) -> Iterator[Table]:
    """Draw after draw of `rows` rows, small ones out of one order of the pool as long as that lasts."""
    together = max(1, len(pool) // rows)
    for deal in range(100):
        drawn = adult.draw(rows * together, seed, f"{name} {deal}", pool)
        for start in range(0, rows * together, rows):
            columns = zip(*drawn[start : start + rows], strict=True)
            yield {column: list(values) for column, values in zip(COLUMNS, columns, strict=False)}
    raise ValueError(f"no fair draw of {rows} rows with seed {seed}")


def _drifted(
    before: Mapping[str, Counter[str]], deals: Iterable[Table], shifts: Sequence[Shift], bits: Sequence[int], whole: int
) -> tuple[Table, Table]:
    """The first of `deals` that is fair, as it was dealt and with `shifts` planted.

    Chance alone now and then moves some column so far that no tool could tell it from a planted drift, above all where
    rows are few. Such a draw is passed over, so that planted and natural differences are clearly apart. Draws that hold
    the whole pool, of `whole` rows, hardly differ.
    """
    for plain in deals:
        if len(bits) < whole and not all(
            _is_natural(column, before[column], Counter(values)) for column, values in plain.items()
        ):
            continue
        # Ten bits of a row's chance to a shift: every shift has an order of rows of its own.
        planted = {
            shift.column: _planted(
                shift, before[shift.column], plain[shift.column], [chances >> 10 * n for chances in bits]
            )
            for n, shift in enumerate(shifts)
        }
        sizes = (moved(shift.column, before[shift.column], Counter(planted[shift.column])) for shift in shifts)
        if all(shift.least <= size <= shift.most for shift, size in zip(shifts, sizes, strict=True)):
            return plain, plain | planted
    raise AssertionError("deals end with an error of their own")


def _planted(shift: Shift, before: Counter[str], values: Sequence[str], bits: Sequence[int]) -> list[str]:
    """`values` with as many replaced, at places of chance, as move the column by a little over its least."""
    field = [chances & 1023 for chances in bits]
    order = sorted(range(len(values)), key=field.__getitem__)
    aim = (2 * shift.least + shift.most) / 3
    after = Counter(values)
    if shift.column in adult.NUMBERS:
        goal = _mean(Counter(shift.values))
        target = _mean(before) + (aim if goal > _mean(before) else -aim) * _deviation(before)
        count = round(len(values) * (target - _mean(after)) / (goal - _mean(after)))
    else:
        [gaining] = shift.values
        order = [row for row in order if values[row] not in ("", gaining)]
        count = round(len(values) * (before[gaining] / before.total() + aim)) - after[gaining]
    changed = list(values)
    for row, value in zip(order[:count], chain.from_iterable(repeat(shift.values)), strict=False):
        changed[row] = value
    return changed


def _is_natural(column: str, old: Counter[str], new: Counter[str]) -> bool:
    """Whether the counts differ little, and a test at about one in two hundred finds nothing.

    The tests are the classic ones, Kolmogorov-Smirnov for numbers and chi-squared for words (its limit by Wilson and
    Hilferty's approximation).
    """
    if column in adult.NUMBERS:
        steps = accumulate(old[value] - new[value] for value in sorted(old | new, key=int))
        return moved(column, old, new) <= NATURAL["mean"] and max(map(abs, steps)) <= 1.73 * sqrt(2 * old.total())
    squares = sum((old[value] - new[value]) ** 2 / (old[value] + new[value]) for value in sorted(old | new))
    free = max(1, len(old | new) - 1)
    part = 2 / (9 * free)
    return moved(column, old, new) <= NATURAL["share"] and squares <= free * (1 - part + 2.576 * sqrt(part)) ** 3


def _added(bits: Sequence[int], tied: Sequence[str] = ()) -> Table:
    """The added columns of one file, independent of each other but for two that are `tied`.

    In thirteen rows of sixteen the second of the tied columns takes its place in the order of its values from the
    first, which leaves the shares of both as they are.
    """
    levels = {column: [chances >> 4 + 10 * number & 1023 for chances in bits] for number, column in enumerate(ADDED)}
    if tied:
        first, second = (levels[column] for column in tied)
        levels[tied[1]] = [a if chances & 15 < 13 else b for chances, a, b in zip(bits, first, second, strict=True)]
    tables = {column: [value for value, part in ADDED[column].items() for _ in range(64 * part)] for column in ADDED}
    return {column: [tables[column][level] for level in levels[column]] for column in ADDED}


def _evened(table: Table, like: Table) -> Table:
    """`table` with so few values changed that every value is exactly as frequent as in `like`."""
    evened = {}
    for column, values in table.items():
        surplus = Counter(values)
        surplus.subtract(Counter(like[column]))
        lacking = [value for value in ADDED[column] for _ in range(-surplus[value])]
        evened[column] = list(values)
        for row, value in enumerate(values):
            if surplus[value] > 0:
                surplus[value] -= 1
                evened[column][row] = lacking.pop()
    return evened


def _read(file: Path) -> Table:
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    return {column: list(values) for column, values in zip(header, zip(*rows, strict=True), strict=True)}


def _write(file: Path, table: Table) -> None:
    adult.write(file, tuple(table), zip(*table.values(), strict=True))
