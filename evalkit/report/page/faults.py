"""What became of each fault with each tool, read from the evidence of the errors' figures: the one place that does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evalkit.model import Evidence
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.plain_text import visible
from evalkit.scoring import Figure, TaskTable

CAUGHT, FALSE_ALARMS = "errors.caught", "errors.false_alarms"
"""The two figures whose evidence together holds every fault, with its transcript."""

MOST_TOOLS = 12
"""Columns of a table; the other tools' faults stand among their numbers."""

CONTROLS = "tolerated"
TYPO = "typo "

_HEADLINE = re.compile(
    r"(?P<fault>.+?): (?P<outcome>caught(?: by report)?|tolerated and right|silently wrong|hung|false alarm)"
    r"(?:; (?P<facts>.*))?"
)
_ICONS = {
    "caught": "ok",
    "caught by report": "ok",
    "tolerated and right": "tolerated",
    "silently wrong": "wrong",
    "hung": "timeout",
    "false alarm": "false-alarm",
}
UNREAD = "cannot be read"

_SPELLED = (
    (re.compile(r"([\d.]+ s) against ([\d.]+ s)"), "took {0}, a good run {1}"),
    (re.compile(r"(\d+) frames outside"), "frames of the traceback outside the user's code: {0}"),
    (re.compile(r"(\d+) lines"), "lines printed: {0}"),
)
"""What the probe says in short, and how it is spelled out for readers."""


@dataclass(frozen=True, slots=True)
class FaultResult:
    """What one tool did with one fault.

    `outcome` is as the probe says it, or 'cannot be read'; `facts` are the rest of its line, one each and spelled out; `metric` and
    `place` say which item of which figure's evidence holds the transcript.
    """

    fault: str
    outcome: str
    facts: tuple[str, ...]
    metric: str
    place: int
    link: str

    @property
    def icon(self) -> str:
        """The name of the sign that stands beside the word."""
        return _ICONS.get(self.outcome, "probe-error")


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault over all tools; `must` is 'caught' or 'tolerated'; typos differ from tool to tool and share a row."""

    name: str
    must: str
    cells: Mapping[str, FaultResult]


@dataclass(frozen=True, slots=True)
class Tally:
    """One tool's faults that can be read: `held` of `faults` were caught or rightly tolerated, `alarms` of `controls` false."""

    held: int
    silent: int
    hung: int
    faults: int
    alarms: int
    controls: int


@dataclass(frozen=True, slots=True)
class FaultTable:
    """The faults of one task: a row for each fault, a column for each of `tools`.

    `level` is the one that was asked about; `others` are the tools without results, by the reason why.
    """

    level: str
    tools: tuple[str, ...]
    rows: tuple[FaultRow, ...]
    tallies: Mapping[str, Tally]
    others: Mapping[str, tuple[str, ...]]


def fault_tables(report: ReportInput) -> dict[str, FaultTable]:
    """By task its faults, in the task's order, harmless changes last."""
    figures = _figures(report)
    return {table.task: _table(report, table, figures.get(table.task, {})) for table in report.scorecard.tasks}


def _table(report: ReportInput, table: TaskTable, levels: Mapping[str, dict[str, list[Figure]]]) -> FaultTable:
    task = table.task
    told = {level: sum(bool(f.evidence) for fs in tools.values() for f in fs) for level, tools in levels.items()}
    level = max(told, key=lambda name: told[name], default="adapt")
    figures = levels.get(level, {})
    found = {
        row.tool: results_of(task, row.tool, figures[row.tool])
        for row in table.rows
        if any(f.evidence for f in figures.get(row.tool, ()))
    }
    tools = tuple(row.tool for row in table.rows if found.get(row.tool))
    others: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        if row.tool not in tools:
            why = next((figure.reason for figure in figures.get(row.tool, ()) if figure.reason), "not measured yet")
            others[why] = (*others.get(why, ()), row.tool)
    rows = tuple(_rows(report, task, {tool: found[tool] for tool in tools}))
    return FaultTable(level, tools, rows, {tool: _tally(found[tool]) for tool in tools}, others)


