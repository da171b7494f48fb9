"""The answer as a badge: a small SVG for a README, whose words need no font of its own."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from evalkit.model.plain_text import visible
from evalkit.report import reweighing
from evalkit.report.report_input import ReportInput
from evalkit.report.words.answer import top_of
from evalkit.report.words.certainty import firsts

LONGEST = 60
"""Letters of an answer; a longer one is cut."""

_LETTER, _PAD, _HEIGHT = 6.6, 8, 20
"""In pixels: about the width of a letter at 11 px, which `textLength` then makes exact, and the room around a text."""

_COLOURS = {"leads": "#0a5a78", "tied": "#5b5bd6", "open": "#8a5a00", "nobody": "#5d5a53"}


def as_badge(report: ReportInput) -> str:
    """Return the badge, always the same for the same report: who leads, who are level, or why nobody is named."""
    kind, answer = _answer(report)
    name, said = "evalkit", answer if len(answer) <= LONGEST else f"{answer[: LONGEST - 1].rstrip()}…"
    left, right = (round(_LETTER * len(text)) + 2 * _PAD for text in (name, said))
    whole = f"{visible(report.scorecard.title)}: {answer}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img" aria-label={quoteattr(whole)}>\n'
        f"<title>{escape(whole)}</title>\n"
        f'<rect width="{left + right}" height="{_HEIGHT}" rx="3" fill="#2b2a27"/>\n'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v{_HEIGHT - 6}a3 3 0 0 1-3 3H{left}z" fill="{_COLOURS[kind]}"/>\n'
        '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">\n'
        f'<text x="{_PAD}" y="14" textLength="{left - 2 * _PAD}">{escape(name)}</text>\n'
        f'<text x="{left + _PAD}" y="14" textLength="{right - 2 * _PAD}">{escape(said)}</text>\n'
        "</g>\n</svg>\n"
    )


def _answer(report: ReportInput) -> tuple[str, str]:
    """Return what kind of answer there is, and the answer in a few words."""
    card = report.scorecard
    if not card.stacks:
        tools = {row.tool for table in card.tasks for row in table.rows if row.competes}
        return "nobody", f"{_counted(len(tools), 'tool')} in {_counted(len(card.tasks), 'task')}"
    top = top_of(reweighing.of_stacks(card, reweighing.weights_of(card)), firsts(report))
    names = [visible(report.rubric.stacks[name].title) for name in top.names]
    if top.kind in ("nobody", "out"):
        return "nobody", "no ranking yet"
    if top.kind == "leads":
        return top.kind, f"{names[0]} leads"
    if top.kind == "open":
        return top.kind, f"{_listed(names, 'or')} may lead"
    return top.kind, f"{_listed(names, 'and')} are level"


def _listed(names: Sequence[str], joint: str) -> str:
    """Return two names, or how many there are: a badge has room for no more."""
    return f" {joint} ".join(names) if len(names) <= 2 else f"{len(names)} stacks"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
