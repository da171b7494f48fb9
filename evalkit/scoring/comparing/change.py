"""Differences between two runs, as data that a page can show and a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evalkit.model import Status
from evalkit.scoring.scorecard import FigurePlace, Points


class ChangeKind(StrEnum):
    """What happened to something between two runs, the most important kind first."""

    BROKEN = "broken"
    """It was ok before and is not ok now."""
    WORSE = "worse"
    LOST = "no longer measured"
    BETTER = "better"
    MENDED = "mended"
    """It was not ok before and is ok now."""
    FOUND = "newly measured"
    ALTERED = "fails in another way"
    UNSURE = "too few samples to tell"
    APART = "not comparable"
    SAME = "no real difference"

    @property
    def is_real(self) -> bool:
        """Whether something certainly changed, or changed significantly."""
        return self not in {ChangeKind.UNSURE, ChangeKind.APART, ChangeKind.SAME}


@dataclass(frozen=True, slots=True)
class Measured:
    """One side of a change. `status` is None if nothing was observed; `samples` counts the readings behind `value`."""

    status: Status | None
    value: float | None = None
    samples: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """The results of one implementation before and after; `reason` comes from the side that is not ok."""

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

    `task` is None if the metric belongs to the tool, `level` if it is taken from all levels. If `relative` is True,
    both values are medians of the ratio to the baseline in the same block; otherwise they are in `unit`. `ratio` is
    after over before (the typical ratio, if there are samples), or None if a side is 0. `interval` is its unadjusted 95
    % interval. `p` is Holm's p-value over all timings compared, or None if nothing was tested. `reason` says why
    nothing can be said.
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

    @property
    def place(self) -> FigurePlace:
        """Which figure changed."""
        return FigurePlace(self.task, self.tool, self.metric, self.level)


@dataclass(frozen=True, slots=True)
class StandingChange:
    """Points and place before and after, of a tool in a task or of a stack (`task` is None)."""

    task: str | None
    name: str
    before: Points
    after: Points
    before_rank: tuple[int, int] | None
    after_rank: tuple[int, int] | None

    @property
    def kind(self) -> ChangeKind:
        """Worse or better if the old and the new range of places do not overlap; otherwise the same."""
        if self.before_rank is None or self.after_rank is None:
            pairs = {(True, False): ChangeKind.LOST, (False, True): ChangeKind.FOUND}
            return pairs.get((self.before_rank is not None, self.after_rank is not None), ChangeKind.SAME)
        if self.after_rank[0] > self.before_rank[1]:
            return ChangeKind.WORSE
        return ChangeKind.BETTER if self.after_rank[1] < self.before_rank[0] else ChangeKind.SAME


@dataclass(frozen=True, slots=True)
class OnlyIn:
    """A task, a tool ('task/tool') or a stack that only one run has; `run` is 'before' or 'after'."""

    what: str
    name: str
    run: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes between two runs, the most important first.

    `versions` maps every tool of both runs to its (before, after) versions, '' if unknown. `claims` maps every claim of
    both runs to its (before, after) verdicts. `tested` is the number of timings in Holm's family. `notes` are the
    caveats.
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
        """The number of outcomes and figures of each kind, the most important kind first."""
        found = [*(change.kind for change in self.outcomes), *(change.kind for change in self.figures)]
        return {kind: found.count(kind) for kind in ChangeKind if kind in found}
