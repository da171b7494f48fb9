"""Metrics: the named quantities that probes observe and criteria weigh."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PYTHON_3 = "Python 3.x"
"""The unit of a value that is a minor version of Python 3: 13 is Python 3.13."""


class Direction(StrEnum):
    """Whether a metric is better with a larger or a smaller value."""

    LESS = "less"
    MORE = "more"

    @property
    def arrow(self) -> str:
        """The arrow beside the metric's name."""
        return "↓" if self is Direction.LESS else "↑"


class LevelRule(StrEnum):
    """Which implementations a metric's value comes from."""

    ONE_LEVEL = "one level"
    """One level of a task: `adapt`, unless the rubric's entry names another."""
    ALL_LEVELS = "all levels"
    """Every level of a task; a level that the tool does not reach counts 0."""
    TOGETHER = "the levels together"
    """All levels of a task at once; rungs that the tool does not reach count 0 points."""
    TASK = "task"
    """The tool in a task, whatever the results of its levels are."""
    TOOL = "tool"
    """The adapter, whatever the task is."""
    STACK = "stack"
    """A stack, with all its tools together. Reports show it beside the stack's points; no criterion can weigh it."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the catalogue.

    `unit` is the unit of its values, such as 's', 'MB', 'tokens' or 'share'. `zero` says that a correct value may be 0,
    so values cannot be divided by the baseline's. `effort` says that the value depends on the author of the
    implementation, so it needs a spread. `of_services` says that only tasks with a driver have it. `definition` says in
    one or two sentences what is counted.
    """

    name: str
    title: str
    unit: str
    direction: Direction
    rule: LevelRule
    definition: str
    zero: bool = False
    effort: bool = False
    of_services: bool = False
