"""One run as the comparison needs it: its rubric, its observations and its scorecard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Observation, Rubric, Task
from evalkit.scoring.all_figures import figures_by_place
from evalkit.scoring.figures import Evidenced
from evalkit.scoring.judging import score
from evalkit.scoring.scorecard import Figure, FigurePlace, Scorecard


@dataclass(frozen=True, slots=True)
class RunData:
    """One run.

    `members` maps tasks to competing tools. `observations` are the current ones. `environments` maps (task, tool) to
    the digest of its lock, and `versions` maps tools to their versions. `machine`, `evalkit` (its version) and `seed`
    say how it was measured; `data` is the digest of the reader's own data, '' where there were none.
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
    data: str = ""

    def tools(self, task: str) -> tuple[str, ...]:
        """Return the tools of a task, including its baseline."""
        return tuple(dict.fromkeys((*self.members[task], self.tasks[task].baseline)))


@dataclass(frozen=True, slots=True)
class ScoredRun:
    """One run, scored with its own rubric; `figures` are all its figures."""

    run: RunData
    evidenced: Evidenced
    card: Scorecard
    figures: Mapping[FigurePlace, Figure]


def scored(run: RunData) -> ScoredRun:
    """Score a run and index its figures."""
    card = score(run.rubric, run.tasks, run.members, run.observations, run.environments, run.versions)
    return ScoredRun(run, Evidenced(run.observations, run.rubric, run.tasks), card, figures_by_place(card))
