"""Predictions of an imperfect model on UCI Adult rows, and the metrics that each group of people should be given."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth
from tasks.data.adult import COLUMNS, Row, chance, draw, places, write
from tasks.data.own import LABEL as OWN_LABEL
from tasks.data.own import population

KEPT = ("age", "education", "hours-per-week", "race", "sex")
OWN = {
    **OWN_LABEL,
    "sex": "group-1",
    "race": "group-2",
    "age": "number-1",
    "hours-per-week": "number-2",
    "education": "text-1",
}
"""Where columns of a reader's own table stand: of its first group, the most frequent value as Male, all others as Female."""

SMALL = 200
"""Rows below which level `adapt` calls a group small, unless the truth is told otherwise."""

THRESHOLD = 500
MISSED, RAISED = 5, 1
"""What a false negative and a false positive cost."""

APART = 0.02
"""How far, at least, accuracy and AUC differ within each sex, and each of them between the sexes."""
MISTAKES = 4
"""Wrong decisions that each sex has at least, so that its cost varies."""

CHOICES = (0.25, 0.5, 0.75)
"""The thresholds between which somebody may want to choose."""

_NORMAL = 1.959964
_AT = {column: place for place, column in enumerate(COLUMNS)}

Cells = Counter[tuple[int, int]]
"""How many rows of a group have each pair of score and label."""


def make(rows: int, seed: int, folder: Path, own: Path | None = None) -> Truth:
    """Write predictions.csv with `rows` rows into `folder` and say what its metrics are.

    The truth holds, for each level, its groups with exact values: accuracies and areas from 0 to 1 (None where a group
    has one class only), mean costs per row, and under `half` the half-width of the normal 95 % interval of each mean;
    `hello` also the counts of decisions at other thresholds, and how far apart the sexes are. `adapt.small` is the number of
    rows below which a group is small. `own` is a table whose rows take the place of the census's.
    """
    pool = population("train", own, OWN) + population("test", own, OWN)
    margin = _margin if own is None else _planted_margin
    for deal in range(1000 if own is None else 50):
        people = draw(rows, seed, f"people {deal}", pool)
        labels = [int(row[_AT["income"]] == ">50K") for row in people]
        scores = [_score(margin(row), chance(seed, "noise", deal, place)) for place, row in enumerate(people)]
        groups = _cells(((row[_AT["sex"]], row[_AT["race"]]) for row in people), labels, scores)
        if _telling(_sexes(groups)):
            break
    else:
        raise ValueError(f"no draw of {rows} rows tells the groups apart: one may be too small, or hold one label only")

    kept = [_AT[column] for column in KEPT]
    table = zip(people, labels, scores, strict=True)
    lines = ([*(row[place] for place in kept), label, score] for row, label, score in table)
    write(folder / "predictions.csv", (*KEPT, "label", "score"), lines)
    return _truth(groups, SMALL)


def edited(folder: Path, truth: Truth, level: str, value: int) -> Truth:
    """The truth once `value` stands on the marked line of `level`; the inputs stay as they are."""
    return {**truth, level: {**truth[level], "small": value}}


