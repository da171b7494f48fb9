"""Customers of a shop whose purchases and demand follow from planted effects, which only training can tell."""

from __future__ import annotations

import csv
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, sqrt
from pathlib import Path
from struct import Struct

from evalkit.model.verdict import Truth
from tasks.data import adult

FEWEST = 1000
"""Rows that it takes for the planted effects to be told from chance."""

LOOKED_AT = 2000
"""Rows of each file for which the truth holds more than the answer."""

COLUMNS = {
    "age": (18, 79),
    "tenure": (0, 119),
    "visits": (0, 59),
    "distance": (1, 40),
    "basket": (5, 154),
    "letters": (0, 11),
}
"""The columns with the smallest and the largest of their whole numbers, all equally frequent; nobody buys more by letters."""

WORTH = 3
"""Level adapt: what a customer who buys brings, where a letter costs 1."""
PATIENCE = 20
"""Level adapt: rounds without a better profit after which training stops."""
MARGIN = 0.3
"""Part of the way from the best model without one of the effects to the planted truth that a ranking has to go."""
LEEWAY = 0.3
"""Part of what it costs to ignore the least of the effects that predictions may cost more than the planted truth."""
COSTLY = 9
"""Level stretch: what one piece too few costs, squared, where one too many costs 1."""
USUAL_DEMAND, EFFECT_ON_DEMAND = 200, 12.0
"""Mean demand, and the standard deviation of each effect on it, both in pieces."""
LADDERS, STEPS = 40, 24
TWINS = 20
"""Among so many rows of a file one has the columns of another, so that one model must predict the same for both."""

