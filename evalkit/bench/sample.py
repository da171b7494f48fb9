"""A sample: one run of an implementation, judged, and measured if its result was right."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.bench.leftovers import NOTHING, Leftovers
from evalkit.bench.memory_curve import Curve
from evalkit.bench.pictures import Drawn
from evalkit.bench.process_end import MemoryKind
from evalkit.model import Load, Status, Verdict


@dataclass(frozen=True, slots=True)
class Given:
    """What one run gave: the SHA-256 of its outputs by name, sorted, and the facts that the checker found shown, if it was asked."""

    outputs: tuple[tuple[str, str], ...]
    shown: tuple[str, ...] = ()

    def differing(self, other: Given) -> tuple[str, ...]:
        """Return the names of outputs that only one of the two gave, or gave with other bytes."""
        return tuple(sorted({name for name, _ in {*self.outputs} ^ {*other.outputs}}))

    def changed(self, plain: Given, again: Given) -> tuple[str, ...]:
        """Return the outputs that are otherwise than in two plain runs of the same, although these agree about them.

        Where the names of outputs vary between the plain runs, names that only this run gave are of that kind.
        """
        varying, names = set(plain.differing(again)), {name for name, _ in plain.outputs}
        names_vary = names != {name for name, _ in again.outputs}
        return tuple(
            name for name in self.differing(plain) if name not in varying and not (names_vary and name not in names)
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """The result of one run of an implementation.

    Only a verified run that was not watched has `wall_seconds` and `cpu_seconds`. Only a verified run that was watched
    has `memory_kind`, `curve` and `peak_memory_mb`, which is the larger of the sampled tree and the high-water mark of
    any one process, in 10⁶ bytes. `verdict` is the checker's, if it gave one. `log` is what the implementation printed,
    scrubbed. `reason` says what went wrong. `left_behind` counts the processes that it left running, `left` what else
    it left. `outputs` are the SHA-256 of a verified run's outputs by name, if the caller asked for them. `others` is the share of
    the processors, from 0 to 1, that other programs kept busy meanwhile, if the system reports it. A verified run of a
    service has `ready_seconds`, from its start until it first answered, and `load`, how it did under load if the driver
    put it under one. `pictures` are what a browser made of a verified run's pages and pictures, if the caller asked for
    them. `hindrance` is what of this machine may be why it failed, as the `reason` says too, beside what the
    implementation itself said.
    """

    status: Status
    reason: str = ""
    wall_seconds: float | None = None
    cpu_seconds: float | None = None
    peak_memory_mb: float | None = None
    memory_kind: MemoryKind | None = None
    curve: Curve = ()
    verdict: Verdict | None = None
    log: str = ""
    left_behind: int = 0
    left: Leftovers = NOTHING
    outputs: tuple[tuple[str, str], ...] = ()
    others: float | None = None
    ready_seconds: float | None = None
    load: Load | None = None
    pictures: tuple[Drawn, ...] = ()
    hindrance: str = ""

    @property
    def gave(self) -> Given | None:
        """What the run gave, to compare another one with; None if nobody asked for it or the run was not verified."""
        return Given(self.outputs, self.verdict.shown if self.verdict else ()) if self.outputs else None

    def __post_init__(self) -> None:
        figures = (self.wall_seconds, self.cpu_seconds, self.peak_memory_mb, self.ready_seconds, self.load)
        if self.status is not Status.OK and any(figure is not None for figure in figures):
            raise ValueError(f"only a verified run is measured, and this one is {self.status}")
