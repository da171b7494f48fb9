"""Which tool shows which of the facts that a task's levels list, from the facts of the tools' scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Status
from evalkit.model.facts import FactsShown
from evalkit.model.plain_text import visible
from evalkit.report.page.tables import LevelCell, level_cells
from evalkit.report.report_input import ReportInput
from evalkit.scoring import LevelResult, TaskTable

_NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What one tool does with one fact.

    `icon` is a sign's name, `word` what it means, `why` the checker's reason for a missed fact. `link` opens the
    evidence of the level.
    """

    icon: str
    word: str
    link: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One fact of a level over all tools; `says` describes it."""

    level: str
    name: str
    says: str
    cells: Mapping[str, ShownCell]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The facts of one task: a row for each fact, a column for each tool; `tallies` say how many each tool shows."""

    tools: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    tallies: Mapping[str, str]


def shown_tables(report: ReportInput) -> dict[str, ShownTable]:
    """Return the facts of each task whose levels list any, with the tools in the order of the task's table."""
    tables = {table.task: _table(report, table) for table in report.scorecard.tasks}
    return {task: table for task, table in tables.items() if table.rows}


def _table(report: ReportInput, table: TaskTable) -> ShownTable:
    results = {
        (row.tool, result.level): (result, cell)
        for row in table.rows
        for result, cell in zip(row.levels, level_cells(report, table.task, row), strict=True)
    }
    tools = tuple(row.tool for row in table.rows)
    rows = tuple(
        ShownRow(level, name, visible(says), {tool: _cell(name, *results[tool, level]) for tool in tools})
        for level, what in report.tasks[table.task].levels.items()
        for name, says in what.shows.items()
    )
    return ShownTable(tools, rows, {tool: _tally([row.cells[tool] for row in rows]) for tool in tools})


def _tally(cells: Sequence[ShownCell]) -> str:
    """Return how many facts a tool shows; what was not measured is no fact that it misses."""
    unknown = sum(cell.word == _NOT_MEASURED for cell in cells)
    if unknown == len(cells):
        return _NOT_MEASURED
    shown = f"{sum(cell.icon == 'ok' for cell in cells)} of {len(cells)}"
    return f"{shown}, {unknown} {_NOT_MEASURED}" if unknown else shown


def _cell(name: str, result: LevelResult, reached: LevelCell) -> ShownCell:
    """Return what a result does with a fact, or that its level was not reached or not measured."""
    told = next((fact for fact in result.facts if isinstance(fact, FactsShown)), None)
    if result.status is not None and result.status.is_tool_failure:
        return ShownCell(result.status.value, "level not reached", reached.link, visible(result.reason))
    if told is not None and name in told.shown:
        return ShownCell("ok", "shown", reached.link)
    if told is not None and (missed := [one for one in told.missed if one.name == name]):
        return ShownCell("missed", "missed", reached.link, visible(missed[0].why))
    return ShownCell("not-run" if result.status is Status.OK else reached.status, _NOT_MEASURED, reached.link)
