"""The load of a machine at the time of a measurement."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.facts import Fact, fact


@fact("machine-load")
@dataclass(frozen=True, slots=True)
class Load(Fact):
    """A machine's load at one moment; None means that the machine does not report the value.

    `processors` is how many this process may use, by affinity and quota; a quota may make it 1.5, for example.
    `load_average` is the mean number of processes that ran or waited to run during the last minute. `cpu_pressure` and
    `memory_pressure` are the percentages of the last ten seconds in which a process waited for a processor or for memory.
    `frequency_mhz` is the present mean over these processors, `highest_mhz` the maximum of the fastest one.
    """

    processors: float
    load_average: float | None = None
    cpu_pressure: float | None = None
    memory_pressure: float | None = None
    frequency_mhz: float | None = None
    highest_mhz: float | None = None

    @property
    def per_processor(self) -> float | None:
        """The load average divided by the number of processors."""
        if self.load_average is None or self.processors <= 0:
            return None
        return self.load_average / self.processors
