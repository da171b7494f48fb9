"""Rubrics: the questions that tools are judged by, and the weight of each."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Mapping, Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from evalkit.model.curves import CURVES, Curve, CurveName
from evalkit.model.document import Document, Name, Positive, Real, Text, Weight, not_all_zero
from evalkit.model.metric import Direction, LevelRule, Metric
from evalkit.model.rating import RatingAnchors, rated_criterion
from evalkit.model.relation import Relation
from evalkit.model.requirement import REQUIREMENTS
from evalkit.model.task import LevelName

_Value = TypeVar("_Value")

_TAKEN_FROM = {
    LevelRule.TOOL: "the adapter",
    LevelRule.TASK: "the tool in a task",
}


def _metric(info: ValidationInfo) -> Metric | None:
    """Return the metric of the entry under validation, if the caller passed the catalogue as `metrics` in the context."""
    known: Mapping[str, Metric] = (info.context or {}).get("metrics", {})
    return known.get(info.data.get("metric", ""))


class Entry(Document):
    """One metric in a criterion, with the value function that turns its value into points.

    `good` earns 100 points and `bad` 0, through `curve`. With `relative_to: baseline` the value is first divided by the
    baseline's, so 1 means 'like ordinary Python'. `spread` is the standard deviation, on the log scale, between
    different authors' implementations. `because` is the reason for the anchors.
    """

    metric: Text
    weight: Weight = 1.0
    curve: CurveName = "linear"
    relative_to: Literal["baseline"] | None = None
    level: LevelName | None = None
    spread: Annotated[Weight, Field(le=5)] | None = None
    good: Real
    bad: Real
    because: Text

    @field_validator("relative_to")
    @classmethod
    def _can_be_divided(cls, value: str | None, info: ValidationInfo) -> str | None:
        metric = _metric(info)
        if value and metric and metric.zero:
            raise ValueError(f"{metric.name} can be 0, so it cannot be divided by the baseline's; leave this key out")
        if value and metric and rated_criterion(metric.name):
            raise ValueError(f"{metric.name} is a rank from 1 to 5, which cannot be divided; leave this key out")
        return value

    @field_validator("level")
    @classmethod
    def _metric_has_levels(cls, value: str | None, info: ValidationInfo) -> str | None:
        metric = _metric(info)
        if value and metric and metric.rule is not LevelRule.ONE_LEVEL:
            source = _TAKEN_FROM.get(metric.rule, "all levels")
            raise ValueError(f"{metric.name} is taken from {source}, not from one level; leave this key out")
        return value

    @field_validator("spread")
    @classmethod
    def _has_an_author(cls, value: float | None, info: ValidationInfo) -> float | None:
        metric = _metric(info)
        if value is not None and metric and rated_criterion(metric.name):
            raise ValueError(f"{metric.name} gets its uncertainty from its raters; leave this key out")
        return value

    @field_validator("good", "bad")
    @classmethod
    def _fits_the_curve(cls, value: float, info: ValidationInfo) -> float:
        curve = _curve(info)
        if not curve.allows(value):
            raise ValueError(curve.remedy)
        return value

    @field_validator("bad")
    @classmethod
    def _is_a_range(cls, bad: float, info: ValidationInfo) -> float:
        good = info.data.get("good")
        if good is None:
            return bad
        if good == bad:
            raise ValueError("must differ from good: equal anchors leave no range to score on")
        curve = _curve(info)
        if not _NARROWEST < abs(curve.at(bad) - curve.at(good)) < math.inf:
            raise ValueError(
                f"lies too near to good ({good:g}), or too far from it, for a computer to tell points between them"
            )
        metric = _metric(info)
        if metric and (good < bad) != (metric.direction is Direction.LESS):
            better = "less" if metric.direction is Direction.LESS else "more"
            raise ValueError(f"for {metric.name} {better} is better, so good must be {better} than bad; swap them")
        if info.data.get("relative_to") and not min(good, bad) < 1 < max(good, bad):
            raise ValueError(
                "relative anchors must lie on both sides of 1 (the baseline itself), such as good: 0.5, bad: 5; "
                "otherwise no tool could beat or lose to plain Python"
            )
        return bad


_NARROWEST = 1e-9
"""The least distance of two anchors on their curve: with less, rounding would decide about points."""


def _curve(info: ValidationInfo) -> Curve:
    """Return the entry's curve; a straight one where it names none that exists, which is told elsewhere."""
    return CURVES.get(info.data.get("curve", "linear"), CURVES["linear"])


class Criterion(Document):
    """One question, its weight among the criteria, and the metrics that answer it.

    `rating` describes the numbers of people's ratings; without it nobody can rate the criterion.
    """

    title: Text
    weight: Weight = 1.0
    rating: RatingAnchors | None = None
    metrics: Annotated[tuple[Entry, ...], Field(min_length=1)]

    @field_validator("metrics")
    @classmethod
    def _something_counts(cls, value: tuple[Entry, ...]) -> tuple[Entry, ...]:
        not_all_zero({str(place): entry.weight for place, entry in enumerate(value)})
        return value


