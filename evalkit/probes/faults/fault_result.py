"""What became of one fault."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Literal

from evalkit.model.facts import FaultEnding, FaultOutcome
from evalkit.probes.faults.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Result:
    """One fault, and what became of it.

    `by_error` says that the run ended with one. `place` and `kind` say whether the message names them, None where the
    task lists no words for it, `sought` are those for the place; `seconds` are those to the end of the run,
    `good_seconds` those of a good one. `shown` is the transcript as it may be kept,
    `typo` says that the fault is one in the script.
    """

    fault: str
    must: Literal["caught", "tolerated"]
    ending: FaultEnding
    by_error: bool
    place: bool | None
    kind: bool | None
    seconds: float
    good_seconds: float
    transcript: Transcript
    shown: str
    reason: str
    file: str
    line: int | None
    sought: tuple[str, ...] = ()
    typo: bool = False

    @property
    def named(self) -> float | None:
        """How far the fault is named: the mean of place and kind, from 0 to 1; None where there are no words for it."""
        said = [each for each in (self.place, self.kind) if each is not None]
        return statistics.fmean(said) if said else None

    def fact(self, *, whole: bool) -> FaultOutcome:
        """The result as a fact; what the checker said and what was printed are in it if `whole`."""
        return FaultOutcome(
            fault=self.fault,
            must=self.must,
            ending=self.ending,
            seconds=self.seconds,
            good_seconds=self.good_seconds,
            file=self.file,
            line=self.line,
            typo=self.typo,
            by_error=self.by_error,
            names_place=self.place,
            names_kind=self.kind,
            sought=self.sought,
            own_line=self.transcript.own is not None,
            outside=self.transcript.outside,
            lines_printed=self.transcript.lines,
            reason=self.reason if whole and not self.by_error else "",
            printed=self.shown if whole else "",
        )
