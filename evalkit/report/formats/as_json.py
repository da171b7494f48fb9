"""The scorecard as JSON, for programs.

The shape is that of the dataclasses in `evalkit.scoring.scorecard`: an object for each of them, with all of its fields by
name, and none left out. A status is its word ('ok', 'failed', …) or null where nothing was observed; points are
{"low": …, "high": …}; ranks and intervals are pairs; what is not there is null. `format` is raised when a field changes
its meaning or goes; new fields may come. Each record of a list stands on a line of its own, so that two scorecards can be
told apart line by line.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from evalkit.scoring import Scorecard

FORMAT = 2
"""The version of the shape."""


def as_json(card: Scorecard) -> str:
    """The whole scorecard; raises ValueError where a number in it is not finite."""
    parts = [f'"format": {FORMAT}']
    for field in dataclasses.fields(card):
        value = getattr(card, field.name)
        parts.append(f'"{field.name}": {by_lines(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def by_lines(value: Any) -> str:
    """JSON of data made of dataclasses: a tuple's records on a line each, everything else on one."""
    if isinstance(value, tuple) and value:
        return "[\n" + ",\n".join(_line(record) for record in value) + "\n]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_fields)


def _fields(value: Any) -> dict[str, Any]:
    """One level at a time: `dataclasses.asdict` copies everything first and takes ten times as long."""
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
