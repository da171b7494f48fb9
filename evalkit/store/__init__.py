"""Files that must survive: whole-file writes, the journal, the manifest, and the folder of a run."""

from evalkit.store.exclusive import exclusive
from evalkit.store.journal import Damage, Journal
from evalkit.store.journal_line import OtherFormat, read_line, write_line
from evalkit.store.manifest import Manifest, NotARun, ToolState, states_of
from evalkit.store.opened_run import OpenedRun, open_run
from evalkit.store.run_folder import FolderBusy, RunFolder, fresh_path
from evalkit.store.whole_file import write_whole

__all__ = [
    "Damage",
    "FolderBusy",
    "Journal",
    "Manifest",
    "NotARun",
    "OpenedRun",
    "OtherFormat",
    "RunFolder",
    "ToolState",
    "exclusive",
    "fresh_path",
    "open_run",
    "read_line",
    "states_of",
    "write_line",
    "write_whole",
]
