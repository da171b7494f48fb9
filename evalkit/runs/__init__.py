"""The loop: load, plan, provision, observe, score, render; resume, budget, and making a report again."""

from evalkit.runs.check import check_everything, check_tool, renew_locks
from evalkit.runs.compare import compare_history, compare_runs
from evalkit.runs.examine import Examined, examine
from evalkit.runs.folder import FolderBusy, RunFolder
from evalkit.runs.load import BadRequest, Loaded, load
from evalkit.runs.look import Seen, how_well_found, look, static_families
from evalkit.runs.loop import run
from evalkit.runs.manifest import Manifest, NotARun
from evalkit.runs.preview import Preview, preview
from evalkit.runs.publish import republish
from evalkit.runs.report_as import figures, report_as
from evalkit.runs.request import Cell, Request, Result, Screen

__all__ = [
    "BadRequest",
    "Cell",
    "Examined",
    "FolderBusy",
    "Loaded",
    "Manifest",
    "NotARun",
    "Preview",
    "Request",
    "Result",
    "RunFolder",
    "Screen",
    "Seen",
    "check_everything",
    "check_tool",
    "compare_history",
    "compare_runs",
    "examine",
    "figures",
    "how_well_found",
    "load",
    "look",
    "preview",
    "renew_locks",
    "report_as",
    "republish",
    "run",
    "static_families",
]
