"""A checker's verdict on the outputs of an implementation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a task's checker.

    `passed` says whether the work counts. `score`, from 0 to 1, is the share of the planted facts that were found and
    named; it may be below 1 only at levels that give partial credit. `reasons` tell the author of the implementation what
    was missing or wrong.
    """

    passed: bool
    score: float
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a verdict's score must be between 0 and 1, not {self.score!r}")
        object.__setattr__(self, "reasons", tuple(self.reasons))


Truth = dict[str, Any]
"""What `make` planted, as JSON data. It never enters the sandbox."""
