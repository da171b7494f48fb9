"""Public APIs that were read before, kept on disk: reading a large package takes seconds."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evalkit.probes.apis.api_entry import Entry
from evalkit.probes.apis.public_api import Api, public_api
from evalkit.store import cache_folder, write_whole

METHOD = 1
"""Version of the way in which APIs are read: what another one read counts for nothing."""

_READ = frozenset({".py", ".pyi", ".so", ".pyd"})


def cached_api(
    packages: Sequence[str],
    search: Sequence[Path],
    cache: Path | None = None,
    read: Callable[[Sequence[str], Sequence[Path]], Api] = public_api,
) -> Api:
    """What `read` says of the packages, out of the cache if the same files were read before.

    The cache is `api` in the user's cache folder, or in the folder that the variable EVALKIT_CACHE names, unless it is
    given here. An entry that is damaged is read anew, and one that cannot be written is done without.

    Raises:
        NoSuchPackage: a package is not there, or cannot be read statically at all.
    """
    folder = cache or cache_folder() / "api"
    tops = tuple(dict.fromkeys(package.partition(".")[0] for package in packages))
    file = folder / f"{'+'.join(tops)}-{_key(packages, tops, search)}.json"
    known = _read(file)
    if known is not None:
        return known
    api = read(packages, search)
    # A full or read-only disk costs time at the next start, and nothing else.
    with contextlib.suppress(OSError):
        _write(file, api)
    return api


def distributions(package: str, search: Sequence[Path]) -> tuple[str, ...]:
    """The distributions that carry a top-level package, as 'scikit-learn 1.9.1'; none for loose files."""
    found = []
    for folder in search:
        for record in sorted(folder.glob("*.dist-info/RECORD")):
            text = "\n" + record.read_text(encoding="utf-8", errors="replace")
            if f"\n{package}/" in text or f"\n{package}.py," in text:
                name, _, number = record.parent.name.removesuffix(".dist-info").rpartition("-")
                found.append(f"{name.replace('_', '-')} {number}")
    return tuple(found)


def _key(packages: Sequence[str], tops: Sequence[str], search: Sequence[Path]) -> str:
    parts: list[Any] = [METHOD, version("griffelib"), sorted(set(packages))]
    for top in tops:
        carried = distributions(top, search)
        # Installed files change with the version alone; an author's own may change without changing in size.
        parts.append([top, carried, [_digest(folder, top, times=not carried) for folder in search]])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]


def _digest(folder: Path, top: str, *, times: bool) -> str:
    digest = hashlib.sha256()
    for name in (top, f"_{top}"):
        for file in _files(folder, name):
            facts = file.stat()
            relative = file.relative_to(folder).as_posix()
            digest.update(os.fsencode(f"{relative} {facts.st_size} {facts.st_mtime_ns if times else ''}\n"))
    return digest.hexdigest()


def _files(folder: Path, top: str) -> Iterator[Path]:
    if (module := folder / f"{top}.py").is_file():
        yield module
    for place, folders, files in os.walk(folder / top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            file = Path(place, name)
            # A link that leads nowhere cannot be read, whatever its name.
            if file.suffix in _READ and file.exists():
                yield file


def _read(file: Path) -> Api | None:
    """What a file of the cache holds; None where there is none or it is not what was written."""
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        body = written["api"]
        if written["sha256"] != _checksum(body):
            return None
        entries = tuple(Entry(**{name: _frozen(value) for name, value in entry.items()}) for entry in body["entries"])
        rest = {name: _frozen(value) for name, value in body.items() if name != "entries"}
        return Api(entries=entries, **rest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(file: Path, api: Api) -> None:
    # Through JSON once, so that the checksum is of what will be read: tuples become lists.
    body = json.loads(json.dumps(asdict(api)))
    write_whole(file, json.dumps({"sha256": _checksum(body), "api": body}))


def _checksum(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
