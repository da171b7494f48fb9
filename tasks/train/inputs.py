"""Customers of a shop whose purchases and demand follow from planted effects, which only training can tell."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path

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
"""The columns with the smallest and the largest of their whole numbers, all equally frequent. No answer depends on letters."""

WORTH = 3
"""Level adapt: what a customer who buys brings, where a letter costs 1."""
PATIENCE = 20
"""Level adapt: rounds without a better profit after which training stops."""
MARGIN = 0.3
"""Part of the way from the best model without one of the effects to the planted truth that a ranking has to go."""
LEEWAY = 0.3
"""Part of what it costs to ignore the least of the effects that predictions may cost more than the planted truth."""
SURPLUS = 0.02
"""AUC by which a model that never saw these rows may surpass the planted truth on them, by chance."""

COSTLY = 9
"""Level stretch: what one piece too few costs, squared, where one too many costs 1."""
USUAL_DEMAND, EFFECT_ON_DEMAND = 200, 12.0
"""Mean demand, and the standard deviation of each effect on it, both in pieces."""
LADDERS, STEPS = 40, 24

Row = dict[str, str]
Effects = tuple[float, float, float, float]
"""What tenure, age, visits, and distance with basket, contribute to a customer's score; each has the mean 0."""


def make(rows: int, seed: int, folder: Path) -> Truth:
    """Write the inputs, whose files for training, validation and testing have `rows` rows each; return what is right.

    The truth holds the labels that are not in the files, and what a model must reach: see `_bought` and `_demand`.
    """
    if rows < FEWEST:
        raise ValueError(f"this task needs at least {FEWEST} rows, not {rows}")
    planted = _Planted.by(seed)
    parts = {
        name: [_Customer.drawn(seed, name, number * rows + place + 1) for place in range(rows)]
        for number, name in enumerate(("train", "valid", "test", "demand-train", "demand-test"))
    }
    return {**_bought(parts, planted, seed, folder), "stretch": _demand(parts, planted, seed, folder)}


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "worth": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Let 1 % of the customers of valid.csv, who had bought, not buy: every profit on these rows becomes another."""
    with (folder / "valid.csv").open(encoding="utf-8", newline="") as text:
        valid = list(csv.DictReader(text))
    bought = [place for place, row in enumerate(valid) if row["bought"] == "1"]
    for at in adult.places(max(1, len(valid) // 100), seed, "changed rows", len(bought)):
        valid[bought[at]]["bought"] = "0"
    _write(folder / "valid.csv", valid)
    adapt = truth["adapt"]
    labels = "".join(row["bought"] for row in valid)
    return {**truth, "adapt": {**adapt, "valid": {**adapt["valid"], "labels": labels}}}


@dataclass(frozen=True)
class _Customer:
    """A customer: whole numbers by column, and chances between 0 and 1 for what happens to the customer."""

    id: int
    values: Mapping[str, int]
    chance: float
    noise: float

    @classmethod
    def drawn(cls, seed: int, name: str, number: int) -> _Customer:
        """Draw a customer by SHA-256; `noise` is nearly normal, with mean 0 and deviation 1."""
        drawn = hashlib.sha256(f"{seed}\x1f{name}\x1f{number}".encode()).digest()
        values = {
            column: least + int.from_bytes(drawn[2 * at : 2 * at + 2], "big") * (most - least + 1) // 65536
            for at, (column, (least, most)) in enumerate(COLUMNS.items())
        }
        noise = (sum(drawn[20:]) - 12 * 127.5) / sqrt(65535)
        return cls(number, values, int.from_bytes(drawn[12:20], "big") / 2**64, noise)

    def scaled(self, column: str) -> float:
        """A value less its mean, divided by its deviation."""
        least, most = COLUMNS[column]
        return (self.values[column] - (least + most) / 2) / sqrt(((most - least + 1) ** 2 - 1) / 12)

    def row(self, **answer: int) -> Row:
        return {"id": str(self.id), **{name: str(value) for name, value in {**self.values, **answer}.items()}}


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

    def effects(self, customer: _Customer) -> Effects:
        """Each effect has the deviation 1 times its size: tenure until half of its range, both ends of age, visits, a product."""
        tenure, age, visits, product = self.sizes
        early = min(customer.scaled("tenure"), 0.0)
        return (
            tenure * (early + 0.433) / 0.559,
            age * (customer.scaled("age") ** 2 - 1) / 0.894,
            visits * customer.scaled("visits"),
            product * customer.scaled("distance") * customer.scaled("basket"),
        )

    def spread(self, customer: _Customer) -> float:
        """The deviation of a customer's demand, in pieces."""
        return 5 * exp(0.7 * self.less_certain * customer.scaled("visits"))


# Who buys


def _bought(parts: Mapping[str, Sequence[_Customer]], planted: _Planted, seed: int, folder: Path) -> Truth:
    """Write the files of hello and adapt; a customer buys with the probability 1 / (1 + exp(.8 - effects))."""
    labels, effects = {}, {}
    for name in ("train", "valid", "test"):
        effects[name] = [planted.effects(customer) for customer in parts[name]]
        labels[name] = "".join(
            str(int(customer.chance < 1 / (1 + exp(0.8 - sum(each)))))
            for customer, each in zip(parts[name], effects[name], strict=True)
        )
        answers = ({"bought": int(label)} if name != "test" else {} for label in labels[name])
        rows = [customer.row(**answer) for customer, answer in zip(parts[name], answers, strict=True)]
        _write(folder / f"{name}.csv", rows)
        if name != "valid":
            gaps = [_lacking(seed, customer) for customer in parts[name]]
            _write(
                folder / f"{name}-gaps.csv", [row | dict.fromkeys(gap, "") for row, gap in zip(rows, gaps, strict=True)]
            )
    known = [_without(each, gap) for each, gap in zip(effects["test"], gaps, strict=True)]
    test = {"first": parts["test"][0].id, "labels": labels["test"]}
    floor = _floor(effects["test"], labels["test"])
    ceiling = auc([sum(each) for each in effects["valid"]], labels["valid"]) + SURPLUS
    looked_at = parts["test"][:LOOKED_AT:80]
    return {
        "hello": {
            "test": {**test, "floor": floor},
            "gaps": {**test, "floor": _floor(known, labels["test"])},
            "rows": [{"id": customer.id, **customer.values} for customer in looked_at],
        },
        "adapt": {
            "test": {**test, "floor": floor},
            "valid": {"first": parts["valid"][0].id, "labels": labels["valid"], "ceiling": round(ceiling, 6)},
            "worth": WORTH,
            "patience": PATIENCE,
        },
    }


