"""From observations to a scorecard: pure functions, no reading, no writing, no clock, no chance."""

from evalkit.scoring.ranking import LEAST_COVERAGE, places, score, weigh
from evalkit.scoring.scorecard import (
    CriterionScore,
    Figure,
    LevelResult,
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolFigures,
    ToolRow,
    Warning,
)
from evalkit.scoring.timing import Faster, blocks_needed, faster_pairs, typical
from evalkit.scoring.value import points_of

__all__ = [
    "LEAST_COVERAGE",
    "CriterionScore",
    "Faster",
    "Figure",
    "LevelResult",
    "Points",
    "Scorecard",
    "StackRow",
    "TaskTable",
    "ToolFigures",
    "ToolRow",
    "Warning",
    "blocks_needed",
    "faster_pairs",
    "places",
    "points_of",
    "score",
    "typical",
    "weigh",
]
