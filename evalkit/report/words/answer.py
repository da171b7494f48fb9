"""The answer in sentences: who leads, how certain that is, and which weight would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import Status
from evalkit.report import reweighing
from evalkit.report.reweighing import Change, Place
from evalkit.report.words.quantities import is_level, one_digit, points, shares, times, weight_share
from evalkit.scoring import LEFT_OUT, Faster, Scorecard, TaskTable, Warning


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a sentence, and where on the page it leads."""

    name: str
    link: str = ""


Sentence = tuple[str | Named, ...]
Naming = Callable[[str], Named]


def lead(ranking: Sequence[Place], what: str, naming: Naming) -> Sentence:
    """Return who leads a ranking of tools or stacks, and by how much, or why nobody can be named."""
    ranked = [place for place in ranking if place.rank is not None]
    out = len(ranking) - len(ranked)
    left_out = f" {out} {what}{'s are' if out > 1 else ' is'} not ranked." if out else ""
    if not ranked:
        return (f"There is no ranking yet: no {what} has enough measured values.",)
    first = [place for place in ranked if place.name in reweighing.surely_first(tuple(ranked))]
    if len(first) == 1:
        leader = first[0]
        others = [place for place in ranked if place is not leader]
        start: Sentence = (naming(leader.name), f" leads with {points(leader.points)} points")
        if not others:
            return (*start, f".{left_out or f' It is the only {what}.'}")
        rival = max(others, key=lambda place: place.points.high)
        least = "at least " if rival.points.low != rival.points.high or leader.points.low != leader.points.high else ""
        gap = leader.points.low - rival.points.high
        theirs = f" ({points(rival.points)}).{left_out}"
        if is_level(gap) and least:
            return (*start, "; ", naming(rival.name), f" may be level with it{theirs}")
        if is_level(gap):
            return (
                naming(leader.name),
                f" has {points(leader.points)} points, level with ",
                naming(rival.name),
                theirs,
            )
        return (*start, f", {least}{one_digit(gap)} ahead of ", naming(rival.name), theirs)
    if first:
        return (
            *listed([p.name for p in first], "and", naming),
            f" share the lead with {points(first[0].points)} points.{left_out}",
        )
    open_to = reweighing.maybe_first(tuple(ranked))
    spans = ", ".join(points(place.points) for place in ranked if place.name in open_to)
    return (*listed(open_to, "or", naming), f" may lead: the missing values decide ({spans} points).{left_out}")


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


def sure(ranking: Sequence[Place], firsts: Mapping[str, tuple[float, float]], naming: Naming) -> Sentence:
    """Return how often the leader comes first over random weights and values, and who comes first otherwise."""
    ranked = [place for place in ranking if place.rank is not None and place.name in firsts]
    if not ranked:
        return ()
    leader = ranked[0]
    said: Sentence = (naming(leader.name), f" comes first in {shares(firsts[leader.name])} of draws")
    others = [place for place in ranked[1:] if firsts[place.name][1] > 0]
    if not others:
        return (*said, ".")
    next_best = max(others, key=lambda place: sum(firsts[place.name]))
    return (*said, ", ", naming(next_best.name), f" in {shares(firsts[next_best.name])}.")


def would_lead(change: Change, stacks: Naming, weighed: Naming) -> Sentence:
    """Return 'X would lead if Y weighed at least 34 % of all.'."""
    bound = "at least" if change.more else "at most"
    leaders = listed(change.leader, "and", stacks)
    return (*leaders, " would lead if ", weighed(change.weighed), f" weighed {bound} {weight_share(change.at)} of all.")


MOST_NAMED = 8
"""A sentence names only so many tools; the table behind it has all."""


def time_sentences(table: TaskTable, naming: Naming) -> tuple[Sentence, ...]:
    """Return one sentence for each tool that is significantly faster than others, or one that says that none is."""
    if not table.blocks:
        return (("No times yet: no complete block was run.",),)
    if not table.faster:
        few = table.blocks < table.blocks_needed
        needed = f" ({table.blocks_needed} needed)" if few else ""
        blocks = f"{table.blocks} block{'s' if table.blocks > 1 else ''}"
        return ((f"No difference in time counts as real with {blocks}{needed}.",),)
    said: list[Sentence] = []
    beaten: dict[str, list[Faster]] = {}
    for pair in sorted(table.faster, key=lambda pair: -pair.ratio):
        beaten.setdefault(pair.faster, []).append(pair)
    for quick, pairs in sorted(beaten.items(), key=lambda item: (-len(item[1]), item[0])):
        sentence: list[str | Named] = [naming(quick), " is faster than "]
        named = pairs if len(pairs) <= MOST_NAMED else pairs[: MOST_NAMED - 1]
        for at, pair in enumerate(named):
            joint = "" if at == 0 else " and " if at == len(pairs) - 1 else ", "
            sentence += [joint, naming(pair.slower), f" ({times(1 / pair.ratio)})"]
        rest = len(pairs) - len(named)
        said.append((*sentence, f" and {rest} more." if rest else "."))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the weighed figures have a value, and how many places are open."""

    measured: int
    asked: int
    open_places: int
    ranked: int

    @property
    def share(self) -> float:
        """The share with a value, between 0 and 1."""
        return self.measured / self.asked if self.asked else 0.0


def coverage_of(card: Scorecard) -> Coverage:
    """Return the coverage over all tasks and the tools that compete in them."""
    rows = [row for table in card.tasks for row in table.rows if row.competes]
    figures = [
        figure
        for row in rows
        for criterion in row.criteria.values()
        for figure in criterion.figures
        if figure.status is not Status.NOT_APPLICABLE
    ]
    ranks = [row.rank for row in rows if row.rank is not None]
    return Coverage(
        measured=sum(figure.measured for figure in figures),
        asked=len(figures),
        open_places=sum(best != worst for best, worst in ranks),
        ranked=len(ranks),
    )


def listed(names: Sequence[str], joint: str, naming: Naming) -> Sentence:
    """Return names with commas between them and `joint` before the last one."""
    parts: list[str | Named] = []
    for at, name in enumerate(names):
        parts += ["" if at == 0 else f" {joint} " if at == len(names) - 1 else ", ", naming(name)]
    return tuple(part for part in parts if part != "")