def _lacking(seed: int, customer: _Customer) -> tuple[str, ...]:
    """The column that is missing from a customer's row, for half of the customers."""
    chance = adult.chance(seed, "missing", customer.id)
    return (list(COLUMNS)[chance // 2 % len(COLUMNS)],) if chance % 2 else ()


def _without(effects: Effects, gap: Sequence[str]) -> Effects:
    """The effects that can be told without a column."""
    gone = {"tenure": 0, "age": 1, "visits": 2, "distance": 3, "basket": 3}
    missing = {gone[column] for column in gap if column in gone}
    first, second, third, fourth = (0.0 if at in missing else effect for at, effect in enumerate(effects))
    return first, second, third, fourth


def _floor(effects: Sequence[Effects], labels: str) -> float:
    """The AUC to be reached: more than the truth gives if any one of its four effects is left out."""
    whole = auc([sum(each) for each in effects], labels)
    part = max(auc([sum(each) - each[left_out] for each in effects], labels) for left_out in range(4))
    return round(part + MARGIN * (whole - part), 6)


def auc(scores: Sequence[float], labels: str) -> float:
    """How often one who bought has a higher score than one who did not; equal scores count half."""
    ordered = sorted(zip(scores, labels, strict=True))
    ranks, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(label == "1" for _, label in ordered[at:end])
        at = end
    positive = labels.count("1")
    return (ranks - positive * (positive + 1) / 2) / (positive * (len(labels) - positive))


# How much they want


def _demand(parts: Mapping[str, Sequence[_Customer]], planted: _Planted, seed: int, folder: Path) -> Truth:
    """Write the files of stretch: demand is 200 pieces, and the effects, and noise whose deviation depends on the visits."""
    wanted = {
        name: [_pieces(customer, planted) for customer in parts[name]] for name in ("demand-train", "demand-test")
    }
    _write(
        folder / "demand-train.csv",
        [
            customer.row(demand=pieces)
            for customer, pieces in zip(parts["demand-train"], wanted["demand-train"], strict=True)
        ],
    )
    test, actual = parts["demand-test"], wanted["demand-test"]
    _write(folder / "demand-test.csv", [customer.row() for customer in test])
    above = _expectile([customer.noise for customer in test])
    effects = [planted.effects(customer) for customer in test]
    best = [
        USUAL_DEMAND + EFFECT_ON_DEMAND * sum(each) + above * planted.spread(customer)
        for customer, each in zip(test, effects, strict=True)
    ]
    least = cost(actual, best)
    partly = min(
        cost(actual, [value - EFFECT_ON_DEMAND * each[left_out] for value, each in zip(best, effects, strict=True)])
        for left_out in range(4)
    )
    product = EFFECT_ON_DEMAND * planted.sizes[3] / sqrt((40**2 - 1) / 12)
    first = test[0].id
    looked_at = test[:LOOKED_AT]
    return {
        "costly": COSTLY,
        "first": first,
        "demand": actual,
        "most": round(least + LEEWAY * (partly - least), 6),
        "visits": "".join(str(3 * customer.values["visits"] // 60) for customer in test),
        "slopes": {str(customer.id): round(product * customer.scaled("basket"), 6) for customer in looked_at},
        "ladder": _ladder(seed, first + len(test), folder),
    }


def _pieces(customer: _Customer, planted: _Planted) -> int:
    effects = EFFECT_ON_DEMAND * sum(planted.effects(customer))
    return round(USUAL_DEMAND + effects + planted.spread(customer) * customer.noise)


def _expectile(values: Sequence[float]) -> float:
    """The number whose asymmetric cost over some values is least: the mean, with the weight `COSTLY` for those above it."""
    found = 0.0
    for _ in range(30):
        weights = [COSTLY if value > found else 1 for value in values]
        found = sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)
    return found


def cost(actual: Sequence[float], predicted: Sequence[float]) -> float:
    """The mean cost of predictions: the squared difference, `COSTLY` times where the prediction is too low."""
    pairs = zip(actual, predicted, strict=True)
    return sum((COSTLY if right > guess else 1) * (right - guess) ** 2 for right, guess in pairs) / len(actual)


def _ladder(seed: int, first: int, folder: Path) -> Truth:
    """Write ladder.csv: customers who are each there with ever longer tenure, and are otherwise the same."""
    rows = []
    for number in range(LADDERS):
        customer = _Customer.drawn(seed, "ladder", number)
        rows += [customer.row() | {"tenure": str(5 * step)} for step in range(STEPS)]
    for place, row in enumerate(rows):
        row["id"] = str(first + place)
    _write(folder / "ladder.csv", rows)
    return {"first": first, "count": len(rows), "steps": STEPS}


def _write(file: Path, rows: Sequence[Mapping[str, str]]) -> None:
    adult.write(file, tuple(rows[0]), (tuple(row.values()) for row in rows))
