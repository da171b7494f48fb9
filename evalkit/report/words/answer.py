"""The answer in sentences: who leads, and how certain that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evalkit.model.plain_text import joined
from evalkit.report import reweighing
from evalkit.report.reweighing import Place
from evalkit.report.words.quantities import is_tie, one_digit, points, shares
from evalkit.report.words.sentence import Named, Naming, Sentence, listed
from evalkit.scoring import LEFT_OUT, NEARLY, Scorecard, Warning, tied_with, too_little

Chances = Mapping[str, tuple[float, float]]
"""The least and the greatest share of draws in which each comes first."""

MOST_LEVEL = 4
"""The number of those that are level who are named."""

HARDLY = 0.01
"""A share below this is hardly any; one that reaches from hardly any to hardly less than all says nothing."""

MOST_TOOLS = 4
"""The number of tools of a stack that are named."""


def made_of(tools: Iterable[str], names: Callable[[str], str], title: str = "") -> str:
    """Return the tools of a stack as 'pandas + scikit-learn'; nothing if its title names its only tool."""
    found = list(dict.fromkeys(map(names, tools)))
    if len(found) == 1 and found[0].lower() in title.lower():
        return ""
    shown = found if len(found) <= MOST_TOOLS else found[: MOST_TOOLS - 1]
    return " + ".join([*shown, *([f"{len(found) - len(shown)} more"] if len(found) > len(shown) else [])])


@dataclass(frozen=True, slots=True)
class Top:
    """The top of a ranking: one leads, several are level, or it is open which of them leads.

    Nobody leads without a ranking, nor where some without a rank certainly have more points than all that have one; these
    are then the `names`. Without a ranking because requirements rule all of them out, all are `out`.
    """

    kind: Literal["nobody", "out", "leads", "tied", "open"]
    names: tuple[str, ...] = ()


def top_of(ranking: Sequence[Place], chances: Chances) -> Top:
    """Return who is at the top of a ranking, and whether the chances let one of them be called the leader."""
    ranked = tuple(place for place in ranking if place.rank is not None)
    if not ranked:
        return Top("out" if ranking and all(place.is_out for place in ranking) else "nobody")
    most = max(place.points.high for place in ranked)
    if ahead := tuple(place.name for place in ranking if _lacks_values(place) and place.points.low > most + NEARLY):
        return Top("nobody", ahead)
    first = reweighing.sure_leaders(ranked)
    if not first:
        return Top("open", reweighing.possible_leaders(ranked))
    if len(first) > 1:
        return Top("tied", first)
    places = {place.name: place for place in ranked}
    leader, rival = places[first[0]], _rival(ranked, first[0])
    near = [name for name in tied_with(leader.name, chances) if name in places]
    if not near and rival is not None and not _is_open(leader, rival) and is_tie(_gap(leader, rival)):
        near = [rival.name]
    return Top("tied", (leader.name, *near)) if near else Top("leads", first)


def _lacks_values(place: Place) -> bool:
    """Whether too little of it was measured for a rank; nothing else keeps it out."""
    return place.rank is None and place.why != "" and place.why == too_little(place.coverage)


def lead(ranking: Sequence[Place], what: str, naming: Naming, chances: Chances | None = None) -> Sentence:
    """Return who leads a ranking of tools or stacks and by how much, who is level at the top, or why nobody is named.

    Where names say what they consist of, the next one's points are left to the table beside the sentence.
    """
    places = {place.name: place for place in ranking}
    ranked = [place for place in ranking if place.rank is not None]
    out = len(ranking) - len(ranked)
    left_out = f" {out} {what}{'s are' if out > 1 else ' is'} not ranked." if out else ""
    top = top_of(ranking, chances or {})
    if top.names and top.kind == "nobody":
        named, more = _first_of(top.names)
        verb = "has" if len(top.names) == 1 else "have"
        end = f"{more} {verb} more points than every ranked {what}, although too little was measured for a rank."
        return ("Nobody can be said to lead yet: ", *listed(named, "," if more else "and", naming), end)
    if top.kind == "out":
        return (f"There is no ranking: the requirements rule out every {what}.",)
    if top.kind == "nobody":
        return (f"There is no ranking yet: no {what} has enough measured values.",)
    if top.kind == "open":

        def with_points(name: str) -> Named:
            found = naming(name)
            return replace(found, of="; ".join(filter(None, (f"{points(places[name].points)} points", found.of))))

        return (*listed(top.names, "or", with_points), f" may lead: the missing values decide.{left_out}")
    if top.kind == "tied":
        named, more = _first_of(top.names)
        have = [points(places[name].points) for name in named]
        theirs = have[0] if len(set(have)) == 1 else joined(have)
        return (*listed(named, "," if more else "and", naming), f"{more} are level, with {theirs} points.{left_out}")
    leader, rival = places[top.names[0]], _rival(ranked, top.names[0])
    start: Sentence = (naming(leader.name), f" leads with {points(leader.points)} points")
    if rival is None:
        return (*start, f".{left_out or f' It is the only {what}.'}")
    gap, other = _gap(leader, rival), naming(rival.name)
    end = f"{'' if other.of else f' ({points(rival.points)})'}.{left_out}"
    if is_tie(gap):
        return (*start, "; ", other, f" may be level with it{end}")
    least = "at least " if _is_open(leader, rival) else ""
    return (*start, f", {least}{one_digit(gap)} ahead of ", other, end)


def _first_of(names: Sequence[str]) -> tuple[Sequence[str], str]:
    """Return the names that are said of many, and words for the rest; '' if there is none."""
    named = names if len(names) <= MOST_LEVEL else names[: MOST_LEVEL - 1]
    return named, f" and {len(names) - len(named)} more" if len(named) < len(names) else ""


def _rival(ranked: Sequence[Place], leader: str) -> Place | None:
    return max((place for place in ranked if place.name != leader), key=lambda place: place.points.high, default=None)


def _gap(leader: Place, rival: Place) -> float:
    return leader.points.low - rival.points.high


def _is_open(*places: Place) -> bool:
    return any(place.points.low != place.points.high for place in places)


def no_overall_ranking(card: Scorecard) -> str:
    """Return why there is no ranking of stacks."""
    if left_out(card.warnings):
        why = "Every stack of this rubric names a tool that the rubric did not choose"
    else:
        why = "This rubric names no stacks"
    return f"{why}, so there is no overall ranking. evalkit ranks tools within each task."


def left_out(warnings: Iterable[Warning]) -> tuple[str, ...]:
    """Return a sentence for each stack that one of these warnings leaves out of the ranking, with the remedy."""
    return tuple(
        f"{warning.text[:1].upper()}{warning.text[1:]}; {warning.advice}."
        for warning in warnings
        if warning.kind == LEFT_OUT
    )


def sure(ranking: Sequence[Place], firsts: Chances, naming: Naming) -> Sentence:
    """Return how often the leader comes first over random weights and values, and who comes first otherwise.

    Where missing values let it come first in hardly any draw or in hardly less than all, the draws tell nothing.
    """
    ranked = [place for place in ranking if place.rank is not None and place.name in firsts]
    if not ranked:
        return ()
    leader = ranked[0]
    least, most = firsts[leader.name]
    if least < HARDLY and most > 1 - HARDLY:
        found = f" comes first in {shares(firsts[leader.name])} of them, as the missing values turn out."
        return ("The draws cannot tell who leads: ", naming(leader.name), found)
    said: Sentence = (naming(leader.name), f" comes first in {shares(firsts[leader.name])} of draws")
    others = [place for place in ranked[1:] if firsts[place.name][1] > 0]
    if not others:
        return (*said, ".")
    next_best = max(others, key=lambda place: sum(firsts[place.name]))
    return (*said, ", ", naming(next_best.name), f" in {shares(firsts[next_best.name])}.")
