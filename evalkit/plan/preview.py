"""A dry run: what a run would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evalkit.environments import Provisioner, Unavailable
from evalkit.plan.loading import Loaded
from evalkit.plan.request import Request


@dataclass(frozen=True, slots=True)
class Step:
    """One tool in one task: its levels, and the download that installing it takes."""

    task: str
    tool: str
    levels: tuple[str, ...]
    unsupported: tuple[str, ...]
    ready: bool
    download_mb: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan of a run that has not begun."""

    steps: tuple[Step, ...]
    blocks: int
    budget_minutes: float
    out: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "out": self.out,
            "blocks": self.blocks,
            "budget_minutes": self.budget_minutes,
            "steps": [{name: getattr(step, name) for name in Step.__slots__} for step in self.steps],
        }

    def to_text(self) -> str:
        """Return it as text for people."""
        lines = []
        for step in self.steps:
            ready = (
                "ready"
                if step.ready
                else step.problem or f"to install, with up to {step.download_mb:,.0f} MB to download"
            )
            levels = ", ".join(step.levels) + (
                f"; unsupported: {', '.join(step.unsupported)}" if step.unsupported else ""
            )
            lines.append(f"{step.task:<18} {step.tool:<20} {levels:<44} {ready}")
        lines.append(
            f"then up to {self.blocks} blocks of every task, with at most {self.budget_minutes:g} minutes of measuring; "
            f"the report would be at {self.out}/report.html"
        )
        return "\n".join(lines)


def preview(request: Request, loaded: Loaded, environments: Provisioner) -> Preview:
    """Return what a run of this request would do."""
    steps = []
    for task, tool in loaded.selection.cells:
        adapter = loaded.workspace.adapters[tool]
        work = [one for one in loaded.selection.work if (one.task, one.tool) == (task, tool)]
        ready, size, problem = False, 0.0, ""
        try:
            ready = environments.is_ready(adapter, task)
            size = environments.download_mb(adapter, task)
        except Unavailable as error:
            problem = f"unavailable: {error.reason}"
        levels = tuple(one.level for one in work if one.main)
        unsupported = tuple(one.level for one in work if not one.main)
        steps.append(Step(task, tool, levels, unsupported, ready, size, problem))
    measure = loaded.rubric.measure
    blocks = measure.blocks if request.wants("run") else 0
    return Preview(tuple(steps), blocks, measure.budget_minutes, str(loaded.out))