def fault_data(tables: Mapping[str, FaultTable]) -> dict[str, Any]:
    """For the page's script: by 'task/tool' the level, and by link's last part [name, outcome, icon, facts, metric, place]."""
    return {
        f"{task}/{tool}": {
            "level": table.level,
            "faults": {
                cell.link.rpartition("/")[2]: [
                    visible(cell.fault),
                    cell.outcome,
                    cell.icon,
                    [visible(fact) for fact in cell.facts],
                    cell.metric,
                    cell.place,
                ]
                for row in table.rows
                if (cell := row.cells.get(tool))
            },
        }
        for task, table in tables.items()
        for tool in table.tools
    }


def results_of(task: str, tool: str, figures: Iterable[Figure]) -> tuple[FaultResult, ...]:
    """The faults that the evidence of a tool's figures tells of; a line that says no known outcome stays, unread."""
    found: dict[str, FaultResult] = {}
    for figure in figures:
        for place, item in enumerate(figure.evidence):
            if item.text:
                result = _read(task, tool, item, figure.metric, place, taken=len(found))
                found.setdefault(result.fault, result)
    return tuple(found.values())


def _read(task: str, tool: str, item: Evidence, metric: str, place: int, *, taken: int) -> FaultResult:
    headline = (item.text or "").split("\n", 1)[0]
    told = _HEADLINE.fullmatch(headline)
    fault = told["fault"] if told else f"fault {taken + 1}"
    facts = tuple((told["facts"] or "").split("; ")) if told else (headline,)
    return FaultResult(
        fault,
        told["outcome"] if told else UNREAD,
        tuple(_spelled(fact) for fact in facts if fact),
        metric,
        place,
        link("fault", task, tool, fault),
    )


@lru_cache(maxsize=4096)
def _spelled(fact: str) -> str:
    found = ((short.fullmatch(fact), words) for short, words in _SPELLED)
    return next((words.format(*told.groups()) for told, words in found if told), fact)


def _figures(report: ReportInput) -> dict[str, dict[str, dict[str, list[Figure]]]]:
    """By task, level and tool, the figures whose evidence tells of faults."""
    found: dict[str, dict[str, dict[str, list[Figure]]]] = {}
    for tool in report.scorecard.tools:
        for task, figure in tool.figures:
            if task and figure.level and figure.metric in (CAUGHT, FALSE_ALARMS):
                of_level = found.setdefault(task, {}).setdefault(figure.level, {})
                of_level.setdefault(tool.tool, []).append(figure)
    return found


def _rows(report: ReportInput, task: str, found: Mapping[str, Sequence[FaultResult]]) -> Iterable[FaultRow]:
    by_name = {tool: {result.fault: result for result in results} for tool, results in found.items()}
    known = {name: fault.must for name, fault in report.tasks[task].faults.items()}
    others = {
        result.fault: "tolerated" if result.metric == FALSE_ALARMS else "caught"
        for results in found.values()
        for result in results
        if result.fault not in known and not result.fault.startswith(TYPO)
    }
    rows = [
        FaultRow(name, must, {tool: results[name] for tool, results in by_name.items() if name in results})
        for name, must in (known | others).items()
    ]
    typos = {tool: [r for r in results if r.fault.startswith(TYPO)] for tool, results in found.items()}
    rows += [
        FaultRow(f"typo {at + 1}", "caught", {tool: each[at] for tool, each in typos.items() if at < len(each)})
        for at in range(max(map(len, typos.values()), default=0))
    ]
    return sorted((row for row in rows if row.cells), key=lambda row: row.must == CONTROLS)


def _tally(results: Sequence[FaultResult]) -> Tally:
    read = [result for result in results if result.outcome != UNREAD]
    serious = [result.outcome for result in read if result.metric == CAUGHT]
    controls = [result.outcome for result in read if result.metric == FALSE_ALARMS]
    silent, hung = serious.count("silently wrong"), serious.count("hung")
    alarms = len(controls) - controls.count("tolerated and right")
    return Tally(len(serious) - silent - hung, silent, hung, len(serious), alarms, len(controls))
