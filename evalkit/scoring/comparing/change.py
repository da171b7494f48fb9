"""What differs between two runs, as data that a page can show and a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evalkit.model import Status
from evalkit.scoring.scorecard import Points


class ChangeKind(StrEnum):
    """What became of something between the run before and the run after; the order is that of importance."""

    BROKEN = "broken"
    """It was ok, and is not any more."""
    WORSE = "worse"
    LOST = "no longer measured"
    BETTER = "better"
    MENDED = "mended"
    """It was not ok, and is now."""
    FOUND = "newly measured"
    ALTERED = "fails in another way"
    UNSURE = "too few samples to tell"
    APART = "not comparable"
    SAME = "no real difference"

    @property
    def is_real(self) -> bool:
        """Whether something changed for certain, or as certainly as the tests promise."""
        return self not in {ChangeKind.UNSURE, ChangeKind.APART, ChangeKind.SAME}


@dataclass(frozen=True, slots=True)
class Measured:
    """One side of a change. `status` is None where nothing was observed; `samples` counts the readings behind `value`."""

    status: Status | None
    value: float | None = None
    samples: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """How one implementation came out before and after; `reason` is that of the side that is not ok."""

    task: str
    tool: str
    level: str
    kind: ChangeKind
    before: Status | None
    after: Status | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One metric of one tool before and after.

    `task` is None for what belongs to the tool alone, `level` for what is taken from all levels. With `relative` both
    values are medians of the ratio to the baseline in the same block, else they are in `unit`. `ratio` is after over
    before (for samples, the typical ratio), None where a side is 0; `interval` its 95 % interval, unadjusted; `p` Holm's
    adjusted p-value over all timings compared, None where nothing was tested. `reason` says why nothing can be said.
    """

    task: str | None
    tool: str
    level: str | None
    metric: str
    unit: str
    kind: ChangeKind
    before: Measured
    after: Measured
    relative: bool = False
    ratio: float | None = None
    interval: tuple[float, float] | None = None
    p: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StandingChange:
    """Points and place of a tool in a task, or of a stack (`task` is None), before and after."""

    task: str | None
    name: str
    before: Points
    after: Points
    before_rank: tuple[int, int] | None
    after_rank: tuple[int, int] | None

    @property
    def kind(self) -> ChangeKind:
        """Worse or better only where its best place now lies beyond its worst place then, or the other way round."""
        if self.before_rank is None or self.after_rank is None:
            pairs = {(True, False): ChangeKind.LOST, (False, True): ChangeKind.FOUND}
            return pairs.get((self.before_rank is not None, self.after_rank is not None), ChangeKind.SAME)
        if self.after_rank[0] > self.before_rank[1]:
            return ChangeKind.WORSE
        return ChangeKind.BETTER if self.after_rank[1] < self.before_rank[0] else ChangeKind.SAME


@dataclass(frozen=True, slots=True)
class OnlyIn:
    """A task, a tool of a task ('task/tool') or a stack that one of the runs lacks; `run` ('before', 'after') has it."""

    what: str
    name: str
    run: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed between two runs, the most important first.

    `versions` holds (before, after) of every tool in both runs, '' where it is not known, `claims` the verdicts of every
    claim in both. `tested` is the number of timings in Holm's family. `notes` say what a reader must know before
    believing it.
    """

    outcomes: tuple[OutcomeChange, ...]
    figures: tuple[FigureChange, ...]
    standings: tuple[StandingChange, ...]
    versions: Mapping[str, tuple[str, str]]
    claims: Mapping[str, tuple[str, str]]
    only: tuple[OnlyIn, ...]
    tested: int
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        """How many outcomes and figures are of each kind that occurs, in the order of importance."""
        found = [*(change.kind for change in self.outcomes), *(change.kind for change in self.figures)]
        return {kind: found.count(kind) for kind in ChangeKind if kind in found}
