"""Ratings: what a person says of a tool who used it, as a number from 1 to 5 with the words of a rubric and evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from evalkit.model.document import Document, Name, Text

LOWEST, HIGHEST = 1, 5
"""The ends of the scale."""

_PREFIX = "rating."
_LINK = re.compile(r"https?://[^\s/]\S*")
_PLACE = re.compile(r"(?P<file>[^\s:][^:]*):(?P<first>[1-9][0-9]{0,8})(?:-(?P<last>[1-9][0-9]{0,8}))?")


def rating_metric(criterion: str) -> str:
    """The metric that a criterion's ratings are observed as."""
    return _PREFIX + criterion


def rated_criterion(metric: str) -> str | None:
    """The criterion that a metric is the rating of; None where it is another kind of metric."""
    return metric.removeprefix(_PREFIX) if metric.startswith(_PREFIX) else None


class RatingAnchors(Document):
    """What somebody must have seen to give a number: behaviour, in words.

    1, 3 and 5 are always worded; 2 and 4 lie between their neighbours where they are not.
    """

    one: Text = Field(alias="1")
    two: Text | None = Field(default=None, alias="2")
    three: Text = Field(alias="3")
    four: Text | None = Field(default=None, alias="4")
    five: Text = Field(alias="5")

    @property
    def words(self) -> Mapping[int, str]:
        """The words by number, ascending; without the numbers that have none."""
        said = (self.one, self.two, self.three, self.four, self.five)
        return {number: text for number, text in enumerate(said, LOWEST) if text is not None}


class Rating(Document):
    """One number, and where a sceptic can look.

    `evidence` is a link, or lines of a file of the workspace as `file:line` or `file:first-last`.
    """

    value: Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
    evidence: Text
    because: Text | None = None

    @field_validator("evidence")
    @classmethod
    def _leads_somewhere(cls, value: str) -> str:
        place = _PLACE.fullmatch(value)
        if _LINK.fullmatch(value) is None and place is None:
            raise ValueError(
                "must be a link (https://...) or lines of a file of the workspace, "
                "such as tasks/skew/pandas/adapt.py:12 or tasks/skew/pandas/adapt.py:12-20"
            )
        if place and place["last"] and int(place["last"]) < int(place["first"]):
            raise ValueError(f"must name its lines upwards; write {place['file']}:{place['last']}-{place['first']}")
        return value

    @property
    def file(self) -> str | None:
        """The file of the workspace that the evidence stands in; None where it is a link."""
        place = None if self.link else _PLACE.fullmatch(self.evidence)
        return place["file"] if place else None

    @property
    def lines(self) -> tuple[int, int] | None:
        """The first and the last line of the evidence; None where it is a link."""
        place = None if self.link else _PLACE.fullmatch(self.evidence)
        return (int(place["first"]), int(place["last"] or place["first"])) if place else None

    @property
    def link(self) -> str | None:
        """The address of the evidence; None where it is lines of a file."""
        return self.evidence if _LINK.fullmatch(self.evidence) else None


class Ratings(Document):
    """`ratings/<rater>.yaml`: all that one person has rated, by task, tool and criterion.

    `rubric` is the file in rubrics/ whose words the rater went by; `as_of` says when that was, or which versions it is
    about.
    """

    rater: Name
    rubric: Text
    as_of: Text
    ratings: Annotated[Mapping[str, Mapping[str, Mapping[str, Rating]]], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class GivenRating:
    """One rating with all that it depends on: who gave it, to which tool in which task, and by which words."""

    rater: str
    as_of: str
    task: str
    tool: str
    criterion: str
    anchors: RatingAnchors
    rating: Rating
