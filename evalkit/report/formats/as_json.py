"""The scorecard as JSON, for programs.

The shape is that of the dataclasses in `evalkit.scoring.scorecard`: an object for each of them, with all of its fields by
name, and none left out. A status is its word ('ok', 'failed', …) or null where nothing was observed; points are
{"low": …, "high": …}; ranks and intervals are pairs; what is not there is null. Facts are as the journal has them: each
with its kind under "fact", and without the fields that are as by default. `format` is raised when a field changes
its meaning or goes; new fields may come. Each record of a list stands on a line of its own, so that two scorecards can be
told apart line by line.
"""

from __future__ import annotations

import dataclasses

from evalkit.report.json_lines import by_lines
from evalkit.scoring import Scorecard

FORMAT = 3
"""The version of the shape."""


def as_json(card: Scorecard) -> str:
    """The whole scorecard; raises ValueError where a number in it is not finite."""
    parts = [f'"format": {FORMAT}']
    for field in dataclasses.fields(card):
        value = getattr(card, field.name)
        parts.append(f'"{field.name}": {by_lines(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"
