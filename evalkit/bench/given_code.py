"""Given code: modules that a task hands to implementations, and the record of what of it ran.

The modules lie in the task's folder `given/`. They become inputs, and every process of a run can import them. Each of
their functions appends one line of JSON to the record whenever it runs, in whatever process that is. A module finds the
record by the variable EVALKIT_RAN, or beside the folder that holds the module itself. The checker gets the lines as
`truth["ran"]`, and as `truth["stages"]` when each script began and ended. evalkit keeps these times itself, so no
implementation can write them.

A function may also ask for a power cut: it writes the file `cut` beside the record and waits. evalkit then ends every
process of a stage that its level lets be cut off.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from evalkit.model.task import GIVEN

RAN, CUT = "ran.jsonl", "cut"
"""The record, and the file that asks for a power cut: both stand in the sandbox, beside `inputs/`."""
VARIABLE = "EVALKIT_RAN"
MOST_BYTES, MOST_LINES = 4_000_000, 20_000
DEEPEST = 50
"""How deeply a line of the record may nest."""


class Stage(TypedDict):
    """One script that ran: its name without `.py`, and when, in seconds of the machine's monotonic clock."""

    stage: str
    began: float
    ended: float


class UnreadableRecord(Exception):
    """The record cannot be used; its text says why, for the author of the implementation."""


def modules(task_folder: Path) -> tuple[Path, ...]:
    """Return the modules that a task gives, by name; none for most tasks."""
    return tuple(sorted((task_folder / GIVEN).glob("*.py")))


def put(task_folder: Path, inputs: Path) -> None:
    """Copy the modules that a task gives into a folder of inputs.

    Raises:
        FileExistsError: the task makes an input of the same name.
    """
    for module in modules(task_folder):
        target = inputs / module.name
        if target.exists():
            raise FileExistsError(f"{GIVEN}/{module.name} and an input have the same name")
        shutil.copyfile(module, target)


def variables(sandbox: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables `environ` of a process, with those by which it finds given code and the record."""
    places = [*filter(None, [environ.get("PYTHONPATH", "")]), str(sandbox / "inputs")]
    return {**environ, "PYTHONPATH": os.pathsep.join(places), VARIABLE: str(sandbox / RAN)}


def ran(sandbox: Path) -> list[Any]:
    """Return the lines of the record, oldest first; a line that is no JSON, or nests too deeply, stays a text.

    Raises:
        UnreadableRecord: it is no regular file, too long, or not text.
    """
    file = sandbox / RAN
    try:
        about = file.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableRecord("the record of what ran is no longer a regular file")
        if about.st_size > MOST_BYTES:
            raise UnreadableRecord(f"the record of what ran has more than {MOST_BYTES // 1_000_000} MB")
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise UnreadableRecord("the record of what ran cannot be read") from None
    if len(lines) > MOST_LINES:
        raise UnreadableRecord(f"the record of what ran has more than {MOST_LINES:,} lines")
    return [_parsed(line) for line in lines]


def _parsed(line: str) -> Any:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return line if _is_deep(value) else value


def _is_deep(value: Any) -> bool:
    """Whether a value nests so deeply that it could be read, and not be written again within another."""
    layer = [value]
    for _ in range(DEEPEST):
        held = [each for each in layer if isinstance(each, list | dict)]
        layer = [inner for each in held for inner in (each.values() if isinstance(each, dict) else each)]
    return bool(layer)
