"""What a package index said last of the newest versions of a run's tools: `newest.json` in the run's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evalkit.store.files import write_whole
from evalkit.store.run_files import beginning_of

FILE = "newest.json"
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Newer:
    """How far a tool has moved on from the `measured` version: the newest release, its day, and how many came after.

    `newest` is the measured version if none came after it. `released` is None where the index does not say it.
    """

    measured: str
    newest: str
    releases: int
    released: str | None = None


@dataclass(frozen=True, slots=True)
class NewestCheck:
    """When the package index was asked (UTC, ISO 8601), what it said, and for which tools it did not, with the reason."""

    checked: str
    tools: Mapping[str, Newer]
    unknown: Mapping[str, str] = field(default_factory=dict)


def write_check(run: Path, check: NewestCheck) -> None:
    """Keep a check in the folder of a run, in place of an earlier one."""
    write_whole(run / FILE, json.dumps(asdict(check), indent=2, ensure_ascii=False) + "\n")


def read_check(run: Path) -> NewestCheck | None:
    """Return the last check of a run; None if there was none, or if its file is not as evalkit writes it."""
    read = beginning_of(run, FILE, _LARGEST)
    if read is None or not read.is_whole:
        return None
    try:
        return _reader().validate_json(read.data, strict=True)
    except (ValidationError, ValueError, RecursionError):
        return None


@cache
def _reader() -> TypeAdapter[NewestCheck]:
    return TypeAdapter(NewestCheck)