def changed(folder: Path, truth: Truth, seed: int) -> Truth:
    """Turn the label of 1 % of the rows round, all of them rows that were decided right, and say the metrics then.

    The accuracy of all rows falls by a hundredth, which is ten times what an answer may be off.
    """
    file = folder / "predictions.csv"
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    label, score, sex, race = map(header.index, ("label", "score", "sex", "race"))
    right = [row for row in rows if (int(row[score]) >= THRESHOLD) == (row[label] == "1")]
    for place in places(max(1, len(rows) // 100), seed, "changed labels", len(right)):
        right[place][label] = "0" if right[place][label] == "1" else "1"
    write(file, header, rows)
    groups = ((row[sex], row[race]) for row in rows)
    numbers = ([int(row[at]) for row in rows] for at in (label, score))
    return _truth(_cells(groups, *numbers), truth["adapt"]["small"])


def _truth(groups: Mapping[tuple[str, str], Cells], small: int) -> Truth:
    sexes = _sexes(groups)
    pairs = {**groups, ("all", "all"): sum(sexes.values(), Cells())}
    halves = {sex: {"accuracy": _accuracy_half(cells), "auc": _area_half(cells)} for sex, cells in sexes.items()}
    return {
        "hello": {
            "groups": [
                {"sex": sex, **_quality(cells), "half": halves[sex], "counts": _counts(cells)}
                for sex, cells in sorted(sexes.items())
            ],
            "apart": _apart([_quality(cells) for cells in sexes.values()], list(halves.values())),
        },
        "adapt": {
            "small": small,
            "groups": [
                {"sex": sex, "race": race, "rows": cells.total(), **_quality(cells)}
                for (sex, race), cells in sorted(pairs.items())
            ],
        },
        "stretch": {"groups": [{"sex": sex, **_price(cells)} for sex, cells in sorted(sexes.items())]},
    }


def accuracy(cells: Cells) -> float:
    """The share of rows whose decision, a score of `THRESHOLD` or more, is their label."""
    return sum(number for (score, label), number in cells.items() if (score >= THRESHOLD) == label) / cells.total()


def area(cells: Cells) -> float | None:
    """The area under the ROC curve; None where all rows have one label.

    It is the chance that a row of label 1, drawn at random, has a higher score than a row of label 0, equal scores
    counting half.
    """
    halves = below = positives = 0
    for score in sorted({score for score, _ in cells}):
        negative, positive = cells[score, 0], cells[score, 1]
        halves += positive * (2 * below + negative)
        below += negative
        positives += positive
    return halves / (2 * positives * below) if positives and below else None


def _accuracy_half(cells: Cells) -> float:
    share = accuracy(cells)
    return _NORMAL * sqrt(share * (1 - share) / cells.total())


def _area_half(cells: Cells) -> float:
    """Half the width of the normal 95 % interval of the area, by DeLong, DeLong and Clarke-Pearson (1988)."""
    totals = [sum(number for (_, label), number in cells.items() if label == of) for of in (0, 1)]
    below = [0, 0]
    placed: tuple[list[tuple[float, int]], list[tuple[float, int]]] = ([], [])
    for score in sorted({score for score, _ in cells}):
        here = [cells[score, 0], cells[score, 1]]
        for of in (0, 1):
            # The share of the other label's rows that lie below this score, equal ones counting half.
            placed[of].append(((below[1 - of] + here[1 - of] / 2) / totals[1 - of], here[of]))
        below = [below[of] + here[of] for of in (0, 1)]
    return _NORMAL * sqrt(sum(_variance(placed[of]) / totals[of] for of in (0, 1)))


def _variance(values: Sequence[tuple[float, int]]) -> float:
    rows = sum(number for _, number in values)
    mean = sum(value * number for value, number in values) / rows
    return sum((value - mean) ** 2 * number for value, number in values) / max(1, rows - 1)


def _counts(cells: Cells) -> dict[str, dict[str, int]]:
    """How many rows are decided rightly and wrongly where the decision is 1 above each of the thresholds."""
    counted = {}
    for threshold in CHOICES:
        decided: Counter[tuple[bool, int]] = Counter()
        for (score, label), number in cells.items():
            decided[score > 1000 * threshold, label] += number
        counted[str(threshold)] = {
            "true_positives": decided[True, 1],
            "false_positives": decided[True, 0],
            "true_negatives": decided[False, 0],
            "false_negatives": decided[False, 1],
        }
    return counted


def _apart(values: Sequence[Mapping[str, float | None]], halves: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """How far the largest and the smallest value of each metric are apart, and the half-width of their difference."""
    apart = {}
    for metric in ("accuracy", "auc"):
        found = [value[metric] or 0.0 for value in values]
        half = sqrt(sum(each[metric] ** 2 for each in halves))
        apart[metric] = {"difference": max(found) - min(found), "half": half}
    return apart


def _margin(row: Row) -> int:
    """How much speaks for an income of more than 50K."""
    spouse = row[_AT["marital-status"]] in ("Married-civ-spouse", "Married-AF-spouse")
    return (
        38 * (int(row[_AT["education-num"]]) - 9)
        + 4 * (min(int(row[_AT["age"]]), 55) - 38)
        + 5 * (min(max(int(row[_AT["hours-per-week"]]), 20), 60) - 40)
        + 240 * spouse
        + 300 * (int(row[_AT["capital-gain"]]) > 5000)
        - 335
    )


def _planted_margin(row: Row) -> int:
    """The same for a row of an own table, whose label nobody knows how to predict: one sex is told better than the other."""
    far = 190 if row[_AT["sex"]] == "Female" else 120
    return far if row[_AT["income"]] == ">50K" else -far


def _score(margin: int, bits: int) -> int:
    """Thousandths of a probability that the label is 1, by what speaks for it and by noise; 1..999, but never the threshold."""
    # Four sixteen-bit numbers add up to nearly normal noise, here with a standard deviation of 145.
    noise = sum(bits >> shift & 0xFFFF for shift in (0, 16, 32, 48)) // 261 - 502
    leaning = margin + noise or 1
    return THRESHOLD + 500 * leaning // (abs(leaning) + 150)


def _cells(
    groups: Iterable[tuple[str, str]], labels: Sequence[int], scores: Sequence[int]
) -> dict[tuple[str, str], Cells]:
    """The rows of each pair of sex and race that occurs."""
    cells: dict[tuple[str, str], Cells] = {}
    for (group, score, label), number in Counter(zip(groups, scores, labels, strict=True)).items():
        cells.setdefault(group, Cells())[score, label] = number
    return cells


def _sexes(groups: Mapping[tuple[str, str], Cells]) -> dict[str, Cells]:
    cells: dict[str, Cells] = {}
    for (sex, _), part in groups.items():
        cells.setdefault(sex, Cells()).update(part)
    return cells


def _telling(sexes: Mapping[str, Cells]) -> bool:
    """Whether mixing up metrics or sexes would show: chance alone now and then brings two of the values together."""
    women, men = (sexes.get(sex, Cells()) for sex in ("Female", "Male"))
    areas = area(women), area(men)
    if areas[0] is None or areas[1] is None:
        return False
    shares = accuracy(women), accuracy(men)
    wrong = [sum(number for cost, number in _costs(cells) if cost) for cells in (women, men)]
    gaps = (shares[0] - shares[1], areas[0] - areas[1], shares[0] - areas[0], shares[1] - areas[1])
    return min(map(abs, gaps)) >= APART and min(wrong) >= MISTAKES


def _quality(cells: Cells) -> dict[str, float | None]:
    return {"accuracy": accuracy(cells), "auc": area(cells)}


def _costs(cells: Cells) -> Iterator[tuple[int, int]]:
    """The costs of a group's rows, each with a number of rows."""
    for (score, label), number in cells.items():
        yield (RAISED * (1 - label) if score >= THRESHOLD else MISSED * label), number


def _price(cells: Cells) -> dict[str, Any]:
    rows = cells.total()
    total = sum(cost * number for cost, number in _costs(cells))
    squares = sum(cost**2 * number for cost, number in _costs(cells))
    return {"cost": total / rows, "half": _NORMAL * sqrt(rows * squares - total**2) / rows / sqrt(rows)}
