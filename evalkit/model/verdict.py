"""What a checker says of one implementation's outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of a task's checker.

    `passed` says whether the work counts at all. `score`, from 0 to 1, is the share of the planted facts that were
    found and named; it may be below 1 only where the level says that parts count. `reasons` say, in sentences for the
    author of the implementation, what was missing or false.
    """

    passed: bool
    score: float
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a verdict's score lies between 0 and 1, not at {self.score!r}")
        object.__setattr__(self, "reasons", tuple(self.reasons))


Truth = dict[str, Any]
"""What `make` planted: anything that JSON can hold. It never enters the sandbox."""
