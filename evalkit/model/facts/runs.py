"""Facts about runs: their logs, timings, faults and network contacts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evalkit.model.facts.fact_kinds import Fact, Lines, Prose, fact
from evalkit.model.status import Status


@fact("log")
@dataclass(frozen=True, slots=True)
class PrintedLog(Fact):
    """The log of a run, relative to the run's folder, and the number of lines printed."""

    file: str
    lines_printed: int


@dataclass(frozen=True, slots=True)
class MissedFact:
    """One fact of a level's `shows:` that a result leaves out, and the checker's reason."""

    name: str
    why: Prose = ""


@fact("facts-shown")
@dataclass(frozen=True, slots=True)
class FactsShown(Fact):
    """Which facts of a level's `shows:` the result of a run shows and which it misses, each in the task's order."""

    level: str
    shown: tuple[str, ...] = ()
    missed: tuple[MissedFact, ...] = ()


@fact("served-load")
@dataclass(frozen=True, slots=True)
class ServedLoad(Fact):
    """A fixed load that a service was put under: requests, how many of them were lost, its seconds, the slowest answer."""

    requests: int
    lost: int
    seconds: float
    slowest_ms: float | None = None


@fact("picture")
@dataclass(frozen=True, slots=True)
class Picture(Fact):
    """What a browser made of the file `of`, such as outputs/report.html, that a verified run wrote.

    `file` is the picture, relative to the run's folder, with `width` and `height` in pixels; it is None where there is
    none, and `why` says why.
    """

    of: str
    file: str | None = None
    width: int = 0
    height: int = 0
    why: Prose = ""


@fact("memory-curve")
@dataclass(frozen=True, slots=True)
class MemoryCurve(Fact):
    """The file with the memory of a run over time, relative to the run's folder."""

    file: str


@fact("memory-kind")
@dataclass(frozen=True, slots=True)
class MemoryKind(Fact):
    """Which memory was summed: proportional set sizes ('pss'), or resident sizes ('rss'), which count shared pages twice."""

    kind: Literal["pss", "rss"]


@fact("left-file")
@dataclass(frozen=True, slots=True)
class LeftFile(Fact):
    """A file that a run left in its sandbox: its size, as what it was recognised, and whether others can read it."""

    name: str
    bytes: int
    format: str
    readable: bool


@fact("left-files")
@dataclass(frozen=True, slots=True)
class LeftFiles(Fact):
    """All files that a run left, how many of their bytes others can read, and caches, which do not count."""

    files: int
    bytes: int
    readable_bytes: int
    caches: int = 0
    cache_bytes: int = 0


@fact("left-behind")
@dataclass(frozen=True, slots=True)
class LeftBehind(Fact):
    """What a run left behind: processes, which evalkit ended, shared memory, which it removed, and files.

    `shared_new` is shared memory that is new since the run and may belong to somebody else, so it stays. `files` are
    those in the run's home and temporary folders, which were removed with them; `sockets` counts those that were
    sockets.
    """

    processes: int
    shared: int = 0
    shared_new: int = 0
    files: int = 0
    sockets: int = 0


@fact("place-in-block")
@dataclass(frozen=True, slots=True)
class PlaceInBlock(Fact):
    """A sample's place in its block: `position`, counted from 0, of `of`; `number`, from 0, counts blocks of its kind."""

    number: int
    rows: int
    position: int
    of: int


@fact("machine-load")
@dataclass(frozen=True, slots=True)
class MachineLoad(Fact):
    """What a machine said of its load at one moment; None is what it does not tell.

    `processors` is how many this process may use, by affinity and quota: 1.5 where a quota says so. `load_average` is
    the mean number of processes that ran or wanted to, over the last minute. `cpu_pressure` and `memory_pressure` are
    the percentage of the last ten seconds in which something waited for a processor or for memory. `frequency_mhz` is
    the mean over those processors now, `highest_mhz` the most that the fastest of them can do. `others_before` and
    `others` are the shares of the processors, from 0 to 1, that programs other than the measured one kept busy: just
    before a block, and while this one ran.
    """

    processors: float
    load_average: float | None = None
    cpu_pressure: float | None = None
    memory_pressure: float | None = None
    frequency_mhz: float | None = None
    highest_mhz: float | None = None
    others_before: float | None = None
    others: float | None = None

    @property
    def per_processor(self) -> float | None:
        """The load average, shared out among the processors."""
        if self.load_average is None or self.processors <= 0:
            return None
        return self.load_average / self.processors


