"""What somebody asked `evalkit run` to do, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from evalkit.model import LevelName


@dataclass(frozen=True, slots=True)
class Request:
    """One call of `evalkit run`. Empty tuples mean all, None the rubric's own value; `command` is kept in the manifest."""

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

    def wants(self, probe: str) -> bool:
        """Whether the probes of this family are part of this request."""
        return not self.probes or probe in self.probes


@dataclass(frozen=True, slots=True)
class Left:
    """How far a run is: pieces of work that are done and all there are, and the seconds that the rest will take."""

    done: int
    total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Cell:
    """How one implementation came out, for the closing lines on the terminal."""

    label: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves: where its report is, what it says, its cells, and whether it came to its end.

    `measured` of the `weighed` figures have a value; `seconds_left` is about how long the rest will take.
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
        """Whether every cell that was run is ok, or is a level that its adapter declares as unsupported."""
        fine = ("ok", "unsupported") if self.complete else ("ok", "unsupported", "not run")
        return all(cell.status in fine for cell in self.cells)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
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
    """Where a run tells how it goes. A terminal draws it; a pipe gets plain lines; a test listens."""

    def say(self, text: str) -> None:
        """One line that stays."""

    def progress(self, left: Left, doing: str) -> None:
        """How far the run is, and what is being done now; called once a second, so that its clock ticks."""
