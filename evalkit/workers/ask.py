"""Asking probes: every question that the journal does not answer yet, one at a time, each answer written down at once."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evalkit.environments import Environment
from evalkit.model import Adapter, GivenRating, Implementation, Status
from evalkit.model.facts import Place
from evalkit.probes import Dependence, Finding, Probe, Question, Scope
from evalkit.workers.lab import lab
from evalkit.workers.observer import Observer, provision
from evalkit.workers.ratings import settle_ratings
from evalkit.workers.record import Subject
from evalkit.workers.usages import Usages

_NO_ENVIRONMENT = frozenset({Dependence.BASELINE, Dependence.FAULTS, Dependence.RATINGS})
"""What a probe may depend on and still be asked before anything is installed."""


_ALWAYS = frozenset({"setup", "code", "rating", "stack"})
"""Probes whose answers every report shows, weighed or not."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """What one question is about: with a `stack` the `tools` of it, and no tool."""

    probe: Probe
    tool: str
    about: tuple[Implementation, ...]
    task: str | None = None
    level: str | None = None
    ratings: tuple[GivenRating, ...] = ()
    stack: str | None = None
    tools: tuple[Adapter, ...] = ()

    @property
    def label(self) -> str:
        return "/".join(part for part in (self.task, self.tool, self.level, self.stack) if part)

    @property
    def forecast(self) -> tuple[str, str]:
        return self.probe.name, self.stack or self.tool

    @property
    def needs_environment(self) -> bool:
        return not self.stack and not asked_first(self.probe)


def asked_first(probe: Probe) -> bool:
    """Whether a probe needs nothing but files, so that it can be asked before anything is installed."""
    return probe.name != "run" and probe.depends <= _NO_ENVIRONMENT


def ask(observer: Observer, probes: Iterable[Probe], each: Callable[[], None]) -> None:
    """Ask these probes whatever they have not answered yet; calls `each` after every answer.

    Those are asked that the command names; where it names none, those that the rubric weighs, and the ones that every
    report shows. A probe that breaks answers with a probe-error, and nothing else stops.
    """
    wanted = [probe for probe in probes if _wanted(observer, probe)]
    if any(Dependence.RATINGS in probe.depends for probe in wanted):
        settle_ratings(observer)
    topics = [topic for probe in wanted for topic in _topics(observer, probe)]
    usages = Usages(observer)
    for place, topic in enumerate(topics):
        _ask(observer, topic, usages, partial(_show, observer, topics, place))
        each()


def _wanted(observer: Observer, probe: Probe) -> bool:
    if observer.request.probes:
        return observer.request.wants(probe.asked_as)
    return probe.name in _ALWAYS or not observer.loaded.rubric.metrics.isdisjoint(probe.metrics)


def _show(observer: Observer, topics: list[_Topic], place: int) -> None:
    left = observer.forecast.of(topic.forecast for topic in topics[place:])
    observer.screen.progress(place, len(topics), f"{topics[place].probe.asked_as}: {topics[place].label}", left)


def _ask(observer: Observer, topic: _Topic, usages: Usages, show: Callable[[], None]) -> None:
    workspace, probe = observer.loaded.workspace, topic.probe
    unsupported = topic.about[0].unsupported if probe.scope is Scope.IMPLEMENTATION else None
    environment = None
    if topic.needs_environment and not unsupported:
        environment = provision(observer, topic.task, topic.tool)
    facts = observer.facts(topic.task, topic.tool) if environment else None
    baseline = _baseline(observer, topic)
    panel = tuple(workspace.adapters[tool] for tool in observer.loaded.rubric.interop_with)
    if topic.stack:
        key = observer.keys.of_stack(probe, topic.tools, panel)
    else:
        key = observer.keys.asked(probe, topic.tool, topic.about, facts, tuple(baseline.values()), panel, topic.ratings)
    subject = Subject(probe.name, topic.tool, key, topic.task, topic.level, stack=topic.stack)
    wanted = probe.wanted(topic.ratings)
    lacking = [part for part in wanted if not observer.record.is_known(subject, part[0], part[1] or None)]
    if environment or probe.static or unsupported or not topic.needs_environment:
        observer.record.expect(subject)
    if not lacking:
        return
    observer.budget.check()
    show()
    began = time.monotonic()
    if unsupported:
        why = Place(unsupported.relative_to(workspace.root).as_posix())
        found: tuple[Finding, ...] = tuple(
            Finding(metric, status=Status.UNSUPPORTED, reason="the tool cannot do this level", facts=(why,))
            for metric, _ in lacking
        )
    elif environment is None and not probe.static and topic.needs_environment:
        found = probe.broke(observer.missing[topic.tool], Status.UNAVAILABLE)
    else:
        found = _answer(observer, topic, environment, baseline, usages)
    observer.record.add(subject, [finding for finding in found if (finding.metric, finding.purpose) in lacking])
    observer.forecast.learn(topic.forecast, time.monotonic() - began)


def _answer(
    observer: Observer,
    topic: _Topic,
    environment: Environment | None,
    baseline: dict[str, Implementation],
    usages: Usages,
) -> tuple[Finding, ...]:
    workspace = observer.loaded.workspace
    scratch = Path(tempfile.mkdtemp(prefix="evalkit-probe-"))
    try:
        return topic.probe.ask(
            Question(
                root=workspace.root,
                implementations=topic.about,
                usage_of=usages.of,
                adapter=workspace.adapters.get(topic.tool),
                task=workspace.tasks[topic.task] if topic.task else None,
                baseline=baseline,
                ratings=topic.ratings,
                environment=environment,
                lab=lab(observer, topic.task, topic.tool, scratch) if environment or topic.stack else None,
                stack=topic.tools,
            )
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _topics(observer: Observer, probe: Probe) -> Iterator[_Topic]:
    work = observer.loaded.selection.work
    if probe.scope is Scope.IMPLEMENTATION:
        for one in work:
            applies = set(probe.metrics) - set(observer.loaded.workspace.tasks[one.task].not_applicable)
            if applies and (not probe.levels or one.level in probe.levels):
                yield _Topic(probe, one.tool, (one,), one.task, one.level)
    elif probe.scope is Scope.CELL:
        for task, tool in observer.loaded.selection.cells:
            levels = tuple(one for one in work if (one.task, one.tool) == (task, tool))
            if Dependence.RATINGS not in probe.depends:
                yield _Topic(probe, tool, levels, task)
            elif ratings := observer.loaded.workspace.ratings_of(task, tool, observer.loaded.rubric):
                yield _Topic(probe, tool, levels, task, ratings=ratings)
    elif probe.scope is Scope.STACK:
        yield from _stacks(observer, probe)
    else:
        for tool in observer.loaded.selection.tools:
            written = tuple(
                one
                for one in observer.loaded.workspace.implementations
                if one.tool == tool and one.task in observer.loaded.rubric.tasks
            )
            yield _Topic(probe, tool, written)


def _stacks(observer: Observer, probe: Probe) -> Iterator[_Topic]:
    """The stacks of whose tools this command leaves none out."""
    rubric, workspace = observer.loaded.rubric, observer.loaded.workspace
    for name, stack in rubric.stacks.items():
        chosen = stack.tasks_by_tool(rubric.tasks)
        if chosen.keys() <= set(observer.loaded.selection.tools):
            tools = tuple(workspace.adapters[tool].for_tasks(tasks) for tool, tasks in chosen.items())
            yield _Topic(probe, "", (), stack=name, tools=tools)


def _baseline(observer: Observer, topic: _Topic) -> dict[str, Implementation]:
    if topic.task is None:
        return {}
    workspace = observer.loaded.workspace
    task = workspace.tasks[topic.task]
    found = {level: workspace.implementation(topic.task, task.baseline, level) for level in task.level_names}
    return {level: one for level, one in found.items() if one is not None and one.main is not None}