@fact("printed")
@dataclass(frozen=True, slots=True)
class Printed(Fact):
    """What a program printed, or the end of it."""

    text: Prose


Stale = Literal["answer", "files"]
"""The answer is the one from before the change, or the output files did not change by a byte."""


@fact("rerun")
@dataclass(frozen=True, slots=True)
class Rerun(Fact):
    """Reruns after a change of a marked value or of some input rows.

    `value` is the new value as Python writes it, `excerpt` the line before the change. `seconds` are the times of the
    verified second runs, `first_seconds` those of the runs before. `complaint` is the checker's reason for a stale
    answer.
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
    """What an implementation needs and a notebook does not have."""

    FILE = "file"
    COMMAND_LINE = "command line"
    EVENT_LOOP = "event loop"
    OTHER = "other"


@fact("notebook")
@dataclass(frozen=True, slots=True)
class NotebookRun(Fact):
    """The result of an implementation as a notebook; `lacks` is None if its outputs were verified.

    Otherwise `message` is its last error, and `lines` are those of the cell that failed, if one did.
    """

    file: str
    cells: int
    lines: Lines | None = None
    lacks: NotebookLack | None = None
    message: Prose = ""


@fact("cells-again")
@dataclass(frozen=True, slots=True)
class CellsAgain(Fact):
    """Cells that ran again in a live kernel after an edit: `again` of `cells`.

    `seconds` are the times minus those of equally many empty cells, `floors`. Both are empty if no output was verified.
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
    """The result of one fault."""

    CAUGHT = "caught"
    RIGHT = "tolerated and right"
    SILENTLY_WRONG = "silently wrong"
    HUNG = "hung"
    FALSE_ALARM = "false alarm"


@fact("fault")
@dataclass(frozen=True, slots=True)
class FaultOutcome(Fact):
    """One fault and its result.

    `by_error` says that the run ended with an error. `names_place` and `names_kind` say whether the message names the
    place and the kind of the fault; they are None if the task lists no words for it. `sought` are the words for the
    place. `seconds` is the time to the end of the run, `good_seconds` that of a good run. `own_line` says whether the
    traceback contains the user's own line, `outside` counts its frames in other people's code, and `lines_printed`
    counts all lines. `reason` is the checker's, and `printed` the transcript.
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
"""The program looked the host up, requested something of it, connected to it, or sent it something."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a host was contacted, and how often."""

    how: HowContacted
    times: int
    port: int | None = None
    datagram: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who contacted a host: a module and a line, and the packages that called it, the nearest first."""

    module: str
    line: int = 0
    via: tuple[str, ...] = ()


@fact("contact")
@dataclass(frozen=True, slots=True)
class Contact(Fact):
    """One host that was contacted: in which ways and by whom, the most frequent first."""

    host: str
    ways: tuple[Way, ...]
    askers: tuple[Asker, ...] = ()

    @property
    def times(self) -> int:
        """The number of contacts."""
        return sum(way.times for way in self.ways)


@fact("listening")
@dataclass(frozen=True, slots=True)
class Listening(Fact):
    """The run whose contacts were recorded: the number of Python processes, the variables removed, and the result."""

    processes: int
    without: tuple[str, ...] = ()
    status: Status = Status.OK
    reason: Prose = ""


@fact("offline-run")
@dataclass(frozen=True, slots=True)
class OfflineRun(Fact):
    """The result of a run without any network but loopback."""

    status: Status
    reason: Prose = ""
    printed: Prose = ""
