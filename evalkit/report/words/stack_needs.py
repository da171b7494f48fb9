"""What a stack needs to be installed, in cells that lead to their facts: shown beside its points, not scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.model import Fact
from evalkit.model.facts import Outcome, PairResolution
from evalkit.report.links import link
from evalkit.report.words.answer import Named, Sentence
from evalkit.scoring import StackRow

ENVIRONMENTS, SHARES = "Environments it needs", "Shares one environment with"
"""What stands above the cells."""


@dataclass(frozen=True, slots=True)
class Needs:
    """'2', or not measured and in how many evalkit ran it; '4 of 9' other tools of the panel, those not known left out."""

    environments: Sentence
    shares: Sentence


def needs_of(row: StackRow) -> Needs:
    """What is known of a stack's needs; what was not measured is said so, and leads to why."""
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
    known = [outcome for outcome in outcomes(row.coinstallable.facts).values() if outcome is not Outcome.UNKNOWN]
    return (Named(f"{known.count(Outcome.INSTALLS)} of {len(known)}", place),)


def outcomes(facts: Iterable[Fact]) -> dict[str, Outcome]:
    """Other tool -> what the resolver made of it at today's pins."""
    return {fact.other: fact.outcome for fact in facts if isinstance(fact, PairResolution) and not fact.free}
