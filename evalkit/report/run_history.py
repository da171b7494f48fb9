"""Read a series of runs: what each says of every stack and tool, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from evalkit.model import current_of
from evalkit.report.compared_runs import ComparedRun, compare_opened, told_of
from evalkit.report.opened_run import opened_run
from evalkit.scoring import Comparison, Points, Scorecard, score
from evalkit.store.run_folder import OpenedRun


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of a series; `versions` are those of its tools, `leaders` the stacks that certainly lead, by title."""

    told: ComparedRun
    versions: Mapping[str, str]
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastValue:
    """What one run says of a subject: its points and its place, or the value of one metric; None where it has none."""

    points: Points | None = None
    rank: tuple[int, int] | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One stack, or one tool in one task, through all runs; of one level if it is about a metric that has levels.

    `values` has one entry for each run, oldest first. `task` is None for a stack, and for a metric of the tool as a
    whole.
    """

    subject: str
    name: str
    task: str | None
    level: str | None
    values: tuple[PastValue, ...]


@dataclass(frozen=True, slots=True)
class RunHistory:
    """A series of runs, oldest first.

    `stacks` and `tools` hold points and places. `metric` is the metric that `figures` is about, if one was asked for.
    `turns` holds what changed from each run to the next, so it is one shorter than `runs`.
    """

    runs: tuple[PastRun, ...]
    stacks: tuple[Series, ...]
    tools: tuple[Series, ...]
    turns: tuple[Comparison, ...]
    metric: str | None = None
    figures: tuple[Series, ...] = ()


def run_history(paths: Sequence[Path], metric: str | None = None) -> RunHistory:
    """Return the history of these runs, in the order in which they were begun. Writes nothing.

    Raises:
        NotARun: a folder holds no run.
    """
    opened = sorted(
        ((path, opened_run(path)) for path in dict.fromkeys(paths)), key=lambda pair: pair[1].manifest.started
    )
    scored = [(run, _card(run)) for _, run in opened]
    turns = (compare_opened(*pair).comparison for pair in pairwise(opened))
    return RunHistory(
        runs=tuple(_past(path, *pair) for (path, _), pair in zip(opened, scored, strict=True)),
        stacks=_through([list(_of_stacks(*pair)) for pair in scored]),
        tools=_through([list(_of_tools(*pair)) for pair in scored]),
        turns=tuple(turns),
        metric=metric,
        figures=_through([list(_of_metric(*pair, metric)) for pair in scored]) if metric else (),
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a series is about."""

    task: str | None
    subject: str
    level: str | None = None


_Said = tuple[_Subject, str, PastValue]
"""A subject, its name, and what one run says of it."""


def _card(run: OpenedRun) -> Scorecard:
    manifest = run.manifest
    seen = current_of(run.journal.observations, manifest.current)
    versions = {tool: state.version for tool, state in manifest.tools.items()}
    return score(manifest.rubric, manifest.tasks, manifest.members, seen, manifest.locks, versions)


def _past(path: Path, run: OpenedRun, card: Scorecard) -> PastRun:
    first = [row.stack for row in card.stacks if row.rank == (1, 1)]
    return PastRun(
        told=told_of(path, run.manifest),
        versions={tool: state.version for tool, state in run.manifest.tools.items() if state.version},
        leaders=tuple(run.manifest.rubric.stacks[stack].title for stack in first),
    )


def _of_stacks(run: OpenedRun, card: Scorecard) -> Iterator[_Said]:
    for row in card.stacks:
        title = run.manifest.rubric.stacks[row.stack].title
        yield _Subject(None, row.stack), title, PastValue(row.points, row.rank)


def _of_tools(run: OpenedRun, card: Scorecard) -> Iterator[_Said]:
    for table in card.tasks:
        for row in table.rows:
            name = run.manifest.adapters[row.tool].name
            yield _Subject(table.task, row.tool), name, PastValue(row.points, row.rank)


def _of_metric(run: OpenedRun, card: Scorecard, metric: str) -> Iterator[_Said]:
    for tool in card.tools:
        for task, figure in tool.figures:
            if figure.metric == metric:
                name = run.manifest.adapters[tool.tool].name
                yield _Subject(task, tool.tool, figure.level), name, PastValue(value=figure.value)


def _through(runs: Sequence[Sequence[_Said]]) -> tuple[Series, ...]:
    """Follow every subject through all runs; those of the latest run come first, in its order."""
    names = {subject: name for run in runs for subject, name, _ in run}  # the latest name
    order = dict.fromkeys(subject for run in reversed(runs) for subject, _, _ in run)
    values = [{subject: value for subject, _, value in run} for run in runs]
    return tuple(
        Series(
            subject=subject.subject,
            name=names[subject],
            task=subject.task,
            level=subject.level,
            values=tuple(run.get(subject, PastValue()) for run in values),
        )
        for subject in order
    )