Columns = tuple[int, ...]
"""A customer's whole numbers, in the order of `COLUMNS`."""
Effects = tuple[float, float, float, float]
"""What tenure, age, visits, and distance with basket, contribute to a customer's score; each has the mean 0."""


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write the inputs, whose files for training, validation and testing have `rows` rows each; return what is right.

    The truth holds the labels that are not in the files, and what a model must reach: see `_bought` and `_demand`.
    """
    if rows < FEWEST:
        raise ValueError(f"this task needs at least {FEWEST} rows, not {rows}")
    planted = _Planted.by(seed)
    names = ("train", "valid", "test", "demand-train", "demand-test")
    parts = {name: _Customers.drawn(seed, name, number * rows + 1, rows) for number, name in enumerate(names)}
    _make_twins(parts)
    return {**_bought(parts, planted, folder), "stretch": _demand(parts, planted, seed, folder)}


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "worth": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Let 1 % of the customers of valid.csv, who had bought, not buy: every profit on these rows becomes another."""
    with (folder / "valid.csv").open(encoding="utf-8", newline="") as text:
        valid = list(csv.DictReader(text))
    bought = [place for place, row in enumerate(valid) if row["bought"] == "1"]
    fewer = max(1, len(valid) // 100)
    for at in adult.places(fewer, seed, "changed rows", len(bought)):
        valid[bought[at]]["bought"] = "0"
    adult.write(folder / "valid.csv", tuple(valid[0]), (tuple(row.values()) for row in valid))
    adapt = truth["adapt"]
    now = {
        "labels": "".join(row["bought"] for row in valid),
        "chances": [round(chance * (1 - fewer / len(bought))) for chance in adapt["valid"]["chances"]],
    }
    return {**truth, "adapt": {**adapt, "valid": {**adapt["valid"], **now}}}


@dataclass(frozen=True)
class _Customers:
    """The customers of a file, numbered from `first`: columns, and what chance brings to each of them."""

    first: int
    columns: list[Columns]
    chances: list[float]
    """Between 0 and 1: who buys."""
    noises: list[float]
    """How far demand is off, in deviations: the mean is 0, and the deviation 1; a few are off by much, and all of these above.

    Of customers with many letters the opposite holds: see `_signed`.
    """
    gaps: list[int]
    """The place of the column that is missing from a row; -1 for half of the rows, which lack none."""

    @classmethod
    def drawn(cls, seed: int, name: str, first: int, count: int) -> _Customers:
        """Draw customers, each by SHA-256 of the seed, the file and its number."""
        found = cls(first, [], [], [], [])
        begun = hashlib.sha256(f"{seed}\x1f{name}\x1f".encode())
        starts, sizes = zip(*((least, most - least + 1) for least, most in COLUMNS.values()), strict=True)
        (a, t, v, d, b, n), (a_size, t_size, v_size, d_size, b_size, n_size) = starts, sizes
        for number in range(first, first + count):
            hashed = begun.copy()
            hashed.update(b"%d" % number)
            digest = hashed.digest()
            age, tenure, visits, distance, basket, letters, chance, shock, gap = _DRAWS(digest)
            found.columns.append(
                (
                    a + (age * a_size >> 16),
                    t + (tenure * t_size >> 16),
                    v + (visits * v_size >> 16),
                    d + (distance * d_size >> 16),
                    b + (basket * b_size >> 16),
                    n + (letters * n_size >> 16),
                )
            )
            found.chances.append(chance / 2**64)
            rare = 3.0 if shock < 6554 else -1 / 3
            usual = (sum(digest[24:]) - 8 * 127.5) / _DEVIATION
            found.noises.append(0.5 * usual + 0.866 * rare)
            found.gaps.append((gap >> 1) % 6 if gap & 1 else -1)
        return found


MANY_LETTERS = 6
"""Letters from which on a customer sometimes wants much less than usual, and not much more."""
_DRAWS = Struct(">6HQHH8x").unpack
_DEVIATION = sqrt(8 * 65535 / 12)
"""Standard deviation of the sum of eight bytes."""


def _make_twins(parts: Mapping[str, _Customers]) -> None:
    """Give one of `TWINS` customers in test.csv the columns of one in valid.csv, and in demand-test.csv those of the one before.

    The next one in demand-test.csv differs from these two by one kilometre of distance.
    """
    test, valid, demand = parts["test"].columns, parts["valid"].columns, parts["demand-test"].columns
    test[::TWINS] = valid[::TWINS]
    for place in range(0, len(demand) - 2, TWINS):
        age, tenure, visits, distance, *rest = demand[place]
        demand[place + 1] = demand[place]
        demand[place + 2] = (age, tenure, visits, distance + (1 if distance < COLUMNS["distance"][1] else -1), *rest)


@dataclass(frozen=True)
class _Planted:
    """The sizes of the effects, in the order of `Effects`, and whether demand is less certain with more or fewer visits."""

    sizes: Effects
    less_certain: int

    @classmethod
    def by(cls, seed: int) -> _Planted:
        """Tenure always raises the score; the sign of every other effect depends on the seed."""
        sizes = [1.3 + adult.chance(seed, "size", effect) % 4 / 10 for effect in range(4)]
        signs = [1, *(adult.chance(seed, "sign", effect) % 2 * 2 - 1 for effect in range(3))]
        first, second, third, fourth = (size * sign for size, sign in zip(sizes, signs, strict=True))
        return cls((first, second, third, fourth), adult.chance(seed, "less certain") % 2 * 2 - 1)

    def effects(self, customers: Sequence[Columns]) -> list[Effects]:
        """Each effect has the deviation 1 times its size: tenure until half of its range, both ends of age, visits, a product."""
        tenures, ages, visits, distances, baskets = self._tables
        return [
            (tenures[tenure], ages[age], visits[seen], distances[distance] * baskets[basket])
            for age, tenure, seen, distance, basket, _ in customers
        ]

    def spread(self, customer: Columns) -> float:
        """The deviation of a customer's demand, in pieces."""
        return self._spreads[customer[2]]

    @cached_property
    def _tables(self) -> tuple[dict[int, float], ...]:
        """What each number of a column contributes; that of distance and that of basket are factors."""
        tenure, age, visits, product = self.sizes
        return (
            {value: tenure * (min(scaled, 0.0) + 0.433) / 0.559 for value, scaled in _scaled("tenure").items()},
            {value: age * (scaled**2 - 1) / 0.894 for value, scaled in _scaled("age").items()},
            {value: visits * scaled for value, scaled in _scaled("visits").items()},
            {value: product * scaled for value, scaled in _scaled("distance").items()},
            _scaled("basket"),
        )

    @cached_property
    def _spreads(self) -> dict[int, float]:
        return {value: 5 * exp(0.7 * self.less_certain * scaled) for value, scaled in _scaled("visits").items()}


def _scaled(column: str) -> dict[int, float]:
    """Each number of a column, less their mean, divided by their deviation."""
    least, most = COLUMNS[column]
    deviation = sqrt(((most - least + 1) ** 2 - 1) / 12)
    return {value: (value - (least + most) / 2) / deviation for value in range(least, most + 1)}


# Who buys


def _bought(parts: Mapping[str, _Customers], planted: _Planted, folder: Path) -> Truth:
    """Write the files of hello and adapt; a customer buys with the probability 1 / (1 + exp(.8 - effects))."""
    labels, effects = {}, {}
    for name in ("train", "valid", "test"):
        customers = parts[name]
        effects[name] = planted.effects(customers.columns)
        chances = [1 / (1 + exp(0.8 - sum(each))) for each in effects[name]]
        bought = [int(drawn < chance) for drawn, chance in zip(customers.chances, chances, strict=True)]
        labels[name] = "".join(map(str, bought))
        answers = {} if name == "test" else {"bought": bought}
        _write(folder / f"{name}.csv", customers.first, customers.columns, **answers)
        if name == "valid":
            told = [round(10000 * chance) for chance in chances]
        else:
            _write(
                folder / f"{name}-gaps.csv",
                customers.first,
                list(map(_less, customers.columns, customers.gaps)),
                **answers,
            )
    known = [without(each, gap) for each, gap in zip(effects["test"], parts["test"].gaps, strict=True)]
    test = {"first": parts["test"].first, "labels": labels["test"]}
    floor = _floor(effects["test"], labels["test"])
    looked_at = range(0, min(LOOKED_AT, len(known)), 80)
    return {
        "hello": {
            "test": {**test, "floor": floor},
            "gaps": {**test, "floor": _floor(known, labels["test"])},
            "rows": [
                {"id": parts["test"].first + at, **dict(zip(COLUMNS, parts["test"].columns[at], strict=True))}
                for at in looked_at
            ],
        },
        "adapt": {
            "test": {**test, "floor": floor},
            "valid": {"first": parts["valid"].first, "labels": labels["valid"], "chances": told},
            "twins": TWINS,
            "worth": WORTH,
            "patience": PATIENCE,
        },
    }


def _less(columns: Columns, gap: int) -> Sequence[object]:
    """A row without the field at a place."""
    return columns if gap < 0 else (*columns[:gap], "", *columns[gap + 1 :])


def without(effects: Effects, gap: int) -> Effects:
    """The effects that can be told without the column at a place."""
    if gap < 0 or gap == len(COLUMNS) - 1:
        return effects
    gone = (1, 0, 2, 3, 3)[gap]
    first, second, third, fourth = (0.0 if at == gone else effect for at, effect in enumerate(effects))
    return first, second, third, fourth


def _floor(effects: Sequence[Effects], labels: str) -> float:
    """The AUC to be reached: more than the truth gives if any one of its four effects is left out."""
    sums = [sum(each) for each in effects]
    whole = auc(sums, labels)
    part = max(
        auc([every - each[left_out] for every, each in zip(sums, effects, strict=True)], labels)
        for left_out in range(4)
    )
    return round(part + MARGIN * (whole - part), 6)


def auc(scores: Sequence[float], labels: str) -> float:
    """How often one who bought has a higher score than one who did not; equal scores count half."""
    bought = sorted(score for score, label in zip(scores, labels, strict=True) if label == "1")
    others = sorted(score for score, label in zip(scores, labels, strict=True) if label == "0")
    below = sum(bisect_left(others, score) + bisect_right(others, score) for score in bought)
    return below / (2 * len(bought) * len(others))


# How much they want


def _demand(parts: Mapping[str, _Customers], planted: _Planted, seed: int, folder: Path) -> Truth:
    """Write the files of stretch: demand is 200 pieces, and the effects, and noise whose deviation depends on the visits."""
    effects = {name: planted.effects(parts[name].columns) for name in ("demand-train", "demand-test")}
    wanted = {
        name: [
            round(USUAL_DEMAND + EFFECT_ON_DEMAND * sum(each) + planted.spread(customer) * noise)
            for customer, each, noise in zip(parts[name].columns, effects[name], _signed(parts[name]), strict=True)
        ]
        for name in effects
    }
    train, test, actual = parts["demand-train"], parts["demand-test"], wanted["demand-test"]
    _write(folder / "demand-train.csv", train.first, train.columns, demand=wanted["demand-train"])
    _write(folder / "demand-test.csv", test.first, test.columns)
    above = _above(test)
    best = _best(test.columns, effects["demand-test"], above, planted)
    least = cost(actual, best)
    partly = min(
        cost(
            actual,
            [
                value - EFFECT_ON_DEMAND * each[left_out]
                for value, each in zip(best, effects["demand-test"], strict=True)
            ],
        )
        for left_out in range(4)
    )
    baskets, product = _scaled("basket"), EFFECT_ON_DEMAND * planted.sizes[3] / sqrt((40**2 - 1) / 12)
    return {
        "costly": COSTLY,
        "first": test.first,
        "demand": actual,
        "most": round(least + LEEWAY * (partly - least), 6),
        "groups": "".join(
            str(visits // 20 + 3 * (letters >= MANY_LETTERS)) for _, _, visits, *_, letters in test.columns
        ),
        "twins": TWINS,
        "further": _further(test.columns),
        "slopes": {
            str(test.first + at): round(product * baskets[customer[4]], 6)
            for at, customer in enumerate(test.columns[:LOOKED_AT])
        },
        "ladder": _ladder(seed, test.first + len(actual), above, planted, folder),
    }


def _further(customers: Sequence[Columns]) -> str:
    """For each pair that a kilometre tells apart, 1 if the second is further away."""
    place = list(COLUMNS).index("distance")
    return "".join(
        str(int(customers[at + 2][place] > customers[at][place])) for at in range(0, len(customers) - 2, TWINS)
    )


def _signed(customers: _Customers) -> list[float]:
    """The noise of each customer's demand: those with many letters now and then want much less, and the others much more.

    So the least cost lies at another quantile for the one than for the other, and no quantile is what the loss asks for.
    """
    return [
        noise if customer[-1] < MANY_LETTERS else -noise
        for customer, noise in zip(customers.columns, customers.noises, strict=True)
    ]


def _above(customers: _Customers) -> tuple[float, float]:
    """By how many deviations the least cost lies above the mean, for customers with few letters and with many."""
    sides: tuple[list[float], list[float]] = ([], [])
    for customer, noise in zip(customers.columns, _signed(customers), strict=True):
        sides[customer[-1] >= MANY_LETTERS].append(noise)
    few, many = map(_expectile, sides)
    return few, many


def _best(
    customers: Sequence[Columns], effects: Sequence[Effects], above: tuple[float, float], planted: _Planted
) -> list[float]:
    """The predictions whose cost is least."""
    return [
        USUAL_DEMAND + EFFECT_ON_DEMAND * sum(each) + above[customer[-1] >= MANY_LETTERS] * planted.spread(customer)
        for customer, each in zip(customers, effects, strict=True)
    ]


def _expectile(values: Sequence[float]) -> float:
    """The number whose asymmetric cost over some values is least: the mean, with the weight `COSTLY` for those above it."""
    found, before = 0.0, 1.0
    while abs(found - before) > 1e-9:
        over = [value for value in values if value > found]
        weight = COSTLY - 1
        before, found = found, (sum(values) + weight * sum(over)) / (len(values) + weight * len(over))
    return found


def cost(actual: Sequence[float], predicted: Sequence[float]) -> float:
    """The mean cost of predictions: the squared difference, `COSTLY` times where the prediction is too low."""
    pairs = zip(actual, predicted, strict=True)
    return sum((COSTLY if right > guess else 1) * (right - guess) ** 2 for right, guess in pairs) / len(actual)


def _ladder(seed: int, first: int, above: tuple[float, float], planted: _Planted, folder: Path) -> Truth:
    """Write ladder.csv: customers who are each there with ever longer tenure, and are otherwise the same."""
    rows = [
        (age, 5 * step, *rest)
        for age, _, *rest in _Customers.drawn(seed, "ladder", 0, LADDERS).columns
        for step in range(STEPS)
    ]
    _write(folder / "ladder.csv", first, rows)
    best = _best(rows, planted.effects(rows), above, planted)
    least = min((EFFECT_ON_DEMAND * size) ** 2 for size in planted.sizes)
    return {
        "first": first,
        "steps": STEPS,
        "demand": [round(value, 3) for value in best],
        "most": round(LEEWAY * least, 6),
    }


def _write(file: Path, first: int, rows: Sequence[Sequence[object]], **answer: Sequence[int]) -> None:
    """Write a table of customers, numbered from `first`, with one column more where there is an answer."""
    header = ("id", *COLUMNS, *answer)
    columns = answer.values()
    adult.write(
        file,
        header,
        (
            (number, *row, *more)
            for number, row, *more in zip(range(first, first + len(rows)), rows, *columns, strict=True)
        ),
    )
