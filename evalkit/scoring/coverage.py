"""Coverage: how many of the figures that a rubric weighs have a value, and how many a rank needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model import Status
from evalkit.scoring.scorecard import Scorecard
from evalkit.scoring.weighing import NEARLY

LEAST_COVERAGE = 0.8
"""With a smaller share of the weight measured, a tool is listed without a rank."""
TOO_LITTLE = f"only {{share}} of the weight was measured; a rank needs {LEAST_COVERAGE:.0%}"
PARTS_MISSING = "not every part was run: {tasks}"
"""Why there is no rank; the page's script fills these in too, while a reader moves weights."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the weighed figures have a value, and how many places are open."""

    measured: int
    asked: int
    open_places: int
    ranked: int

    @property
    def share(self) -> float:
        """The share with a value, between 0 and 1."""
        return self.measured / self.asked if self.asked else 0.0


def coverage_of(card: Scorecard) -> Coverage:
    """Return the coverage over all tasks and the tools that compete in them."""
    rows = [row for table in card.tasks for row in table.rows if row.competes]
    figures = [
        figure
        for row in rows
        for criterion in row.criteria.values()
        for figure in criterion.figures
        if figure.status is not Status.NOT_APPLICABLE
    ]
    ranks = [row.rank for row in rows if row.rank is not None]
    return Coverage(
        measured=sum(figure.measured for figure in figures),
        asked=len(figures),
        open_places=sum(best != worst for best, worst in ranks),
        ranked=len(ranks),
    )


def is_covered(coverage: float) -> bool:
    """Return whether enough of the weight was measured for a rank, allowing for rounding errors."""
    return coverage >= LEAST_COVERAGE - NEARLY


def too_little(coverage: float) -> str:
    """Return why this share of the weight is too little for a rank; '' if it is enough."""
    return "" if is_covered(coverage) else TOO_LITTLE.format(share=f"{coverage:.0%}")


def parts_missing(tasks: Sequence[str]) -> str:
    """Return why a stack has no rank that has no row in these tasks."""
    return PARTS_MISSING.format(tasks=", ".join(tasks))
