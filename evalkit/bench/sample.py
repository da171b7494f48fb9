"""A sample: one run of an implementation, judged, and measured if its result was right."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.bench.leftovers import NOTHING, Left
from evalkit.bench.memory_curve import Curve
from evalkit.bench.pictures import Drawn
from evalkit.bench.process_end import MemoryKind
from evalkit.model import Load, Status, Verdict


@dataclass(frozen=True, slots=True)
class Sample:
    """The result of one run of an implementation.

    Only a verified run that was not watched has `wall_seconds` and `cpu_seconds`. Only a verified run that was watched
    has `memory_kind`, `curve` and `peak_memory_mb`, which is the larger of the sampled tree and the high-water mark of
    any one process, in 10⁶ bytes. `verdict` is the checker's, if it gave one. `log` is what the implementation printed,
    scrubbed. `reason` says what went wrong. `left_behind` counts the processes that it left running, `left` what else
    it left. `outputs` is the digest of a verified run's outputs, if the caller asked for it. `others` is the share of
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
    left: Left = NOTHING
    outputs: str = ""
    others: float | None = None
    ready_seconds: float | None = None
    load: Load | None = None
    pictures: tuple[Drawn, ...] = ()
    hindrance: str = ""

    def __post_init__(self) -> None:
        figures = (self.wall_seconds, self.cpu_seconds, self.peak_memory_mb, self.ready_seconds, self.load)
        if self.status is not Status.OK and any(figure is not None for figure in figures):
            raise ValueError(f"only a verified run is measured, and this one is {self.status}")
