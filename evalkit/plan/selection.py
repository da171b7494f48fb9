"""The selection: which tools compete in which tasks, and which of them this command measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Implementation, LevelName, Rubric
from evalkit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Selection:
    """The cells of a run.

    `members` maps each task to the tools that compete by the rubric. `work` lists the implementations that this command
    measures, baselines included: all of them, unless the command names tasks, tools or levels.
    """

    members: Mapping[str, tuple[str, ...]]
    work: tuple[Implementation, ...]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The (task, tool) pairs of the work, in its order, without duplicates."""
        return tuple(dict.fromkeys((one.task, one.tool) for one in self.work))

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools of the work, in its order, without duplicates."""
        return tuple(dict.fromkeys(one.tool for one in self.work))


def select(
    workspace: Workspace,
    rubric: Rubric,
    *,
    tasks: Sequence[str] = (),
    tools: Sequence[str] = (),
    levels: Sequence[LevelName] = (),
) -> Selection:
    """Select by the rubric and by what was asked; if a tool is named, the baselines of its tasks are included."""
    members = {
        task: tuple(tool for tool in workspace.tools_of(task) if rubric.takes_part(tool, task)) for task in rubric.tasks
    }
    work = []
    for task, competing in members.items():
        if tasks and task not in tasks:
            continue
        baseline = workspace.tasks[task].baseline
        chosen = [tool for tool in competing if not tools or tool in tools]
        if not chosen:
            continue
        for tool in dict.fromkeys([*chosen, baseline]):
            for level in workspace.tasks[task].level_names:
                one = workspace.implementation(task, tool, level)
                if one is not None and (not levels or level in levels):
                    work.append(one)
    return Selection(members, tuple(work))
