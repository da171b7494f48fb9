"""The base of all documents that people write: strict, frozen, and without guessing at types."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Document(BaseModel):
    """A frozen model that rejects unknown keys and does not turn '3' into 3."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


def _real(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError("must be a finite number")
    return number


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
"""A text that is not empty, and not longer than somebody reads."""

NAME = r"^[a-z0-9][a-z0-9.+_-]*$"
"""The pattern of a name."""

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
"""The name of a tool, task, criterion, profile, stack or claim in files: lower-case letters, digits, '-', '_', '.',
'+'."""

Real = Annotated[float, AfterValidator(_real)]
"""A finite number."""

Weight = Annotated[float, AfterValidator(_real), Field(ge=0)]
"""A finite number of at least 0."""

Positive = Annotated[float, AfterValidator(_real), Field(gt=0)]
"""A finite number above 0."""


def not_all_zero(weights: Mapping[str, float]) -> None:
    """Raise ValueError if there are weights and none is above 0."""
    if weights and not any(weight > 0 for weight in weights.values()):
        raise ValueError("at least one weight must be above 0; if all are 0, nothing can be ranked")
