"""What an agenda cannot offer yet, in expected seconds, so that the time left hardly changes when it can."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Implementation, LevelName
from evalkit.plan.contests import Contests
from evalkit.plan.forecast import Forecast
from evalkit.plan.loading import Loaded
from evalkit.plan.order import Phase
from evalkit.plan.repeats import blocks_wanted, memory_runs
from evalkit.plan.topics import Topic
from evalkit.plan.work import InstallWork
from evalkit.probes import Dependence


@dataclass(frozen=True, slots=True)
class Remaining:
    """Forecasts the work that waits for other work; the mappings are an agenda's own, and change while it runs.

    `cells_of` are the (task, tool) of an environment, `topics` the questions of a tool, and `waiting` the questions
    that wait for the recording of an implementation by its label. `recorded` holds the labels whose usage is known,
    `missing` the tools that could not be installed. `unchecked` counts the implementations to be checked before the
    contests of their task, level and scale are open.
    """

    loaded: Loaded
    forecast: Forecast
    contests: Contests
    cells_of: Mapping[tuple[str, str | None], Sequence[tuple[str, str]]]
    topics: Mapping[str, Sequence[Topic]]
    waiting: Mapping[str, Sequence[Topic]]
    recorded: Container[str]
    missing: Container[str]
    unchecked: Mapping[tuple[str, LevelName, int], int]

    def unrecorded(self, topic: Topic) -> list[Implementation]:
        """Return the implementations that must be recorded before a question can be asked."""
        return [one for one in topic.implementations if one.main is not None and one.label not in self.recorded]

    def shared(self, installing: Iterable[InstallWork]) -> list[float]:
        """Checks, recordings and questions that wait for an environment, and questions that wait for a recording."""
        found = [seconds for work in installing for seconds in self._after(work)]
        waiting = {(topic.probe.name, topic.label): topic for topics in self.waiting.values() for topic in topics}
        return found + [self._asked_seconds(topic) for topic in waiting.values()]

    def alone(self) -> list[tuple[Phase, float]]:
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
