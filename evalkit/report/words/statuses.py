"""The reader's word for each status: the same one wherever it stands."""

from __future__ import annotations

from evalkit.model import Status

_WORDS = {
    Status.OUT_OF_MEMORY: "out of memory",
    Status.PROBE_ERROR: "not measured",
    Status.NOT_APPLICABLE: "does not apply",
}


def status_word(status: Status | None, none: str = "not measured") -> str:
    """A status as people say it; `none` is said where nothing was observed."""
    return none if status is None else _WORDS.get(status, status.value)
