"""Subjects: what observations are about, and the key that their value depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.model.observation import Observation

SAMPLED = "run"
"""Under this name stand the samples of implementations, at each scale apart."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What observations are about, a tool or (with `tool` '') a stack, and the key that they depend on."""

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
        return subject_name(self)


def subject_name(about: Subject | Observation) -> str:
    """The name under which the manifest keeps the current key of what this is about."""
    if about.stack:
        return f"{about.probe}:{about.stack}"
    scale = about.scale if about.probe == SAMPLED else None
    return f"{about.probe}:{about.task or '-'}/{about.tool}/{about.level or '-'}@{scale or '-'}"


def current_of(observations: Iterable[Observation], current: Mapping[str, str]) -> tuple[Observation, ...]:
    """The observations whose key `current` names for their subject."""
    return tuple(one for one in observations if current.get(subject_name(one)) == one.key)
