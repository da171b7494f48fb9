"""What a shell completes: rubrics, tasks, tools, levels, probes and metrics of the workspace around the current folder.

Names of files suffice, so nothing is read or checked: a workspace with mistakes in it completes as well. What goes
wrong completes nothing, because a shell would show a message in the middle of somebody's command.
"""

# ruff: noqa: PLC0415 (imported when a shell asks)

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

Completing = Callable[[str], list[str]]


def _safely(names: Callable[[str], Iterable[str]]) -> Completing:
    """Return the names that begin with what was typed; none where they cannot be found."""

    def complete(incomplete: str) -> list[str]:
        try:
            return sorted(name for name in names(incomplete) if name.startswith(incomplete))
        except Exception:
            return []

    return complete


def _root() -> Path:
    from evalkit.workspace.locating import workspace_for

    return workspace_for(Path.cwd())


def _starter() -> Path:
    from evalkit.workspace.locating import starter

    return starter()


def _rubrics(_: str) -> Iterable[str]:
    """Paths as `evalkit run` takes them: from here where the workspace is around, else as the starter has them."""
    from evalkit.workspace.locating import is_shipped

    root = _root()
    seen_from = root if is_shipped(root, Path.cwd()) else Path.cwd()
    return [os.path.relpath(file, seen_from) for file in (root / "rubrics").glob("*.yaml")]


def _probes(incomplete: str) -> Iterable[str]:
    """Names of probes, behind those that stand before the last comma."""
    from evalkit.probes import FAMILIES

    before, comma, _ = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in FAMILIES]


def _static_probes(_: str) -> Iterable[str]:
    from evalkit.probes import PROBES

    return {probe.asked_as for probe in PROBES.values() if probe.static}


def _levels(_: str) -> Iterable[str]:
    from evalkit.model import LEVELS

    return LEVELS


def _metrics(_: str) -> Iterable[str]:
    from evalkit.probes import METRICS

    return METRICS


def _kinds(_: str) -> Iterable[str]:
    from evalkit.workers.worker_kinds import KINDS

    return KINDS


rubrics = _safely(_rubrics)
rubric_names = _safely(lambda _: [file.name for file in (_root() / "rubrics").glob("*.yaml")])
tasks = _safely(lambda _: [file.parent.name for file in (_root() / "tasks").glob("*/task.yaml")])
tools = _safely(lambda _: [file.stem for file in (_root() / "adapters").glob("*.yaml")])
shipped_tasks = _safely(lambda _: [file.parent.name for file in (_starter() / "tasks").glob("*/task.yaml")])
shipped_tools = _safely(lambda _: [file.stem for file in (_starter() / "adapters").glob("*.yaml")])
"""... of the workspace that evalkit contains, of which `evalkit init` takes them."""
levels = _safely(_levels)
probes = _safely(_probes)
static_probes = _safely(_static_probes)
metrics = _safely(_metrics)
kinds = _safely(_kinds)
