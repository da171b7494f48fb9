"""Whose priorities lead to which stack: one line for every profile, with what its requirements rule out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import REQUIREMENTS
from evalkit.report.report_input import ReportInput
from evalkit.report.reweighing import Place, of_stacks
from evalkit.report.words.answer import Naming, Sentence, lead
from evalkit.report.words.certainty import firsts
from evalkit.report.words.plain_text import visible
from evalkit.report.words.quantities import shares
from evalkit.report.words.requirements import weights_under
from evalkit.scoring import Exclusion

MOST_NAMED = 12
"""Tools that one requirement rules out by name; the tables name all of them once the profile is chosen."""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What the page says of a profile: who leads, how sure that is, and by requirement who is out or may be."""

    profile: str
    title: str
    said: Sentence
    sure: str
    out: tuple[tuple[str, tuple[Exclusion, ...]], ...]
    open: tuple[tuple[str, tuple[Exclusion, ...]], ...]


def profile_views(report: ReportInput, stack: Naming) -> tuple[ProfileView, ...]:
    """Every profile of the rubric, in its order."""
    found = []
    for result in report.scorecard.profiles:
        ranking = of_stacks(report.scorecard, weights_under(result))
        found.append(
            ProfileView(
                profile=result.profile,
                title=visible(result.title),
                said=lead(ranking, "stack", stack),
                sure=_sure(ranking, firsts(report, None, result.profile)),
                out=_by_requirement(one for one in result.exclusions if one.met is False),
                open=_by_requirement(one for one in result.exclusions if one.met is None),
            )
        )
    return tuple(found)


def _sure(ranking: Sequence[Place], chances: Mapping[str, tuple[float, float]]) -> str:
    """In how many draws the one that leads, or is listed first, comes first."""
    ranked = [place for place in ranking if place.rank is not None and place.name in chances]
    return f"First in {shares(chances[ranked[0].name])} of draws." if ranked else ""


def _by_requirement(found: Iterable[Exclusion]) -> tuple[tuple[str, tuple[Exclusion, ...]], ...]:
    """By the requirement's title, each tool once: what is said of it in one task is said in the next."""
    grouped: dict[str, dict[str, Exclusion]] = {}
    for one in found:
        grouped.setdefault(one.requirement, {}).setdefault(one.tool, one)
    return tuple((REQUIREMENTS[name].title, tuple(tools.values())) for name, tools in grouped.items())
