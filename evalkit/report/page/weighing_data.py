"""What the page's script needs to rank again: points by criterion, draws of them, and the profiles."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evalkit.model import REQUIREMENTS
from evalkit.model.plain_text import visible
from evalkit.report.page.heat_maps import stack_heat
from evalkit.report.page.tables import MOST_PLACES, level_cells
from evalkit.report.report_input import ReportInput
from evalkit.report.reweighing import Weights
from evalkit.report.words.notes import numbered_notes, numbers_of
from evalkit.report.words.requirements import weights_under
from evalkit.scoring import (
    LEAST_COVERAGE,
    MOST_PERCENT,
    ONLY_BASELINE,
    PARTS_MISSING,
    TIE_BAND,
    TOO_LITTLE,
    Robustness,
    TaskTable,
    ToolRow,
)
from evalkit.scoring.smaa import CONCENTRATION

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEPS = 65_535
"""Points are embedded as two-byte integers, exact to one or two thousandths of a point."""


_DIGITS = 11
"""Digits after the point: the error is smaller than that of the page's arithmetic, and the text half as long."""

MOST_EMBEDDED = 400_000
"""The limit of numbers; above it the page has fewer draws, but at least `FEWEST_EMBEDDED`, and stays below about 1
MB."""

FEWEST_EMBEDDED = 25

_SMALL, _LARGE = 1e-6, 1e6
"""Weights between these are embedded as written."""

_LEAST = 1e-200
"""Small enough to decide nothing beside another weight, and large enough for the page to divide by."""


def weighing(report: ReportInput) -> dict[str, Any]:
    """Return a table of numbers for JSON: for each row the points of each criterion as [low, high, coverage], or null."""
    card = report.scorecard
    notes = numbers_of(numbered_notes(report))
    of_tasks = plain_weights({table.task: table.weight for table in card.tasks})
    return {
        "leastCoverage": LEAST_COVERAGE,
        "onlyBaseline": ONLY_BASELINE,
        "tooLittle": TOO_LITTLE,
        "partsMissing": PARTS_MISSING,
        "tieBand": TIE_BAND,
        "concentration": CONCENTRATION,
        "mostPercent": MOST_PERCENT,
        "criteria": [
            {"id": name, "title": visible(report.rubric.criteria[name].title), "weight": weight}
            for name, weight in plain_weights(card.weights).items()
        ],
        "tasks": [
            {
                "id": table.task,
                "title": visible(report.tasks[table.task].title),
                "weight": of_tasks[table.task],
                "baseline": table.baseline,
                "rows": [
                    {
                        "id": row.tool,
                        "name": visible(report.facts.tools[row.tool].name),
                        "competes": row.competes,
                        "parts": [
                            [round(c.points.low, _DIGITS), round(c.points.high, _DIGITS), round(c.coverage, _DIGITS)]
                            if c.points
                            else None
                            for c in (row.criteria[name] for name in card.weights)
                        ],
                        "draws": _draws(report, table.task, row.tool),
                        **_levels(report, table, row),
                        **({"notes": list(notes[row.tool])} if row.tool in notes else {}),
                    }
                    for row in table.rows
                ],
            }
            for table in card.tasks
        ],
        "stacks": [
            {"id": row.row.stack, "name": row.title, "of": row.made_of, "tools": dict(row.row.tools)}
            for row in stack_heat(report)
        ],
        "profiles": [
            {
                "id": found.profile,
                "title": visible(found.title),
                "requires": [REQUIREMENTS[one].title for one in report.rubric.profiles[found.profile].requires],
                **_weights(weights_under(found)),
            }
            for found in card.profiles
        ],
        "firsts": {found.preference: _firsts(found) for found in card.robustness if found.preference != "any"},
    }


def plain_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as written, or scaled if their sum would lose the smallest or exceed the largest number.

    A weight above 0 stays above 0, because it may be the only one that applies to a tool.
    """
    some = [weight for weight in weights.values() if weight > 0]
    if not some or (min(some) >= _SMALL and max(some) <= _LARGE):
        return dict(weights)
    return {name: max(weight / max(some), _LEAST) if weight > 0 else 0.0 for name, weight in weights.items()}


def _levels(report: ReportInput, table: TaskTable, row: ToolRow) -> dict[str, Any]:
    """Return the results of a row's levels, if the table is so long that the page's script may have to make the row."""
    if len(table.rows) <= MOST_PLACES:
        return {}
    cells = level_cells(report, table.task, row)
    return {"levels": [[visible(cell.level), cell.status, cell.word] for cell in cells]}


def _weights(weights: Weights) -> dict[str, Any]:
    out = {part: visible(why) for part, why in weights.out.items()}
    return {"criteria": plain_weights(weights.criteria), "tasks": plain_weights(weights.tasks), "out": out}


def _firsts(found: Robustness) -> dict[str, Any]:
    """Return how often each comes first, as Python drew it; shown while the weights are the rubric's or a profile's."""
    return {
        "stacks": {standing.name: list(standing.first) for standing in found.stacks},
        "tasks": {task: {one.name: list(one.first) for one in standings} for task, standings in found.tasks.items()},
    }


def _draws(report: ReportInput, task: str, tool: str) -> list[list[str] | None]:
    """Return the draws of points by criterion as base64 of two-byte numbers: one list, or two if values are missing."""
    drawn = report.draws.tasks.get(task) if report.draws else None
    if drawn is None or tool not in drawn.tools:
        return []
    at = drawn.tools.index(tool)
    kept = slice(_room(report))
    return [_drawn(drawn.low[kept, at, place], drawn.high[kept, at, place]) for place in range(len(drawn.criteria))]


def _room(report: ReportInput) -> int:
    """Return how many draws the page contains: all, unless there are very many rows."""
    rows = sum(len(table.rows) for table in report.scorecard.tasks)
    return max(FEWEST_EMBEDDED, MOST_EMBEDDED // max(1, rows * len(report.scorecard.weights)))


def _drawn(low: NDArray[Any], high: NDArray[Any]) -> list[str] | None:
    if (low == low[0]).all() and (high == high[0]).all():
        return None
    return [_packed(low)] if (low == high).all() else [_packed(low), _packed(high)]


def _packed(points: NDArray[Any]) -> str:
    return base64.b64encode((points * (_STEPS / 100)).round().astype("<u2").tobytes()).decode()
