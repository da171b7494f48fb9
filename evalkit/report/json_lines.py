"""Write data made of dataclasses as JSON, one record in each line, so that two files can be compared line by line."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from evalkit.model.facts import Fact, to_json


def fields_of(value: Any) -> dict[str, Any]:
    """Return a fact in the journal's form, or another dataclass by its fields.

    It handles one level at a time, because `dataclasses.asdict` copies everything first and takes ten times as long.
    """
    if isinstance(value, Fact):
        return to_json(value)
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def by_lines(value: Any, plain: Callable[[Any], Any] = fields_of) -> str:
    """Return data made of dataclasses as JSON: each record of a tuple on its own line, everything else on one line.

    `plain` turns what JSON cannot represent into what it can, one level at a time.
    """
    if isinstance(value, tuple) and value:
        return "[\n" + ",\n".join(line(record, plain) for record in value) + "\n]"
    return line(value, plain)


def line(value: Any, plain: Callable[[Any], Any] = fields_of) -> str:
    """The same on one line, whatever it is."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain)
