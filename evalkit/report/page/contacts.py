"""The hosts that each tool contacts during a task, and whether it works without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from evalkit.model import Fact, Status
from evalkit.model.facts import Contact
from evalkit.report.links import number_link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import quantity
from evalkit.report.words.statuses import status_word
from evalkit.scoring import Figure

HOSTS, OFFLINE = "network.contacts", "network.works_offline"

MOST_CELLS = 200
"""The number of cells in tables of one kind; other tools' observations are among their numbers."""

MOST_HOSTS = 3
"""The number of hosts that are named; the evidence has all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure in words: `icon` is the sign beside them, `detail` the text below, and `link` opens the evidence."""

    icon: str
    word: str
    link: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Contacted:
    """One tool in one task: the hosts it contacted with telemetry as shipped, and whether it works without a network."""

    hosts: Answer
    offline: Answer

    @property
    def is_quiet(self) -> bool:
        """Whether it contacts nobody and works without a network."""
        return self.hosts.icon == self.offline.icon == "ok"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer that a tool gives in some of its tasks: `where` are these tasks, each with the link to its evidence."""

    answer: Answer
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ContactTable:
    """The tools with observations, those with most contacts first; `cells` by (task, tool).

    `quiet` are those among them that contact nobody and work offline in every task; `rows` has for each of the others
    its answers about hosts and about working offline.
    """

    tools: tuple[str, ...]
    cells: dict[tuple[str, str], Contacted]
    quiet: tuple[str, ...]
    rows: dict[str, tuple[tuple[Told, ...], tuple[Told, ...]]]


def most_rows(tasks: int) -> int:
    """Return the number of rows of a table that has one column, or one table, for each of `tasks` tasks."""
    return max(6, MOST_CELLS // max(1, tasks))


def contact_table(report: ReportInput) -> ContactTable:
    """Return all tools over all tasks, without tools that have no observation."""
    found = figures_of(report, (HOSTS, OFFLINE))
    cells = {
        (task, tool): Contacted(
            _hosts(task, tool, figures.get(HOSTS)),
            _offline(task, tool, figures.get(OFFLINE)),
        )
        for (task, tool), figures in found.items()
    }
    told = {tool for _, tool in observed(found)}
    heard = dict.fromkeys(sorted(told), 0.0)
    for (_, tool), figures in found.items():
        if tool in told and HOSTS in figures:
            heard[tool] += figures[HOSTS].value or 0.0
    tools = tuple(sorted(heard, key=lambda tool: -heard[tool]))
    of_tool = {
        tool: {table.task: cells[table.task, tool] for table in report.scorecard.tasks if (table.task, tool) in cells}
        for tool in tools
    }
    quiet = tuple(tool for tool in tools if all(cell.is_quiet for cell in of_tool[tool].values()))
    rows = {
        tool: (
            _together({task: cell.hosts for task, cell in of_tool[tool].items()}),
            _together({task: cell.offline for task, cell in of_tool[tool].items()}),
        )
        for tool in tools
        if tool not in quiet
    }
    return ContactTable(tools, cells, quiet, rows)


def _together(answers: Mapping[str, Answer]) -> tuple[Told, ...]:
    """Return the answers of several tasks, those that say the same as one, those with a sign of trouble first."""
    where: dict[Answer, list[tuple[str, str]]] = {}
    for task, answer in answers.items():
        where.setdefault(replace(answer, link=""), []).append((task, answer.link))
    told = (Told(replace(answer, link=places[0][1]), tuple(places)) for answer, places in where.items())
    return tuple(sorted(told, key=lambda one: one.answer.icon in ("ok", "not-run")))


def observed(cells: Mapping[tuple[str, str], Mapping[str, Figure]]) -> frozenset[tuple[str, str]]:
    """Return the (task, tool) pairs with something to report: a value, or a failure of the tool itself.

    A level that fails makes all its metrics fail, even if nobody asked a probe; so if no probe saw anything, the result
    is empty.
    """
    figures = [figure for of_cell in cells.values() for figure in of_cell.values()]
    if not any(figure.status is Status.OK or figure.facts for figure in figures):
        return frozenset()
    return frozenset(pair for pair, of_cell in cells.items() if any(figure.measured for figure in of_cell.values()))


def figures_of(report: ReportInput, metrics: Iterable[str]) -> dict[tuple[str, str], dict[str, Figure]]:
    """Return, by (task, tool) and metric, the figure at the level it was asked at; observed figures win over others."""
    wanted = frozenset(metrics)
    found: dict[tuple[str, str], dict[str, Figure]] = {}
    for tool in report.scorecard.tools:
        for task, figure in tool.figures:
            if task is not None and figure.metric in wanted:
                kept = found.setdefault((task, tool.tool), {})
                if figure.metric not in kept or kept[figure.metric].status is None:
                    kept[figure.metric] = figure
    return found


def without_value(task: str, tool: str, figure: Figure | None, what: str = "") -> Answer:
    """Return the answer for a figure without a value: `what`, if it is given, and its status or 'not measured'."""
    if figure is None or figure.status is None:
        return Answer("not-run", what + status_word(None), number_link(task, tool, figure) if figure else "")
    return Answer(
        figure.status.value, what + status_word(figure.status), number_link(task, tool, figure), figure.reason
    )


def hosts_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return the hosts among a figure's facts, the most often contacted first."""
    return tuple(fact.host for fact in facts if isinstance(fact, Contact))


def _hosts(task: str, tool: str, figure: Figure | None) -> Answer:
    if figure is None or figure.status is not Status.OK or figure.value is None:
        return without_value(task, tool, figure, "contacts: ")
    there = number_link(task, tool, figure)
    if figure.value == 0:
        return Answer("ok", "contacts nobody", there)
    named = hosts_of(figure.facts)
    more = f", and {len(named) - MOST_HOSTS} more" if len(named) > MOST_HOSTS else ""
    return Answer("contact", f"contacts {quantity(figure.value, 'hosts')}", there, ", ".join(named[:MOST_HOSTS]) + more)


def _offline(task: str, tool: str, figure: Figure | None) -> Answer:
    if figure is None or figure.status is not Status.OK or figure.value is None:
        return without_value(task, tool, figure, "offline: ")
    there = number_link(task, tool, figure)
    return (
        Answer("ok", "works offline", there) if figure.value == 1 else Answer("wrong", "does not work offline", there)
    )
