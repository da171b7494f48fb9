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
ROUNDING = 1e-5
"""Difference between two profits that single precision may make."""
NEAR = 1e-6
"""Distance to the limit of a letter at which a probability may be on either side, by rounding."""
OFF = 0.2
"""Weighted mean of the residuals of a group, in their standard deviations, that a right loss may leave."""
ALIKE = 0.5
"""Share of the rows that two seeds may predict alike."""
SAME = 1e-4
"""Difference between a prediction and that of the saved model."""
FALLING = 1e-6
"""By how much of itself a prediction may fall, by rounding, where it must not."""
CORRELATED = 0.8
STEEP = (0.5, 1.5)
"""How many times the planted slopes the slopes may be, on average."""
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
    reached, ceiling = _auc(valid, truth["valid"]), truth["valid"]["ceiling"]
    if reached > ceiling:
        wrong.append(
            f"valid.csv has an AUC of {reached:.4f}; no model that did not train on these rows has more than {ceiling:.4f}"
        )
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
    alike = sum(math.isclose(first[number], other[number], rel_tol=SAME) for number in ids)
    if alike > ALIKE * len(ids):
        wrong.append(f"other.csv, by another seed, is the same as first.csv in {alike} of {len(ids)} rows")
    missed = {}
    if _is_there(outputs / "ladder.csv"):
        wrong += _ladder_wrong(outputs, truth["ladder"])
    else:
        missed["never-falling"] = "outputs/ladder.csv was not written"
    if _is_there(outputs / "slopes.csv"):
        wrong += _slopes_wrong(_numbers(outputs, "slopes.csv", "distance", ids), truth["slopes"])
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
    """Predictions must rank customers well enough, and be right on average."""
    reached, share = _auc(predicted, part), part["labels"].count("1") / len(part["labels"])
    wrong = []
    if reached < part["floor"]:
        wrong.append(f"{name} has an AUC of {reached:.4f}, less than {part['floor']:.4f}")
    mean = sum(predicted.values()) / len(predicted)
    if abs(mean - share) > 0.1:
        wrong.append(f"{name}: the mean probability is {mean:.3f}, and {share:.3f} of these customers bought")
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
    """The mean profit of letters to all whose probability is above 1 / worth, and by how much rounding may change it."""
    total = doubtful = 0.0
    for at, label in enumerate(part["labels"]):
        over = predicted[str(part["first"] + at)] - 1 / worth
        brings = worth * int(label) - 1
        total += brings if over > 0 else 0
        doubtful += abs(brings) if abs(over) <= NEAR else 0
    return total / len(part["labels"]), doubtful / len(part["labels"])


def _history_wrong(history: Sequence[float], valid: Numbers, truth: Truth) -> list[str]:
    """The best round's profit must be the one that the predictions for the validation rows have."""
    profit, doubtful = _profit(valid, truth["valid"], truth["worth"])
    best = max(history)
    if abs(best - profit) <= ROUNDING + doubtful:
        return []
    return [f"the best profit of history.csv is {best:.6f}, and that of the probabilities in valid.csv is {profit:.6f}"]


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
    for group in "012":
        residuals = [
            actual - guess for (actual, guess), one in zip(pairs, truth["visits"], strict=True) if one == group
        ]
        weights = [costly if residual > 0 else 1 for residual in residuals]
        deviation = math.sqrt(sum(residual**2 for residual in residuals) / len(residuals))
        pull = sum(weight * residual for weight, residual in zip(weights, residuals, strict=True)) / sum(weights)
        if abs(pull) > OFF * deviation:
            side = "low" if pull > 0 else "high"
            who = ("few", "some", "many")[int(group)]
            wrong.append(f"{name} is too {side} for customers with {who} visits, by the loss that was asked for")
    return wrong


def _ladder_wrong(outputs: Path, ladder: Truth) -> list[str]:
    """Within each customer's steps of longer tenure, no prediction is below the one before it."""
    ids = _ids(ladder["first"], ladder["count"])
    predicted = _numbers(outputs, "ladder.csv", "demand", ids)
    for place in range(1, len(ids)):
        before, here = predicted[ids[place - 1]], predicted[ids[place]]
        if place % ladder["steps"] and here < before - FALLING * abs(before):
            return [
                f"ladder.csv: demand falls from {before:g} to {here:g} at row {ids[place]}, where only tenure is longer"
            ]
    if len(set(predicted.values())) < ladder["count"] // 20:
        return ["ladder.csv predicts nearly the same for everybody"]
    return []


def _slopes_wrong(found: Numbers, planted: Mapping[str, float]) -> list[str]:
    """Slopes must go along with the planted ones, and be about as steep."""
    own, right = [found[row] for row in planted], list(planted.values())
    means = sum(own) / len(own), sum(right) / len(right)
    together = sum((one - means[0]) * (other - means[1]) for one, other in zip(own, right, strict=True))
    squares = [sum((value - mean) ** 2 for value in values) for values, mean in zip((own, right), means, strict=True)]
    correlation = together / math.sqrt(squares[0] * squares[1]) if all(squares) else 0.0
    if correlation < CORRELATED or not STEEP[0] <= together / squares[1] <= STEEP[1]:
        return [
            f"slopes.csv: the slopes by distance are not those of the demand; their correlation is {correlation:.2f}"
        ]
    return []
