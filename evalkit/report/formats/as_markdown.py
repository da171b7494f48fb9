"""The report for a pull request or a job's summary: the answer first, then its reasons, in short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.report import reweighing
from evalkit.report.formats.markdown_text import escaped, fenced, table
from evalkit.report.report_input import ReportInput
from evalkit.report.words import answer, unknown
from evalkit.report.words.certainty import firsts
from evalkit.report.words.claims import claim_views
from evalkit.report.words.for_whom import profile_views
from evalkit.report.words.notes import NumberedNote, numbered_notes, numbers_of, subject_of
from evalkit.report.words.own_data import own_data
from evalkit.report.words.quantities import moment, places, points, quantity, shares
from evalkit.report.words.ratings import ratings_view
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.stack_needs import ENVIRONMENTS, SHARES, needs_of
from evalkit.report.words.statuses import status_word
from evalkit.report.words.timings import time_sentences
from evalkit.report.words.ways_to_lead import title_of_weight, what_would_change
from evalkit.scoring import TaskTable, ways_of_stacks
from evalkit.scoring.coverage import coverage_of

MOST_ROWS = 12
"""The number of rows of a ranking, and of lines of a list, that are shown; the rest is counted."""


def as_markdown(report: ReportInput) -> str:
    """Return the whole text, with a line feed at the end."""
    card = report.scorecard
    parts = [f"# {escaped(card.title)}", *_answered(report)]
    if card.stacks:
        parts += ["## Stacks", _stacks(report)]
        if out := answer.left_out(card.warnings):
            parts.append(_listed(out))
    if card.profiles and card.stacks:
        parts += ["## For whom", _profiles(report)]
    for of_task in card.tasks:
        parts += _task(report, of_task)
    if card.claims:
        parts += ["## Claims", _claims(report)]
    if card.raters:
        parts += ["## What raters say", _raters(report)]
    parts += _unknown(report)
    if notes := numbered_notes(report):
        parts += ["## Notes on the tools", "\n".join(_note(report, note) for note in notes)]
    parts += _made(report)
    return "\n\n".join(parts) + "\n"


def _answered(report: ReportInput) -> Iterator[str]:
    card = report.scorecard
    if not report.facts.complete:
        yield "> **This run is not complete**: missing values count as not measured."
    if not card.stacks:
        yield f"**{answer.no_overall_ranking(card)}**"
        if out := answer.left_out(card.warnings):
            yield _listed(out)
        return
    ranking = reweighing.of_stacks(card, reweighing.weights_of(card))
    said = _said(answer.lead(ranking, "stack", lambda name: _stack_of(report, name), firsts(report)))
    sure = _said(answer.sure(ranking, firsts(report), lambda name: _stack(report, name)))
    yield f"**{said}** {sure}".rstrip()
    yield "Points run from 0 to 100, under the rubric’s weights."
    views = profile_views(report, lambda name: _stack(report, name))
    ways = what_would_change(
        ranking,
        ways_of_stacks(card),
        views,
        lambda name: _stack(report, name),
        lambda kind, name: Named(title_of_weight(report, kind, name)),
    )
    yield _listed(["".join(part if isinstance(part, str) else part.whole for part in way) for way in ways])


def _stacks(report: ReportInput) -> str:
    card = report.scorecard
    chances = firsts(report)
    chosen = {row.stack: row.tools for row in card.stacks}
    needs = {row.stack: needs_of(row) for row in card.stacks}
    ranking = reweighing.of_stacks(card, reweighing.weights_of(card))
    rows = [
        [
            places(place.rank),
            escaped(_stack(report, place.name).name) + _why(place.why),
            points(place.points),
            *([shares(chances[place.name]) if place.name in chances else ""] if chances else []),
            ", ".join(
                dict.fromkeys(
                    escaped(_tool(report, tool).name) + _noted(report, tool) for tool in chosen[place.name].values()
                )
            ),
            *(_said(cell) for cell in (needs[place.name].environments, needs[place.name].shares)),
        ]
        for place in ranking
    ]
    first = ["First in"] if chances else []
    return _cut(
        table([">Place", "Stack", ">Points", *first, "Tools", f">{ENVIRONMENTS}", f">{SHARES}"], rows[:MOST_ROWS]),
        len(rows),
    )


def _profiles(report: ReportInput) -> str:
    rows = []
    for view in profile_views(report, lambda name: _stack(report, name)):
        out = [
            f"{', '.join(escaped(_tool(report, one.tool).name) + _noted(report, one.tool) for one in found)} "
            f"(must meet “{escaped(title)}”)"
            for title, found in view.out
        ]
        rows.append(
            [escaped(view.title), f"{_said(view.answer)} {escaped(view.sure)}".rstrip(), "; ".join(out) or "nobody"]
        )
    return table(["Profile", "Who leads", "Ruled out"], rows)


def _task(report: ReportInput, of_task: TaskTable) -> Iterator[str]:
    yield f"## {escaped(report.tasks[of_task.task].title)}"
    ranking = reweighing.of_tools(of_task, reweighing.weights_of(report.scorecard))
    chances = firsts(report, of_task.task)

    def naming(tool: str) -> Named:
        return _tool(report, tool)

    said = [answer.lead(ranking, "tool", naming, chances), answer.sure(ranking, chances, naming)]
    said += time_sentences(of_task, naming)[:3]
    yield " ".join(_said(sentence) for sentence in said if sentence)
    levels = {row.tool: row.levels for row in of_task.rows}
    rows = [
        [
            places(place.rank),
            escaped(naming(place.name).name)
            + _noted(report, place.name)
            + (" (baseline)" if place.name == of_task.baseline else "")
            + _why(place.why),
            escaped(report.facts.tools[place.name].version),
            points(place.points),
            *([shares(chances[place.name]) if place.name in chances else ""] if chances else []),
            *(status_word(result.status, "not run") for result in levels[place.name]),
        ]
        for place in ranking
    ]
    first = ["First in"] if chances else []
    headings = [">Place", "Tool", "Version", ">Points", *first, *report.tasks[of_task.task].level_names]
    yield _cut(table(headings, rows[:MOST_ROWS]), len(rows))


def _claims(report: ReportInput) -> str:
    rows = [[escaped(view.result.says), view.verdict, _said(view.brief)] for view in claim_views(report)]
    return table(["Claim", "Verdict", "Measured"], rows)


def _raters(report: ReportInput) -> str:
    rows = [[escaped(one.title), one.counted, one.agreement] for one in ratings_view(report).criteria]
    return table(["Criterion", "Rated by", "Whether raters agree"], rows)


def _unknown(report: ReportInput) -> Iterator[str]:
    card = report.scorecard
    coverage = coverage_of(card)
    yield "## What was not measured"
    yield f"{coverage.measured} of {coverage.asked} weighed figures have a value ({quantity(coverage.share, 'share')})."
    waiting = [fact for fact in report.facts.tools.values() if fact.state != "ready"]
    if waiting:
        yield _listed([f"{fact.name} – {fact.state}{f': {fact.reason}' if fact.reason else ''}" for fact in waiting])
    if unmeasured := unknown.unmeasured(report):
        yield _folded(f"{unknown.unmeasured_count(card)} figures without a value", unmeasured)
    if card.warnings:
        said = [f"{warning.text}. What to do: {warning.advice}." for warning in card.warnings]
        yield _folded(f"{len(said)} warning{'s' if len(said) > 1 else ''}", said)


def _note(report: ReportInput, note: NumberedNote) -> str:
    about = escaped(subject_of(report, note))
    name = escaped(_tool(report, note.tool).name)
    return f"{note.number}. **{name}** ({note.severity}, about {about}): {escaped(note.says)} <{note.source}>"


def _noted(report: ReportInput, tool: str) -> str:
    """The numbers of a tool's notes, to stand behind its name in a table."""
    numbers = numbers_of(numbered_notes(report)).get(tool, ())
    return f" <sup>{', '.join(map(str, numbers))}</sup>" if numbers else ""


