"""How busy a machine was when something was measured on it."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.facts import Fact, fact


@fact("machine-load")
@dataclass(frozen=True, slots=True)
class Load(Fact):
    """What a machine said of its load at one moment; None is what it does not tell.

    `processors` is how many this process may use, by affinity and quota: 1.5 where a quota says so. `load_average` is
    the mean number of processes that ran or wanted to, over the last minute. `cpu_pressure` and `memory_pressure` are
    the percentage of the last ten seconds in which something waited for a processor or for memory. `frequency_mhz` is
    the mean over those processors now, `highest_mhz` the most that the fastest of them can do. `others_before` and
    `others` are the shares of the processors, from 0 to 1, that programs other than the measured one kept busy: just
    before a block, and while this one ran.
    """

    processors: float
    load_average: float | None = None
    cpu_pressure: float | None = None
    memory_pressure: float | None = None
    frequency_mhz: float | None = None
    highest_mhz: float | None = None
    others_before: float | None = None
    others: float | None = None

    @property
    def per_processor(self) -> float | None:
        """The load average, shared out among the processors."""
        if self.load_average is None or self.processors <= 0:
            return None
        return self.load_average / self.processors
