"""What the page's script needs to rank anew: points by criterion, and nothing else."""

from __future__ import annotations

from typing import Any

from evalkit.report.plain_text import visible
from evalkit.report.standing import slider_end, weights_of
from evalkit.report.subject import ReportInput
from evalkit.scoring import LEAST_COVERAGE


def weighing(report: ReportInput) -> dict[str, Any]:
    """A table of numbers for JSON: for each row the points of each criterion as [low, high, coverage], or null."""
    card = report.scorecard
    return {
        "leastCoverage": LEAST_COVERAGE,
        "sliderEnd": slider_end(weights_of(card)),
        "criteria": [
            {"id": name, "title": visible(report.rubric.criteria[name].title), "weight": weight}
            for name, weight in card.weights.items()
        ],
        "tasks": [
            {
                "id": table.task,
                "title": visible(report.tasks[table.task].title),
                "weight": table.weight,
                "rows": [
                    {
                        "id": row.tool,
                        "name": visible(report.facts.tools[row.tool].name),
                        "competes": row.competes,
                        "parts": [
                            [c.points.low, c.points.high, c.coverage] if c.points else None
                            for c in (row.criteria[name] for name in card.weights)
                        ],
                    }
                    for row in table.rows
                ],
            }
            for table in card.tasks
        ],
        "stacks": [
            {"id": row.stack, "name": visible(report.rubric.stacks[row.stack].title), "tools": dict(row.tools)}
            for row in card.stacks
        ],
    }
