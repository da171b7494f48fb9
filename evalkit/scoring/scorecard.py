"""The scorecard: what a run says, as data that a report can draw and a program can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.model import Fact, Status
from evalkit.scoring.judgements import ClaimResult, ProfileResult, RatersAgreement, Robustness, Stable
from evalkit.scoring.timing import Faster


@dataclass(frozen=True, slots=True)
class Points:
    """Points between 0 and 100 as a range: what was not measured is counted once at 0 and once at 100."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The point to sort by where the range is not a single value."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of one tool, as one entry of the rubric scores it.

    `status` is None where nothing was observed (`reason` says why); `value` is in `unit`; `ratio` is the value over the
    baseline's where the entry asks for that; `points` is None where the metric does not apply to the task. `samples`
    are the single readings behind the value, in the order they were taken, `interval` their 95 % interval, unadjusted,
    None under six.
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
        """Whether the figure counts as covered: a value, or a failure that is the tool's own."""
        return self.status is not None and (self.status is Status.OK or self.status.is_tools)


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """A tool's points for one criterion; None where no metric of it applies. `coverage` is between 0 and 1."""

    points: Points | None
    coverage: float
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class LevelResult:
    """How a tool's implementation of one level came out; `status` None: not run yet."""

    level: str
    status: Status | None
    reason: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One tool in one task.

    `rank` is the best and the worst place it may have, ties shared, or None where it is not ranked (`unranked` says
    why). `competes` is False for a baseline that the rubric did not choose.
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

    `blocks` is the number of complete blocks at the timed level, `blocks_needed` how many the family of pairs needs
    before any difference can be called real; `faster` the pairs for which it can.
    """

    task: str
    weight: float
    baseline: str
    rows: tuple[ToolRow, ...]
    blocks: int
    blocks_needed: int
    faster: tuple[Faster, ...] = ()


@dataclass(frozen=True, slots=True)
class StackRow:
    """One stack over all tasks of the rubric: the only overall ranking there is.

    `parts` are its points by task. Beside them, and not scored, stand `environments`, the fewest that it needs,
    `coinstallable`, the share of the panel that can stand in one with all of it, `ran_in`, the number of environments
    that evalkit ran it in, `install_mb`, their size together (None where one was not measured), and `concepts`, what one
    has to know for all of it, each once (None likewise).
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
    """Everything that was observed of one tool, scored or not: for the table of all metrics."""

    tool: str
    figures: tuple[tuple[str | None, Figure], ...]
    """(task or None, figure) pairs; level and metric stand in the figure."""


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Figures that the rubric weighs and that have no value, for one reason: `where` names tools by task."""

    metric: str
    level: str | None
    reason: str
    where: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def count(self) -> int:
        """How many figures these are."""
        return sum(len(tools) for _, tools in self.where)


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word that readers know
    """Something a reader must know before believing the page; `advice` says what to do about it."""

    kind: str
    text: str
    advice: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All of it.

    `weights` are the rubric's, by criterion; `stable` holds, by task and '' for the stacks, between which weights the
    leader stays first. `raters` has one entry for each criterion that people rated: none where nobody did.
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
