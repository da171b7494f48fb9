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
class Cell:
    """How one implementation came out, for the closing lines on the terminal."""

    label: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves: where its report is, its cells, and whether it was cut short."""

    report: Path
    cells: tuple[Cell, ...]
    interrupted: bool = False
    out_of_budget: bool = False

    @property
    def all_ok(self) -> bool:
        """Whether every cell is ok, or is a level that its adapter declares as unsupported."""
        fine = ("ok", "unsupported", "not run") if self.out_of_budget else ("ok", "unsupported")
        return all(cell.status in fine for cell in self.cells)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "report": str(self.report),
            "interrupted": self.interrupted,
            "out_of_budget": self.out_of_budget,
            "cells": [{"cell": cell.label, "status": cell.status, "reason": cell.reason} for cell in self.cells],
        }


class Screen(Protocol):
    """Where a run tells how it goes. A terminal draws it; a pipe gets plain lines; a test listens."""

    def say(self, text: str) -> None:
        """One line that stays."""

    def progress(self, done: int, total: int, doing: str, seconds_left: float | None) -> None:
        """What is being done now, and how long the rest will take if that is known."""
