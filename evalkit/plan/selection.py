"""Which tools compete in which tasks, and which of them this command asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Implementation, LevelName, Rubric
from evalkit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Selection:
    """The cells of a run.

    `members` are all tools that compete by the rubric, by task; `work` the implementations that this command is to
    measure (baselines among them): all of them, unless it names tasks, tools or levels.
    """

    members: Mapping[str, tuple[str, ...]]
    work: tuple[Implementation, ...]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The (task, tool) pairs of the work, in its order, each once."""
        return tuple(dict.fromkeys((one.task, one.tool) for one in self.work))

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools of the work, in its order, each once."""
        return tuple(dict.fromkeys(one.tool for one in self.work))


def select(
    workspace: Workspace,
    rubric: Rubric,
    *,
    tasks: Sequence[str] = (),
    tools: Sequence[str] = (),
    levels: Sequence[LevelName] = (),
) -> Selection:
    """Select by a rubric, narrowed by what was asked; with a tool named, its tasks' baselines still run beside it."""
    members = {
        task: tuple(tool for tool in workspace.tools_of(task) if rubric.adapters is None or tool in rubric.adapters)
        for task in rubric.tasks
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
