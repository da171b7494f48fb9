"""One sample: an implementation run once, judged, and measured if it was right."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.bench.curve import Curve
from evalkit.bench.leftovers import NOTHING, Left
from evalkit.bench.limits import MemoryKind
from evalkit.model import Status, Verdict


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of an implementation showed.

    `wall_seconds` and `cpu_seconds` are there only for a verified run that was not watched, `peak_memory_mb` (the
    larger of the sampled tree and any one process's high-water mark, in 10⁶ bytes), `memory_kind` and `curve` only for
    a verified one that was: a wrong answer has no time, and a watched run none either. `verdict` is the checker's,
    where it came to one; `log` is what the implementation printed, scrubbed; `reason` says, unless all was well, what
    was not; `left_behind` counts the processes it left running, `left` what else it left, `outputs` is the digest of
    what a verified run wrote, where it was asked for, `others` the share of the processors that others kept busy
    meanwhile, from 0 to 1, where the system tells.
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

    def __post_init__(self) -> None:
        figures = (self.wall_seconds, self.cpu_seconds, self.peak_memory_mb)
        if self.status is not Status.OK and any(figure is not None for figure in figures):
            raise ValueError(f"only a verified run is measured, and this one is {self.status}")
