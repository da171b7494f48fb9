"""Topics: what each probe is asked about in a run, which is an implementation, a cell, a tool or a stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.model import Adapter, Implementation, Rubric
from evalkit.plan.loading import Loaded
from evalkit.plan.request import Request
from evalkit.probes import PROBES, Dependence, Probe, Scope
from evalkit.workspace import Workspace

_FILES_ONLY = frozenset({Dependence.BASELINE, Dependence.FAULTS})
"""A probe that depends on nothing else can be asked before anything is installed."""

_ALWAYS = frozenset({"setup", "code", "stack"})
"""Probes whose answers every report shows, whether the rubric weighs them or not."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The subject of one question: a tool, or a `stack` with its `tools` and the tasks of each."""

    probe: Probe
    tool: str
    implementations: tuple[Implementation, ...]
    task: str | None = None
    level: str | None = None
    stack: str | None = None
    tools: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def label(self) -> str:
        """The name of the topic in progress lines and messages."""
        return "/".join(part for part in (self.task, self.tool, self.level, self.stack) if part)

    @property
    def unsupported(self) -> bool:
        """Whether it is about a level that the tool cannot do; no probe is needed to answer it."""
        return self.probe.scope is Scope.IMPLEMENTATION and self.implementations[0].main is None

    def adapters(self, workspace: Workspace) -> tuple[Adapter, ...]:
        """Return the adapters of a stack's tools, each with what it needs for its tasks."""
        return tuple(workspace.adapters[tool].for_tasks(tasks) for tool, tasks in self.tools)

    def baseline(self, workspace: Workspace) -> tuple[Implementation, ...]:
        """Return the baseline's implementations of the task, without levels that it cannot do."""
        if self.task is None:
            return ()
        task = workspace.tasks[self.task]
        found = (workspace.implementation(self.task, task.baseline, level) for level in task.level_names)
        return tuple(one for one in found if one is not None and one.main is not None)


def answered_by_files(probe: Probe) -> bool:
    """Return whether a probe reads only files, so that it can be asked before anything is installed."""
    return probe.scope is not Scope.STACK and probe.depends <= _FILES_ONLY


def wanted_probes(request: Request, rubric: Rubric) -> tuple[Probe, ...]:
    """Return the probes that the command names, or else those that the rubric weighs or every report shows."""
    if request.probes:
        return tuple(probe for probe in PROBES.values() if request.wants(probe.asked_as))
    return tuple(p for p in PROBES.values() if p.name in _ALWAYS or not rubric.metrics.isdisjoint(p.metrics))


def topics_of(probe: Probe, loaded: Loaded) -> Iterator[Topic]:
    """Yield everything that a probe is asked about, in the order of the selection."""
    work, workspace, rubric = loaded.selection.work, loaded.workspace, loaded.rubric
    if probe.scope is Scope.IMPLEMENTATION:
        for one in work:
            applies = set(probe.metrics) - set(workspace.tasks[one.task].not_applicable)
            if applies and (not probe.levels or one.level in probe.levels):
                yield Topic(probe, one.tool, (one,), one.task, one.level)
    elif probe.scope is Scope.CELL:
        for task, tool in loaded.selection.cells:
            levels = tuple(one for one in work if (one.task, one.tool) == (task, tool))
            yield Topic(probe, tool, levels, task)
    elif probe.scope is Scope.STACK:
        for name, stack in rubric.stacks.items():
            chosen = stack.tasks_by_tool(rubric.tasks)
            if chosen.keys() <= set(loaded.selection.tools) and not stack.absent_from(loaded.selection.members):
                tools = tuple((tool, tuple(tasks)) for tool, tasks in chosen.items())
                yield Topic(probe, "", (), stack=name, tools=tools)
    else:
        for tool in loaded.selection.tools:
            written = tuple(one for one in workspace.implementations if one.tool == tool and one.task in rubric.tasks)
            yield Topic(probe, tool, written)
