"""Batches: which tasks and tools are looked at first, so that a first ranking comes within minutes."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from evalkit.plan.install_size import InstallSize

TASKS_AT_ONCE = 4
"""The light tools of so many tasks, in the rubric's order, are looked at before those of the next ones: a few minutes
for a first ranking. With fewer, processors would often wait for each other between runs alone and beside others."""


class Batches:
    """The batch of each cell and its rank within; a cell is a task and a tool.

    The light tools of some tasks are a batch, and all heavy tools are the `last` one. `install_sizes` says by tool how
    heavy its environment is.
    """

    def __init__(self, cells: Collection[tuple[str, str]], install_sizes: Mapping[str, InstallSize]) -> None:
        self._install_sizes = install_sizes
        self.cells = tuple(sorted(cells, key=self._rank_of))
        """All cells, those that come first at the beginning."""
        self._ranks = {cell: at for at, cell in enumerate(self.cells)}
        self._place_of = {task: at for at, task in enumerate(dict.fromkeys(task for task, _ in cells))}
        self.last = math.ceil(len(self._place_of) / TASKS_AT_ONCE)

    def rank(self, task: str, tool: str) -> int:
        """Return the place of a cell among all; what is none of them comes after all."""
        return self._ranks.get((task, tool), len(self._ranks))

    def of(self, tool: str, task: str | None) -> int:
        """Return the batch of a tool in a task, or of all that it does; what is about no tool belongs to the first."""
        size = self._install_sizes.get(tool)
        if size is not None and size.is_heavy:
            return self.last
        tasks = [task] if task else [its for its, member in self.cells if member == tool]
        return min((self._place_of[its] // TASKS_AT_ONCE for its in tasks), default=0)

    def _rank_of(self, cell: tuple[str, str]) -> tuple[bool, bool, int, str, str]:
        """Light tools first, then those installed already, then the largest.

        Begun last, the longest work of a batch would leave all other processors idle.
        """
        task, tool = cell
        size = self._install_sizes.get(tool, InstallSize(ready=False))
        return (size.is_heavy, not size.ready, -size.distributions, tool, task)
