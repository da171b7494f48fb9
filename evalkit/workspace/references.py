"""Names that files refer to: what exists in a workspace, whether a name exists, and which one was meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from evalkit.documents import Place, Problem, Written, did_you_mean, quoted
from evalkit.model import LevelRule, rated_criterion, rating_metric
from evalkit.model.task import LEVELS
from evalkit.probes import METRICS


@dataclass(frozen=True, slots=True)
class Known:
    """What exists in a workspace, whether or not it is free of mistakes.

    `levels` are the levels of each task; `implemented` the pairs of task and tool with a script for at least one level,
    and `answered` those with a script or a reason why the tool cannot do it; `baselines` the tool that each task names
    as its baseline.
    """

    adapters: frozenset[str]
    levels: Mapping[str, tuple[str, ...]]
    implemented: frozenset[tuple[str, str]]
    answered: frozenset[tuple[str, str]]
    baselines: Mapping[str, str] = field(default_factory=dict)

    @property
    def tasks(self) -> frozenset[str]:
        """The names of all tasks."""
        return frozenset(self.levels)

    def levels_of(self, task: str | None) -> tuple[str, ...]:
        """Return the levels of a task, or all possible levels if the task is unknown."""
        return self.levels.get(task or "", LEVELS)

    def tools_of(self, task: str) -> tuple[str, ...]:
        """Return the tools with a script for the task, by name."""
        return tuple(sorted(tool for implemented_task, tool in self.implemented if implemented_task == task))

    def suggested(self, task: str) -> str | None:
        """Return the tool to suggest for a task: its baseline, or the first that can do it; None if none can."""
        able = self.tools_of(task)
        baseline = self.baselines.get(task)
        return baseline if baseline in able else able[0] if able else None


def unknown(word: str, name: str, place: Place, options: Collection[str]) -> Iterator[Problem]:
    """Yield a problem if `name` is not one of the `options`; `word` says what it should be, such as 'metric'."""
    if name not in options:
        yield Problem(place, f"unknown {word} {quoted(name)}{did_you_mean(name, options)}")


def unknown_metric(name: str, place: Place, ratings: Collection[str] | None = None) -> Iterator[Problem]:
    """Yield a problem if there is no such metric, or if it is a metric of stacks: criteria and claims are about tools.

    `ratings` are the rating metrics that exist; if they are left out, any rating metric does.
    """
    yield from unknown("metric", name, place, METRICS if ratings is None else {*METRICS, *ratings})
    if name in METRICS and METRICS[name].rule is LevelRule.STACK:
        message = f"{name} is a metric of stacks and is not scored; write a metric of tools here"
        yield Problem(place, message)


def unknown_to_rubric(metric: Written | None, rubric: Written) -> Iterator[Problem]:
    """Do the same as `unknown_metric`, and yield a problem for the rating of a criterion without descriptions."""
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
    """Yield a problem if there is no such tool, or if nobody has written the task in it.

    A tool that cannot do the task, and of which a file says so, may be a part of a stack or the subject of a claim:
    that it cannot is a result.
    """
    able = known.tools_of(task)
    if tool not in known.adapters:
        yield Problem(place, f"unknown adapter {quoted(tool)}{did_you_mean(tool, able or known.adapters)}")
    elif task in known.tasks and (task, tool) not in known.answered:
        choice = f"; choose {able[0]}" if len(able) == 1 else f"; choose one of {', '.join(able)}" if able else ""
        yield Problem(place, f"{tool!r} has no implementation of {task}{choice}, or write tasks/{task}/{tool}/hello.py")
