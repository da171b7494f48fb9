"""An environment that stands, what it holds, how much room it takes, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from evalkit.environments.contents import recorded
from evalkit.environments.lock_file import Lock


@dataclass(frozen=True, slots=True)
class Environment:
    """One adapter's environment, with its companions for `task` where that is not None.

    `python` is the interpreter to run implementations with, `python_version` its full version. `made_seconds` says how
    long it took to make, download included, and is None where it stood ready.
    """

    tool: str
    task: str | None
    python: Path
    folder: Path
    lock: Lock
    python_version: str
    made_seconds: float | None = None


class Unavailable(Exception):
    """An interpreter, a lock or an environment cannot be had.

    `reason` is one sentence for people: what is missing, and what to do about it. It holds no package index's address
    and no path of the machine beyond a file's own name.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def installed(name: str, environment: Environment) -> Distribution | None:
    """The distribution called `name`, or None where the environment holds no metadata of it."""
    folders = [str(folder) for folder in environment.folder.glob("lib/python*/site-packages")]
    return next(iter(Distribution.discover(name=name, path=folders)), None)


def disk_mb(environment: Environment) -> float:
    """Return the size of all installed files in MB (10⁶ bytes).

    Counted is what the distributions' own RECORDs list, so that neither the virtual environment's scaffold nor what a
    run left behind counts. Bytecode is left out, and a file with several names counts once.
    """
    seen: set[tuple[int, int]] = set()
    total = 0
    for file in recorded(environment.folder):
        try:
            status = file.lstat()
        except OSError:
            continue  # listed, but taken away by another distribution's file of that name
        if (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total / 1e6
