"""Forecasts: how long work will take, judged by earlier runs, and at first by the size of the tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evalkit.model.rubric import USUAL_TURNS
from evalkit.plan.outcome import Outcome
from evalkit.plan.work import BlockWork, InstallWork, ProbeWork, RecordingWork, SampleWork, Work
from evalkit.probes import PROBES, Dependence, Probe

_START, _PER_DISTRIBUTION = 0.4, 0.04
"""Seconds of a tool's first run: for a bare interpreter, and for importing each distribution."""
_RECORDING_RUNS = 2.3
"""A recording takes as long as so many plain runs: the recorder slows one down, and its outputs are judged."""
_INSTALLED, _MB_A_SECOND = 0.3, 15.0
"""Seconds to look at an environment that is there, and MB that one which is not downloads in a second."""
_LOOK = 0.5
"""Seconds of a probe that runs nothing."""


class Repeats(Protocol):
    """How often a probe runs something, as a rubric asks and as a piece of work carries it."""

    @property
    def faults(self) -> int | None:
        """The most faults of a task, None for all."""

    @property
    def typos(self) -> int:
        """The most typos of a script."""

    @property
    def turns(self) -> int:
        """How often at most something is changed and run again."""


@dataclass(slots=True)
class Forecast:
    """Estimates how many seconds work takes.

    `distributions` maps tools to the number of distributions in their environments, `downloads` to the MB that
    installing them may still need.
    """

    distributions: Mapping[str, int] = field(default_factory=dict)
    downloads: Mapping[str, float] = field(default_factory=dict)
    _runs: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)

    def learn(self, work: Work, outcome: Outcome) -> None:
        """Remember how long the runs of an outcome took."""
        if isinstance(work, SampleWork):
            self._saw(work.member.tool, work.task, work.scale, outcome.seconds - outcome.installing)
        elif isinstance(work, BlockWork):
            for taken in outcome.samples:
                if taken.sample.wall_seconds is not None:
                    self._saw(taken.subject.tool, work.task, work.scale, taken.sample.wall_seconds)

    def run(self, tool: str, task: str | None, scale: int) -> float:
        """Return the seconds of one run: observed at this scale, else interpolated, else judged by the tool's size."""
        seen = self._runs.get((tool, task or ""), {})
        if scale in seen:
            return seen[scale]
        if not seen:
            return _START + _PER_DISTRIBUTION * self.distributions.get(tool, 0)
        if len(seen) == 1:
            return next(iter(seen.values()))
        low, high = min(seen), max(seen)
        slope = max(0.0, (seen[high] - seen[low]) / (high - low))
        return max(0.1, seen[low] + slope * (scale - low))

    def of(self, work: Work) -> float:
        """Return the seconds of one piece of work."""
        match work:
            case InstallWork():
                return _INSTALLED + self.downloads.get(work.tool, 0.0) / _MB_A_SECOND
            case SampleWork():
                return self.run(work.member.tool, work.task, work.scale)
            case BlockWork():
                return sum(self.run(member.tool, work.task, work.scale) for member in work.members)
            case RecordingWork():
                return self.recording(work.tool, work.task, work.scale)
            case ProbeWork():
                subject = work.subject
                return self.question(PROBES[work.probe], subject.tool, subject.task, work.scale, work)
            case _:
                return _LOOK

    def recording(self, tool: str, task: str, scale: int) -> float:
        """Return the seconds of recording an implementation."""
        return _RECORDING_RUNS * self.run(tool, task, scale)

    def question(self, probe: Probe, tool: str, task: str | None, scale: int, wanted: Repeats) -> float:
        """Return the seconds of one question to a probe; `wanted` says how often it runs something."""
        runs: float = probe.runs
        if wanted.faults and Dependence.FAULTS in probe.depends:
            runs = min(runs, wanted.faults + wanted.typos)
        if Dependence.TURNS in probe.depends:
            runs *= min(1.0, wanted.turns / USUAL_TURNS)
        return _LOOK + runs * self.run(tool, task, scale)

    def _saw(self, tool: str, task: str, scale: int, seconds: float) -> None:
        self._runs.setdefault((tool, task), {})[scale] = seconds