def _made(report: ReportInput) -> Iterator[str]:
    facts = report.facts
    machine = ", ".join(escaped(value) for value in facts.machine.values())
    yield "## How it was made"
    if said := own_data(facts.data):
        yield escaped(said)
    yield fenced(facts.command)
    yield f"evalkit {escaped(facts.evalkit_version)}, seed {facts.seed}, begun {escaped(moment(facts.started))}, on {machine}."


def _stack(report: ReportInput, name: str) -> Named:
    return Named(report.rubric.stacks[name].title)


def _stack_of(report: ReportInput, name: str) -> Named:
    """The name of a stack with the tools that it consists of."""
    tools = next(row.tools for row in report.scorecard.stacks if row.stack == name)
    title = report.rubric.stacks[name].title
    return Named(title, of=answer.made_of(tools.values(), lambda tool: _tool(report, tool).name, title))


def _tool(report: ReportInput, name: str) -> Named:
    return Named(report.facts.tools[name].name)


def _said(sentence: Sentence) -> str:
    return "".join(_escaped_part(part) for part in sentence)


def _escaped_part(part: str | Named) -> str:
    """Return a part of a sentence; spaces at its ends stay."""
    if isinstance(part, Named):
        return escaped(part.whole)
    inner = part.strip(" ")
    start, _, end = part.partition(inner) if inner else (part, "", "")
    return f"{start}{escaped(inner)}{end}"


def _why(why: str) -> str:
    return f" – {escaped(why)}" if why else ""


def _cut(shown: str, rows: int) -> str:
    return f"{shown}\n\n… and {rows - MOST_ROWS} more." if rows > MOST_ROWS else shown


def _listed(lines: Sequence[str]) -> str:
    shown = [f"- {escaped(line)}" for line in lines[:MOST_ROWS]]
    if len(lines) > MOST_ROWS:
        shown.append(f"- … and {len(lines) - MOST_ROWS} more")
    return "\n".join(shown)


def _folded(summary: str, lines: Sequence[str]) -> str:
    return f"<details><summary>{summary}</summary>\n\n{_listed(lines)}\n\n</details>"
