"""Results beside the points: the chances of each place, who a profile rules out, and which claims hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Fact, Status


@dataclass(frozen=True, slots=True, eq=False)
class Beats(Mapping[str, float]):
    """One of several names, and by each other one its share against that one.

    `places` is where each name stands in `shares`. A hundred dictionaries of a hundred names each would take ten times
    the memory.
    """

    own: str
    places: Mapping[str, int]
    shares: NDArray[np.float64]

    def __getitem__(self, name: str) -> float:
        if name == self.own:
            raise KeyError(name)
        return float(self.shares[self.places[name]])

    def against(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return the shares against these others, in their order; much faster than one by one."""
        return self.shares[[self.places[name] for name in names]]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.places if name != self.own)

    def __len__(self) -> int:
        return len(self.places) - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """The chances of one tool or stack over many random draws of weights and values.

    `best` and `worst` are its rank acceptability: the shares of draws in which it takes place 1, 2, and so on. `best`
    counts missing measurements in its favour and `worst` against it; they are equal if nothing is missing.

    `central` holds the mean weights by criterion of the draws in which it comes first (in its favour), or None if it
    never does. `central_tasks` holds those of the tasks, and is empty for a tool. `confidence` is the range (against
    it, in its favour) of the share of value draws in which the central weights put it first. It is only given if no
    preference is stated; with stated weights it is about the share of first places.

    `beats` maps each rival to the share of draws in which this one has more points. A tie counts half, and missing
    measurements count at their middle.
    """

    name: str
    best: tuple[float, ...]
    worst: tuple[float, ...]
    central: Mapping[str, float] | None
    confidence: tuple[float, float] | None
    beats: Beats
    central_tasks: Mapping[str, float] | None = None

    @property
    def first(self) -> tuple[float, float]:
        """The least and the greatest share of draws in which it comes first."""
        return self.worst[0], self.best[0]


@dataclass(frozen=True, slots=True)
class Robustness:
    """How certain the rankings are under one preference for the weights.

    `preference` is 'any', 'rubric' or the name of a profile. Under 'any' every set of weights is equally likely, and
    for stacks every set of task weights too. Otherwise the weights vary around those of the rubric or the profile, and
    the task weights stay fixed. `draws` is the number of random weights, `values` that of random values. `silent` maps
    tasks to the timings with too few blocks to know their noise; these shares leave that noise out, although it is not
    zero.
    """

    preference: str
    draws: int
    values: int
    tasks: Mapping[str, tuple[Standing, ...]]
    stacks: tuple[Standing, ...]
    silent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stable:
    """The range of one criterion's weight in which the leader stays first, if the other weights scale in proportion.

    Weights are shares of 1. `low` and `high` are None if no single leader exists.
    """

    criterion: str
    weight: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Without:
    """Who leads if one thing is left out.

    `kind` is 'criterion', 'metric', 'task', 'block' or 'implementation'. `name` is its name; of an implementation it is
    the tool's. A block has a `task`; an implementation has a `task` and a `level`. `leaders` are the stacks that then
    certainly lead; if there are none, `open` are those that may.
    """

    kind: str
    name: str
    leaders: tuple[str, ...]
    open: tuple[str, ...] = ()
    task: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Fragility:
    """On what the lead of the stacks hangs, under the rubric's weights.

    `leaders` certainly lead now. `tried` says of each kind how many things were left out, one at a time. `changed` are
    those without which not the same stacks certainly lead.
    """

    leaders: tuple[str, ...]
    tried: Mapping[str, int]
    changed: tuple[Without, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A requirement of a profile that a tool does not meet, or may not meet because the answer is unknown.

    `met` is False, or None if unknown. `status` (None if nothing was observed), `value`, `reason` and `facts` are what
    was observed. `link` is the (task, level, metric) of the figure that answers the requirement. `task` is the task in
    which it counts, or None for all tasks.
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
        """Return whether it rules the tool out in this task."""
        return self.met is False and self.task in (None, task)


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """A profile's complete weights, filled up from the rubric, and the tools that it rules out.

    An exclusion whose `met` is False rules its tool out in the exclusion's task, or in all tasks if that is None. It
    also rules out every stack that uses the tool there.
    """

    profile: str
    title: str
    weights: Mapping[str, float]
    tasks: Mapping[str, float]
    exclusions: tuple[Exclusion, ...]

    def against(self, task: str, tool: str) -> tuple[Exclusion, ...]:
        """Return what rules a tool out in a task; empty if nothing does."""
        return tuple(one for one in self.exclusions if one.tool == tool and one.rules_out_in(task))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a claim's test: a measured figure times a factor, or a number that the claim states.

    `value` includes the factor; it is None if nothing was measured, and `reason` says why. `interval` includes the
    factor too; it is None if unknown, and only timings have one. `link` is the (task, level, metric) of the figure that
    the value comes from, or None.
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
        """The value without the factor, as the table of figures shows it."""
        return None if self.value is None else self.value / self.times


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """One comparison of a claim.

    `holds` is None if a side was not measured. `close` says that the value lies within a tenth of its threshold, so
    that little would turn the result. `sure` is False if an interval, another author's likely values or an unknown
    noise could change the result; `doubt` says which.
    """

    left: Side
    comparison: str
    right: Side
    holds: bool | None
    sure: bool
    because: str = ""
    doubt: str = ""
    close: bool = False


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim and its verdict: 'supported' if all its tests hold, 'refuted' if one fails, else 'not measured'.

    A claim that says more than its tests cover is never supported. `barely` says that the verdict hangs on values that
    lie close to their thresholds. `reason` says what refutes the claim or why it was not measured; it is empty if the
    claim is supported.
    """

    claim: str
    says: str
    source: str
    as_of: str
    verdict: str
    tests: tuple[ClaimTest, ...]
    reason: str = ""
    barely: bool = False


@dataclass(frozen=True, slots=True)
class RatersAgreement:
    """How far the people who rated one criterion agree beyond chance.

    `rated` counts the (task, tool) pairs with a rating, `units` those with two raters or more. Krippendorff's `alpha`
    is computed over the units; it is None if undefined, and `reason` says why. `interval` is its 95 % interval.
    `disagree` says whether alpha is too low for conclusions. With fewer than three units `interval` and `disagree` are
    None.
    """

    criterion: str
    raters: int
    rated: int
    units: int
    alpha: float | None
    interval: tuple[float, float] | None
    disagree: bool | None
    reason: str = ""
