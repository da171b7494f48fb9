"""References by name: whether what a file names is there, and which of the names it probably meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from evalkit.model import METRICS, LevelRule
from evalkit.workspace.known import Known
from evalkit.workspace.problem import Place, Problem
from evalkit.workspace.suggestion import did_you_mean, quoted


def unknown(word: str, name: str, place: Place, options: Collection[str]) -> Iterator[Problem]:
    """A problem where `name` is none of the `options`; `word` is what it should have been, such as 'metric'."""
    if name not in options:
        yield Problem(place, f"unknown {word} {quoted(name)}{did_you_mean(name, options)}")


def unknown_metric(name: str, place: Place) -> Iterator[Problem]:
    """A problem where there is no such metric, or where it is one of stacks: criteria and claims are about tools."""
    yield from unknown("metric", name, place, METRICS)
    if name in METRICS and METRICS[name].rule is LevelRule.STACK:
        message = f"{name} is observed of stacks and stands beside their points; write a metric of tools here"
        yield Problem(place, message)


def unable(task: str, tool: str, place: Place, known: Known) -> Iterator[Problem]:
    """A problem where there is no such tool, or it has no implementation of the task."""
    able = known.tools_of(task)
    if tool not in known.adapters:
        yield Problem(place, f"unknown adapter {quoted(tool)}{did_you_mean(tool, able or known.adapters)}")
    elif task in known.tasks and tool not in able:
        choice = f"; choose {able[0]}" if len(able) == 1 else f"; choose one of {', '.join(able)}" if able else ""
        yield Problem(place, f"{tool!r} has no implementation of {task}{choice}, or write tasks/{task}/{tool}/hello.py")
