"""Judge predictions by labels that no implementation sees, by the history of a metric, and by what a loss must change.

Written from the contract in README.md. Floors are in the truth: they follow from the planted effects, and a model that
ignores one of the effects stays below them.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.models import Unrunnable, predictions
from tasks.outputs import Unreadable, read_text

LARGEST = 30_000_000
"""Bytes of an output file: the largest scale has 150,000 rows."""
LONGEST = 1000
"""Characters of a line of CSV."""
MOST_ROUNDS = 5000
COLUMNS = ("age", "tenure", "visits", "distance", "basket", "letters")
ROUNDING = 0.2
"""By how much of a letter's price single precision may change the profit of all letters of a round."""
NEAR = 1e-6
"""Distance to the limit of a letter at which a probability may be on either side, by rounding."""
TOO_LOW, TOO_HIGH = 0.25, 0.2
"""Weighted mean of the residuals of a group, in their deviations, that a right loss may leave.

What a model learned of the noise in its own rows raises it on others, so more is allowed on this side.
"""
APART = 0.3
"""Difference between these means of customers with few letters and with many, whose noise has another shape."""
ALIKE = 0.5
"""Share of the rows that two seeds may predict alike."""
SAME = 1e-4
"""Difference between a prediction and that of the saved model, and between those of one model for equal rows."""
OFF_ON_AVERAGE = 0.1
"""Difference between mean probability and share of buyers in a third of the customers."""
LEAKED = 5.0
"""Standard deviations by which what a model got wrong may go along with the chance in the labels of valid.csv."""
FALLING = 1e-6
"""By how much of itself a prediction may fall, by rounding, where it must not."""
CORRELATED = 0.8
"""Correlation of the slopes with the planted ones, and with the differences between the model's own predictions."""
STEEP = (0.5, 1.5)
"""How many times the planted slopes the slopes may be, on average, and how many times those differences."""
_MOST_FILES = 50

Numbers = dict[str, float]
"""Finite numbers by the row's id."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level; what it lacks of the level's facts is missed.

    Nothing that an outputs folder can hold makes this raise. Under a `fault` the same predictions are right as without.
    """
    try:
        return {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level](outputs, truth[level])
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))


def _hello(outputs: Path, truth: Truth) -> Verdict:
    predicted = _probabilities(outputs, "predictions.csv", truth["test"])
    wrong = _floor_wrong(predicted, "predictions.csv", truth["test"])
    missed = {}
    if _is_there(outputs / "gaps.csv"):
        gaps = _probabilities(outputs, "gaps.csv", truth["gaps"])
        wrong += _floor_wrong(gaps, "gaps.csv", truth["gaps"])
    else:
        missed["gaps"] = "outputs/gaps.csv was not written"
    if reason := _not_portable(outputs / "model", truth["rows"], predicted):
        missed["portable"] = reason
    return _verdict(wrong, missed)


def _adapt(outputs: Path, truth: Truth) -> Verdict:
    valid = _probabilities(outputs, "valid.csv", truth["valid"])
    test = _probabilities(outputs, "predictions.csv", truth["test"])
    history = _history(outputs)
    wrong = _floor_wrong(test, "predictions.csv", truth["test"])
    wrong += _history_wrong(history, valid, truth) + _stopping_wrong(history, truth["patience"])
    wrong += _leaked(valid, truth["valid"])
    for place in range(0, len(valid), truth["twins"]):
        one, other = (str(truth[name]["first"] + place) for name in ("valid", "test"))
        if abs(valid[one] - test[other]) > SAME:
            wrong.append(
                f"valid.csv has {valid[one]:.4f} for row {one}, and predictions.csv {test[other]:.4f} for row {other}, "
                "though their columns are the same: these are two models"
            )
            break
    return _verdict(wrong)


