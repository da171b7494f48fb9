"""One run as comparing needs it: what was asked, what was observed, and what that makes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Observation, Rubric, Task
from evalkit.scoring.figures import Evidenced
from evalkit.scoring.ranking import score
from evalkit.scoring.scorecard import Figure, Scorecard

Spot = tuple[str | None, str, str | None, str]
"""Task, tool, level and metric of a figure."""


@dataclass(frozen=True, slots=True)
class RunData:
    """One run.

    `members` names the competing tools by task, `observations` are the current ones, `environments` the lock of each
    (task, tool), `versions` those of the tools; `machine`, `evalkit` and `seed` are what it ran on and with.
    """

    rubric: Rubric
    tasks: Mapping[str, Task]
    members: Mapping[str, Sequence[str]]
    observations: Sequence[Observation]
    environments: Mapping[tuple[str, str], str]
    versions: Mapping[str, str]
    machine: Mapping[str, str]
    evalkit: str = ""
    seed: int = 0

    def tools(self, task: str) -> tuple[str, ...]:
        """The tools of a task, its baseline among them."""
        return tuple(dict.fromkeys((*self.members[task], self.tasks[task].baseline)))


@dataclass(frozen=True, slots=True)
class ScoredRun:
    """One run of a comparison, scored with its own rubric; `figures` are all of them by where they belong."""

    run: RunData
    evidenced: Evidenced
    card: Scorecard
    figures: Mapping[Spot, Figure]


def scored(run: RunData) -> ScoredRun:
    """Score a run, and find its figures by where they belong."""
    card = score(run.rubric, run.tasks, run.members, run.observations, run.environments, run.versions)
    figures = {
        (task, found.tool, figure.level, figure.metric): figure
        for found in card.tools
        for task, figure in found.figures
    }
    return ScoredRun(run, Evidenced(run.observations, run.rubric, run.tasks), card, figures)
