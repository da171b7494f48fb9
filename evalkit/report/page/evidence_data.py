"""The evidence for every number, as data that the page opens on demand: samples, reasons, code and logs."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from evalkit.model import HAND_OVER_MARK, PYTHON_3, Entry, Fact, LevelRule, Metric, Status, label_of, rating_metric
from evalkit.model.facts import FactsShown
from evalkit.model.plain_text import capped, visible
from evalkit.probes import METRICS
from evalkit.report.report_input import ReportInput
from evalkit.report.words.facts import Shown, shown, words_of
from evalkit.report.words.quantities import number, quantity, times
from evalkit.report.words.ratings import ratings_view
from evalkit.report.words.statuses import status_word
from evalkit.scoring import Figure, LevelResult
from evalkit.scoring.figures import level_of

MOST_FACTS = 500
"""The number of facts that are shown for one number; people read the page on a phone."""


def evidence(report: ReportInput) -> dict[str, Any]:
    """Return everything behind the numbers, for JSON; long texts are cut and say so."""
    card = report.scorecard
    return {
        "metrics": {
            metric.name: _metric(metric)
            for metric in (*METRICS.values(), *(METRICS[rating_metric(name)] for name in card.weights))
        },
        "statuses": {status.value: [status_word(status), status.meaning] for status in Status},
        "entries": [[_entry(entry) for entry in report.rubric.criteria[name].metrics] for name in card.weights],
        "levels": {
            label_of(table.task, row.tool, result.level): _level(result)
            for table in card.tasks
            for row in table.rows
            for result in row.levels
        },
        "asks": {
            f"{name}/{level}": visible(what.asks)
            for name, task in report.tasks.items()
            for level, what in task.levels.items()
        },
        "tools": _tools(report),
        "rated": {
            f"{task}/{tool}/{criterion}": found.whole
            for (task, tool, criterion), found in ratings_view(report).cells.items()
        },
        "stacks": {
            row.stack: {
                "name": visible(report.rubric.stacks[row.stack].title),
                "numbers": {figure.metric: _figure(figure) for figure in (row.environments, row.coinstallable)},
            }
            for row in card.stacks
        },
        "sources": {
            label: [_source(file.name, file.text) for file in files] for label, files in report.sources.items()
        },
        "logs": {label: {"name": visible(log.name), "text": capped(log.text)} for label, log in report.logs.items()},
        "unsupported": {label: capped(text) for label, text in report.unsupported.items()},
    }


def _tools(report: ReportInput) -> dict[str, Any]:
    """Return, for each tool, its numbers, and in each task what the rubric's entries make of them, by criterion."""
    tools: dict[str, Any] = {
        found.tool: {
            "name": visible(report.facts.tools[found.tool].name),
            "numbers": {_number_key(task, figure): _figure(figure) for task, figure in found.figures},
            "scored": {},
        }
        for found in report.scorecard.tools
    }
    weights = report.scorecard.weights
    for table in report.scorecard.tasks:
        for row in table.rows:
            if row.tool in tools:
                tools[row.tool]["scored"][table.task] = [
                    [_scored(table.task, figure, tools[row.tool]["numbers"]) for figure in row.criteria[name].figures]
                    for name in weights
                ]
    return tools


def _number_key(task: str | None, figure: Figure) -> str:
    return f"{task or '-'}/{figure.level or '-'}/{figure.metric}"


def anchors(entry: Entry) -> str:
    """Return an entry's value function in words: '100 points at 0.2× the baseline, 0 at 20×, log'."""
    unit = METRICS[entry.metric].unit
    if entry.relative_to:
        good, bad = f"{times(entry.good)} the baseline", times(entry.bad)
    elif unit in ("share", PYTHON_3):
        good, bad = quantity(entry.good, unit), quantity(entry.bad, unit)
    else:
        good, bad = number(entry.good), quantity(entry.bad, unit)
    return f"100 points at {good}, 0 at {bad}, {entry.curve}"


def _metric(metric: Metric) -> list[str | bool]:
    of_tool, of_levels = metric.rule is LevelRule.TOOL, metric.rule is LevelRule.ALL_LEVELS
    return [metric.title, metric.direction.arrow, metric.definition, of_tool, metric.effort, of_levels]


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "metric": entry.metric,
        "level": level_of(entry.metric, entry.level),
        "weight": entry.weight,
        "anchors": anchors(entry),
        "because": visible(entry.because),
        "spread": entry.spread,
    }


def _level(result: LevelResult) -> dict[str, Any]:
    status = result.status.value if result.status else None
    shows = "\n".join(words_of(fact) for fact in result.facts if isinstance(fact, FactsShown))
    return _kept(status=status, reason=capped(result.reason), evidence=places(result.facts), shows=capped(shows))


def _scored(task: str, figure: Figure, numbers: Container[str]) -> dict[str, Any]:
    """Return what an entry adds to the number it weighs; points to a thousandth, a single one if they are no range.

    It includes status and reason if no such number is listed, or if its value cannot be weighed.
    """
    scored: dict[str, Any] = {}
    if figure.points:
        low, high = round(figure.points.low, 3), round(figure.points.high, 3)
        scored["points"] = low if low == high else [low, high]
    if figure.ratio is not None:
        scored["ratio"] = times(figure.ratio)
    if figure.clipped:
        scored["clipped"] = True
    of_tool = METRICS[figure.metric].rule is LevelRule.TOOL
    if not figure.measured or _number_key(None if of_tool else task, figure) not in numbers:
        scored["status"] = figure.status.value if figure.status else "not measured"
        scored["reason"] = capped(figure.reason, whole=2_000)
    return scored


def _figure(figure: Figure) -> dict[str, Any]:
    return _kept(
        shown=quantity(figure.value, figure.unit),
        exact=None if figure.value is None else float(f"{figure.value:.10g}"),  # no clock or counter tells more
        unit=figure.unit,
        status=figure.status.value if figure.status else None,
        samples=[float(f"{sample:.7g}") for sample in figure.samples] if len(figure.samples) > 1 else [],
        interval=[quantity(end, figure.unit) for end in figure.interval] if figure.interval else None,
        reason=capped(figure.reason, whole=2_000),
        evidence=places(figure.facts),
    )


def places(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Return the first `MOST_FACTS` facts, and how many more there are."""
    if not facts:  # as most figures of a large run
        return []
    found = [shown(fact) for fact in facts[:MOST_FACTS]]
    if more := len(facts) - len(found):
        found.append(Shown(text=f"… and {number(more)} more in the run’s journal"))
    return [
        _kept(
            file=visible(each.file) if each.file else None,
            lines=list(each.lines or ()),
            text=capped(each.text, whole=20_000),
        )
        for each in found
    ]


def _source(name: str, text: str) -> dict[str, Any]:
    lines = text.split("\n")
    mark = next((at for at, line in enumerate(lines, 1) if line.strip() == HAND_OVER_MARK), None)
    return _kept(name=visible(name), text=capped(text), handover=mark)


def _kept(**fields: Any) -> dict[str, Any]:
    """Return the fields without empty ones, which would be most of the page; 0 stays."""
    return {name: value for name, value in fields.items() if value or type(value) in (int, float)}
