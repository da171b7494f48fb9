"""An environment that exists, its contents and its size, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path
from typing import NamedTuple

from evalkit.environments.installed_files import recorded
from evalkit.environments.lock_file import Lock


class EnvironmentPaths(NamedTuple):
    """Where an environment is: the interpreter that runs implementations, and the environment's folder."""

    python: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Environment:
    """One adapter's environment, with its companions for `task` if that is not None.

    `python` is the interpreter that runs implementations, `python_version` its full version. `made_seconds` is the time
    that making it took, download included; it is None if it already existed.
    """

    tool: str
    task: str | None
    python: Path
    folder: Path
    lock: Lock
    python_version: str
    made_seconds: float | None = None

    @property
    def paths(self) -> EnvironmentPaths:
        """Where it is, for a process that runs in it."""
        return EnvironmentPaths(self.python, self.folder)


class Unavailable(Exception):
    """An interpreter, a lock or an environment is not available.

    `reason` is one sentence for people: what is missing, and what to do. It contains no address of a package index, and
    no path beyond a file's own name.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def installed(name: str, environment: Environment) -> Distribution | None:
    """Return the distribution called `name`, or None if the environment has no metadata of it."""
    folders = [str(folder) for folder in environment.folder.glob("lib/python*/site-packages")]
    return next(iter(Distribution.discover(name=name, path=folders)), None)


def disk_mb(environment: Environment) -> float:
    """Return the size of all installed files in MB (10⁶ bytes).

    It counts the files in the distributions' RECORDs, so neither the virtual environment's own files nor those that
    runs left count. Bytecode is left out, and a file with several names counts once.
    """
    seen: set[tuple[int, int]] = set()
    total = 0
    for file in recorded(environment.folder):
        try:
            status = file.lstat()
        except OSError:
            continue  # listed, but another distribution's file of this name replaced it
        if (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total / 1e6
