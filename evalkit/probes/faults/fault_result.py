"""What became of one fault, and how that is told."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evalkit.model import Evidence
from evalkit.probes.faults.transcript import Transcript

LONGEST_REASON = 400
"""Characters of what the checker said that evidence shows."""


class Outcome(StrEnum):
    """What became of one fault."""

    CAUGHT = "caught"
    RIGHT = "tolerated and right"
    SILENTLY_WRONG = "silently wrong"
    HUNG = "hung"
    FALSE_ALARM = "false alarm"


@dataclass(frozen=True, slots=True)
class Result:
    """One fault, and what became of it.

    `by_error` says that the run ended with one. `place` and `kind` say whether the message names them, None where the
    task lists no words for it; `seconds` are those to the end of the run, `good_seconds` those of a good one.
    """

    fault: str
    must: Literal["caught", "tolerated"]
    outcome: Outcome
    by_error: bool
    place: bool | None
    kind: bool | None
    seconds: float
    good_seconds: float
    transcript: Transcript
    reason: str
    file: str
    line: int | None
    sought: str = ""

    @property
    def named(self) -> float | None:
        """How far the fault is named: the mean of place and kind, from 0 to 1; None where there are no words for it."""
        said = [each for each in (self.place, self.kind) if each is not None]
        return statistics.fmean(said) if said else None

    @property
    def headline(self) -> str:
        """The result in one line."""
        parts = [
            f"{self.fault}: {self.outcome}{'' if self.by_error or self.outcome is not Outcome.CAUGHT else ' by report'}"
        ]
        if self.outcome is Outcome.CAUGHT:
            parts += [f"names the place{self.sought}: {_yes(self.place)}", f"names the kind: {_yes(self.kind)}"]
        parts.append(f"{self.seconds:.1f} s against {self.good_seconds:.1f} s")
        if self.by_error:
            parts.append(f"the user's own line is in the traceback: {_yes(self.transcript.own is not None)}")
            parts.append(f"{self.transcript.outside} frames outside")
        parts.append(f"{self.transcript.lines} lines")
        return "; ".join(parts)

    def evidence(self, *, whole: bool) -> Evidence:
        """The headline, with what the checker said and the transcript if `whole`."""
        text = self.headline
        if whole:
            parts = (text, self.reason[:LONGEST_REASON] if not self.by_error else "", self.transcript.shown)
            text = "\n".join(part for part in parts if part)
        return Evidence(self.file, (self.line, self.line) if self.line else None, text)


def _yes(said: bool | None) -> str:
    return {True: "yes", False: "no", None: "not asked"}[said]