MOST_CHOICES = 100
"""The most criteria, profiles and stacks: a reader compares fewer, and each is weighed against each other one."""
MOST_MINUTES = 1_000_000
"""The largest budget, two years: so 'no limit' can be written, and every clock can count to it."""
USUAL_TURNS = 3
"""How often something is changed and run again where a rubric does not say; `Probe.runs` is about so many."""
USUAL_TYPOS = 2
"""How many typos a script gets where a rubric does not say."""


class Measure(Document):
    """How much is measured: the scale in rows, the number of blocks, and the limits of one run.

    `scaling_blocks` is the number of blocks at the smallest and at the two largest scales; `largest_scale` takes the
    place of a task's larger ones, None leaves them as they are. `warmups` and two more runs of each tool are watched for
    memory, where that takes little time; the first of them verifies it before its first block. `faults` is the most faults of a task to inject, None for all, and
    `typos` the most typos to put into a script. `turns` is how often something is changed and run again, where that
    takes seconds. `budget_minutes` does not include installing.
    """

    scale: Annotated[int, Field(ge=1, le=100_000_000)] = 30_000
    blocks: Annotated[int, Field(ge=1, le=1000)] = 10
    scaling_blocks: Annotated[int, Field(ge=0, le=1000)] = 6
    largest_scale: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    timed_levels: tuple[LevelName, ...] = ("adapt",)
    warmups: Annotated[int, Field(ge=1, le=10)] = 1
    faults: Annotated[int, Field(ge=1, le=1000)] | None = None
    typos: Annotated[int, Field(ge=0, le=100)] = USUAL_TYPOS
    turns: Annotated[int, Field(ge=1, le=100)] = USUAL_TURNS
    budget_minutes: Annotated[Positive, Field(le=MOST_MINUTES)] = 20.0
    timeout_seconds: Annotated[Positive, Field(le=1_000_000)] = 120.0
    memory_mb: Annotated[Positive, Field(le=1_000_000_000)] = 4096.0

    def verified_at(self, level: str, scales: Sequence[int]) -> int:
        """Return the scale at which a level is verified, in rows: a timed level at `scale`, the others at the smallest.

        `scales` are those of the task. The smallest one suffices for a verdict, and it is the scale of the recording
        too, so that one run serves both.
        """
        return self.scale if level in self.timed_levels else min(self.scale, scales[0])

    def growing_over(self, scales: Sequence[int]) -> tuple[int, int] | None:
        """Return the two scales between which growth is measured, in rows; None for a task with only one.

        `scales` are those of the task. They are its two largest, where a larger one than `largest_scale` counts as
        that.
        """
        most = max(scales) if self.largest_scale is None else self.largest_scale
        *_, less, more = (0, *sorted({min(scale, most) for scale in scales}))
        return (less, more) if less else None


class Profile(Document):
    """A named set of priorities: weights that replace the rubric's, and hard requirements."""

    title: Text
    weights: Mapping[Name, Weight] = Field(default_factory=dict)
    tasks: Mapping[Name, Weight] = Field(default_factory=dict)
    requires: tuple[Text, ...] = ()


class Stack(Document):
    """A choice of one tool for every task of the rubric."""

    title: Text
    tools: Annotated[Mapping[Name, Name], Field(min_length=1)]

    def tasks_by_tool(self, tasks: Container[str]) -> dict[str, tuple[str, ...]]:
        """Return each of its tools with those of the given tasks that it is chosen for; tools without any are left out."""
        chosen: dict[str, tuple[str, ...]] = {}
        for task, tool in self.tools.items():
            if task in tasks:
                chosen[tool] = (*chosen.get(tool, ()), task)
        return chosen

    def absent_from(self, members: Mapping[str, Collection[str]]) -> dict[str, str]:
        """Return those of its choices, as tool by task, that do not compete there; empty if all do.

        `members` maps each task of a run to its competing tools.
        """
        return {task: self.tools.get(task, "") for task, tools in members.items() if self.tools.get(task) not in tools}


class Operand(Document):
    """One side of a claim: a metric of a tool, possibly times a factor.

    A metric of one level is read at `adapt`, unless `level` names another. A metric over all levels is read over all of
    them, unless `level` names one.
    """

    metric: Text
    tool: Name
    task: Name | None = None
    level: LevelName | None = None
    times: Annotated[Positive, Field(ge=1e-9, le=1_000_000_000)] = 1.0


class Test(Document):
    """A comparison of two measured values, or of one with a number; `because` is the reason for the number."""

    left: Operand
    comparison: Relation = Field(alias="is")
    right: Operand | Real
    because: Text | None = None


