"""A real run in this process: every implementation, input and checker in a process of its own, but no worker's and no command's."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench.machine import describe_machine
from evalkit.commands.result import Result
from evalkit.commands.run import run_rubric
from evalkit.environments import Provisioner
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Observation
from evalkit.plan import Left, Outcome, Request, Work
from evalkit.store import Journal
from evalkit.store.snapshot import Snapshot
from evalkit.workers.perform import perform
from evalkit.workers.scripted import ScriptedWorkers
from evalkit.workers.workbench import Workbench
from evalkit.workers.workers import Seat
from tests.conftest import SmallWorkspace


class WorkersHere(ScriptedWorkers):
    """One seat, whose work this process performs."""

    def __init__(self, snapshot: Snapshot, environments: Callable[..., Provisioner] = StandingEnvironments) -> None:
        super().__init__(self._perform)
        self._seats = [Seat("here", "here", describe_machine())]
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-")).resolve()
        self._workbench = Workbench(self._folder, lambda _: snapshot, environments)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._workbench.close()
        shutil.rmtree(self._folder)

    def __enter__(self) -> Self:
        return self

    def _perform(self, work: Work) -> Outcome:
        return perform(work, self._workbench)


class Said:
    """A screen that keeps what is said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text)

    def progress(self, left: Left, doing: str) -> None:
        pass


def run(small: SmallWorkspace, said: Said | None = None, **request: Any) -> Result:
    """Run the small rubric as `evalkit run` does; `request` narrows or changes what is asked for."""
    asked = Request("rubrics/small.yaml", small.root, **request)
    return run_rubric(asked, said or Said(), WorkersHere, StandingEnvironments)


def journal(small: SmallWorkspace, name: str = "small") -> list[Observation]:
    """All that a run has observed."""
    return Journal(small.root / "reports" / name / "journal.jsonl").observations


def scorecard(small: SmallWorkspace, name: str = "small") -> dict[str, Any]:
    """What a run says of the tools."""
    card: dict[str, Any] = json.loads((small.root / "reports" / name / "scorecard.json").read_text())
    return card


def row(card: dict[str, Any], tool: str) -> dict[str, Any]:
    """What a scorecard says of a tool in the one task."""
    found: dict[str, Any] = next(row for row in card["tasks"][0]["rows"] if row["tool"] == tool)
    return found
