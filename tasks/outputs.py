"""Reading what an implementation wrote, without trusting it.

Every checker reads outputs through this module. The outputs folder belongs to somebody else: a file may be missing, a
link, a device, enormous, not text, not JSON, or nested ten thousand deep. All of these are one kind of answer, and
none of them may stop the checker.
"""

from __future__ import annotations

import json
import math
import stat
from pathlib import Path
from typing import Any

LARGEST = 20_000_000
"""Bytes of an output file that a checker is willing to read."""


class Unreadable(Exception):
    """An output that cannot be judged; its text says why, in words for the author of the implementation."""


def read_text(outputs: Path, name: str, largest: int = LARGEST) -> str:
    """The text of `outputs/name`.

    Raises `Unreadable` for anything but a regular file of at most `largest` bytes of UTF-8.
    """
    file = outputs / name
    try:
        about = file.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"outputs/{name} is not a regular file")
        if about.st_size > largest:
            raise Unreadable(f"outputs/{name} has {about.st_size:,} bytes; the checker reads at most {largest:,}")
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreadable(f"outputs/{name} was not written") from None
    except UnicodeDecodeError:
        raise Unreadable(f"outputs/{name} is not UTF-8 text") from None
    except OSError as error:
        raise Unreadable(f"outputs/{name} cannot be read: {error.strerror}") from None


def read_json(outputs: Path, name: str, largest: int = LARGEST) -> Any:
    """The JSON value in `outputs/name`; raises `Unreadable` as `read_text` does, and for NaN, infinity or bad JSON."""
    text = read_text(outputs, name, largest)
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise Unreadable(f"outputs/{name} is nested too deeply to be read") from None
    except ValueError as error:
        raise Unreadable(f"outputs/{name} is not JSON: {error}") from None


def read_records(outputs: Path, name: str, largest: int = LARGEST) -> list[dict[str, Any]]:
    """The list of JSON objects in `outputs/name`; raises `Unreadable` for everything else."""
    value = read_json(outputs, name, largest)
    if not isinstance(value, list):
        raise Unreadable(f"outputs/{name} must hold a JSON list, not {_kind(value)}")
    for place, record in enumerate(value):
        if not isinstance(record, dict):
            raise Unreadable(f"outputs/{name}: entry {place} must be an object, not {_kind(record)}")
    return value


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number that JSON knows")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:40]} is too large for a number")
    return number


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
