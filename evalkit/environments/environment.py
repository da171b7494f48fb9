"""An environment that stands: where it is and what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evalkit.environments.lock import Lock


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
