"""Subjects: what observations are about, and the key that their values depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.model.observation import Observation

SAMPLED = "run"
"""The name of the run probe, under which samples of implementations are recorded, separately for each scale."""
VERDICT = "capability.score"
"""The metric of the run probe that holds what the checker said."""
WALL = "run.wall_seconds"
"""The metric of the run probe that holds the time from start to end."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What observations are about (a tool, or a stack if `tool` is ''), and the key that they depend on."""

    probe: str
    tool: str
    key: str
    task: str | None = None
    level: str | None = None
    scale: int | None = None
    stack: str | None = None

    @property
    def name(self) -> str:
        """The name, which stays the same if the key changes."""
        return subject_name(self)


def subject_name(subject: Subject | Observation) -> str:
    """Return the name under which the manifest keeps the current key of a subject or of an observation's subject."""
    if subject.stack:
        return f"{subject.probe}:{subject.stack}"
    scale = subject.scale if subject.probe == SAMPLED else None
    return f"{subject.probe}:{subject.task or '-'}/{subject.tool}/{subject.level or '-'}@{scale or '-'}"


def label_of(task: str | None, tool: str, level: str | None) -> str:
    """Return the name of an implementation in messages, in logs, and as a key of what belongs to it."""
    return f"{task}/{tool}/{level}"


def current_of(observations: Iterable[Observation], current: Mapping[str, str]) -> tuple[Observation, ...]:
    """Return the observations whose key is the current one for their subject."""
    return tuple(one for one in observations if current.get(subject_name(one)) == one.key)
