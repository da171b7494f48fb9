"""The words of evalkit as typed, frozen data. This layer reads and writes nothing.

Each name is imported when it is first asked for: the process of a checker needs `Verdict` alone, and all of it takes
half a second to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalkit.model.adapter import Adapter, AdapterNote
    from evalkit.model.conversation import Conversation, Load
    from evalkit.model.facts import Fact, Prose, fact
    from evalkit.model.metric import PYTHON_3, Direction, LevelRule, Metric
    from evalkit.model.observation import BlockPlace, Observation
    from evalkit.model.own_data import DataMapping, OwnData
    from evalkit.model.rating import GivenRating, Rating, RatingAnchors, Ratings, rated_criterion, rating_metric
    from evalkit.model.relation import Relation, holds
    from evalkit.model.requirement import PYTHONS, REQUIREMENTS, Requirement, python_metric
    from evalkit.model.rubric import Claim, Criterion, Entry, Measure, Operand, Profile, Rubric, Stack, Test
    from evalkit.model.short_contests import FewerBlocks
    from evalkit.model.status import Status
    from evalkit.model.subject import SAMPLED, VERDICT, WALL, Subject, current_of, label_of, subject_name
    from evalkit.model.task import (
        EDIT_MARK,
        HAND_OVER_MARK,
        LEVELS,
        Fault,
        Implementation,
        Level,
        LevelName,
        Service,
        Task,
    )
    from evalkit.model.usage import Crossing, Decorated, SymbolFacts, Usage, Use
    from evalkit.model.verdict import Truth, Verdict

_MODULES = {
    "adapter": ("Adapter", "AdapterNote"),
    "conversation": ("Conversation", "Load"),
    "facts": ("Fact", "Prose", "fact"),
    "short_contests": ("FewerBlocks",),
    "metric": ("PYTHON_3", "Direction", "LevelRule", "Metric"),
    "observation": ("BlockPlace", "Observation"),
    "own_data": ("DataMapping", "OwnData"),
    "rating": ("GivenRating", "Rating", "RatingAnchors", "Ratings", "rated_criterion", "rating_metric"),
    "relation": ("Relation", "holds"),
    "requirement": ("PYTHONS", "REQUIREMENTS", "Requirement", "python_metric"),
    "rubric": ("Claim", "Criterion", "Entry", "Measure", "Operand", "Profile", "Rubric", "Stack", "Test"),
    "status": ("Status",),
    "subject": ("SAMPLED", "VERDICT", "WALL", "Subject", "current_of", "label_of", "subject_name"),
    "task": (
        "EDIT_MARK",
        "HAND_OVER_MARK",
        "LEVELS",
        "Fault",
        "Implementation",
        "Level",
        "LevelName",
        "Service",
        "Task",
    ),
    "usage": ("Crossing", "Decorated", "SymbolFacts", "Usage", "Use"),
    "verdict": ("Truth", "Verdict"),
}
"""Which module each name stands in."""
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

if not TYPE_CHECKING:  # a type checker would take any name to be there

    def __getattr__(name: str) -> Any:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value


__all__ = [
    "EDIT_MARK",
    "HAND_OVER_MARK",
    "LEVELS",
    "PYTHONS",
    "PYTHON_3",
    "REQUIREMENTS",
    "SAMPLED",
    "VERDICT",
    "WALL",
    "Adapter",
    "AdapterNote",
    "BlockPlace",
    "Claim",
    "Conversation",
    "Criterion",
    "Crossing",
    "DataMapping",
    "Decorated",
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
    "Load",
    "Measure",
    "Metric",
    "Observation",
    "Operand",
    "OwnData",
    "Profile",
    "Prose",
    "Rating",
    "RatingAnchors",
    "Ratings",
    "Relation",
    "Requirement",
    "Rubric",
    "Service",
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
    "label_of",
    "python_metric",
    "rated_criterion",
    "rating_metric",
    "subject_name",
]
