"""What somebody asks of `evalkit run`, and what the run returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from evalkit.model import LevelName


@dataclass(frozen=True, slots=True)
class Request:
    """One call of `evalkit run`. An empty tuple means all; None means the rubric's value; the manifest keeps `command`.

    `data` is the file of the reader's own data; with `show_data` what is kept of the run may hold its values.
    """

    rubric: str
    folder: Path = field(default_factory=Path.cwd)
    tasks: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    levels: tuple[LevelName, ...] = ()
    probes: tuple[str, ...] = ()
    blocks: int | None = None
    budget_minutes: float | None = None
    seed: int = 0
    out: Path | None = None
    fresh: bool = False
    command: str = "evalkit run"
    data: Path | None = None
    show_data: bool = False

    def wants(self, probe: str) -> bool:
        """Return whether the request includes the probes of this family."""
        return not self.probes or probe in self.probes


@dataclass(frozen=True, slots=True)
class Left:
    """Progress: the number of work items done, their total, and the expected seconds for the rest."""

    done: int
    total: int
    seconds: float


class Progress:
    """Keeps count of work items so that what is done never goes back, and the total grows only where a forecast was too low."""

    def __init__(self) -> None:
        self._done = self._total = 0

    def with_ahead(self, ahead: int) -> tuple[int, int]:
        """Return what is done and the total, now that so many items are ahead; what is no longer needed counts as done."""
        self._total = max(self._total, self._done + ahead)
        self._done = self._total - ahead
        return self._done, self._total


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
    time for the rest.
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
        """Whether every cell that was run is ok, or is a level that the tool declares as unsupported."""
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


class Screen(Protocol):
    """Where a run shows its progress: a live line on a terminal, plain lines in a pipe, a list in a test."""

    def say(self, text: str) -> None:
        """Show one line that stays."""

    def progress(self, left: Left, doing: str) -> None:
        """Show how far the run is and what it does now; called once a second, so that the clock ticks."""
