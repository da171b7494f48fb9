"""Facts about runs: what they printed, how they were timed, what became of faults, whom they contacted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evalkit.model.facts.registry import Fact, Lines, Prose, fact
from evalkit.model.status import Status


@fact("log")
@dataclass(frozen=True, slots=True)
class PrintedLog(Fact):
    """The log of a run, relative to the run's folder, and how many lines were printed."""

    file: str
    lines_printed: int


@fact("memory-curve")
@dataclass(frozen=True, slots=True)
class MemoryCurve(Fact):
    """The file, relative to the run's folder, with the memory of a run over time."""

    file: str


@fact("memory-kind")
@dataclass(frozen=True, slots=True)
class MemoryKind(Fact):
    """Which memory was summed: proportional set sizes ('pss'), or resident ones, which count shared pages twice ('rss')."""

    kind: Literal["pss", "rss"]


@fact("left-behind")
@dataclass(frozen=True, slots=True)
class LeftBehind(Fact):
    """What a run left behind: processes, which evalkit ended, shared memory, which it removed, and files.

    `shared_new` is shared memory that is new since the run, and may be somebody else's: it stays. `files` are those in
    the run's home and temporary folders, which went with them, `sockets` how many of these were sockets.
    """

    processes: int
    shared: int = 0
    shared_new: int = 0
    files: int = 0
    sockets: int = 0


@fact("place-in-block")
@dataclass(frozen=True, slots=True)
class PlaceInBlock(Fact):
    """Which place a sample had in its block: `position`, from 0, of `of`; `number`, from 0, is the block's among its like."""

    number: int
    rows: int
    position: int
    of: int


@fact("printed")
@dataclass(frozen=True, slots=True)
class Printed(Fact):
    """What a program printed, or the end of it."""

    text: Prose


Stale = Literal["answer", "files"]
"""An answer that was right for what stood there before the change, or files that are the same to the byte."""


@fact("rerun")
@dataclass(frozen=True, slots=True)
class Rerun(Fact):
    """Runs after a change of a marked value, or of some input rows.

    `value` is the new one as Python writes it, `excerpt` the line before the change. `seconds` are those of the verified
    second runs, `first_seconds` those of the runs before them. `complaint` is the checker's about a stale answer.
    """

    changed: Literal["value", "rows"]
    file: str
    lines: Lines | None = None
    excerpt: Prose = ""
    value: str = ""
    seconds: tuple[float, ...] = ()
    first_seconds: tuple[float, ...] = ()
    stale: Stale | None = None
    complaint: Prose = ""


class NotebookLack(StrEnum):
    """What a notebook does not have that an implementation needs."""

    FILE = "file"
    COMMAND_LINE = "command line"
    EVENT_LOOP = "event loop"
    OTHER = "other"


@fact("notebook")
@dataclass(frozen=True, slots=True)
class NotebookRun(Fact):
    """How an implementation did as a notebook: `lacks` is None where its outputs were verified.

    Otherwise `message` is what it ended with, and `lines` are those of the cell that failed, where one did.
    """

    file: str
    cells: int
    lines: Lines | None = None
    lacks: NotebookLack | None = None
    message: Prose = ""


@fact("cells-again")
@dataclass(frozen=True, slots=True)
class CellsAgain(Fact):
    """The cells that ran again in a live kernel after an edit, `again` of `cells`.

    `seconds` are less those of as many empty cells, `floors`; both are empty where no output was verified.
    """

    file: str
    lines: Lines
    again: int
    cells: int
    value: str
    seconds: tuple[float, ...] = ()
    floors: tuple[float, ...] = ()
    stale: Stale | None = None
    complaint: Prose = ""


class FaultEnding(StrEnum):
    """What became of one fault."""

    CAUGHT = "caught"
    RIGHT = "tolerated and right"
    SILENTLY_WRONG = "silently wrong"
    HUNG = "hung"
    FALSE_ALARM = "false alarm"


@fact("fault")
@dataclass(frozen=True, slots=True)
class FaultOutcome(Fact):
    """One fault, and what became of it.

    `by_error` says that the run ended with an error. `names_place` and `names_kind` say whether the message names them,
    None where the task lists no words for it; `sought` are the words for the place. `seconds` are those to the end of the
    run, `good_seconds` those of a good one. `own_line` says whether the user's own line is in the traceback, `outside`
    counts the frames in anybody else's code, `lines_printed` all lines. `reason` is the checker's, `printed` the transcript.
    """

    fault: str
    must: Literal["caught", "tolerated"]
    ending: FaultEnding
    seconds: float
    good_seconds: float
    file: str
    line: int | None = None
    typo: bool = False
    by_error: bool = False
    names_place: bool | None = None
    names_kind: bool | None = None
    sought: tuple[str, ...] = ()
    own_line: bool = False
    outside: int = 0
    lines_printed: int = 0
    reason: Prose = ""
    printed: Prose = ""


HowContacted = Literal["lookup", "request", "connect", "send"]
"""The host was looked up, asked for something, connected to, or sent something."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a host was contacted, and how often."""

    how: HowContacted
    times: int
    port: int | None = None
    datagram: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who contacted a host: a module and a line of it, and the packages that called it, the nearest first."""

    module: str
    line: int = 0
    via: tuple[str, ...] = ()


@fact("contact")
@dataclass(frozen=True, slots=True)
class Contact(Fact):
    """One host that was contacted: in which ways, and by whom, both the most frequent first."""

    host: str
    ways: tuple[Way, ...]
    askers: tuple[Asker, ...] = ()

    @property
    def times(self) -> int:
        """How often it was contacted."""
        return sum(way.times for way in self.ways)


@fact("listening")
@dataclass(frozen=True, slots=True)
class Listening(Fact):
    """The run that was listened to: how many Python processes were, without which variables, and how it ended."""

    processes: int
    without: tuple[str, ...] = ()
    status: Status = Status.OK
    reason: Prose = ""


@fact("offline-run")
@dataclass(frozen=True, slots=True)
class OfflineRun(Fact):
    """How a run ended that had no network but loopback."""

    status: Status
    reason: Prose = ""
    printed: Prose = ""
