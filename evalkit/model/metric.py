"""Metrics: the named quantities that probes observe and criteria weigh."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a metric's value is better."""

    LESS = "less"
    MORE = "more"

    @property
    def arrow(self) -> str:
        """The sign that stands beside the metric's name."""
        return "↓" if self is Direction.LESS else "↑"


class LevelRule(StrEnum):
    """Which implementations a metric's value is taken from."""

    ONE_LEVEL = "one level"
    """From one level of a task: `adapt` unless the rubric's entry says another."""
    ALL_LEVELS = "all levels"
    """From every level of a task; a level that the tool does not reach counts 0."""
    TOGETHER = "the levels together"
    """From all levels of a task at once; rungs that the tool does not reach count 0 points."""
    TASK = "task"
    """From the tool in a task, whatever its levels came out as."""
    TOOL = "tool"
    """From the adapter, whatever the task."""
    STACK = "stack"
    """From a stack: all of its tools together. It is shown beside the stack's points, and weighed by no criterion."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the catalogue.

    `unit` is what its values are counted in ('s', 'MB', 'tokens', 'share'); `zero` says that an honest value may be 0,
    so that it can never be divided by the baseline's; `effort` that it comes from one author's implementation and
    carries a spread; `definition` says in one or two sentences what is counted.
    """

    name: str
    title: str
    unit: str
    direction: Direction
    rule: LevelRule
    definition: str
    zero: bool = False
    effort: bool = False
