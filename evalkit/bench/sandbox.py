"""The sandbox: a fresh folder for one sample."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from evalkit.bench.deep_folders import walked
from evalkit.bench.environ import bare_environ
from evalkit.model import Adapter, Implementation

_OURS = ("inputs", "outputs", "home", "tmp", "ran.jsonl", "cut")
"""What is in a sandbox beside the implementation."""
_NAMED = 3


class Sandbox:
    """A new folder with `inputs/`, `outputs/`, `home/` and `tmp/`, removed when its context ends.

    It separates samples from each other and from the user's files. It does not protect from malicious code, which runs
    with the user's rights.
    """

    def __init__(self, parent: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="s-", dir=parent)).resolve()
        self.inputs, self.outputs = self.folder / "inputs", self.folder / "outputs"
        self._received: set[Path] = set()
        self._set_aside: dict[str, tuple[int, ...]] = {}
        for folder in (self.inputs, self.outputs, self.folder / "home", self.folder / "tmp"):
            folder.mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        remove(self.folder)
        self._forget_copy()

    def receive_inputs(self, made: Path) -> None:
        """Copy the inputs from folder `made`, so that nobody's changes reach the originals."""
        for file in files_of(made):
            target = self.inputs / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            self._received.add(target)

    def receive(self, implementation: Implementation, task_folder: Path) -> tuple[Path, ...]:
        """Copy an implementation's files to the top, and return its scripts relative to the sandbox, in running order.

        A script is copied as `<level>.py`, a folder as `<level>/`. Shared helper modules (`_*.py`) are copied beside
        the script, so that it can import them.
        """
        if implementation.main is None:
            raise ValueError(f"{implementation.label} has nothing to run")
        tool = task_folder / implementation.tool
        scripts = tuple(_place(script, tool) for script in implementation.scripts)
        for file in dict.fromkeys((*implementation.scripts, *implementation.files)):
            place = _place(file, tool)
            places = {place, scripts[0].parent / place.name} if _is_shared(place) else {place}
            for target in (self.folder / place for place in places):
                target.parent.mkdir(parents=True, exist_ok=True)
                if not target.exists():
                    shutil.copyfile(file, target)
                    self._received.add(target)
        return scripts

    def strays(self) -> tuple[str, ...]:
        """Return files that somebody probably meant for outputs/: beside it, among the inputs, or one folder up, by name.

        They are named relative to the sandbox, at most three of them. What is found one folder up, where nothing of the
        sort belongs, is removed.
        """
        above = self.folder.parent / "outputs"
        try:
            return self._strays(above)
        except (OSError, RecursionError):  # the tool has removed its folder, or dug deeper than Python can go
            return ()
        finally:
            if above.is_dir():
                remove(above)

    def _strays(self, above: Path) -> tuple[str, ...]:
        looked = [self.folder / name for name in sorted(os.listdir(self.folder)) if name not in _OURS]
        looked = [each for each in looked if not each.name.startswith((".", "__"))]
        files = [
            file for each in (*looked, self.inputs, above) for file in (files_of(each) if each.is_dir() else [each])
        ]
        found = [os.path.relpath(file, self.folder) for file in files if file not in self._received and file.is_file()]
        return tuple(found[:_NAMED])

    def copied(self, to: Path, log: str) -> None:
        """Copy the sandbox to a folder that does not exist, with what was printed as log.txt; raises OSError."""
        to.mkdir(parents=True)
        for at, folders, names in walked(self.folder):
            there = to / Path(at).relative_to(self.folder)
            for folder in folders:
                (there / folder).mkdir()
            for name in names:
                file = Path(at) / name
                if file.is_symlink():
                    (there / name).symlink_to(os.readlink(file))
                elif file.is_file():  # no socket, no pipe
                    shutil.copyfile(file, there / name)
        (to / "log.txt").write_text(log, encoding="utf-8", errors="replace")

    def set_aside(self) -> bool:
        """Set a copy of the sandbox aside, as it is now, and return whether all of it could be copied."""
        self._forget_copy()
        try:
            done = subprocess.run(
                ["cp", "-a", "--", self.folder, self._copy],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError:
            return False
        if done.returncode:
            self._forget_copy()
            return False
        self._set_aside = _entries(self.folder)
        return True

    def go_back(self) -> bool:
        """Make the sandbox what it was when the copy was set aside, and return whether that was possible.

        Files that nobody touched since stay the same files, because some tools know theirs by inode and time.
        """
        if not self._set_aside:
            return False
        try:
            _go_back(self.folder, self._copy, self._set_aside)
        except OSError:
            return False
        finally:
            self._forget_copy()
        return True

    @property
    def _copy(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-aside")

    def _forget_copy(self) -> None:
        self._set_aside = {}
        if os.path.lexists(self._copy):
            remove(self._copy)

    def environ(self, environment_folder: Path, adapter: Adapter) -> dict[str, str]:
        """Return all variables of the implementation: the fixed ones, overridden by the adapter's."""
        return {**bare_environ(environment_folder, self.folder), **adapter.environ, **adapter.telemetry_off}


def files_of(folder: Path) -> list[Path]:
    """Return the regular files below `folder` by name; links are not followed."""
    found = [Path(at) / name for at, _, names in walked(folder) for name in names]
    return sorted(file for file in found if stat.S_ISREG(file.lstat().st_mode))


def _entries(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return everything below a folder by its place, with what changes when somebody writes to it; links are not followed."""
    found: dict[str, tuple[int, ...]] = {}
    for at, folders, names in walked(folder):
        for name in (*folders, *names):
            path = os.path.join(at, name)
            seen = os.lstat(path)
            written = () if stat.S_ISDIR(seen.st_mode) else (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
            found[os.path.relpath(path, folder)] = (seen.st_mode, seen.st_ino, *written)
    return found


def _go_back(folder: Path, copy: Path, before: Mapping[str, tuple[int, ...]]) -> None:
    """Remove what is new or changed below `folder`, and put what is missing then there from the copy; raises OSError."""
    now = _entries(folder)
    for place in sorted(now, reverse=True):  # what is in a folder comes before it
        if before.get(place) != now[place]:
            path = folder / place
            if path.is_dir() and not path.is_symlink():
                remove(path)
            else:
                path.unlink(missing_ok=True)
    folders = ["", *(place for place in sorted(before) if stat.S_ISDIR(before[place][0]))]
    were = {place: (copy / place).stat() for place in folders}  # moving a file out of a folder changes its time
    for place in sorted(before):
        path = folder / place
        if not os.path.lexists(path):
            path.mkdir() if place in were else (copy / place).rename(path)
    for place in reversed(folders):
        os.chmod(folder / place, stat.S_IMODE(were[place].st_mode))
        os.utime(folder / place, ns=(were[place].st_atime_ns, were[place].st_mtime_ns))


State = tuple[tuple[str, int, int, int, int], ...]
"""Files by name, each with inode, size and times of change in nanoseconds; only the kernel can set the last of
these."""


def state(folder: Path) -> State:
    """Return a value that changes when anybody writes to a file below `folder`, without reading the files."""
    found = ((file.relative_to(folder).as_posix(), file.lstat()) for file in files_of(folder))
    return tuple((name, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns) for name, at in found)


def digest(folder: Path) -> str:
    """Return the SHA-256 over the names, lengths and bytes of the files below `folder`."""
    lines = {}
    for file in files_of(folder):
        place = file.relative_to(folder)
        with file.open("rb") as stream:
            inner = hashlib.file_digest(stream, "sha256").hexdigest()
        lines[place.parts] = os.fsencode(f"{place.as_posix()}\0{file.stat().st_size}\0{inner}\n")
    return hashlib.sha256(b"".join(line for _, line in sorted(lines.items()))).hexdigest()


def digests(folder: Path, more: Mapping[str, bytes] = MappingProxyType({})) -> tuple[tuple[str, str], ...]:
    """Return name and SHA-256 of each file below `folder`, and of `more` as if they were files there, sorted by name."""
    found = {name: hashlib.sha256(data).hexdigest() for name, data in more.items()}
    for file in files_of(folder):
        with file.open("rb") as stream:
            found[file.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return tuple(sorted(found.items()))


def remove(folder: Path) -> None:
    """Remove a folder as far as possible, whatever the permissions of its folders are."""
    with contextlib.suppress(RecursionError):  # deeper than Python can go
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        _allow_everything(folder)
        subprocess.run(["rm", "-rf", "--", folder], stderr=subprocess.DEVNULL, check=False)


def _allow_everything(top: Path) -> None:
    waiting = [str(top)]
    while waiting:
        folder = waiting.pop()
        try:
            os.chmod(folder, 0o700)
            with os.scandir(folder) as entries:
                waiting += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue


def _place(file: Path, tool: Path) -> Path:
    file, tool = file.parent.resolve() / file.name, tool.resolve()
    return file.relative_to(tool) if file.is_relative_to(tool) else Path(file.name)


def _is_shared(place: Path) -> bool:
    return len(place.parts) == 1 and place.name.startswith("_")
