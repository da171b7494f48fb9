"""Observations: values of metrics as probes saw them, one at a time, each with the facts behind it."""

from __future__ import annotations

from evalkit.model.facts import Fact
from evalkit.model.fast_dataclass import made_often
from evalkit.model.status import Status

FEWEST_BLOCKS = 6
"""With fewer no exact 95 % interval of a time exists: the noise is unknown, not zero."""


@made_often(frozen=True, slots=True)
class BlockPlace:
    """A sample's place in its block: `position`, counted from 0, among `of` members.

    A block counts for pairing only if the journal holds all its members.
    """

    block: str
    position: int
    of: int


def block_name(task: str, level: str, scale: int, session: str, number: int) -> str:
    """Return the name of a contest's block; `number` counts the blocks of a session."""
    return f"{task}/{level}/{scale}/{session}/{number}"


def round_of(block: str) -> tuple[str, int]:
    """Return session and number from the end of a block's name; any other text is its own session, with the number 0."""
    head, _, number = block.rpartition("/")
    return (head.rpartition("/")[2], int(number)) if number.isdecimal() else (block, 0)


@made_often(frozen=True, slots=True)
class Observation:
    """One measured value of one metric, either of a tool or of a stack; for a stack `tool` is ''.

    `value` is in `unit`; it is None unless `status` is ok. `key` names everything that the value depends on, and
    evalkit never measures the same key again. `machine` is the digest of the machine. `session` is one start of evalkit
    on one machine. `taken` is the time as ISO 8601 in UTC. `purpose` separates different samples of one metric
    (warm-up, memory, block); for a rating it is the rater. `facts` are the complete evidence.
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
        """The stack that it is about, or else the tool."""
        return self.stack or self.tool
