"""Workers: where work is done. Seats that take one piece of work at a time, and events that tell what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from evalkit.plan import Outcome, Work


class NoCluster(Exception):
    """A cluster cannot be had; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that does one piece of work at a time.

    `host` names the machine within this run, so that timed work is alone on it; `machine` describes it. `unfit` says, unless
    it is '', why nothing may be given to this seat.
    """

    name: str
    host: str
    machine: Mapping[str, str]
    unfit: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A seat has finished its work."""

    seat: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Lost:
    """A seat ended, or broke, in the middle of its work; `why` says how, in one sentence."""

    seat: str
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """A seat says what it is doing now."""

    seat: str
    text: str


Event = Done | Lost | Told


class Workers(Protocol):
    """Who does the work of a run; a context manager that ends everything when it is left.

    `patience` is how many seconds another seat may take to join, where none is left.
    """

    patience: float

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def seats(self) -> Sequence[Seat]:
        """The seats there are now; one that was lost is gone, others may have joined."""

    def submit(self, seat: str, work: Work) -> None:
        """Give work to a seat that is free."""

    def next(self, timeout: float) -> Event | None:
        """Wait for the next event, at most `timeout` seconds; None where there was none."""
