"""From a request to everything that a run must know before it starts; reports all mistakes in files and request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.documents import closest
from evalkit.model import LEVELS, Implementation, Rubric
from evalkit.model.rubric import MOST_MINUTES
from evalkit.plan.own_rows import left_out_of, said
from evalkit.plan.request import Request
from evalkit.plan.selection import Selection, select
from evalkit.probes import FAMILIES
from evalkit.workspace import OwnTable, Workspace, locate_rubric, read_own_data, reports_folder
from evalkit.workspace import load as load_both

_OPTIONS = ("task", "tool", "level")
"""Kinds of names that an option takes, which may be given again."""


class BadRequest(Exception):
    """Something on the command line does not fit the workspace; the text says what would."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The workspace and the rubric, read and checked, and the selection of this run.

    `own` is the reader's own data, if the run uses some. `notes` say what it leaves out, for the terminal alone.
    """

    workspace: Workspace
    rubric: Rubric
    selection: Selection
    out: Path
    own: OwnTable | None = None
    notes: tuple[str, ...] = ()

    def verified_at(self, one: Implementation) -> int:
        """Return the scale at which an implementation is verified."""
        return self.rubric.measure.verified_at(one.level, self.workspace.tasks[one.task].scales)


def load(request: Request) -> Loaded:
    """Read the workspace, the rubric and the reader's own data, if there are some.

    Raises:
        BadInput: there are mistakes in files.
        BadRequest: the request names something that does not exist, or the data reach none of its tasks.
    """
    root, file = locate_rubric(request.rubric, request.folder)
    workspace, rubric = load_both(root, file)
    changes: dict[str, object] = {}
    if request.blocks is not None:
        changes["blocks"] = request.blocks
        changes["scaling_blocks"] = min(rubric.measure.scaling_blocks, request.blocks)
    if request.budget_minutes is not None:
        if not 0 < request.budget_minutes <= MOST_MINUTES:  # nor is NaN within them
            raise BadRequest(f"a budget has at most {MOST_MINUTES:,} minutes; write that for one without an end")
        changes["budget_minutes"] = request.budget_minutes
    if changes:
        rubric = rubric.model_copy(update={"measure": rubric.measure.model_copy(update=changes)})
    must_exist("task", request.tasks, rubric.tasks)
    must_exist("tool", request.tools, workspace.adapters)
    must_exist("level", request.levels, LEVELS)
    must_exist("probe", request.probes, FAMILIES)
    own: OwnTable | None = None
    notes: tuple[str, ...] = ()
    if request.data is not None:
        rubric, own, notes = _with_own_data(request, request.data, workspace, rubric)
    selection = select(workspace, rubric, tasks=request.tasks, tools=request.tools, levels=request.levels)
    notes = (
        *notes,
        *(
            f"{why}; {tool} is left out until then"
            for tool, why in workspace.unpinned.items()
            if tool in selection.tools
        ),
    )
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
    name = f"{rubric.rubric}-own-data" if own else rubric.rubric
    out = request.out or reports_folder(request.folder) / name
    return Loaded(workspace, rubric, selection, out, own, notes)


def _with_own_data(
    request: Request, file: Path, workspace: Workspace, rubric: Rubric
) -> tuple[Rubric, OwnTable, tuple[str, ...]]:
    """Return the rubric without the tasks that own data do not reach, the data, and what is to be said about that."""
    own = read_own_data(file, shown=request.show_data)
    left_out, failed = left_out_of(workspace, list(rubric.tasks), own, request.seed)
    sentence = said(left_out)
    reasons = [f"{task}: {why}" for task, why in failed.items()]
    if len(left_out) == len(rubric.tasks):
        raise BadRequest("\n".join([f"{sentence}; nothing is left", *reasons]))
    if wanted := [task for task in request.tasks if task in left_out]:
        raise BadRequest(f"{sentence}; leave --task {wanted[0]} out, or give the table what it needs")
    rubric = rubric.without_tasks(left_out)
    own = replace(own, told=replace(own.told, left_out=left_out))
    return rubric, own, tuple(filter(None, [sentence, *reasons]))


def must_exist(kind: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise BadRequest for the first name in `given` that is not `known`, with the one that was probably meant."""
    names = list(known)
    for name in given:
        if name not in names:
            near, parts = closest(name, names), re.split(r"[,;\s]+", name.strip(",; "))
            if len(parts) > 1 and set(parts) <= set(names):
                apart = " ".join((f"--{kind} " if kind in _OPTIONS else "") + part for part in parts)
                apart = f"--probes {','.join(parts)}" if kind == "probe" else apart
                raise BadRequest(f"{name!r} is no {kind}, but several; write {apart}")
            hint = f"did you mean {near!r}?" if near else f"there are: {', '.join(names) or 'none yet'}"
            raise BadRequest(f"there is no {kind} {name!r}; {hint}")
