"""Stamping findings into observations, and remembering which observations are current."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from evalkit.model import BlockPlace, Observation, Status
from evalkit.probes import METRICS, Finding
from evalkit.store import Journal


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about, a tool or (with `tool` '') a stack, and the key that it depends on."""

    probe: str
    tool: str
    key: str
    task: str | None = None
    level: str | None = None
    scale: int | None = None
    stack: str | None = None

    @property
    def name(self) -> str:
        """What stays the same when the key changes."""
        return subject_of(self)


def subject_of(about: Subject | Observation) -> str:
    """The name under which the manifest keeps the current key of what this is about."""
    if about.stack:
        return f"{about.probe}:{about.stack}"
    scale = about.scale if about.probe == "run" else None
    return f"{about.probe}:{about.task or '-'}/{about.tool}/{about.level or '-'}@{scale or '-'}"


@dataclass(slots=True)
class Record:
    """The journal of a run, the session that writes into it, and the key that each subject has now."""

    journal: Journal
    session: str
    current: dict[str, str] = field(default_factory=dict)

    def add(
        self, subject: Subject, findings: Iterable[Finding], *, purpose: str = "", block: BlockPlace | None = None
    ) -> None:
        """Write findings down, durably, as observations of their subject."""
        taken = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        new = [
            Observation(
                tool=subject.tool,
                probe=subject.probe,
                metric=finding.metric,
                unit=METRICS[finding.metric].unit,
                status=finding.status,
                key=subject.key,
                session=self.session,
                taken=taken,
                value=finding.value,
                task=subject.task,
                level=subject.level,
                scale=subject.scale,
                block=block,
                purpose=purpose or finding.purpose,
                reason=finding.reason,
                facts=finding.facts,
                stack=subject.stack,
            )
            for finding in findings
        ]
        self.journal.append(new)
        self._point(subject, new)

    def expect(self, subject: Subject) -> None:
        """From now on this is the subject's key: what was measured under another one is history."""
        self.current[subject.name] = subject.key

    def forget(self, subject_name: str) -> None:
        """From now on nothing is current of what has this name: there is no longer anything to ask about it."""
        self.current.pop(subject_name, None)

    def is_known(self, subject: Subject, metric: str, purpose: str | None = None, times: int = 1) -> bool:
        """Whether a metric of this very key was measured so many times; what was ours to fail does not count."""
        known = sum(
            o.key == subject.key
            and o.metric == metric
            and not o.status.is_ours
            and (purpose is None or o.purpose == purpose)
            and subject_of(o) == subject.name
            for o in self.journal.observations
        )
        return known >= times

    def of_now(self) -> tuple[Observation, ...]:
        """The observations whose key is the one that their subject has now."""
        return current_of(self.journal.observations, self.current)

    def _point(self, subject: Subject, new: Iterable[Observation]) -> None:
        # What could not be measured today does not displace what was measured before.
        if subject.name not in self.current or any(o.status is not Status.UNAVAILABLE for o in new):
            self.current[subject.name] = subject.key


def current_of(observations: Iterable[Observation], current: Mapping[str, str]) -> tuple[Observation, ...]:
    """The observations whose key `current` names for their subject."""
    return tuple(o for o in observations if current.get(subject_of(o)) == o.key)
