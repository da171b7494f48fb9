"""Which stack suits whose priorities: one line for each profile, with what its requirements rule out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import REQUIREMENTS
from evalkit.model.plain_text import visible
from evalkit.report.report_input import ReportInput
from evalkit.report.reweighing import Place, of_stacks
from evalkit.report.words.answer import Top, lead, top_of
from evalkit.report.words.certainty import firsts
from evalkit.report.words.quantities import shares
from evalkit.report.words.requirements import weights_under
from evalkit.report.words.sentence import Named, Naming, Sentence, listed
from evalkit.scoring import Exclusion

MOST_NAMED = 12
"""The number of tools that a requirement rules out by name; the tables name all once a profile is chosen."""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What the page says about a profile: who leads, how certain that is, and by requirement who is or may be out."""

    profile: str
    title: str
    top: Top
    answer: Sentence
    sure: str
    out: tuple[tuple[str, tuple[Exclusion, ...]], ...]
    open: tuple[tuple[str, tuple[Exclusion, ...]], ...]


def profile_views(report: ReportInput, stack: Naming) -> tuple[ProfileView, ...]:
    """Return every profile of the rubric, in its order."""
    found = []
    for result in report.scorecard.profiles:
        ranking = of_stacks(report.scorecard, weights_under(result))
        chances = firsts(report, None, result.profile)
        found.append(
            ProfileView(
                profile=result.profile,
                title=visible(result.title),
                top=top_of(ranking, chances),
                answer=lead(ranking, "stack", stack, chances),
                sure=_sure(ranking, chances),
                out=_by_requirement(one for one in result.exclusions if one.met is False),
                open=_by_requirement(one for one in result.exclusions if one.met is None),
            )
        )
    return tuple(found)


def whom_sentences(views: Sequence[ProfileView], stack: Naming) -> tuple[Sentence, ...]:
    """Return who leads under which profiles: one sentence for each answer, so that it is said once where all agree."""
    answers: dict[tuple[str, frozenset[str]], list[ProfileView]] = {}
    for view in views:
        answers.setdefault((view.top.kind, frozenset(view.top.names)), []).append(view)
    return tuple(_under(found[0].top, found, len(views), stack) for found in answers.values())


def _under(top: Top, found: Sequence[ProfileView], of: int, stack: Naming) -> Sentence:
    whose: Sentence = ("Whichever profile you choose, ",)
    if len(found) < of or of == 1:
        titles = [f"“{view.title}”" for view in found]
        whose = ("For ", *listed(titles, "and", Named), ", ")
    if top.kind == "out":
        return (*whose, "no stack is left: the requirements rule out all of them.")
    if top.kind == "nobody":
        return (*whose, "nobody can be ranked yet.")
    names = listed(top.names, "or" if top.kind == "open" else "and", stack)
    end = {"leads": " leads.", "tied": " are level.", "open": " may lead: the missing values decide."}[top.kind]
    return (*whose, *names, end)


def _sure(ranking: Sequence[Place], chances: Mapping[str, tuple[float, float]]) -> str:
    """Return the share of draws in which the leader, or the first in the list, comes first."""
    ranked = [place for place in ranking if place.rank is not None and place.name in chances]
    return f"First in {shares(chances[ranked[0].name])} of draws." if ranked else ""


def _by_requirement(found: Iterable[Exclusion]) -> tuple[tuple[str, tuple[Exclusion, ...]], ...]:
    """Return the exclusions by the requirement's title, each tool once, because its answers repeat from task to task."""
    grouped: dict[str, dict[str, Exclusion]] = {}
    for one in found:
        grouped.setdefault(one.requirement, {}).setdefault(one.tool, one)
    return tuple((REQUIREMENTS[name].title, tuple(tools.values())) for name, tools in grouped.items())
