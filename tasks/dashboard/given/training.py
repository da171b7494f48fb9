"""Given to every implementation of the dashboard task: trainings, each of which tells its loss step by step.

The losses of all batches stand in losses.csv, and the loss of a step is the mean of its batches. Of the run UNFINISHED only the first
half stands there: the other half comes in later.csv, which is not there before somebody has looked at the first. This module
uses Python's own library only.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

UNFINISHED = "run-night"
"""The run that goes on while somebody looks."""
UNIT = 10_000
"""Losses and weights stand in the files as whole numbers, so many to one."""

_HERE = Path(__file__).parent
_COLUMNS = ("run", "step", "batch", "loss")
_LOOK_SECONDS = 0.05


def learn(run: str) -> Iterator[tuple[int, float]]:
    """Train a run: yield each step, from 0 on, and the loss there.

    The run UNFINISHED yields what there is, and then waits for the rest.

    Raises:
        ValueError: the table of losses lacks a column, holds no row of the run, or something other than whole numbers.
    """
    steps = _steps(_HERE / "losses.csv", run)
    if not steps:
        raise ValueError(f"losses.csv has no rows of {run}")
    yield from _means(steps)
    if run == UNFINISHED:
        later = _HERE / "later.csv"
        while not later.exists():
            time.sleep(_LOOK_SECONDS)
        yield from _means(_steps(later, run))


def weights() -> list[float]:
    """The weights of the trained model, in no order."""
    return [int(line) / UNIT for line in (_HERE / "weights.txt").read_text(encoding="utf-8").split()]


def picture() -> Path:
    """A picture of what the model has learned, a PNG file."""
    return _HERE / "learned.png"


def _steps(file: Path, run: str) -> dict[int, list[int]]:
    """The losses of the batches of each step of a run."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text)
        for column in _COLUMNS:
            if column not in (rows.fieldnames or ()):
                raise ValueError(f"{file.name} has no column {column}")
        steps: dict[int, list[int]] = {}
        for number, row in enumerate(rows, start=1):
            if row["run"] == run:
                steps.setdefault(_number(row["step"], "step", number), []).append(_number(row["loss"], "loss", number))
    return dict(sorted(steps.items()))


def _number(field: str | None, column: str, row: int) -> int:
    try:
        return int(field or "")
    except ValueError:
        raise ValueError(f"row {row}: {column} holds {field!r}, which is no whole number") from None


def _means(steps: dict[int, list[int]]) -> Iterator[tuple[int, float]]:
    for step, losses in steps.items():
        yield step, round(sum(losses) / len(losses) / UNIT, 4)
