"""Coverage: how many of the figures that a rubric weighs have a value."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import Status
from evalkit.scoring.scorecard import Scorecard


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
