"""Files that must survive a crash: whole-file writes, the journal, the manifest, and the folder of a run.

A run is a folder. Its journal and logs are the measurements; everything else in it can be made again from them. When a
call returns, its data is completely on the disk.
"""

from evalkit.store.cache_folder import NoCache, cache_folder, free_mb
from evalkit.store.files import exclusive, naming, write_whole
from evalkit.store.journal import Damage, Journal
from evalkit.store.journal_line import OtherFormat, read_line, write_line
from evalkit.store.kept_answers import KeptAnswers
from evalkit.store.manifest import BadManifest, Manifest, NotARun, ToolState, states_of
from evalkit.store.run_folder import FolderBusy, NothingMeasured, OpenedRun, RunFolder, fresh_path, open_run

__all__ = [
    "BadManifest",
    "Damage",
    "FolderBusy",
    "Journal",
    "KeptAnswers",
    "Manifest",
    "NoCache",
    "NotARun",
    "NothingMeasured",
    "OpenedRun",
    "OtherFormat",
    "RunFolder",
    "ToolState",
    "cache_folder",
    "exclusive",
    "free_mb",
    "fresh_path",
    "naming",
    "open_run",
    "read_line",
    "states_of",
    "write_line",
    "write_whole",
]
