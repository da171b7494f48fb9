"""The two heat maps that stand first: stacks by criteria, and tools by tasks, each cell with its points in a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.model import Status
from evalkit.model.plain_text import visible
from evalkit.report.page.tables import INSTALLING, NOT_RUN, level_cells
from evalkit.report.report_input import ReportInput
from evalkit.report.words.answer import made_of
from evalkit.report.words.requirements import answers_to_requirements
from evalkit.report.words.statuses import status_word
from evalkit.scoring import Points, StackRow, ToolRow, stack_criteria

WORST_FIRST = (
    *(Status.WRONG.value, Status.FAILED.value, Status.OUT_OF_MEMORY.value, Status.TIMEOUT.value),
    *(Status.UNSUPPORTED.value, Status.UNAVAILABLE.value, Status.PROBE_ERROR.value, INSTALLING, NOT_RUN),
    *(Status.OK.value, Status.NOT_APPLICABLE.value),
)
"""Statuses of levels, the worst first: a wrong answer misleads, a failure only stops."""

WIDE = 5
"""With more tasks than this, their titles stand upright in the map, so that it stays narrow."""
MOST_BESIDE = 8
"""With more criteria than this, the picture of stacks by criteria stands below the answer and not beside it."""


@dataclass(frozen=True, slots=True)
class StackHeat:
    """One stack: its tools in words, and its points by criterion (None where no task has the criterion)."""

    row: StackRow
    title: str
    made_of: str
    criteria: Mapping[str, Points | None]


@dataclass(frozen=True, slots=True)
class MapCell:
    """One tool in one task; `status` is the worst of its levels, `word` says it."""

    row: ToolRow
    status: str
    word: str


@dataclass(frozen=True, slots=True)
class MapRow:
    """One tool in all tasks that it does, by task.

    `meets` are the requirements that it meets wherever they were tried, `open` those of which nobody knows.
    """

    tool: str
    name: str
    family: str
    cells: Mapping[str, MapCell]
    meets: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def stack_heat(report: ReportInput) -> tuple[StackHeat, ...]:
    """Return every stack, best first."""
    weights = {table.task: table.weight for table in report.scorecard.tasks}
    return tuple(
        StackHeat(
            row,
            title := visible(report.rubric.stacks[row.stack].title),
            made_of(row.tools.values(), lambda tool: visible(report.facts.tools[tool].name), title),
            stack_criteria(report.scorecard, row.tools, weights),
        )
        for row in report.scorecard.stacks
    )


def tool_map(report: ReportInput) -> tuple[MapRow, ...]:
    """Return every tool by the first task that it does, and by name: there is no ranking of tools over tasks.

    So rivals stand together, and what does many tasks stands above what does only the first of them.
    """
    facts = report.facts.tools
    cells: dict[str, dict[str, MapCell]] = {}
    for table in report.scorecard.tasks:
        for row in table.rows:
            cells.setdefault(row.tool, {})[table.task] = _cell(report, table.task, row)
    places = {table.task: place for place, table in enumerate(report.scorecard.tasks)}

    def place(tool: str) -> tuple[int, int, str, str]:
        return (min(places[task] for task in cells[tool]), -len(cells[tool]), facts[tool].name.lower(), tool)

    ordered = sorted(cells, key=place)
    answers = answers_to_requirements(report.scorecard)
    return tuple(
        MapRow(
            tool,
            visible(facts[tool].name),
            visible(facts[tool].family or ""),
            cells[tool],
            meets=tuple(name for name, of in answers.items() if of.get(tool) is True),
            open=tuple(name for name, of in answers.items() if of.get(tool) is None),
        )
        for tool in ordered
    )


def legend_of(rows: tuple[MapRow, ...]) -> tuple[tuple[str, str], ...]:
    """Return (status, word) of every status in the map, the worst first."""
    words = {cell.status: cell.word for row in rows for cell in row.cells.values()}
    return tuple((status, words[status]) for status in WORST_FIRST if status in words)


def _cell(report: ReportInput, task: str, row: ToolRow) -> MapCell:
    levels = level_cells(report, task, row)
    worst = min(levels, key=lambda level: WORST_FIRST.index(level.status), default=None)
    return MapCell(row, worst.status, worst.word) if worst else MapCell(row, NOT_RUN, status_word(None, "not run"))