class Claim(Document):
    """A statement about tools, tied to measured values.

    It holds one comparison (`left`, `is`, `right`, `because`), or several under `tests`, all of which must hold. If
    nothing that evalkit observes bears on it, `not_measured` says why. Beside comparisons, `not_measured` says which
    part of the claim they leave open; they can then refute the claim, but not support it.
    """

    says: Text
    source: Text
    as_of: Text
    left: Operand | None = None
    comparison: Relation | None = Field(default=None, alias="is")
    right: Operand | Real | None = None
    because: Text | None = None
    tests: tuple[Test, ...] = ()
    not_measured: Text | None = None

    @field_validator("tests")
    @classmethod
    def _instead_of_one_comparison(cls, value: tuple[Test, ...], info: ValidationInfo) -> tuple[Test, ...]:
        if value and _written(info, "left", "comparison", "right"):
            raise ValueError(
                "a claim has either left, is and right, or tests; move the single comparison into the tests"
            )
        return value

    @model_validator(mode="after")
    def _says_how(self) -> Claim:
        parts = {"left": self.left, "is": self.comparison, "right": self.right}
        missing = [key for key, part in parts.items() if part is None]
        if len(missing) in (1, 2):
            raise ValueError(f"a comparison needs left, is and right; add {' and '.join(missing)}")
        if missing and not self.tests and not self.not_measured:
            raise ValueError(
                "write left, is and right, or tests; or say in not_measured why no observation bears on it"
            )
        return self

    @property
    def comparisons(self) -> tuple[Test, ...]:
        """Return all its tests, in whichever way they are written; empty if it is not measured."""
        if self.left is None:
            return self.tests
        parts = {"left": self.left, "is": self.comparison, "right": self.right, "because": self.because}
        return (Test.model_validate(parts),)

    @property
    def tasks(self) -> frozenset[str]:
        """Return every task that it names, on either side of any of its comparisons."""
        sides = (side for test in self.comparisons for side in (test.left, test.right))
        return frozenset(side.task for side in sides if isinstance(side, Operand) and side.task)


def _written(info: ValidationInfo, *keys: str) -> bool:
    return any(info.data.get(key) not in (None, ()) for key in keys)


OnlyIn = Annotated[Mapping[Name, Annotated[tuple[Name, ...], Field(min_length=1)]], Field(min_length=1, max_length=1)]
"""A tool with the only tasks in which it takes part: `mlflow: [tracking]`."""


class Rubric(Document):
    """A rubric file, `rubrics/<name>.yaml`, together with the rubric that it extends.

    `tasks` and the criteria carry weights, of which at least one must be above 0. `adapters` lists the tools that take
    part: a name alone means all tasks that the tool does, `name: [task, …]` these tasks. If it is left out, every
    adapter with an implementation of a task takes part.
    """

    rubric: Name
    title: Text
    tasks: Annotated[Mapping[Name, Weight], Field(min_length=1)]
    adapters: Annotated[tuple[Name | OnlyIn, ...], Field(min_length=1)] | None = None
    interop_with: tuple[Name, ...] = ()
    measure: Measure = Measure()
    criteria: Annotated[Mapping[Name, Criterion], Field(min_length=1, max_length=MOST_CHOICES)]
    profiles: Annotated[Mapping[Name, Profile], Field(max_length=MOST_CHOICES)] = Field(default_factory=dict)
    stacks: Annotated[Mapping[Name, Stack], Field(max_length=MOST_CHOICES)] = Field(default_factory=dict)
    claims: Mapping[Name, Claim] = Field(default_factory=dict)

    @field_validator("tasks")
    @classmethod
    def _a_task_counts(cls, value: Mapping[str, float]) -> Mapping[str, float]:
        not_all_zero(value)
        return value

    @field_validator("criteria")
    @classmethod
    def _a_criterion_counts(cls, value: Mapping[str, Criterion]) -> Mapping[str, Criterion]:
        not_all_zero({name: criterion.weight for name, criterion in value.items()})
        return value

    def takes_part(self, tool: str, task: str) -> bool:
        """Return whether the rubric lets a tool compete in a task, if it does that task at all."""
        if self.adapters is None:
            return True
        return any(entry == tool if isinstance(entry, str) else task in entry.get(tool, ()) for entry in self.adapters)

    def without_tasks(self, gone: Collection[str]) -> Rubric:
        """Return the rubric without some of its tasks: in stacks, in profiles, and without the claims about them."""

        def kept(of: Mapping[str, _Value]) -> dict[str, _Value]:
            return {name: value for name, value in of.items() if name not in gone}

        profiles = {
            name: profile.model_copy(update={"tasks": kept(profile.tasks)}) for name, profile in self.profiles.items()
        }
        stacks = {
            name: stack.model_copy(update={"tools": tools})
            for name, stack in self.stacks.items()
            if (tools := kept(stack.tools))
        }
        claims = {name: claim for name, claim in self.claims.items() if claim.tasks.isdisjoint(gone)}
        changes = {"tasks": kept(self.tasks), "profiles": profiles, "stacks": stacks, "claims": claims}
        return self.model_copy(update=changes)

    @property
    def metrics(self) -> frozenset[str]:
        """Return all metrics that criteria weigh, claims mention or requirements of profiles need."""
        weighed = {entry.metric for criterion in self.criteria.values() for entry in criterion.metrics}
        tests = (test for claim in self.claims.values() for test in claim.comparisons)
        spoken_of = {side.metric for test in tests for side in (test.left, test.right) if isinstance(side, Operand)}
        required = {name for profile in self.profiles.values() for name in profile.requires}
        return frozenset(weighed | spoken_of | {REQUIREMENTS[name].metric for name in required & REQUIREMENTS.keys()})
