"""The tables of the page, as rows of ready text: one task's tools and what is shown with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model import Status
from evalkit.model.plain_text import visible
from evalkit.report.charts import Chart, Charts
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.reweighing import of_tools, weights_of
from evalkit.report.words.answer import lead
from evalkit.report.words.certainty import firsts
from evalkit.report.words.ratings import RatingsView
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.statuses import status_word
from evalkit.report.words.timings import time_sentences
from evalkit.scoring import TaskTable, ToolRow

NOT_RUN = "not-run"
INSTALLING = "installing"

MOST_PLACES = 25
"""The number of rows of a task's table until a reader asks for all."""


@dataclass(frozen=True, slots=True)
class LevelCell:
    """The result of a level: `status` is a status's name, 'not-run' or 'installing'; `link` opens its reason and log.

    `word` is the result as people say it.
    """

    level: str
    status: str
    link: str
    word: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task as the page shows it; `rows` are its first places, `answer` says who leads.

    `criteria` are those that apply to the task, or by which somebody rated a tool in it; `no_criteria` are the others.
    """

    table: TaskTable
    rows: tuple[ToolRow, ...]
    title: str
    answer: Sentence
    times: tuple[Sentence, ...]
    levels: tuple[str, ...]
    criteria: tuple[str, ...]
    no_criteria: tuple[str, ...]
    cells: dict[str, tuple[LevelCell, ...]]
    charts: tuple[Chart, ...]


def named_tool(report: ReportInput, tool: str) -> Named:
    """Return a tool's name from its adapter, with a link to its numbers."""
    return Named(visible(report.facts.tools[tool].name), link("tool", tool))


def task_view(report: ReportInput, table: TaskTable, drawn: Charts, rated: RatingsView) -> TaskView:
    """Return one task's table, sentences and charts; `rated` are the ratings of all tasks."""
    naming = lambda tool: named_tool(report, tool)  # noqa: E731 - one expression, passed on twice
    rated_by = {criterion for task, _, criterion in rated.cells if task == table.task}
    applying = {name for row in table.rows for name, score in row.criteria.items() if score.points} | rated_by
    criteria = tuple(name for name in report.scorecard.weights if name in applying)
    return TaskView(
        table=table,
        rows=table.rows[:MOST_PLACES],
        title=report.tasks[table.task].title,
        answer=lead(of_tools(table, weights_of(report.scorecard)), "tool", naming, firsts(report, table.task)),
        times=time_sentences(table, naming),
        levels=report.tasks[table.task].level_names,
        criteria=criteria,
        no_criteria=tuple(name for name in report.scorecard.weights if name not in applying),
        cells={row.tool: level_cells(report, table.task, row) for row in table.rows[:MOST_PLACES]},
        charts=drawn.tasks[table.task],
    )


def level_cells(report: ReportInput, task: str, row: ToolRow) -> tuple[LevelCell, ...]:
    """Return the results of a tool's levels in a task, or why they are unknown."""
    state = report.facts.tools[row.tool].state
    nothing = {"installing": INSTALLING, "unavailable": Status.UNAVAILABLE.value}.get(state, NOT_RUN)
    unrun = "not run" if state == "ready" else state
    cells = []
    for result in row.levels:
        place = link("implementation", task, row.tool, result.level)
        if result.status is None:
            cells.append(LevelCell(result.level, nothing, place, unrun))
        else:
            cells.append(LevelCell(result.level, result.status.value, place, status_word(result.status)))
    return tuple(cells)


def by_family(report: ReportInput) -> Sequence[str]:
    """Return all tools in the order of the versions table: by family, then by name."""
    facts = report.facts.tools
    return sorted(facts, key=lambda tool: (facts[tool].family or "", facts[tool].name.lower(), tool))
