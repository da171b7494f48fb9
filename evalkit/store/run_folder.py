"""The folder of a run: the places of its files, the lock on it, and how to open it for reading."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.documents import closest
from evalkit.store.files import naming, write_whole
from evalkit.store.journal import Journal
from evalkit.store.manifest import BadManifest, Manifest, NotARun
from evalkit.store.run_files import beginning_of

_OWN = frozenset(
    {"journal.jsonl", "logs", "sources", "usage", "pictures", "scorecard.json", "report.html", "card.png", "badge.svg"}
)
"""What a run's folder may hold before its manifest is written, beside names that begin with a dot."""
_WRITTEN = ("logs", "pictures", "sources", "usage")
"""The folders that evalkit writes into while it runs. In each are folders of tasks, in those of tools, in those of levels."""
_LEVELS_OF_FOLDERS = 3
_REPORTS = Path("reports")

LARGEST_MANIFEST = 50_000_000
"""In bytes; that of a hundred tools in twenty tasks has a twentieth of it."""


class FolderBusy(Exception):
    """Another evalkit is writing into the same run."""


class NothingMeasured(Exception):
    """A run whose journal holds no observation: there is nothing to report."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The paths of one run. Scorecard and report can be made again from all the rest."""

    path: Path

    @property
    def journal(self) -> Path:
        """The journal: one observation a line, append-only."""
        return self.path / "journal.jsonl"

    @property
    def manifest(self) -> Path:
        """The manifest: what was run, where and with what."""
        return self.path / "manifest.json"

    @property
    def scorecard(self) -> Path:
        """The scorecard as JSON."""
        return self.path / "scorecard.json"

    @property
    def report(self) -> Path:
        """The report."""
        return self.path / "report.html"

    @property
    def card(self) -> Path:
        """The picture that is shown of a link to the report."""
        return self.path / "card.png"

    @property
    def badge(self) -> Path:
        """The answer as a small SVG, where it was asked for."""
        return self.path / "badge.svg"

    @property
    def logs(self) -> Path:
        """What implementations printed, and their memory curves."""
        return self.path / "logs"

    def read_manifest(self) -> dict[str, Any]:
        """Return the manifest, or an empty one if it is missing, unreadable or larger than any that evalkit writes."""
        try:
            return self.written_manifest()
        except BadManifest:
            return {}

    def written_manifest(self) -> dict[str, Any]:
        """Return the manifest as plain data; raises `BadManifest`, with the place if it is not JSON."""
        read = beginning_of(self.path, self.manifest.name, LARGEST_MANIFEST)
        if read is None:
            raise BadManifest(f"{self.manifest}: it is no file, or may not be read")
        if not read.is_whole:
            raise BadManifest(f"{self.manifest}: it is larger than any that evalkit writes")
        try:
            value = json.loads(read.data)
        except json.JSONDecodeError as error:
            raise BadManifest(f"{self.manifest}:{error.lineno}:{error.colno}: it is no JSON from here on") from None
        except (ValueError, RecursionError):
            raise BadManifest(f"{self.manifest}: it is no JSON that can be read") from None
        if not isinstance(value, dict):
            raise BadManifest(f"{self.manifest}:1:1: it holds no mapping")
        return value

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Replace the manifest in one step."""
        write_whole(self.manifest, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")

    def write(self, file: Path, content: str | bytes) -> None:
        """Write a file below the run's folder in one step; a link that has its name is replaced.

        Raises:
            NotARun: a folder on the way to it is a link.
            OSError: the file cannot be written.
        """
        for folder in list(file.relative_to(self.path).parents)[:-1]:
            if (self.path / folder).is_symlink():
                raise NotARun(_leads_elsewhere(self.path / folder))
        write_whole(file, content)

    @contextlib.contextmanager
    def held(self, lock: Callable[[int, int], None] = fcntl.flock) -> Iterator[None]:
        """Lock the run for this process. The kernel releases the lock when the process ends.

        A folder that was made for it is removed again where what is done in it fails before it writes anything.

        Raises:
            FolderBusy: another evalkit has it.
            NotARun: it is a file, or a folder that holds something else; or a folder in it is a link, so that what
                evalkit writes and removes would be somewhere else.
            OSError: it cannot be locked; the error names the file.
        """
        self._refuse_what_is_no_run()
        is_new = not self.path.exists()
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / ".lock"
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            try:
                with naming(file):
                    lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderBusy(
                    f"another evalkit is writing into {self.path}: wait for it, or choose another folder with --out"
                ) from None
            self._refuse_links()
            try:
                yield
            except BaseException:
                if is_new:
                    self._leave_nothing(file)
                raise
        finally:
            os.close(descriptor)

    def _leave_nothing(self, lock: Path) -> None:
        """Remove the folder if nothing but the lock lies in it; while this process has that, nobody else writes there."""
        with contextlib.suppress(OSError):
            if os.listdir(self.path) == [lock.name]:
                lock.unlink()
                self.path.rmdir()

    def _refuse_links(self) -> None:
        for name in _WRITTEN:
            if link := next(_links_to_folders(self.path / name, _LEVELS_OF_FOLDERS), None):
                raise NotARun(_leads_elsewhere(link))

    def _refuse_what_is_no_run(self) -> None:
        """Raise NotARun where the files of a run would come to lie among others."""
        if self.path.is_file():
            raise NotARun(f"{self.path} is a file; name a folder with --out")
        if not self.path.is_dir() or self.manifest.exists():
            return
        others = sorted(name for name in os.listdir(self.path) if name not in _OWN and not name.startswith("."))
        if others:
            raise NotARun(f"{self.path} holds other files, such as {others[0]}; name a new folder with --out")


def _links_to_folders(folder: Path, deep: int) -> Iterator[Path]:
    """Yield `folder` if it is a link, else the links in it and in the folders below it, `deep` folders down.

    Links to files are left out. The folders of levels are not listed: they hold most of a run's files, and no folder
    that evalkit does not make anew.
    """
    if folder.is_symlink() and not folder.is_file():
        yield folder
    elif deep:
        try:
            with os.scandir(folder) as entries:
                inner = [entry.name for entry in entries if entry.is_symlink() or entry.is_dir(follow_symlinks=False)]
        except OSError:  # it is missing, is a file, or cannot be read: whoever writes there says so
            return
        for name in inner:
            yield from _links_to_folders(folder / name, deep - 1)


def _leads_elsewhere(folder: Path) -> str:
    return (
        f"{folder} is a link, and evalkit writes into a run's own folder only: put a folder in its place, "
        "or choose another run with --out"
    )


def fresh_path(wanted: Path) -> Path:
    """Return `wanted`, or the first of `wanted`-2, -3, … that does not exist yet."""
    if not wanted.exists():
        return wanted
    number = 2
    while wanted.with_name(f"{wanted.name}-{number}").exists():
        number += 1
    return wanted.with_name(f"{wanted.name}-{number}")


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """A run that was opened for reading: its folder, its manifest and its journal."""

    folder: RunFolder
    manifest: Manifest
    journal: Journal


def manifest_of(path: Path) -> Manifest:
    """Return the manifest of a run; raises `NotARun`, naming the folder, or `BadManifest`, naming the file."""
    folder = RunFolder(path)
    if not folder.manifest.is_file():
        raise NotARun(_no_run(path))
    again = f"`evalkit run RUBRIC --out {shlex.quote(str(path))}` writes it anew, and keeps what was measured"
    try:
        written = folder.written_manifest()
    except BadManifest as error:
        raise BadManifest(f"{error}; {again}") from None
    try:
        return Manifest.from_json(written)
    except BadManifest as error:
        raise BadManifest(f"{folder.manifest}: {error}; {again}") from None


def open_run(path: Path) -> OpenedRun:
    """Open a run; raises `NotARun`, naming the folder, or `OtherFormat` if another version of evalkit wrote it."""
    manifest = manifest_of(path)
    folder = RunFolder(path)
    return OpenedRun(folder, manifest, Journal(folder.journal))


def _no_run(path: Path) -> str:
    """What a path is that leads to no run, and which run was probably meant."""
    if path.is_file():
        if _is_run(path.parent):
            return f"{path} is a file; name the folder that it lies in, {str(path.parent)!r}"
        what = f"{path} is a file"
    else:
        what = f"{path} has no manifest.json" if path.is_dir() else f"there is no folder {path}"
    meant = _runs_in(path)[:1] or _of_like_name(path, [*_runs_in(path.parent), *_runs_in(_REPORTS)])
    if meant:
        return f"{what}; did you mean {str(meant[0])!r}?"
    some = _runs_in(_REPORTS)[:1]
    if not some:
        return f"{what}; there is no run in {_REPORTS}/ here: `evalkit run RUBRIC` makes one"
    return f"{what}; name a folder that `evalkit run` made, such as {some[0]}"


def _of_like_name(path: Path, runs: list[Path]) -> list[Path]:
    by_name = {run.name: run for run in reversed(runs)}
    name = None if path.is_file() else closest(path.name, by_name)
    return [by_name[name]] if name else []


def _runs_in(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if _is_run(each))
    except OSError:  # it is missing, is no folder, or may not be read
        return []


def _is_run(folder: Path) -> bool:
    return RunFolder(folder).manifest.is_file()
