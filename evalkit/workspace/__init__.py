"""Read what people write (adapters, tasks, implementations, rubrics, ratings) into the model, with all mistakes at once.

`load_workspace` and `load_rubric` give what is free of mistakes, or raise `BadInput`, which names file, line, column
and what to write instead. This layer stands above the probes, because a rubric is checked against the metrics that they
measure; reading YAML as such is evalkit.documents.
"""

from evalkit.documents import BadInput, Place, Problem
from evalkit.workspace.editors import Wired, wire
from evalkit.workspace.founding import CannotBegin, Founded, found, found_whole
from evalkit.workspace.locating import (
    NoWorkspace,
    find_workspace,
    is_shipped,
    locate_rubric,
    own_workspace,
    reports_folder,
    starter,
    workspace_above,
    workspace_for,
)
from evalkit.workspace.loose_code import implementations_at
from evalkit.workspace.new_files import Begun, NewTool, begin_rubric, begin_task, begin_tool
from evalkit.workspace.own_data import OwnTable, begin_data, propose, read_own_data
from evalkit.workspace.schemas import KINDS, schema_of
from evalkit.workspace.workspace import Workspace, all_problems, broken_rules, load, load_rubric, load_workspace

__all__ = [
    "KINDS",
    "BadInput",
    "Begun",
    "CannotBegin",
    "Founded",
    "NewTool",
    "NoWorkspace",
    "OwnTable",
    "Place",
    "Problem",
    "Wired",
    "Workspace",
    "all_problems",
    "begin_data",
    "begin_rubric",
    "begin_task",
    "begin_tool",
    "broken_rules",
    "find_workspace",
    "found",
    "found_whole",
    "implementations_at",
    "is_shipped",
    "load",
    "load_rubric",
    "load_workspace",
    "locate_rubric",
    "own_workspace",
    "propose",
    "read_own_data",
    "reports_folder",
    "schema_of",
    "starter",
    "wire",
    "workspace_above",
    "workspace_for",
]
