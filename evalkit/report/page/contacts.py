"""The hosts that each tool contacts during a task, and whether it works without a network: a table of tools by tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class ContactTable:
    """The tools with observations, those with most contacts first; `cells` by (task, tool)."""

    tools: tuple[str, ...]
    cells: dict[tuple[str, str], Contacted]


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
    return ContactTable(tuple(sorted(heard, key=lambda tool: -heard[tool])), cells)


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
