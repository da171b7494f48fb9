"""The input of a report: the scorecard, and everything around it that a reader may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evalkit.model import AdapterNote, FewerBlocks, OwnData, Rubric, Task
from evalkit.model.task import USUAL_LEVEL
from evalkit.scoring import Draws, Scorecard
from evalkit.store.newest_check import NewestCheck


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file inside the page; `name` is its path in the workspace, or for a log its path in the run's folder."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The picture of a file that a result wrote, such as outputs/report.html.

    `image` is WebP with `width` and `height` in pixels. Where it is empty, `why` says why there is none.
    """

    of: str
    image: bytes = b""
    width: int = 0
    height: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """What is known about a tool beside its figures.

    `version` is the measured version, `newest` the newest one at lock time, `locked` the date of the lock. `reason`
    says why the tool is not ready. `notes` are the adapter's.
    """

    name: str
    homepage: str
    family: str | None
    python: str
    version: str
    newest: str | None
    why_not_newest: str | None
    locked: str | None
    state: Literal["ready", "installing", "unavailable", "not asked for"]
    reason: str = ""
    notes: tuple[AdapterNote, ...] = ()


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known about the run: when, where and with what it was measured.

    `damaged` lists the journal lines that were set aside. `fewer_blocks` lists the contests that got fewer blocks than
    the rubric asks for. `newest` is what a package index said last of how far the tools have moved on since, None if
    nobody asked. `data` tells of the reader's own data, None where the run used the census's.
    """

    started: str
    finished: str | None
    complete: bool
    machine: Mapping[str, str]
    evalkit_version: str
    seed: int
    command: str
    tools: Mapping[str, ToolFacts]
    damaged: tuple[str, ...] = ()
    fewer_blocks: tuple[FewerBlocks, ...] = ()
    newest: NewestCheck | None = None
    data: OwnData | None = None


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything that a page shows.

    `sources`, `logs`, `curves` and `unsupported` map labels of implementations, 'task/tool/level'. A curve is the
    memory over time as (seconds, MB) pairs. `seconds` maps labels to verified times by number of input rows.
    `unsupported` is Markdown, shown as text. `draws` are those behind the scorecard's robustness. `given` has the code
    that tasks give. `pictures` maps labels of implementations to what their results look like. `card` is the picture of
    a link to the page: a file beside it, or an address; there is none where it is empty. `url` is where the page will
    be, if that is known.
    """

    scorecard: Scorecard
    rubric: Rubric
    tasks: Mapping[str, Task]
    facts: RunFacts
    sources: Mapping[str, tuple[SourceFile, ...]]
    logs: Mapping[str, SourceFile]
    curves: Mapping[str, tuple[tuple[float, float], ...]]
    unsupported: Mapping[str, str]
    notices: str
    draws: Draws | None = None
    seconds: Mapping[str, Mapping[int, tuple[float, ...]]] = field(default_factory=dict)
    given: Mapping[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    pictures: Mapping[str, tuple[ShownPicture, ...]] = field(default_factory=dict)
    card: str = ""
    url: str = ""

    @property
    def timed_level(self) -> str:
        """The level whose times the charts show."""
        return next(iter(self.rubric.measure.timed_levels), USUAL_LEVEL)
