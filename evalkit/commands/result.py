"""What `evalkit run` and `evalkit check` found, for the terminal and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """The result of one implementation, for the last lines on the terminal; `shows` tells the facts that it shows."""

    label: str
    status: str
    reason: str
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The results of a run: its report, its answer, its cells, and whether it is complete.

    `measured` counts the figures with a value, `weighed` all that the rubric weighs. `seconds_left` is the expected
    time until every figure is measured, or, if all are, for what makes them more certain.
    """

    report: Path
    answer: str
    cells: tuple[Cell, ...]
    measured: int = 0
    weighed: int = 0
    ranked: bool = False
    seconds_left: float = 0.0
    complete: bool = True
    interrupted: bool = False
    ending: str = ""

    @property
    def all_ok(self) -> bool:
        """Whether every cell is ok or unsupported by the tool; a run that is not complete may not have run some yet."""
        fine = ("ok", "unsupported") if self.complete else ("ok", "unsupported", "not run")
        return all(cell.status in fine for cell in self.cells)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "report": str(self.report),
            "complete": self.complete,
            "interrupted": self.interrupted,
            "measured": self.measured,
            "weighed": self.weighed,
            "ranked": self.ranked,
            "cells": [{"cell": cell.label, "status": cell.status, "reason": cell.reason} for cell in self.cells],
        }
