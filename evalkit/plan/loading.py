"""From a request to everything that a run must know before it starts; reports all mistakes in files and request."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evalkit.model import LEVELS, Rubric
from evalkit.plan.request import Request
from evalkit.plan.selection import Selection, select
from evalkit.probes import FAMILIES
from evalkit.workspace import Workspace, locate_rubric, reports_folder
from evalkit.workspace import load as load_both


class BadRequest(Exception):
    """Something on the command line does not fit the workspace; the text says what would."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The workspace and the rubric, read and checked, and the selection of this run."""

    workspace: Workspace
    rubric: Rubric
    selection: Selection
    out: Path


def load(request: Request) -> Loaded:
    """Read the workspace and the rubric.

    Raises:
        BadInput: there are mistakes in files.
        BadRequest: the request names something that does not exist.
    """
    root, file = locate_rubric(request.rubric, request.folder)
    workspace, rubric = load_both(root, file)
    changes: dict[str, object] = {}
    if request.blocks is not None:
        changes["blocks"] = request.blocks
        changes["scaling_blocks"] = min(rubric.measure.scaling_blocks, request.blocks)
    if request.budget_minutes is not None:
        changes["budget_minutes"] = request.budget_minutes
    if changes:
        rubric = rubric.model_copy(update={"measure": rubric.measure.model_copy(update=changes)})
    must_exist("task", request.tasks, rubric.tasks)
    must_exist("tool", request.tools, workspace.adapters)
    must_exist("level", request.levels, LEVELS)
    must_exist("probe", request.probes, FAMILIES)
    selection = select(workspace, rubric, tasks=request.tasks, tools=request.tools, levels=request.levels)
    if not selection.work:
        raise BadRequest(
            "no implementation matches this request: "
            + ", ".join(
                f"--{option} {' '.join(values)}"
                for option, values in (("task", request.tasks), ("tool", request.tools), ("level", request.levels))
                if values
            )
            + f"; `evalkit list` shows what {request.rubric} holds"
        )
    out = request.out or reports_folder(request.folder) / rubric.rubric
    return Loaded(workspace, rubric, selection, out)


def must_exist(kind: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise BadRequest for the first name in `given` that is not `known`, with the one that was probably meant."""
    names = list(known)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names) or 'none yet'}"
            raise BadRequest(f"there is no {kind} {name!r}; {hint}")
