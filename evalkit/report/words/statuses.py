"""The word for each status, the same everywhere."""

from __future__ import annotations

from evalkit.model import Status

_WORDS = {
    Status.OUT_OF_MEMORY: "out of memory",
    Status.PROBE_ERROR: "not measured",
    Status.NOT_APPLICABLE: "does not apply",
}


def status_word(status: Status | None, none: str = "not measured") -> str:
    """Return a status as people say it, or `none` if nothing was observed."""
    return none if status is None else _WORDS.get(status, status.value)