def _stretch(outputs: Path, truth: Truth) -> Verdict:
    ids = _ids(truth["first"], len(truth["demand"]))
    first, again, other = (_numbers(outputs, f"{name}.csv", "demand", ids) for name in ("first", "again", "other"))
    wrong = _demand_wrong(first, "first.csv", truth) + _demand_wrong(other, "other.csv", truth)
    differing = [number for number in ids if first[number] != again[number]]
    if differing:
        row = differing[0]
        wrong.append(
            f"again.csv, by the same seed, differs from first.csv in {len(differing)} rows: row {row} has "
            f"{again[row]!r}, not {first[row]!r}"
        )
    wrong += _other_wrong(first, other)
    for name, found in (("first", first), ("other", other)):
        wrong += _twins_wrong(name, found, ids, truth["twins"])
    missed = {}
    if _is_there(outputs / "ladder.csv"):
        wrong += _ladder_wrong(outputs, truth["ladder"])
    else:
        missed["never-falling"] = "outputs/ladder.csv was not written"
    if _is_there(outputs / "slopes.csv"):
        wrong += _slopes_wrong(_numbers(outputs, "slopes.csv", "distance", ids), first, ids, truth)
    else:
        missed["slopes"] = "outputs/slopes.csv was not written"
    return _verdict(wrong, missed)


def _verdict(wrong: Sequence[str], missed: Mapping[str, str] | None = None) -> Verdict:
    return Verdict(passed=not wrong, score=0.0 if wrong else 1.0, reasons=tuple(wrong), missed=missed or {})


# Reading


def _is_there(file: Path) -> bool:
    return file.is_symlink() or file.exists()


def _ids(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]


def _rows(outputs: Path, name: str, columns: Sequence[str], most: int) -> list[list[str]]:
    """The fields of `columns` in every row; raises `Unreadable` for anything but CSV with a header and at most so many rows."""
    text = read_text(outputs, name, LARGEST)
    lines = text.splitlines()
    if len(lines) > most + 10:
        raise Unreadable(f"outputs/{name} has more lines than it may have rows")
    if any(len(line) > LONGEST for line in lines):
        raise Unreadable(f"outputs/{name} has a line of more than {LONGEST} characters")
    try:
        header, *rows = (row for row in csv.reader(StringIO(text, newline=""), strict=True) if row)
        places = [header.index(column) for column in columns]
    except (csv.Error, ValueError):
        raise Unreadable(f"outputs/{name} is not a CSV file with the columns {', '.join(columns)}") from None
    if len(set(header)) < len(header) or any(len(row) != len(header) for row in rows):
        raise Unreadable(f"outputs/{name} has a column twice, or rows of another length than its header")
    return [[row[place] for place in places] for row in rows]


def _numbers(outputs: Path, name: str, column: str, ids: Sequence[str]) -> Numbers:
    """A number for each id; raises `Unreadable` if one is missing, there twice, or no finite number."""
    rows = _rows(outputs, name, ("id", column), len(ids))
    found = {row.removesuffix(".0"): _number(field) for row, field in rows}
    if len(rows) != len(ids) or found.keys() != set(ids):
        lacking = sorted(set(ids) - found.keys())
        more = f"; it lacks {lacking[0]}" if lacking else ""
        raise Unreadable(f"outputs/{name} must hold each id of its input once{more}")
    for row, number in found.items():
        if not math.isfinite(number):
            raise Unreadable(f"outputs/{name}: {column} of row {row} is no number")
    return found


def _number(field: str) -> float:
    try:
        return float(field)
    except ValueError:
        return math.nan


def _probabilities(outputs: Path, name: str, part: Truth) -> Numbers:
    found = _numbers(outputs, name, "probability", _ids(part["first"], len(part["labels"])))
    for row, number in found.items():
        if not 0 <= number <= 1:
            raise Unreadable(f"outputs/{name}: the probability of row {row} is {number:g}, not between 0 and 1")
    return found


# Who buys


