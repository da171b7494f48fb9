"""What a report is about: the scorecard, and everything around it that a reader may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evalkit.model import FewerBlocks, Rubric, Task
from evalkit.scoring import Draws, Scorecard


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that the page carries; `name` is its path in the workspace, a log's in the run's folder, as facts name it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """What is known of a tool beside its figures.

    `version` is the one measured, `newest` the newest there was at lock time, `locked` the date of the lock; `reason`
    says why the tool is not ready.
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


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of the run: when, where, with what.

    `damaged` names journal lines that were set aside,
    `fewer_blocks` what was run fewer times than the rubric asks.
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


@dataclass(frozen=True, slots=True)
class ReportInput:
    """All that a page shows.

    `sources`, `logs`, `curves` and `unsupported` are keyed by an implementation's label, 'task/tool/level'. A curve is
    memory over time as (seconds, MB) pairs; `seconds` are verified times by number of input rows; `unsupported` is Markdown,
    shown as it was written. `draws` are those that the scorecard's robustness was counted on.
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

    @property
    def timed_level(self) -> str:
        """The level whose times are charted."""
        return next(iter(self.rubric.measure.timed_levels), "adapt")
