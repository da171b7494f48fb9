"""The result of each fault with each tool, from the facts of the errors' figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.model.facts import FaultEnding, FaultOutcome
from evalkit.model.plain_text import visible
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.facts import ending_of, fault_facts
from evalkit.scoring import Figure, TaskTable

CAUGHT, FALSE_ALARMS = "errors.caught", "errors.false_alarms"
"""The two figures whose facts together hold every fault with its transcript."""

MOST_TOOLS = 12
"""The number of columns of a table; other tools' faults are among their numbers."""

CONTROLS = "tolerated"

_ICONS = {
    FaultEnding.CAUGHT: "ok",
    FaultEnding.RIGHT: "tolerated",
    FaultEnding.SILENTLY_WRONG: "wrong",
    FaultEnding.HUNG: "timeout",
    FaultEnding.FALSE_ALARM: "false-alarm",
}


@dataclass(frozen=True, slots=True)
class FaultResult:
    """What one tool did with one fault.

    `outcome` and `facts` are in words. `metric` and `place` identify the fact that holds the transcript.
    """

    fault: FaultOutcome
    outcome: str
    facts: tuple[str, ...]
    metric: str
    place: int
    link: str

    @property
    def icon(self) -> str:
        """The name of the sign beside the word."""
        return _ICONS[self.fault.ending]


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault over all tools; `must` is 'caught' or 'tolerated'. Typos differ between tools and share a row."""

    name: str
    must: str
    cells: Mapping[str, FaultResult]


@dataclass(frozen=True, slots=True)
class Tally:
    """One tool's faults: `held` of `faults` were caught or correctly tolerated, `alarms` of `controls` were false."""

    held: int
    silent: int
    hung: int
    faults: int
    alarms: int
    controls: int


@dataclass(frozen=True, slots=True)
class FaultTable:
    """The faults of one task: a row for each fault, a column for each of `tools`.

    `level` is the level of the probe. `others` are the tools without results, by the reason. `left_out` is the number
    of the task's faults that the rubric leaves out.
    """

    level: str
    tools: tuple[str, ...]
    rows: tuple[FaultRow, ...]
    tallies: Mapping[str, Tally]
    others: Mapping[str, tuple[str, ...]]
    left_out: int = 0


def fault_tables(report: ReportInput) -> dict[str, FaultTable]:
    """Return the faults of each task in the task's order, harmless changes last."""
    figures = _figures(report)
    return {table.task: _table(report, table, figures.get(table.task, {})) for table in report.scorecard.tasks}


def _table(report: ReportInput, table: TaskTable, levels: Mapping[str, dict[str, list[Figure]]]) -> FaultTable:
    task = table.task
    told = {level: sum(bool(f.facts) for fs in tools.values() for f in fs) for level, tools in levels.items()}
    level = max(told, key=lambda name: told[name], default="adapt")
    figures = levels.get(level, {})
    found = {
        row.tool: results_of(task, row.tool, figures[row.tool])
        for row in table.rows
        if any(f.facts for f in figures.get(row.tool, ()))
    }
    tools = tuple(row.tool for row in table.rows if found.get(row.tool))
    others: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        if row.tool not in tools:
            why = next((figure.reason for figure in figures.get(row.tool, ()) if figure.reason), "not measured yet")
            others[why] = (*others.get(why, ()), row.tool)
    rows = tuple(_rows(report, task, {tool: found[tool] for tool in tools}))
    of_task = report.tasks[task]
    left_out = len(of_task.faults) - len(of_task.some_faults(report.rubric.measure.faults))
    return FaultTable(level, tools, rows, {tool: _tally(found[tool]) for tool in tools}, others, left_out)


def fault_data(tables: Mapping[str, FaultTable]) -> dict[str, Any]:
    """Return, for the page's script, by 'task/tool' the level, and by the end of a link [name, outcome, icon, facts, metric, place]."""
    return {
        f"{task}/{tool}": {
            "level": table.level,
            "faults": {
                cell.link.rpartition("/")[2]: [
                    visible(cell.fault.fault),
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
    """Return the faults among the facts of a tool's figures, without duplicates."""
    found: dict[str, FaultResult] = {}
    for figure in figures:
        for place, fact in enumerate(figure.facts):
            if isinstance(fact, FaultOutcome) and fact.fault not in found:
                found[fact.fault] = FaultResult(
                    fact,
                    ending_of(fact),
                    fault_facts(fact),
                    figure.metric,
                    place,
                    link("fault", task, tool, fact.fault),
                )
    return tuple(found.values())


def _figures(report: ReportInput) -> dict[str, dict[str, dict[str, list[Figure]]]]:
    """Return, by task, level and tool, the figures with facts about faults."""
    found: dict[str, dict[str, dict[str, list[Figure]]]] = {}
    for tool in report.scorecard.tools:
        for task, figure in tool.figures:
            if task and figure.level and figure.metric in (CAUGHT, FALSE_ALARMS):
                of_level = found.setdefault(task, {}).setdefault(figure.level, {})
                of_level.setdefault(tool.tool, []).append(figure)
    return found


def _rows(report: ReportInput, task: str, found: Mapping[str, Sequence[FaultResult]]) -> Iterable[FaultRow]:
    by_name = {tool: {result.fault.fault: result for result in results} for tool, results in found.items()}
    known = {name: fault.must for name, fault in report.tasks[task].faults.items()}
    others = {
        result.fault.fault: result.fault.must
        for results in found.values()
        for result in results
        if result.fault.fault not in known and not result.fault.typo
    }
    rows = [
        FaultRow(name, must, {tool: results[name] for tool, results in by_name.items() if name in results})
        for name, must in (known | others).items()
    ]
    typos = {tool: [r for r in results if r.fault.typo] for tool, results in found.items()}
    rows += [
        FaultRow(f"typo {at + 1}", "caught", {tool: each[at] for tool, each in typos.items() if at < len(each)})
        for at in range(max(map(len, typos.values()), default=0))
    ]
    return sorted((row for row in rows if row.cells), key=lambda row: row.must == CONTROLS)


def _tally(results: Sequence[FaultResult]) -> Tally:
    serious = [result.fault.ending for result in results if result.fault.must == "caught"]
    controls = [result.fault.ending for result in results if result.fault.must == CONTROLS]
    silent, hung = serious.count(FaultEnding.SILENTLY_WRONG), serious.count(FaultEnding.HUNG)
    alarms = len(controls) - controls.count(FaultEnding.RIGHT)
    return Tally(len(serious) - silent - hung, silent, hung, len(serious), alarms, len(controls))