def _auc(predicted: Numbers, part: Truth) -> float:
    """How often a customer who bought got a higher probability than one who did not; equal ones count half."""
    pairs = sorted((predicted[str(part["first"] + at)], label) for at, label in enumerate(part["labels"]))
    ranks, at = 0.0, 0
    while at < len(pairs):
        end = at
        while end < len(pairs) and pairs[end][0] == pairs[at][0]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(label == "1" for _, label in pairs[at:end])
        at = end
    positive: int = part["labels"].count("1")
    return (ranks - positive * (positive + 1) / 2) / (positive * (len(pairs) - positive))


def _floor_wrong(predicted: Numbers, name: str, part: Truth) -> list[str]:
    """Predictions must rank customers well enough, and be right on average in each third, from low to high."""
    reached = _auc(predicted, part)
    wrong = []
    if reached < part["floor"]:
        wrong.append(f"{name} has an AUC of {reached:.4f}, less than {part['floor']:.4f}")
    pairs = sorted((predicted[str(part["first"] + at)], int(label)) for at, label in enumerate(part["labels"]))
    for third in range(3):
        some = pairs[third * len(pairs) // 3 : (third + 1) * len(pairs) // 3]
        mean, share = (sum(column) / len(some) for column in zip(*some, strict=True))
        if abs(mean - share) > OFF_ON_AVERAGE:
            which = ("lowest", "middle", "highest")[third]
            wrong.append(f"{name}: {share:.3f} of the {which} third bought, whose mean probability is {mean:.3f}")
    return wrong


def _not_portable(folder: Path, rows: Sequence[Mapping[str, Any]], predicted: Numbers) -> str:
    """Why no file of a folder can be run here and gives the predictions; or nothing."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())[:_MOST_FILES] if folder.is_dir() else []
    reason = "outputs/model/ holds no file"
    for file in files:
        try:
            found = predictions(file, COLUMNS, rows)
        except Unrunnable as error:
            reason = str(error)[:200]
            continue
        off = [
            row["id"] for row, value in zip(rows, found, strict=True) if abs(predicted[str(row["id"])] - value) > SAME
        ]
        if not off:
            return ""
        reason = f"the model in {file.name[:60]} predicts something else than predictions.csv for row {off[0]}"
    return reason


# Rounds


def _history(outputs: Path) -> list[float]:
    """The profit of each round, in order; rounds are whole numbers that count up."""
    rows = _rows(outputs, "history.csv", ("round", "profit"), MOST_ROUNDS)
    if not rows or any(not re.fullmatch(r"[0-9]{1,9}(\.0)?", number) for number, _ in rows):
        raise Unreadable("outputs/history.csv must number its rounds")
    rounds = [int(float(number)) for number, _ in rows]
    if rounds != list(range(rounds[0], rounds[0] + len(rounds))) or rounds[0] > 1:
        raise Unreadable("outputs/history.csv must hold every round once, in order, from 0 or 1")
    profits = [_number(field) for _, field in rows]
    if not all(math.isfinite(profit) for profit in profits):
        raise Unreadable("outputs/history.csv: a profit is no number")
    return profits


def _profit(predicted: Numbers, part: Truth, worth: float) -> tuple[float, float]:
    """The mean profit of letters to all whose probability is above 1 / worth, and by how much of all rounding may change it."""
    total = doubtful = 0.0
    for at, label in enumerate(part["labels"]):
        over = predicted[str(part["first"] + at)] - 1 / worth
        brings = worth * int(label) - 1
        total += brings if over > 0 else 0
        doubtful += abs(brings) if abs(over) <= NEAR else 0
    return total / len(part["labels"]), doubtful


def _history_wrong(history: Sequence[float], valid: Numbers, truth: Truth) -> list[str]:
    """Letters bring whole numbers; the best round's profit is the one that the predictions for the validation rows have."""
    rows, worth = len(valid), truth["worth"]
    for at, found in enumerate(history):
        if worth == int(worth) and abs(found * rows - round(found * rows)) > ROUNDING:
            return [f"history.csv: {found!r} in row {at} is no profit that letters to some of {rows} customers bring"]
    profit, doubtful = _profit(valid, truth["valid"], worth)
    best = max(history)
    if abs(best - profit) * rows <= ROUNDING + doubtful:
        return []
    return [f"the best profit of history.csv is {best:.6f}, and that of the probabilities in valid.csv is {profit:.6f}"]


def _leaked(predicted: Numbers, part: Truth) -> list[str]:
    """What a model gets wrong has nothing to do with the chance in labels that it never saw.

    The labels less their planted chances are noise, with the mean 0 whatever the customer. For a model that did not learn
    from them, their sum, weighted by what the model got wrong, is 0 as well, give or take its deviation.
    """
    together = square = 0.0
    for at, label in enumerate(part["labels"]):
        chance = min(max(part["chances"][at] / 10000, 0.00005), 0.99995)
        off = _logit(predicted[str(part["first"] + at)]) - _logit(chance)
        together += (int(label) - chance) * off
        square += chance * (1 - chance) * off**2
    if together > LEAKED * math.sqrt(square):
        return ["valid.csv has predictions by a model that learned from the labels of these rows"]
    return []


def _logit(probability: float) -> float:
    return (
        max(-6.0, min(6.0, math.log(probability / (1 - probability)))) if 0 < probability < 1 else probability * 12 - 6
    )


def _stopping_wrong(history: Sequence[float], patience: int) -> list[str]:
    """Training must have stopped by itself, once so many rounds brought nothing better; one more or less does not matter."""
    best = 0
    for at, profit in enumerate(history):
        if profit > history[best]:
            best = at
        if at - best > patience + 1:
            return [f"history.csv goes on although {patience} rounds had brought no better profit"]
    if len(history) - 1 - best < patience - 1:
        return [f"history.csv ends after {len(history)} rounds, before {patience} of them brought no better profit"]
    return []


# How much they want


def _demand_wrong(predicted: Numbers, name: str, truth: Truth) -> list[str]:
    """What the loss must have changed: its mean is low, and in no group of customers would another prediction cost less."""
    first, costly = truth["first"], truth["costly"]
    pairs = [(actual, predicted[str(first + at)]) for at, actual in enumerate(truth["demand"])]
    cost = sum((costly if actual > guess else 1) * (actual - guess) ** 2 for actual, guess in pairs) / len(pairs)
    wrong = [f"{name} costs {cost:.1f} a row, more than {truth['most']:.1f}"] if cost > truth["most"] else []
    pulls = {}
    for who, groups in _GROUPS.items():
        residuals = [
            actual - guess for (actual, guess), one in zip(pairs, truth["groups"], strict=True) if one in groups
        ]
        weights = [costly if residual > 0 else 1 for residual in residuals]
        deviation = math.sqrt(sum(residual**2 for residual in residuals) / len(residuals))
        pull = sum(weight * residual for weight, residual in zip(weights, residuals, strict=True)) / sum(weights)
        pulls[who] = pull / deviation
        if not -TOO_HIGH <= pulls[who] <= TOO_LOW:
            side = "low" if pull > 0 else "high"
            wrong.append(f"{name} is too {side} for customers with {who}, by the loss that was asked for")
    if abs(pulls["few letters"] - pulls["many letters"]) > APART:
        wrong.append(f"{name} is too high for customers with few or many letters beside the others, by that loss")
    return wrong


_GROUPS = {"few visits": "03", "some visits": "14", "many visits": "25", "few letters": "012", "many letters": "345"}


def _other_wrong(first: Numbers, other: Numbers) -> list[str]:
    """Another seed makes another model, and not the same predictions moved or stretched."""
    ids = [*first]
    alike = sum(math.isclose(first[row], other[row], rel_tol=SAME) for row in ids)
    if alike > ALIKE * len(ids):
        return [f"other.csv, by another seed, is the same as first.csv in {alike} of {len(ids)} rows"]
    slope, correlation, deviation = _line([first[row] for row in ids], [other[row] for row in ids])
    left = deviation * math.sqrt(max(0.0, 1 - correlation**2))
    if left < SAME * abs(sum(other.values())) / len(ids):
        return [f"other.csv, by another seed, is first.csv times {slope:.4f} and moved"]
    return []


def _twins_wrong(name: str, found: Numbers, ids: Sequence[str], twins: int) -> list[str]:
    """One model gives equal rows equal predictions."""
    for place in range(0, len(ids) - 2, twins):
        one, other = ids[place], ids[place + 1]
        if not math.isclose(found[one], found[other], rel_tol=SAME):
            values = f"{found[one]:g} and {found[other]:g}"
            return [f"{name}.csv has {values} for rows {one} and {other}, whose columns are the same"]
    return []


def _line(given: Sequence[float], answers: Sequence[float]) -> tuple[float, float, float]:
    """The slope of the line that fits best, the correlation, and the deviation of the answers."""
    count = len(given)
    means = sum(given) / count, sum(answers) / count
    together = sum((one - means[0]) * (other - means[1]) for one, other in zip(given, answers, strict=True))
    squares = [sum((value - mean) ** 2 for value in each) for each, mean in zip((given, answers), means, strict=True)]
    if not all(squares):
        return 0.0, 0.0, math.sqrt(squares[1] / count)
    return together / squares[0], together / math.sqrt(squares[0] * squares[1]), math.sqrt(squares[1] / count)


def _ladder_wrong(outputs: Path, ladder: Truth) -> list[str]:
    """Within each customer's steps of longer tenure, no prediction is below the one before it."""
    ids = _ids(ladder["first"], len(ladder["demand"]))
    predicted = _numbers(outputs, "ladder.csv", "demand", ids)
    for place in range(1, len(ids)):
        before, here = predicted[ids[place - 1]], predicted[ids[place]]
        if place % ladder["steps"] and here < before - FALLING * abs(before):
            return [
                f"ladder.csv: demand falls from {before:g} to {here:g} at row {ids[place]}, where only tenure is longer"
            ]
    off = sum((predicted[row] - right) ** 2 for row, right in zip(ids, ladder["demand"], strict=True)) / len(ids)
    if off > ladder["most"]:
        return [
            f"ladder.csv is {math.sqrt(off):.1f} pieces off what costs least; {math.sqrt(ladder['most']):.1f} are allowed"
        ]
    return []


def _slopes_wrong(found: Numbers, predicted: Numbers, ids: Sequence[str], truth: Truth) -> list[str]:
    """Slopes go along with the planted ones, and with what the model predicts for rows that one kilometre tells apart."""
    planted = truth["slopes"]
    slope, correlation, _ = _line([*planted.values()], [found[row] for row in planted])
    if correlation < CORRELATED or not STEEP[0] <= slope <= STEEP[1]:
        return [
            f"slopes.csv: the slopes by distance are not those of the demand; their correlation is {correlation:.2f}"
        ]
    pairs = [(ids[place], ids[place + 2]) for place in range(0, len(ids) - 2, truth["twins"])]
    signs = truth["further"]
    steps = [
        (predicted[b] - predicted[a]) * (1 if further == "1" else -1)
        for (a, b), further in zip(pairs, signs, strict=True)
    ]
    halves = [(found[a] + found[b]) / 2 for a, b in pairs]
    slope, correlation, _ = _line(steps, halves)
    if correlation < CORRELATED or not STEEP[0] <= slope <= STEEP[1]:
        return [
            f"slopes.csv: the slopes are not those of first.csv for rows one kilometre apart; correlation: {correlation:.2f}"
        ]
    return []
