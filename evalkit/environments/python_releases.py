"""Which versions of Python there are, and on which of them a tool's pinned version has the wheels that it needs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from evalkit.environments.coinstall import Shared, pinned
from evalkit.environments.environment import Unavailable
from evalkit.environments.lock_file import Lock
from evalkit.environments.resolution import asked_about_pins
from evalkit.environments.uv_command import UvFailed, run_uv, uv_environ_all_indexes
from evalkit.model import Adapter


def released_pythons() -> tuple[str, ...]:
    """Return the minor versions of CPython that uv knows a release of, the newest first, such as ('3.14', '3.13').

    Raises:
        Unavailable: uv does not tell.
    """
    call = ["python", "list", "--only-downloads", "--output-format", "json"]
    try:
        listed = json.loads(run_uv(call, folder=Path("/")))
        known = [Version(each["version"]) for each in listed if each["implementation"] == "cpython"]
    except UvFailed as failed:
        raise Unavailable(f"uv does not tell which versions of Python there are: {failed.sentence}") from None
    except (ValueError, KeyError, TypeError, InvalidVersion):
        raise Unavailable("uv tells which versions of Python there are in a form that evalkit does not know") from None
    minors = {version.release[:2] for version in known if not version.is_prerelease and version.major == 3}
    return tuple(f"{major}.{minor}" for major, minor in sorted(minors, reverse=True))


def from_wheels(adapter: Adapter, lock: Lock, python: str, folder: Path, *, now: datetime | None = None) -> Shared:
    """Resolve an adapter's pinned requirements for `python`, such as '3.13', without building what needs no building.

    What `lock` takes as a wheel has to be a wheel there too. What publishes no wheel that fits the lock's own Python is
    built from source everywhere, and may be. Answers are kept in `folder` as those of `pinned`.

    Raises:
        Unavailable: there is no interpreter, or uv cannot say what the lock takes as a wheel.
    """
    wheels = sorted(set(lock.distributions) - _built(lock, uv_environ_all_indexes(adapter.index)))
    return pinned((adapter,), python, folder, wheels=wheels, now=now)


def _built(lock: Lock, environ: Mapping[str, str]) -> set[str]:
    """The locked distributions that have no wheel for the lock's own Python and this platform."""
    answer = asked_about_pins(lock, environ, "--format", "pylock.toml", unknown=f"which wheels {lock.tool} has")
    packages: list[dict[str, Any]] = tomllib.loads(answer).get("packages", [])
    return {package["name"] for package in packages if not package.get("wheels")}
