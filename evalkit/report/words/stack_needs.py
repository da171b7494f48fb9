"""What a stack needs to be installed, in cells that link to their facts; shown beside its points, not scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.model import Fact
from evalkit.model.facts import PairResolution, ResolverAnswer
from evalkit.report.links import link
from evalkit.report.words.sentence import Named, Sentence
from evalkit.scoring import StackRow

ENVIRONMENTS, SHARES = "Environments it needs", "Shares one environment with"
"""The headings of the cells."""


@dataclass(frozen=True, slots=True)
class Needs:
    """'2', or 'not measured' and the number that evalkit used; '4 of 9' tools of the panel, without unknown ones."""

    environments: Sentence
    shares: Sentence


def needs_of(row: StackRow) -> Needs:
    """Return what is known about a stack's needs, with links to the facts or to the reason why it is unknown."""
    return Needs(_environments(row), _shares(row))


def _environments(row: StackRow) -> Sentence:
    place = link("stack-number", row.stack, row.environments.metric)
    if row.environments.value is None:
        return (Named("not measured", place), f"; run in {row.ran_in}")
    return (Named(f"{row.environments.value:.0f}", place),)


def _shares(row: StackRow) -> Sentence:
    place = link("stack-number", row.stack, row.coinstallable.metric)
    if row.coinstallable.value is None:
        return (Named("not measured", place),)
    known = [outcome for outcome in outcomes(row.coinstallable.facts).values() if outcome is not ResolverAnswer.UNKNOWN]
    return (Named(f"{known.count(ResolverAnswer.INSTALLS)} of {len(known)}", place),)


def outcomes(facts: Iterable[Fact]) -> dict[str, ResolverAnswer]:
    """Return the resolver's answer for each other tool at today's pins."""
    return {fact.other: fact.outcome for fact in facts if isinstance(fact, PairResolution) and not fact.free}
