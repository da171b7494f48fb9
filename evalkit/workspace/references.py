"""Names that files refer to: what exists in a workspace, and whether a name is there or which one was meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from evalkit.documents import Place, Problem, Written, did_you_mean, quoted
from evalkit.model import LevelRule, rated_criterion, rating_metric
from evalkit.model.task import LEVELS
from evalkit.probes import METRICS


@dataclass(frozen=True, slots=True)
class Known:
    """What exists in a workspace, whether or not it is free of mistakes.

    `levels` are the levels of each task; `implemented` the pairs of task and tool with a script for at least one level.
    """

    adapters: frozenset[str]
    levels: Mapping[str, tuple[str, ...]]
    implemented: frozenset[tuple[str, str]]

    @property
    def tasks(self) -> frozenset[str]:
        """The names of all tasks."""
        return frozenset(self.levels)

    def levels_of(self, task: str | None) -> tuple[str, ...]:
        """The levels of a task; all there can be where it is unknown."""
        return self.levels.get(task or "", LEVELS)

    def tools_of(self, task: str) -> tuple[str, ...]:
        """The tools with a script for the task, in the order of their names."""
        return tuple(sorted(tool for implemented_task, tool in self.implemented if implemented_task == task))


def unknown(word: str, name: str, place: Place, options: Collection[str]) -> Iterator[Problem]:
    """A problem where `name` is none of the `options`; `word` is what it should have been, such as 'metric'."""
    if name not in options:
        yield Problem(place, f"unknown {word} {quoted(name)}{did_you_mean(name, options)}")


def unknown_metric(name: str, place: Place, ratings: Collection[str] | None = None) -> Iterator[Problem]:
    """A problem where there is no such metric, or where it is one of stacks: criteria and claims are about tools.

    `ratings` are the metrics of what can be rated; where they are left out, anything can be.
    """
    yield from unknown("metric", name, place, METRICS if ratings is None else {*METRICS, *ratings})
    if name in METRICS and METRICS[name].rule is LevelRule.STACK:
        message = f"{name} is a metric of stacks and is not scored; write a metric of tools here"
        yield Problem(place, message)


def unknown_to_rubric(metric: Written | None, rubric: Written) -> Iterator[Problem]:
    """As `unknown_metric`, and a problem where it is the rating of a criterion that the rubric has no words to rate by."""
    if metric is None or not isinstance(metric.value, str):
        return
    ratings = {rating_metric(name) for name, _, criterion in rubric.members("criteria") if criterion.at("rating")}
    criterion = rated_criterion(metric.value)
    if criterion is not None and rubric.at("criteria", criterion) and metric.value not in ratings:
        remedy = 'write `rating: {"1": ..., "3": ..., "5": ...}` there'
        yield Problem(metric.place, f"the criterion {quoted(criterion)} has no words for its ratings; {remedy}")
    else:
        yield from unknown_metric(metric.value, metric.place, ratings)


def unable(task: str, tool: str, place: Place, known: Known) -> Iterator[Problem]:
    """A problem where there is no such tool, or it has no implementation of the task."""
    able = known.tools_of(task)
    if tool not in known.adapters:
        yield Problem(place, f"unknown adapter {quoted(tool)}{did_you_mean(tool, able or known.adapters)}")
    elif task in known.tasks and tool not in able:
        choice = f"; choose {able[0]}" if len(able) == 1 else f"; choose one of {', '.join(able)}" if able else ""
        yield Problem(place, f"{tool!r} has no implementation of {task}{choice}, or write tasks/{task}/{tool}/hello.py")
