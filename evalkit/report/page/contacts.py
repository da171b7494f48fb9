"""Whom each tool contacts while it does a task, and whether it works without a network: a table of tools by tasks."""

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
"""Cells of the tables of one kind; what other tools were observed to do stands among their numbers."""

MOST_HOSTS = 3
"""More hosts than this are left to the evidence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure in words: `icon` is the sign beside them, `detail` stands below, `link` opens the evidence."""

    icon: str
    word: str
    link: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Contacted:
    """One tool in one task: whom it contacted with telemetry as shipped, and whether it works with no network at all."""

    hosts: Answer
    offline: Answer


@dataclass(frozen=True, slots=True)
class ContactTable:
    """The tools that anything was observed of, those with most contacts first; `cells` by (task, tool)."""

    tools: tuple[str, ...]
    cells: dict[tuple[str, str], Contacted]


def most_rows(tasks: int) -> int:
    """Rows of a table that has a column, or a table of its own, for each of so many tasks."""
    return max(6, MOST_CELLS // max(1, tasks))


def contact_table(report: ReportInput) -> ContactTable:
    """All tools over all tasks; a tool of which nothing was observed is left out."""
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


def observed(found: Mapping[tuple[str, str], Mapping[str, Figure]]) -> frozenset[tuple[str, str]]:
    """The (task, tool) pairs that there is something to say of: a value, or a failure that is the tool's own.

    A level that went wrong fails all of its metrics, asked or not: where no probe has seen anything, nothing is said.
    """
    figures = [figure for of_cell in found.values() for figure in of_cell.values()]
    if not any(figure.status is Status.OK or figure.facts for figure in figures):
        return frozenset()
    return frozenset(pair for pair, of_cell in found.items() if any(figure.measured for figure in of_cell.values()))


def figures_of(report: ReportInput, metrics: Iterable[str]) -> dict[tuple[str, str], dict[str, Figure]]:
    """By (task, tool) and metric: the figure at the one level that it was asked at, the observed one before others."""
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
    """What to say where a figure has no value: `what`, if that is not plain, and its status or 'not measured'."""
    if figure is None or figure.status is None:
        return Answer("not-run", what + status_word(None), number_link(task, tool, figure) if figure else "")
    return Answer(
        figure.status.value, what + status_word(figure.status), number_link(task, tool, figure), figure.reason
    )


def hosts_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The hosts among a figure's facts, most often contacted first."""
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
