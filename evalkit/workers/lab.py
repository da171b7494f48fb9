"""What a run gives its probes to run things with."""

from __future__ import annotations

from pathlib import Path

from evalkit.probes import Lab
from evalkit.workers.observer import Observer


def lab(observer: Observer, task: str | None, tool: str, scratch: Path) -> Lab:
    """What a probe may run things with: the smallest scale of the task (of all the tool's tasks, without one; of all, without both)."""
    workspace = observer.loaded.workspace
    tasks = [task] if task else [name for name in workspace.tasks if not tool or tool in workspace.tools_of(name)]
    return Lab(
        bench=observer.bench,
        launcher=observer.launcher,
        environments=observer.environments,
        limits=observer.limits,
        seed=observer.request.seed,
        scale=min(workspace.tasks[name].scales[0] for name in tasks),
        scratch=scratch,
        task_folder=workspace.task_folder(task) if task else workspace.root / "tasks",
        tell=lambda doing: observer.screen.progress(0, 0, doing, None),
        panel=tuple(workspace.adapters[other] for other in observer.loaded.rubric.interop_with),
    )
