"""Workers: seats that take one piece of work at a time, and events that report the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from evalkit.plan import Outcome, Work


class NoCluster(Exception):
    """No cluster is available; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that does one piece of work at a time.

    `host` identifies its machine within this run, so that timed work is alone there; `machine` describes that machine.
    If `unfit` is not empty, it says why the seat gets no work.
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
    """A seat ended or broke in the middle of its work; `why` says how, in one sentence."""

    seat: str
    why: str


@dataclass(frozen=True, slots=True)
class Activity:
    """A seat says what it does now."""

    seat: str
    text: str


Event = Done | Lost | Activity


class Workers(Protocol):
    """The workers of a run: a context manager that stops everything on leaving.

    `patience` is the number of seconds to wait for another seat if none is left.
    """

    patience: float

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def seats(self) -> Sequence[Seat]:
        """Return the seats that exist now; lost ones are gone, and others may have joined."""

    def submit(self, seat: str, work: Work) -> None:
        """Give work to a free seat."""

    def next(self, timeout: float) -> Event | None:
        """Wait at most `timeout` seconds for the next event, and return it or None."""
