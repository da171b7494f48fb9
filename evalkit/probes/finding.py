"""What a probe answers, before anybody stamps it with a time, a session and a key."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import METRICS, Evidence, Status


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one metric, or why there is none; `value` is in the metric's unit."""

    metric: str
    value: float | None = None
    status: Status = Status.OK
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe's name and version: a new version makes its old observations count for nothing."""

    name: str
    version: int

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of the catalogue that this probe observes."""
        return tuple(metric.name for metric in METRICS.values() if metric.probe == self.name)

    def broke(self, reason: str) -> tuple[Finding, ...]:
        """The findings of a probe that could not do its work: a probe-error on each of its metrics."""
        return tuple(Finding(metric, status=Status.PROBE_ERROR, reason=reason) for metric in self.metrics)
