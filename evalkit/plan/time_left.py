"""The time left: what is ready, what runs, and what waits for other work, each in expected seconds."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.model import Implementation, LevelName
from evalkit.plan.contests import Contests
from evalkit.plan.forecast import Forecast
from evalkit.plan.loading import Loaded
from evalkit.plan.order import Phase
from evalkit.plan.progress import Left, Progress
from evalkit.plan.repeats import blocks_wanted, memory_runs
from evalkit.plan.topics import Topic
from evalkit.plan.work import InstallWork, Work
from evalkit.plan.work_queue import WorkQueue
from evalkit.probes import Dependence


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Forecasts all work of an agenda that is left; queue and mappings are the agenda's own, and change while it runs.

    `queue` has the work that is ready; `held_back` is ready but for a check of the same implementation. `cells_of` are the (task, tool) of an environment, `topics` the questions of a tool, and `waiting` the questions
    that wait for the recording of an implementation by its label. `recorded` holds the labels whose usage is known,
    `missing` the tools that could not be installed. `unchecked` counts the implementations to be checked before the
    contests of their task, level and scale are open.
    """

    loaded: Loaded
    forecast: Forecast
    contests: Contests
    queue: WorkQueue
    held_back: Mapping[str, Work]
    cells_of: Mapping[tuple[str, str | None], Sequence[tuple[str, str]]]
    topics: Mapping[str, Sequence[Topic]]
    waiting: Mapping[str, Sequence[Topic]]
    recorded: Container[str]
    missing: Container[str]
    unchecked: Mapping[tuple[str, LevelName, int], int]
    _progress: Progress = field(default_factory=Progress)

    def told(self, running: Sequence[Work], hands: int, *, sampled: bool) -> Left:
        """Return how much is done and left, while `hands` workers do `running`; `sampled` if blocks are wanted at all.

        What cannot be offered yet is forecast, so that the total hardly changes from the first line to the last.
        """
        busy = [self.forecast.of(work) for work in running]
        offered = [work for _, work in self.queue.ready(alone=False)]
        shared = [self.forecast.of(work) for work in (*offered, *self.held_back.values())]
        shared += self._shared(work for work in (*offered, *running) if isinstance(work, InstallWork))
        alone = [(place.phase, self.forecast.of(work)) for place, work in self.queue.ready(alone=True)]
        if sampled:
            alone += self._alone()
        ahead = len(busy) + len(shared) + len(alone) + self.contests.blocks_left
        done, total = self._progress.with_ahead(ahead)
        repeats = sum(seconds for phase, seconds in alone if phase is Phase.REPEATS)
        repeats += self.contests.seconds_of_repeats
        once = sum(seconds for phase, seconds in alone if phase is not Phase.REPEATS)
        once += self.contests.seconds_of_first_blocks
        seconds = sum(shared) / max(1, hands) + sum(busy) / 2 + once + repeats
        return Left(done, total, seconds, repeats)

    def unrecorded(self, topic: Topic) -> list[Implementation]:
        """Return the implementations that must be recorded before a question can be asked."""
        return [one for one in topic.implementations if one.main is not None and one.label not in self.recorded]

    def _shared(self, installing: Iterable[InstallWork]) -> list[float]:
        """Checks, recordings and questions that wait for an environment, and questions that wait for a recording."""
        found = [seconds for work in installing for seconds in self._after(work)]
        waiting = {(topic.probe.name, topic.label): topic for topics in self.waiting.values() for topic in topics}
        return found + [self._asked_seconds(topic) for topic in waiting.values()]

    def _alone(self) -> list[tuple[Phase, float]]:
        """Blocks and memory runs of levels of which some implementations are still to be checked, and their phases."""
        found: list[tuple[Phase, float]] = []
        for (task, level, home), unchecked in self.unchecked.items():
            if unchecked <= 0:
                continue
            tools = [
                one.tool
                for one in self.loaded.selection.work
                if (one.task, one.level) == (task, level) and one.main is not None and one.tool not in self.missing
            ]
            for scale, wanted in blocks_wanted(self.loaded, task).items():
                block = sum(self.forecast.run(tool, task, scale) for tool in tools)
                told = self.contests.wanted(task, level, scale)
                found += [(Phase.TIMED_ONCE, block)] * (wanted > 0 and not told)
                found += [(Phase.REPEATS, block)] * (wanted - max(1, told))
            for tool in tools:
                seconds = self.forecast.run(tool, task, home)
                found += [(Phase.REPEATS, seconds)] * (memory_runs(self.loaded.rubric.measure, seconds) - 1)
        return found

    def _after(self, work: InstallWork) -> list[float]:
        """What waits for an environment."""
        cells = self.cells_of.get((work.tool, work.task), ())
        checks = [one for one in self.loaded.selection.work if one.main and (one.task, one.tool) in cells]
        tasks = {task for task, _ in cells}
        topics = [
            topic
            for topic in self.topics.get(work.tool, ())
            if topic.task in tasks or (topic.task is None and work.task is None)
        ]
        used = {
            one.label: one
            for topic in topics
            if Dependence.USAGE in topic.probe.depends
            for one in self.unrecorded(topic)
        }
        found = [self.forecast.run(one.tool, one.task, self.loaded.verified_at(one)) for one in checks]
        found += (self.forecast.recording(one.tool, one.task, 0) for one in used.values())
        return found + [self._asked_seconds(topic) for topic in topics]

    def _asked_seconds(self, topic: Topic) -> float:
        return self.forecast.question(topic.probe, topic.tool, topic.task, 0, self.loaded.rubric.measure)
