"""Where every number comes from, as data that the page opens on demand: samples, reasons, code and logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evalkit.model import HAND_OVER_MARK, METRICS, Entry, Evidence, LevelRule, Status
from evalkit.report.plain_text import capped, visible
from evalkit.report.quantities import number, quantity, times
from evalkit.report.subject import ReportInput
from evalkit.scoring import Figure, LevelResult


def evidence(report: ReportInput) -> dict[str, Any]:
    """Everything behind the numbers, for JSON; long texts are cut, and say so."""
    card = report.scorecard
    return {
        "metrics": {
            metric.name: [metric.title, metric.direction.arrow, metric.definition, metric.rule is LevelRule.TOOL]
            for metric in METRICS.values()
        },
        "statuses": {status.value: status.meaning for status in Status},
        "entries": [[_entry(entry) for entry in criterion.metrics] for criterion in report.rubric.criteria.values()],
        "levels": {
            f"{table.task}/{row.tool}/{result.level}": _level(result)
            for table in card.tasks
            for row in table.rows
            for result in row.levels
        },
        "asks": {
            f"{name}/{level}": visible(what.asks)
            for name, task in report.tasks.items()
            for level, what in task.levels.items()
        },
        "scored": {
            f"{table.task}/{row.tool}": [[_scored(f) for f in row.criteria[name].figures] for name in card.weights]
            for table in card.tasks
            for row in table.rows
        },
        "tools": {
            found.tool: {
                "name": visible(report.facts.tools[found.tool].name),
                "numbers": {
                    f"{task or '-'}/{figure.level or '-'}/{figure.metric}": _figure(figure)
                    for task, figure in found.figures
                },
            }
            for found in card.tools
        },
        "sources": {
            label: [_source(file.name, file.text) for file in files] for label, files in report.sources.items()
        },
        "logs": {label: capped(text) for label, text in report.logs.items()},
        "unsupported": {label: capped(text) for label, text in report.unsupported.items()},
    }


def anchors(entry: Entry) -> str:
    """An entry's value function in words: '100 points at 0.2× the baseline, 0 at 20×, log'."""
    unit = METRICS[entry.metric].unit
    if entry.relative_to:
        good, bad = f"{times(entry.good)} the baseline", times(entry.bad)
    elif unit == "share":
        good, bad = quantity(entry.good, unit), quantity(entry.bad, unit)
    else:
        good, bad = number(entry.good), quantity(entry.bad, unit)
    return f"100 points at {good}, 0 at {bad}, {entry.curve}"


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "metric": entry.metric,
        "weight": entry.weight,
        "anchors": anchors(entry),
        "because": visible(entry.because),
        "spread": entry.spread,
    }


def _level(result: LevelResult) -> dict[str, Any]:
    status = result.status.value if result.status else None
    return _kept(status=status, reason=capped(result.reason), evidence=_places(result.evidence))


def _scored(figure: Figure) -> dict[str, Any]:
    return _kept(
        level=figure.level,
        shown=quantity(figure.value, figure.unit) if figure.status and figure.value is not None else "",
        status=figure.status.value if figure.status else None,
        points=[figure.points.low, figure.points.high] if figure.points else None,
        ratio=times(figure.ratio) if figure.ratio is not None else None,
        clipped=figure.clipped,
        reason=capped(figure.reason, whole=2_000),
    )


def _figure(figure: Figure) -> dict[str, Any]:
    return _kept(
        shown=quantity(figure.value, figure.unit),
        exact=figure.value,
        unit=figure.unit,
        status=figure.status.value if figure.status else None,
        samples=[float(f"{sample:.10g}") for sample in figure.samples],
        interval=[quantity(end, figure.unit) for end in figure.interval] if figure.interval else None,
        reason=capped(figure.reason, whole=2_000),
        evidence=_places(figure.evidence),
    )


def _places(found: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        _kept(
            file=visible(e.file) if e.file else None,
            lines=list(e.lines or ()),
            text=capped(e.text, whole=20_000) if e.text else "",
        )
        for e in found
    ]


def _source(name: str, text: str) -> dict[str, Any]:
    lines = text.split("\n")
    mark = next((at for at, line in enumerate(lines, 1) if line.strip() == HAND_OVER_MARK), None)
    return _kept(name=visible(name), text=capped(text), handover=mark)


def _kept(**fields: Any) -> dict[str, Any]:
    """Without what is empty, which would be most of the page; a value of 0 is kept."""
    return {name: value for name, value in fields.items() if value or type(value) in (int, float)}
