"""What stands in an environment: whether it is what was locked, and whether it still is what was installed.

Every distribution lists its files with sizes and hashes in its RECORD (PEP 376, PEP 627). Bytecode is left out: it is
compiled here.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_SITES = "lib/python*/site-packages"
_HOOKS = frozenset({"sitecustomize.py", "usercustomize.py"})
"""Modules that Python imports at every start, if they are there."""


class NotAsLocked(Exception):
    """An environment does not hold what its lock names; the text says what is wrong, with no path in it.

    `only_bytes` says that the distributions are the right ones, and some of their files are not as they were packed.
    """

    def __init__(self, text: str, *, only_bytes: bool = False) -> None:
        super().__init__(text)
        self.only_bytes = only_bytes


@dataclass(frozen=True, slots=True)
class _Recorded:
    """One file as a distribution's RECORD has it, in the folder `info`; `digest` is 'sha256=…' or empty."""

    file: str
    digest: str
    info: Path


def recorded(folder: Path) -> Iterator[Path]:
    """The files that the distributions in an environment list, bytecode left out; one may be listed twice."""
    for each in _recorded(folder):
        yield Path(each.file)


def must_be_as_locked(folder: Path, distributions: Mapping[str, str]) -> None:
    """Compare an environment with its lock: the distributions, and every byte of theirs that has a hash.

    A file that several distributions list need be as one of them says.

    Raises:
        NotAsLocked: a distribution is missing, has another version or was not locked, or a file is not as it was
            packed.
    """
    here = {canonicalize_name(name): version for name, version in _distributions(folder)}
    wanted = {canonicalize_name(name): version for name, version in distributions.items()}
    if missing := sorted(wanted.keys() - here.keys()):
        raise NotAsLocked(f"{_listed(missing)} {'is' if len(missing) == 1 else 'are'} not in it")
    if beyond := sorted(here.keys() - wanted.keys()):
        raise NotAsLocked(f"it holds {_listed(beyond)}, which nobody locked")
    if other := sorted(name for name in wanted if not _same(wanted[name], here[name])):
        raise NotAsLocked(f"it holds {other[0]} {here[other[0]]} instead of {wanted[other[0]]}")
    wrong: dict[str, _Recorded] = {}
    right: set[str] = set()
    for each in _recorded(folder):
        if not each.digest or _digest(each.file) == each.digest:
            right.add(each.file)
            wrong.pop(each.file, None)
        elif each.file not in right:
            wrong[each.file] = each
    if wrong:
        first = next(iter(wrong.values()))
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        name = " ".join(_name_and_version(first.info))
        what = f"{os.path.basename(first.file)} of {name}{more} {'are' if more else 'is'} not as packed"
        raise NotAsLocked(what, only_bytes=True)


def state_of(folder: Path) -> str:
    """Return a digest of what tells that an installed file was changed or taken away, without reading any.

    Files that were added do not count, but for those that Python runs at every start: a tool may keep things beside its
    modules.
    """
    whole = hashlib.sha256()
    for file in sorted({each.file for each in _recorded(folder)}):  # texts: tens of thousands of paths take seconds
        try:
            at = os.lstat(file)
            told = f"{at.st_size} {at.st_mtime_ns} {stat.S_IFMT(at.st_mode)}"
        except OSError:
            told = "gone"
        whole.update(f"{file}\0{told}\n".encode(errors="surrogateescape"))
    for site in sorted(folder.glob(_SITES)):
        for name in sorted(os.listdir(site)):
            if name.endswith(".pth") or name in _HOOKS:
                at = os.lstat(site / name)
                whole.update(f"{name}\0{at.st_size} {at.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return whole.hexdigest()


def separate(folder: Path) -> None:
    """Give every installed file that shares its bytes with another name, such as one in uv's cache, bytes of its own.

    Whoever writes into one environment then writes into no other. A file is replaced in one step: what runs meanwhile
    notices nothing.
    """
    for file in {each.file for each in _recorded(folder)}:
        try:
            at = os.lstat(file)
        except OSError:
            continue
        if at.st_nlink > 1 or stat.S_ISLNK(at.st_mode):
            descriptor, part = tempfile.mkstemp(dir=os.path.dirname(file), prefix=".separate-")
            os.close(descriptor)
            try:
                shutil.copy2(file, part)  # with its time of change, which its bytecode names
                os.replace(part, file)
            except BaseException:
                os.unlink(part)
                raise


def _recorded(folder: Path) -> Iterator[_Recorded]:
    for record in folder.glob(f"{_SITES}/*.dist-info/RECORD"):
        site = str(record.parent.parent)
        with record.open(encoding="utf-8", errors="surrogateescape", newline="") as lines:
            for row in csv.reader(lines):
                if row and "__pycache__" not in row[0]:
                    file = os.path.join(site, row[0])
                    digest = row[1] if len(row) > 1 and row[1].startswith("sha256=") else ""
                    yield _Recorded(os.path.normpath(file) if ".." in row[0] else file, digest, record.parent)


def _distributions(folder: Path) -> Iterator[tuple[str, str]]:
    for info in folder.glob(f"{_SITES}/*.dist-info"):
        if (info / "RECORD").is_file():
            yield _name_and_version(info)


def _name_and_version(info: Path) -> tuple[str, str]:
    name, _, version = info.name.removesuffix(".dist-info").partition("-")
    try:
        with (info / "METADATA").open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                key, _, value = line.partition(":")
                if not line.strip():
                    break
                if key == "Name":
                    name = value.strip()
                elif key == "Version":
                    version = value.strip()
    except OSError:
        pass
    return name, version


def _same(one: str, other: str) -> bool:
    try:
        return Version(one) == Version(other)  # '1.0' and '1.0.0' are
    except InvalidVersion:
        return one == other


def _digest(file: str) -> str:
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            return ""
        with open(file, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").digest()
    except OSError:
        return ""
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
