"""The scorecard: the results of a run, as data that a report can draw and a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from evalkit.model import Fact, Status
from evalkit.model.fast_dataclass import made_often
from evalkit.scoring.judgements import (
    ClaimResult,
    Fragility,
    ProfileResult,
    RatersAgreement,
    Robustness,
    Stable,
)
from evalkit.scoring.paired_timings import Faster


@made_often(frozen=True, slots=True)
class Points:
    """Points between 0 and 100, as a range: missing measurements count as 0 in `low` and as 100 in `high`."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of the range, for sorting."""
        return (self.low + self.high) / 2


@made_often(frozen=True, slots=True)
class Figure:
    """One metric of one tool, with the points that one entry of the rubric gives it.

    `status` is None if nothing was observed; `reason` says why. `value` is in `unit`. `ratio` is the value over the
    baseline's, if the entry asks for it. `points` is None if the metric does not apply to the task. `clipped` says that
    the value lies beyond an anchor. `samples` are the single readings, oldest first. `interval` is their unadjusted 95
    % interval, or None with fewer than six, and for what is not timed in blocks.
    """

    metric: str
    level: str | None
    weight: float
    unit: str
    status: Status | None
    value: float | None = None
    ratio: float | None = None
    points: Points | None = None
    clipped: bool = False
    samples: tuple[float, ...] = ()
    interval: tuple[float, float] | None = None
    reason: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether the figure counts as covered: it has a value, or the tool itself failed."""
        return self.status is not None and (self.status is Status.OK or self.status.is_tool_failure)


class FigurePlace(NamedTuple):
    """Which figure one is: its task (None for the tool itself), tool, metric and level (None where it has none)."""

    task: str | None
    tool: str
    metric: str
    level: str | None


@made_often(frozen=True, slots=True)
class CriterionScore:
    """A tool's points for one criterion, None if no metric of it applies; `coverage` lies between 0 and 1."""

    points: Points | None
    coverage: float
    figures: tuple[Figure, ...]


@made_often(frozen=True, slots=True)
class LevelResult:
    """The result of a tool's implementation of one level; `status` is None if it was not run yet."""

    level: str
    status: Status | None
    reason: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One tool in one task.

    `rank` is the range of places (best, worst) that it may have, with ties shared; it is None if the tool is not
    ranked, and `unranked` says why. `competes` is False for a baseline that the rubric did not choose.
    """

    tool: str
    criteria: Mapping[str, CriterionScore]
    points: Points
    coverage: float
    rank: tuple[int, int] | None
    unranked: str
    levels: tuple[LevelResult, ...]
    competes: bool = True


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The tools of one task, best first.

    `blocks` is the number of complete blocks at the timed level. `blocks_needed` is the number of blocks that this many
    tools need before a difference can be significant. `faster` holds the significant differences. `apart` are the tools
    that were not timed in the same blocks as the tool with most, so that their n-th sample is not from its n-th block.
    """

    task: str
    weight: float
    baseline: str
    rows: tuple[ToolRow, ...]
    blocks: int
    blocks_needed: int
    faster: tuple[Faster, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackRow:
    """One stack over all tasks of the rubric; stacks have the only overall ranking.

    `parts` holds its points by task. The other figures are shown, but not scored: `environments` is the smallest number
    of environments that the stack needs; `coinstallable` is the share of the panel that can be installed together with
    the whole stack; `ran_in` is the number of environments that evalkit used; `install_mb` is the total size in MB of one for each tool,
    or None if one is unknown; `concepts` is the number of distinct concepts over all tasks, or None if one is unknown.
    """

    stack: str
    tools: Mapping[str, str]
    parts: Mapping[str, Points]
    points: Points
    coverage: float
    rank: tuple[int, int] | None
    unranked: str
    environments: Figure
    coinstallable: Figure
    ran_in: int
    install_mb: float | None
    concepts: int | None = None


@dataclass(frozen=True, slots=True)
class ToolFigures:
    """Everything that was observed about one tool, scored or not, for the table of all metrics."""

    tool: str
    figures: tuple[tuple[str | None, Figure], ...]
    """Pairs (task or None, figure); the figure holds level and metric."""


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Figures that the rubric weighs and that have no value, for one reason: `where` lists (task, tools)."""

    metric: str
    level: str | None
    reason: str
    where: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def count(self) -> int:
        """The number of these figures."""
        return sum(len(tools) for _, tools in self.where)


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word that readers know
    """Something that a reader must know to judge the results; `advice` says what to do about it.

    `about` names the tasks, the metrics (or all of a family, as 'code.*') or the criteria of which it `says` something;
    nothing where that is about the whole run.
    """

    kind: str
    says: str
    advice: str
    about: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it in one clause, with names as the rubric has them."""
        return f"{', '.join(self.about)}: {self.says}" if self.about else self.says


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All results of a run.

    `weights` are the rubric's, by criterion. `stable` maps tasks, and '' for the stacks, to the ranges of weight in
    which the leader stays first. `fragility` is None if no stack is sure to lead. `raters` has one entry for each
    criterion that people rated.
    """

    rubric: str
    title: str
    weights: Mapping[str, float]
    tasks: tuple[TaskTable, ...]
    stacks: tuple[StackRow, ...]
    tools: tuple[ToolFigures, ...]
    warnings: tuple[Warning, ...] = ()
    not_measured: tuple[Unmeasured, ...] = ()
    robustness: tuple[Robustness, ...] = ()
    stable: Mapping[str, tuple[Stable, ...]] = field(default_factory=dict)
    profiles: tuple[ProfileResult, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    raters: tuple[RatersAgreement, ...] = ()
    fragility: Fragility | None = None
