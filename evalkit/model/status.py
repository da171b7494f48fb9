"""How an attempt to observe something ended, and what that means for a score."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The outcome of an observation. `blame` says whose it is, and so whether it scores or costs coverage."""

    OK = "ok"
    WRONG = "wrong"
    FAILED = "failed"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out-of-memory"
    UNSUPPORTED = "unsupported"
    UNAVAILABLE = "unavailable"
    PROBE_ERROR = "probe-error"
    NOT_APPLICABLE = "not-applicable"

    @property
    def is_tools(self) -> bool:
        """The tool did not do the work: it scores 0 on the metrics of that level."""
        return self in _TOOLS

    @property
    def is_ours(self) -> bool:
        """Evalkit or the machine could not look: nothing was measured, the score becomes a range."""
        return self in (Status.UNAVAILABLE, Status.PROBE_ERROR)

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return _MEANINGS[self]


_TOOLS = frozenset({Status.WRONG, Status.FAILED, Status.TIMEOUT, Status.OUT_OF_MEMORY, Status.UNSUPPORTED})

_MEANINGS = {
    Status.OK: "ran, and the checker verified the result",
    Status.WRONG: "ran, but the checker found the result wrong",
    Status.FAILED: "ended with an error, or wrote nothing",
    Status.TIMEOUT: "did not end within the time limit",
    Status.OUT_OF_MEMORY: "went over the memory limit",
    Status.UNSUPPORTED: "the tool cannot do this; its adapter says why, with a source",
    Status.UNAVAILABLE: "could not be installed or run on this machine",
    Status.PROBE_ERROR: "evalkit's own probe broke, or lacked what it needs",
    Status.NOT_APPLICABLE: "does not apply to this task",
}
