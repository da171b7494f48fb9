"""Ratings: numbers from 1 to 5 that a person who used a tool gives it, by a rubric's descriptions and with evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from evalkit.model.document import Document, Name, Text

LOWEST, HIGHEST = 1, 5
"""The lowest and the highest rating."""

_PREFIX = "rating."
_LINK = re.compile(r"https?://[^\s/]\S*")
_PLACE = re.compile(r"(?P<file>[^\s:][^:]*):(?P<first>[1-9][0-9]{0,8})(?:-(?P<last>[1-9][0-9]{0,8}))?")


def rating_metric(criterion: str) -> str:
    """Return the name of the metric for a criterion's ratings."""
    return _PREFIX + criterion


def rated_criterion(metric: str) -> str | None:
    """Return the criterion whose ratings this metric holds, or None for any other metric."""
    return metric.removeprefix(_PREFIX) if metric.startswith(_PREFIX) else None


class RatingAnchors(Document):
    """Descriptions of what a rater must have seen to give each number.

    1, 3 and 5 always have a description; 2 and 4 may lie between their neighbours.
    """

    one: Text = Field(alias="1")
    two: Text | None = Field(default=None, alias="2")
    three: Text = Field(alias="3")
    four: Text | None = Field(default=None, alias="4")
    five: Text = Field(alias="5")

    @property
    def words(self) -> Mapping[int, str]:
        """The descriptions by number, ascending, without numbers that have none."""
        said = (self.one, self.two, self.three, self.four, self.five)
        return {number: text for number, text in enumerate(said, LOWEST) if text is not None}


class Rating(Document):
    """One number, and where a reader can check it.

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
            raise ValueError(
                f"must name the smaller line number first; write {place['file']}:{place['last']}-{place['first']}"
            )
        return value

    @property
    def file(self) -> str | None:
        """The workspace file that holds the evidence, or None if the evidence is a link."""
        place = None if self.link else _PLACE.fullmatch(self.evidence)
        return place["file"] if place else None

    @property
    def lines(self) -> tuple[int, int] | None:
        """The first and the last line of the evidence, or None if it is a link."""
        place = None if self.link else _PLACE.fullmatch(self.evidence)
        return (int(place["first"]), int(place["last"] or place["first"])) if place else None

    @property
    def link(self) -> str | None:
        """The address of the evidence, or None if it is in a file."""
        return self.evidence if _LINK.fullmatch(self.evidence) else None


class Ratings(Document):
    """A ratings file, `ratings/<rater>.yaml`: all ratings of one person, by task, tool and criterion.

    `rubric` is the file in rubrics/ whose descriptions the rater used. `as_of` is the date, or the versions that the
    ratings are about.
    """

    rater: Name
    rubric: Text
    as_of: Text
    ratings: Annotated[Mapping[str, Mapping[str, Mapping[str, Rating]]], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class GivenRating:
    """One rating with everything it depends on: the rater, the tool, the task and the descriptions."""

    rater: str
    as_of: str
    task: str
    tool: str
    criterion: str
    anchors: RatingAnchors
    rating: Rating
