"""Snapshots: the files of a workspace as one archive with a digest, to be sent to workers."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FOLDERS = ("adapters", "tasks", "rubrics", "ratings")
_FILES = ("dsls.yaml",)

OWN_DATA = "own-data.csv"
"""The file of a reader's own table, coded, in an unpacked workspace: its inputs are made of it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The packed files that work depends on; `digest` covers their names and bytes, but not their dates."""

    digest: str
    archive: bytes

    @classmethod
    def of(cls, root: Path, own: bytes = b"") -> Snapshot:
        """Pack adapters, tasks, rubrics, ratings and dsls.yaml of the workspace at `root`, without hidden files and caches.

        `own` is a reader's own table, coded, which goes along.
        """
        digest = hashlib.sha256()
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
            for name, content in _contents(root, own):
                in_bytes = os.fsencode(name)  # a name need not be UTF-8
                digest.update(f"{len(in_bytes)}:{len(content)}:".encode() + in_bytes + content)
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), 0o644
                archive.addfile(entry, io.BytesIO(content))
        return cls(digest.hexdigest()[:20], buffer.getvalue())

    def unpack(self, folder: Path) -> Path:
        """Write the files into `folder`, which is made if needed, and return it."""
        for part in _FOLDERS:
            (folder / part).mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(self.archive), mode="r:gz") as archive:
            # Python before 3.11.4 knows no filters, and what is in here evalkit has put there.
            archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            archive.extractall(folder)  # noqa: S202
        return folder


def _contents(root: Path, own: bytes) -> Iterator[tuple[str, bytes]]:
    for file in _files(root):
        yield file.relative_to(root).as_posix(), file.read_bytes()
    if own:
        yield OWN_DATA, own


def _files(root: Path) -> list[Path]:
    paths = [root / name for name in _FILES if (root / name).is_file()]
    for part in _FOLDERS:
        for folder, folders, names in os.walk(root / part):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
            paths += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    return [file for file in paths if file.is_file() and not file.name.endswith(".pyc")]
