"""A run that stands in a folder, finished or not, opened for reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evalkit.store import Journal
from evalkit.store.manifest import Manifest, NotARun
from evalkit.store.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """The folder, what it says was run, and everything that was observed."""

    folder: RunFolder
    manifest: Manifest
    journal: Journal


def open_run(path: Path) -> OpenedRun:
    """Read a run; raises `NotARun`, naming the folder, and `OtherFormat` where another evalkit wrote it."""
    folder = RunFolder(path)
    if not folder.manifest.is_file():
        raise NotARun(f"{path} has no manifest.json; name a folder that `evalkit run` made, such as reports/default")
    try:
        manifest = Manifest.from_json(folder.read_manifest())
    except NotARun as error:
        raise NotARun(f"{path}: {error}") from None
    return OpenedRun(folder, manifest, Journal(folder.journal))
