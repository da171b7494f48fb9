"""Observations: what probes saw, one value of one metric at a time, each with the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.facts import Fact
from evalkit.model.status import Status


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Which place a sample had in its block: number `position`, from 0, of `of` members.

    Only a block whose `of` members are all in the journal counts for pairing.
    """

    block: str
    position: int
    of: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One measured value of one metric: of a tool, or of a stack, and then `tool` is ''.

    `machine` is the digest of the machine that it was observed on. `value` is in `unit`, and None unless `status` is ok (a wrong result has no time). `key` names everything that the
    value depends on: the same key is never measured again. `session` is one start of evalkit on one machine; `taken`
    is the time as ISO 8601 in UTC; `purpose` tells apart samples of one metric that are not alike (warm-up, memory,
    block), and of a rating names the rater. `facts` are what a sceptic can look at: all of them, none cut.
    """

    tool: str
    probe: str
    metric: str
    unit: str
    status: Status
    key: str
    session: str
    taken: str
    value: float | None = None
    task: str | None = None
    level: str | None = None
    scale: int | None = None
    block: BlockPlace | None = None
    purpose: str = ""
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    stack: str | None = None
    machine: str = ""

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.status is Status.OK):
            raise ValueError(f"{self.metric} of {self.subject}: a value belongs to status ok, and only to it")

    @property
    def subject(self) -> str:
        """The stack that it is about, else the tool."""
        return self.stack or self.tool
