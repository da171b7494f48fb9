"""The words of evalkit as typed, frozen data. This layer reads and writes nothing."""

from evalkit.model.adapter import Adapter
from evalkit.model.comparison import Comparison, holds
from evalkit.model.facts import Fact, Prose, fact
from evalkit.model.fewer_blocks import FewerBlocks
from evalkit.model.metric import Direction, LevelRule, Metric
from evalkit.model.observation import BlockPlace, Observation
from evalkit.model.rating import GivenRating, Rating, RatingAnchors, Ratings, rated_criterion, rating_metric
from evalkit.model.requirement import PYTHONS, REQUIREMENTS, Requirement, python_metric
from evalkit.model.rubric import Claim, Criterion, Entry, Measure, Operand, Profile, Rubric, Stack, Test
from evalkit.model.status import Status
from evalkit.model.subject import SAMPLED, Subject, current_of, subject_name
from evalkit.model.task import EDIT_MARK, HAND_OVER_MARK, LEVELS, Fault, Implementation, Level, LevelName, Task
from evalkit.model.usage import Crossing, SymbolFacts, Usage, Use
from evalkit.model.verdict import Truth, Verdict

__all__ = [
    "EDIT_MARK",
    "HAND_OVER_MARK",
    "LEVELS",
    "PYTHONS",
    "REQUIREMENTS",
    "SAMPLED",
    "Adapter",
    "BlockPlace",
    "Claim",
    "Comparison",
    "Criterion",
    "Crossing",
    "Direction",
    "Entry",
    "Fact",
    "Fault",
    "FewerBlocks",
    "GivenRating",
    "Implementation",
    "Level",
    "LevelName",
    "LevelRule",
    "Measure",
    "Metric",
    "Observation",
    "Operand",
    "Profile",
    "Prose",
    "Rating",
    "RatingAnchors",
    "Ratings",
    "Requirement",
    "Rubric",
    "Stack",
    "Status",
    "Subject",
    "SymbolFacts",
    "Task",
    "Test",
    "Truth",
    "Usage",
    "Use",
    "Verdict",
    "current_of",
    "fact",
    "holds",
    "python_metric",
    "rated_criterion",
    "rating_metric",
    "subject_name",
]
