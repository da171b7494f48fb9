"""Checks: something known, what was measured of it, and how far the two may lie apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is known, and what evalkit measured of it.

    `part` is the part of the self-test, `what` says what was measured. `known` and `measured` are in `unit`; `measured`
    is None if nothing could be measured, and `reason` then says why. It is within its limit from `lowest` to `highest`.
    `spread` holds the lowest and the highest of several measurements.
    """

    part: str
    what: str
    unit: str
    known: float
    measured: float | None
    lowest: float
    highest: float
    spread: tuple[float, float] | None = None
    reason: str = ""

    @property
    def error(self) -> float | None:
        """Measured less known, in `unit`."""
        return None if self.measured is None else self.measured - self.known

    @property
    def share(self) -> float | None:
        """The error as a share of what is known; None if that is 0, or nothing was measured."""
        return None if self.error is None or self.known == 0 else self.error / self.known

    @property
    def is_within(self) -> bool:
        """Whether what was measured lies within its limit."""
        return self.measured is not None and self.lowest <= self.measured <= self.highest


@dataclass(frozen=True, slots=True)
class SelfTest:
    """All checks of one self-test, when and on what machine it was made, and how long it took.

    `started` is a time as ISO 8601 in UTC. `busy` says by what the machine was kept busy meanwhile, '' if by nothing.
    `resamples` is the number of sets that rates of false alarms and of finding are taken from.
    """

    evalkit: str
    started: str
    machine: Mapping[str, str]
    busy: str
    seconds: float
    resamples: int
    checks: tuple[Check, ...]

    @property
    def is_within(self) -> bool:
        """Whether every check is within its limit."""
        return all(check.is_within for check in self.checks)
