"""YAML on disk to the model, with errors that say file:line:column and what to write instead."""

from evalkit.documents import BadInput, Place, Problem
from evalkit.workspace.loading import Workspace, all_problems, conventions, load, load_rubric, load_workspace
from evalkit.workspace.locating import find_workspace, locate_rubric, starter, workspace_above, workspace_for
from evalkit.workspace.loose_code import implementations_at
from evalkit.workspace.schemas import KINDS, schema_of

__all__ = [
    "KINDS",
    "BadInput",
    "Place",
    "Problem",
    "Workspace",
    "all_problems",
    "conventions",
    "find_workspace",
    "implementations_at",
    "load",
    "load_rubric",
    "load_workspace",
    "locate_rubric",
    "schema_of",
    "starter",
    "workspace_above",
    "workspace_for",
]
