"""What is judged beside points: how sure places are, whom a profile rules out, and which claims hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Fact, Status


@dataclass(frozen=True, slots=True, eq=False)
class Beats(Mapping[str, float]):
    """One of several names, and by each other one its share against that one.

    `places` is where each name stands in `shares`. A hundred dictionaries of a hundred names each would take ten times the memory.
    """

    own: str
    places: Mapping[str, int]
    shares: NDArray[np.float64]

    def __getitem__(self, name: str) -> float:
        if name == self.own:
            raise KeyError(name)
        return float(self.shares[self.places[name]])

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.places if name != self.own)

    def __len__(self) -> int:
        return len(self.places) - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How one tool or stack stands when weights and values are drawn by chance, over many draws.

    `best` and `worst` are its rank acceptability: the share of draws in which it takes place 1, 2, and so on, with what
    was not measured counted for it and against it; the same where nothing is missing. `central` are the mean weights of
    the draws in which it comes first (counted for it), None where it never does, `central_tasks` those of the tasks, empty
    for a tool, which has a place in each task apart; `confidence` the share of value draws in
    which these weights put it first (against it, for it), told where no preference is stated: of stated weights it is near
    the share of first places itself. `beats` is the share of draws in which it has more points than
    each other one, ties half, what is missing at its middle.
    """

    name: str
    best: tuple[float, ...]
    worst: tuple[float, ...]
    central: Mapping[str, float] | None
    confidence: tuple[float, float] | None
    beats: Mapping[str, float]
    central_tasks: Mapping[str, float] | None = None

    @property
    def first(self) -> tuple[float, float]:
        """The share of draws in which it comes first: the least and the most that it may be."""
        return self.worst[0], self.best[0]


@dataclass(frozen=True, slots=True)
class Robustness:
    """What chance leaves of the rankings, under one preference over the weights.

    `preference` is 'any' (every set of weights is as likely as another, for stacks those of the tasks too), 'rubric' (around
    the rubric's own weights, those of the tasks held) or a profile's name (around its weights, likewise). `draws` is the number of weights drawn, `values` that of values. `silent` names,
    by task, the timings with too few blocks for their noise to be known: it is not in these shares, which is not zero.
    """

    preference: str
    draws: int
    values: int
    tasks: Mapping[str, tuple[Standing, ...]]
    stacks: tuple[Standing, ...]
    silent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stable:
    """Between which weights of one criterion the leader stays first, the other weights rescaled in proportion.

    Weights are shares of 1; `low` and `high` are None where there is no sole leader to keep.
    """

    criterion: str
    weight: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A requirement of a profile that a tool does not meet, or of which it is not known whether it does.

    `met` is False or None (not known). What was observed: `status` (None where nothing was), `value`, `reason` and
    `facts`; `link` is (task, level, metric) of the figure that answers it. `task` is the one that it bears on, None where
    it bears on the tool in every task.
    """

    tool: str
    requirement: str
    met: bool | None
    link: tuple[str | None, str | None, str]
    task: str | None = None
    status: Status | None = None
    value: float | None = None
    reason: str = ""
    facts: tuple[Fact, ...] = ()

    def rules_out_in(self, task: str) -> bool:
        """Whether the tool is out in this task because of it."""
        return self.met is False and self.task in (None, task)


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """A profile's weights, made whole from the rubric's, and who is out for it.

    A tool with an exclusion whose `met` is False is out in the task that it bears on (in all, where it names none), and
    so is every stack that holds it there.
    """

    profile: str
    title: str
    weights: Mapping[str, float]
    tasks: Mapping[str, float]
    exclusions: tuple[Exclusion, ...]

    def against(self, task: str, tool: str) -> tuple[Exclusion, ...]:
        """What rules a tool out in a task; empty where nothing does."""
        return tuple(one for one in self.exclusions if one.tool == tool and one.rules_out_in(task))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a claim's test: a measured figure times a factor, or a number that the claim names.

    `value` is after the factor, None where nothing was measured (`reason` says why); `interval` likewise, None where it
    is not known: only timings have one. `link` is (task, level, metric) of the figure that it was read from, None where
    there is no such figure.
    """

    metric: str | None
    tool: str | None
    task: str | None
    level: str | None
    times: float
    value: float | None
    unit: str
    interval: tuple[float, float] | None = None
    version: str = ""
    reason: str = ""
    link: tuple[str | None, str | None, str] | None = None

    @property
    def observed(self) -> float | None:
        """The value before the factor, as it stands among the figures."""
        return None if self.value is None else self.value / self.times


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """One comparison of a claim.

    `holds` is None where a side was not measured. `sure` is False where an interval, or what another author may have
    written, reaches across the other side, and where the noise is not known; `doubt` says which.
    """

    left: Side
    comparison: str
    right: Side
    holds: bool | None
    sure: bool
    because: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim and its verdict: 'supported' where all its tests hold, 'refuted' where one does not, else 'not measured'.

    One that says more than its tests reach is never supported.

    `reason` says what speaks against it, or why it was not measured; empty where it is supported.
    """

    claim: str
    says: str
    source: str
    as_of: str
    verdict: str
    tests: tuple[ClaimTest, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RatersAgreement:
    """How far the people who rated one criterion agree beyond chance.

    `rated` counts the (task, tool) pairs that anybody rated, `units` those of them with two raters or more, which
    Krippendorff's `alpha` is taken over; it is None where it is not defined, and `reason` says why. `interval` is its
    95 % interval. `disagree` is whether alpha is too low to conclude anything from the ratings. Under three units there is
    no interval, and it cannot be told whether they disagree: None.
    """

    criterion: str
    raters: int
    rated: int
    units: int
    alpha: float | None
    interval: tuple[float, float] | None
    disagree: bool | None
    reason: str = ""
