"""The tables of the page, as rows of ready text: one task's tools, the stacks, and the data behind each chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model import Status
from evalkit.report import charts
from evalkit.report.answer import Named, Sentence, about_times, lead
from evalkit.report.links import link
from evalkit.report.plain_text import visible
from evalkit.report.standing import of_tools, weights_of
from evalkit.report.subject import ReportInput
from evalkit.scoring import TaskTable, ToolRow

NOT_RUN = "not-run"
INSTALLING = "installing"

_WORDS = {
    NOT_RUN: "not run",
    "probe-error": "probe error",
    "out-of-memory": "out of memory",
    "not-applicable": "not applicable",
}


@dataclass(frozen=True, slots=True)
class LevelCell:
    """A level's outcome: `status` is a status's name, 'not-run' or 'installing'; `link` opens its reason and log."""

    level: str
    status: str
    link: str

    @property
    def word(self) -> str:
        """The outcome as people say it."""
        return _WORDS.get(self.status, self.status)


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task as the page shows it."""

    table: TaskTable
    title: str
    said: Sentence
    times: tuple[Sentence, ...]
    levels: tuple[str, ...]
    cells: dict[str, tuple[LevelCell, ...]]
    timed_level: str
    timed: tuple[charts.Timed, ...]
    curves: tuple[charts.Curve, ...]
    times_drawing: str
    memory_drawing: str


def named_tool(report: ReportInput, tool: str) -> Named:
    """A tool by the name its adapter gives it, leading to its numbers."""
    return Named(visible(report.facts.tools[tool].name), link("tool", tool))


def task_view(report: ReportInput, table: TaskTable) -> TaskView:
    """One task's table, sentences and charts."""
    timed_level = report.rubric.measure.timed_levels[0] if report.rubric.measure.timed_levels else "adapt"
    timed = _timed(report, table, timed_level)
    curves = _curves(report, table, timed_level)
    naming = lambda tool: named_tool(report, tool)  # noqa: E731 - one expression, passed on twice
    return TaskView(
        table=table,
        title=report.tasks[table.task].title,
        said=lead(of_tools(table, weights_of(report.scorecard)), "tool", naming),
        times=about_times(table, naming),
        levels=report.tasks[table.task].level_names,
        cells={row.tool: _cells(report, table, row) for row in table.rows},
        timed_level=timed_level,
        timed=timed,
        curves=curves,
        times_drawing=charts.times_chart(timed, link("times", table.task)) if timed else "",
        memory_drawing=charts.memory_chart(curves, link("memory", table.task)) if curves else "",
    )


def _cells(report: ReportInput, table: TaskTable, row: ToolRow) -> tuple[LevelCell, ...]:
    state = report.facts.tools[row.tool].state
    nothing = {"ready": NOT_RUN, "installing": INSTALLING, "unavailable": Status.UNAVAILABLE.value}[state]
    return tuple(
        LevelCell(
            result.level,
            result.status.value if result.status else nothing,
            link("implementation", table.task, row.tool, result.level),
        )
        for result in row.levels
    )


def _timed(report: ReportInput, table: TaskTable, level: str) -> tuple[charts.Timed, ...]:
    """Verified times only, quickest first."""
    here = {row.tool for row in table.rows}
    rows = [
        charts.Timed(
            tool=found.tool,
            name=visible(report.facts.tools[found.tool].name),
            samples=figure.samples,
            median=figure.value,
            interval=figure.interval,
            baseline=found.tool == table.baseline,
        )
        for found in report.scorecard.tools
        if found.tool in here
        for task, figure in found.figures
        if (task, figure.metric, figure.level) == (table.task, "run.wall_seconds", level)
        and figure.status is Status.OK
        and figure.value is not None
        and figure.samples
        and min(figure.samples) > 0
    ]
    return tuple(sorted(rows, key=lambda row: (row.median, row.tool)))


def _curves(report: ReportInput, table: TaskTable, level: str) -> tuple[charts.Curve, ...]:
    rows = [
        charts.Curve(row.tool, visible(report.facts.tools[row.tool].name), moments)
        for row in table.rows
        if (moments := report.curves.get(f"{table.task}/{row.tool}/{level}"))
    ]
    return tuple(sorted(rows, key=lambda curve: (curve.peak, curve.tool)))


def by_family(report: ReportInput) -> Sequence[str]:
    """All tools in the order of their versions table: families together, then by name."""
    facts = report.facts.tools
    return sorted(facts, key=lambda tool: (facts[tool].family or "", facts[tool].name.lower(), tool))
