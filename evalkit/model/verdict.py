"""A checker's verdict on the outputs of an implementation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a task's checker.

    `passed` says whether the work counts. `score`, from 0 to 1, is the share of the planted facts that were found and
    named; it may be below 1 only at levels that give partial credit. `reasons` tell the author of the implementation
    what was missing or wrong. `missed` maps each fact of the level's `shows:` that the outputs leave out to the reason
    why. `shown` are the facts that they show; evalkit fills it in, not the checker.
    """

    passed: bool
    score: float
    reasons: tuple[str, ...] = ()
    missed: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a verdict's score must be between 0 and 1, not {self.score!r}")
        if not isinstance(self.missed, Mapping):
            raise TypeError(f"a verdict's missed must map facts to reasons, not be a {type(self.missed).__name__}")
        if not all(isinstance(text, str) and text.strip() for pair in self.missed.items() for text in pair):
            raise ValueError("a verdict's missed must give each fact's name a reason, both as texts that are not empty")
        object.__setattr__(self, "reasons", tuple(self.reasons))
        object.__setattr__(self, "missed", dict(self.missed))

    def graded(self, shows: Collection[str]) -> Verdict:
        """Return the verdict at a level whose results can show the facts `shows`, in this order.

        The score of a verdict that passed is then the share of these facts that are not missed. Without facts it stays
        the checker's own; so does the score of work that does not count.

        Raises:
            ValueError: a fact is missed that the level does not list.
        """
        unknown = sorted(set(self.missed) - set(shows))
        if unknown:
            listed = f"lists {', '.join(shows)}" if shows else "lists no facts"
            raise ValueError(f"it missed {unknown[0][:80]!r}, but the level {listed} under shows")
        if not shows or not self.passed:
            return self
        missed = {name: self.missed[name] for name in shows if name in self.missed}
        shown = tuple(name for name in shows if name not in missed)
        return replace(self, score=len(shown) / len(shows), missed=missed, shown=shown)


Truth = dict[str, Any]
"""What `make` planted, as JSON data. It never enters the sandbox."""
