"""The scorecard as JSON, for programs.

Its shape is that of the dataclasses in `evalkit.scoring.scorecard`: one object for each, with all its fields by name. A
status is its word ('ok', 'failed', …), or null if nothing was observed. Points are {"low": …, "high": …}. Ranks and
intervals are pairs. Missing values are null. Everything is written once, so that the scorecard of a large run stays small:

- Facts are left out; the journal holds them, and the page shows them.
- A figure is written in full in `tools`, as a (task or null, figure) pair, without `weight`, `ratio`, `points` and
  `clipped`, which belong to the entries. Null, empty and false values are left out, and so is `samples` if the value is
  the only sample.
- `entries` holds, by criterion, what all rows share: the `metric`, `level` and `weight` of each entry. The `figures` of a
  row's criterion follow the same order. They hold what the entry makes of the figure: `points` as a pair, to a
  thousandth, and `ratio` and `clipped` if there are any. Without a value, `status` and `reason` say why.
- `best` and `worst` of a standing end with the last place that is not 0. `beats` is a list of shares against those that
  follow in the list of standings, in their order. Against an earlier one, the share is 1 minus the earlier one's share.

`format` increases when a field changes its meaning or disappears; new fields may be added. Each record of a list has its
own line, so that two scorecards can be compared line by line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from evalkit.model import Status
from evalkit.report.json_lines import by_lines, fields_of
from evalkit.scoring import CriterionScore, Figure, Robustness, Scorecard, Standing

FORMAT = 4
"""The version of the shape."""

_OF_THE_ENTRY = frozenset({"weight", "ratio", "points", "clipped"})


def as_json(card: Scorecard) -> str:
    """Return the whole scorecard; raises ValueError if a number in it is not finite."""
    parts = [f'"format": {FORMAT}', f'"entries": {by_lines(_entries(card))}']
    for field in dataclasses.fields(card):
        value = getattr(card, field.name)
        parts.append(f'"{field.name}": {by_lines(value, _plain)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _entries(card: Scorecard) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of each criterion; every row has the same."""
    row = next((row for table in card.tasks for row in table.rows), None)
    return {
        name: [{"metric": one.metric, "level": one.level, "weight": one.weight} for one in found.figures]
        for name, found in (row.criteria.items() if row else ())
    }


def _plain(value: Any) -> dict[str, Any]:
    if isinstance(value, Figure):
        return _figure(value)
    if isinstance(value, CriterionScore):
        figures = [_scored(figure) for figure in value.figures]
        return {"points": value.points, "coverage": value.coverage, "figures": figures}
    if isinstance(value, Robustness):
        tasks = {task: _standings(standings) for task, standings in value.tasks.items()}
        return fields_of(value) | {"tasks": tasks, "stacks": _standings(value.stacks)}
    found = fields_of(value)
    found.pop("facts", None)
    return found


def _figure(figure: Figure) -> dict[str, Any]:
    """Return what was observed."""
    found = {
        name: value
        for name, value in fields_of(figure).items()
        if name != "facts" and name not in _OF_THE_ENTRY and value not in (None, "", ())
    }
    found["status"] = figure.status
    if figure.samples == (figure.value,):
        del found["samples"]
    return found


def _scored(figure: Figure) -> dict[str, Any]:
    """Return what an entry makes of a figure."""
    points = figure.points
    found: dict[str, Any] = {"points": (round(points.low, 3), round(points.high, 3)) if points else None}
    if figure.ratio is not None:
        found["ratio"] = figure.ratio
    if figure.clipped:
        found["clipped"] = True
    if figure.status is not Status.OK:
        found |= {"status": figure.status, "reason": figure.reason}
    return found


def _standings(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    names = [standing.name for standing in standings]
    return [
        fields_of(standing)
        | {
            "best": _until_zero(standing.best),
            "worst": _until_zero(standing.worst),
            "beats": [standing.beats[other] for other in names[at:]],
        }
        for at, standing in enumerate(standings, start=1)
    ]


def _until_zero(shares: Sequence[float]) -> Sequence[float]:
    """Return the shares without the zeros at the end."""
    last = max((place for place, share in enumerate(shares, start=1) if share), default=0)
    return shares[:last]
