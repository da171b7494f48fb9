"""The report in a few lines for the end of a run on a terminal: the answer, the ranking, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.model.plain_text import visible
from evalkit.report import reweighing
from evalkit.report.report_input import ReportInput
from evalkit.report.reweighing import Place
from evalkit.report.words import answer
from evalkit.report.words.certainty import firsts
from evalkit.report.words.own_data import own_data
from evalkit.report.words.quantities import places, points, shares
from evalkit.report.words.sentence import Named, Sentence

MOST_ROWS = 8
"""The number of rows of a ranking that are shown; the page has all."""


def as_terminal(report: ReportInput) -> str:
    """Return the answer as plain text, with a line feed at the end."""
    return "\n".join(_lines(report)) + "\n"


def is_anything_ranked(report: ReportInput) -> bool:
    """Return whether at least one stack has a place; if the rubric names no stacks, at least one tool."""
    card = report.scorecard
    if card.stacks:
        return any(row.rank is not None for row in card.stacks)
    return any(row.rank is not None for table in card.tasks for row in table.rows)


def _lines(report: ReportInput) -> Iterator[str]:
    card, weights = report.scorecard, reweighing.weights_of(report.scorecard)

    tools_of = {row.stack: row.tools.values() for row in card.stacks}

    def stack(name: str) -> Named:
        return Named(visible(report.rubric.stacks[name].title))

    def made_of(name: str) -> Named:
        title = stack(name).name
        return Named(title, of=answer.made_of(tools_of[name], lambda own: tool(own).name, title))

    def tool(name: str) -> Named:
        return Named(visible(report.facts.tools[name].name))

    if said := own_data(report.facts.data):
        yield said
    if card.stacks:
        ranking = reweighing.of_stacks(card, weights)
        yield _said(answer.lead(ranking, "stack", made_of, firsts(report)))
        if sure := _said(answer.sure(ranking, firsts(report), stack)):
            yield sure
        yield from _table([(stack(place.name).name, place) for place in ranking], firsts(report))
    yield from answer.left_out(card.warnings)
    for table in card.tasks:
        ranking = reweighing.of_tools(table, weights)
        yield f"{visible(report.tasks[table.task].title)}: {_said(answer.lead(ranking, 'tool', tool, firsts(report, table.task)))}"
        if not card.stacks:
            yield from _table([(tool(place.name).name, place) for place in ranking], firsts(report, table.task))


def _table(rows: Sequence[tuple[str, Place]], chances: dict[str, tuple[float, float]]) -> Iterator[str]:
    width = max((len(name) for name, _ in rows), default=0)
    for name, place in rows[:MOST_ROWS]:
        chance = f"  first in {shares(chances[place.name])}" if place.name in chances else ""
        why = f"  ({place.why})" if place.why else ""
        yield f"  {places(place.rank):>5}  {name:<{width}}  {points(place.points):>11} points{chance}{why}"
    if len(rows) > MOST_ROWS:
        yield f"         and {len(rows) - MOST_ROWS} more on the page"


def _said(sentence: Sentence) -> str:
    return "".join(part if isinstance(part, str) else part.whole for part in sentence)
