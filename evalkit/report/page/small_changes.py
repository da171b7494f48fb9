"""How each tool handles a small change: a second run, changed data, a notebook; one table for each task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from evalkit.model import Status
from evalkit.model.facts import CellsAgain, NotebookRun, Rerun
from evalkit.report.links import number_link
from evalkit.report.page.contacts import Answer, figures_of, observed, without_value
from evalkit.report.report_input import ReportInput
from evalkit.report.words.facts import LACKS, stale_words
from evalkit.report.words.quantities import quantity
from evalkit.scoring import Figure

RERUN, DATA, NOTEBOOK, CELL = (
    *("iteration.rerun_seconds", "iteration.data_seconds"),
    *("iteration.notebook", "iteration.cell_seconds"),
)


@dataclass(frozen=True, slots=True)
class Iterated:
    """One tool in one task; the four answers follow the order of the table's columns."""

    task: str
    tool: str
    answers: tuple[Answer, ...]


def iterated(report: ReportInput) -> tuple[Iterated, ...]:
    """Return one row for each tool of each task with observations, in the order of the tasks' tables."""
    columns = (RERUN, DATA, NOTEBOOK, CELL)
    found = figures_of(report, columns)
    told = observed(found)
    rows = []
    for table in report.scorecard.tasks:
        for tool in (row.tool for row in table.rows if (table.task, row.tool) in told):
            figures = found[table.task, tool]
            answers = [_answer(table.task, tool, metric, figures.get(metric)) for metric in columns]
            rows.append(Iterated(table.task, tool, tuple(_once(answers))))
    return tuple(rows)


def _once(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Yield the answers with each reason only once: a level that failed has the same reason for all of them."""
    said: set[str] = set()
    for answer in answers:
        yield replace(answer, detail="") if answer.detail in said else answer
        said.add(answer.detail)


def _answer(task: str, tool: str, metric: str, figure: Figure | None) -> Answer:
    if figure is None or figure.status is not Status.OK or figure.value is None:
        said = without_value(task, tool, figure)
        for fact in figure.facts if figure else ():
            if isinstance(fact, Rerun | CellsAgain) and fact.stale:
                return Answer("wrong", "stale answer", said.link, stale_words(fact.stale, fact.complaint))
            if isinstance(fact, NotebookRun) and fact.lacks:
                return Answer("failed", "not in a notebook", said.link, LACKS[fact.lacks])
        return said
    there = number_link(task, tool, figure)
    if metric != NOTEBOOK:
        return Answer("", quantity(figure.value, "s"), there)
    if figure.value == 1:
        return Answer("ok", "works", there)
    run = next((fact for fact in figure.facts if isinstance(fact, NotebookRun)), None)
    if run is None or run.lacks is None:
        return Answer("failed", "does not work", there)
    return Answer("failed", LACKS[run.lacks], there, run.message.partition("\n")[0])
