"""The status of an observation, and what it means for the score."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How an attempt to observe ended; `is_tool_failure` and `is_evalkit_failure` say whose failure it is, if it is one."""

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
    def is_tool_failure(self) -> bool:
        """Whether the tool failed: it then scores 0 on the metrics of that level."""
        return self in _TOOLS

    @property
    def is_evalkit_failure(self) -> bool:
        """Whether evalkit or the machine failed: nothing was measured, and the score becomes a range."""
        return self in (Status.UNAVAILABLE, Status.PROBE_ERROR)

    @property
    def meaning(self) -> str:
        """An explanation for people."""
        return _MEANINGS[self]


_TOOLS = frozenset({Status.WRONG, Status.FAILED, Status.TIMEOUT, Status.OUT_OF_MEMORY, Status.UNSUPPORTED})

_MEANINGS = {
    Status.OK: "ran, and the checker verified the result",
    Status.WRONG: "ran, but the checker found the result wrong",
    Status.FAILED: "ended with an error or wrote nothing",
    Status.TIMEOUT: "did not end within the time limit",
    Status.OUT_OF_MEMORY: "exceeded the memory limit",
    Status.UNSUPPORTED: "the tool cannot do this; its adapter says why, with a source",
    Status.UNAVAILABLE: "could not be installed or run on this machine",
    Status.PROBE_ERROR: "evalkit's own probe failed or lacked what it needs",
    Status.NOT_APPLICABLE: "does not apply to this task",
}
