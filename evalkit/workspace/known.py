"""The names that files may refer to: adapters, tasks with their levels, and which of them meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.model.task import LEVELS


@dataclass(frozen=True, slots=True)
class Known:
    """What exists in a workspace, whether or not it is free of mistakes.

    `levels` are the levels of each task; `implemented` the pairs of task and tool with a script for at least one level.
    """

    adapters: frozenset[str]
    levels: Mapping[str, tuple[str, ...]]
    implemented: frozenset[tuple[str, str]]

    @property
    def tasks(self) -> frozenset[str]:
        """The names of all tasks."""
        return frozenset(self.levels)

    def levels_of(self, task: str | None) -> tuple[str, ...]:
        """The levels of a task; all there can be where it is unknown."""
        return self.levels.get(task or "", LEVELS)

    def tools_of(self, task: str) -> tuple[str, ...]:
        """The tools with a script for the task, in the order of their names."""
        return tuple(sorted(tool for one, tool in self.implemented if one == task))
