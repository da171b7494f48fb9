"""The lock file: every distribution of an environment with its hashes, and a header that says where it came from.

It is a requirements file that pip and uv can read. It names no host and no path, so it also works with another package
index.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packaging.utils import canonicalize_name

_HEADER = re.compile(r"# (?P<key>[a-z ]+): (?P<value>.+)")
_NEWEST = re.compile(r"(?P<name>\S+) (?P<newest>\S+), locked \S+")
_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9][A-Za-z0-9.!+_-]*)")
_HASH = re.compile(r"--hash=(?P<hash>sha256:[0-9a-f]{64})")


class DamagedLock(ValueError):
    """A lock file cannot be read; the message says which file, line and why."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The exact contents of an environment.

    `python` is a minor version such as '3.10'. `asked` is the digest of what the adapter asked for; it changes when the
    adapter is edited. `distributions` maps normalised names (PEP 503) to versions, and `hashes` maps them to the
    SHA-256 of the files that may be installed. `newest` holds the newest version of each requirement on the day
    `locked`. `download_mb` is the size of the files in MB (10⁶ bytes).
    """

    file: Path
    tool: str
    platform: str
    python: str
    asked: str
    locked: date
    download_mb: float
    distributions: Mapping[str, str]
    hashes: Mapping[str, tuple[str, ...]]
    newest: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The SHA-256 of the requirement lines and the Python version, equal for equal environments."""
        return hashlib.sha256("\n".join([f"python {self.python}", *_pins(self)]).encode()).hexdigest()


def digest_of_asked(requirements: tuple[str, ...], python: str, index: str | None) -> str:
    """Return the digest of what an adapter asks for; the order of the requirements does not matter."""
    return hashlib.sha256(json.dumps([sorted(requirements), python, index]).encode()).hexdigest()


def render_lock(lock: Lock) -> str:
    """Return the text of a lock file."""
    header = [
        f"# Made by `evalkit lock {lock.tool}`; edit the adapter, not this file.",
        f"# adapter: {lock.tool}",
        f"# python: {lock.python}",
        f"# platform: {lock.platform}",
        f"# date: {lock.locked.isoformat()}",
        f"# download mb: {lock.download_mb:.3f}",
        f"# asked: {lock.asked}",
        *(
            f"# newest: {name} {version}, locked {lock.distributions.get(name, 'nothing')}"
            for name, version in sorted(lock.newest.items())
        ),
    ]
    return "\n".join([*header, *_pins(lock), ""])


def parse_lock(text: str, file: Path) -> Lock:
    """Read the text of a lock file.

    Raises:
        DamagedLock: a line does not belong in a lock, or something is missing.
    """
    header: dict[str, str] = {}
    newest: dict[str, str] = {}
    distributions: dict[str, str] = {}
    hashes: dict[str, tuple[str, ...]] = {}
    name = ""
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.removesuffix("\\").strip()
        if not content:
            continue
        if content.startswith("#"):
            key, value = _header_line(content)
            if key == "newest":
                entry = _NEWEST.fullmatch(value)
                if entry is None:
                    raise DamagedLock(f"{file.name}:{number}: 'newest' must be '<name> <version>, locked <version>'")
                newest[canonicalize_name(entry["name"])] = entry["newest"]
            elif key:
                header[key] = value
        elif pin := _PIN.fullmatch(content):
            name = canonicalize_name(pin["name"])
            if name in distributions:
                raise DamagedLock(f"{file.name}:{number}: {name} is pinned twice")
            distributions[name], hashes[name] = pin["version"], ()
        elif (hashed := _HASH.fullmatch(content)) and name:
            hashes[name] += (hashed["hash"],)
        else:
            raise DamagedLock(f"{file.name}:{number}: neither '<name>==<version>' nor one of its hashes")
    if bare := [name for name, known in hashes.items() if not known]:
        raise DamagedLock(f"{file.name}: {bare[0]} has no hash")
    try:
        return Lock(
            file=file,
            tool=header["adapter"],
            platform=header["platform"],
            python=header["python"],
            asked=header["asked"],
            locked=date.fromisoformat(header["date"]),
            download_mb=float(header["download mb"]),
            distributions=distributions,
            hashes=hashes,
            newest=newest,
        )
    except KeyError as missing:
        raise DamagedLock(f"{file.name}: its header does not say {missing}") from None
    except ValueError as error:
        raise DamagedLock(f"{file.name}: {error}") from None


def _header_line(content: str) -> tuple[str, str]:
    header = _HEADER.fullmatch(content)
    return (header["key"], header["value"]) if header else ("", "")


def _pins(lock: Lock) -> list[str]:
    return [
        " \\\n".join([f"{name}=={version}", *(f"    --hash={each}" for each in sorted(lock.hashes[name]))])
        for name, version in sorted(lock.distributions.items())
    ]


def platform_tag() -> str:
    """Return the platform that wheels of this machine depend on, such as 'linux-x86_64' or 'macos-arm64'.

    Linux with musl instead of glibc is 'linux-musl-...', because it needs other wheels.
    """
    return platform_tag_of(sys.platform, platform.machine(), str(sysconfig.get_config_var("HOST_GNU_TYPE")))


def platform_tag_of(system: str, machine: str, built_for: str) -> str:
    """Return the tag of a machine that Python's `sys.platform`, `platform.machine` and `HOST_GNU_TYPE` describe so."""
    if system.startswith("linux"):
        libc = "musl-" if "musl" in built_for else ""
        return f"linux-{libc}{machine.lower()}"
    return f"macos-{machine.lower()}" if system == "darwin" else f"{system}-{machine.lower()}"
