"""What a stack needs to be installed, in cells that lead to their evidence: shown beside its points, not scored."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.report.answer import Named, Sentence
from evalkit.report.charts.together import INSTALLS, UNKNOWN, outcomes
from evalkit.report.links import link
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
    known = [outcome for outcome in outcomes(row.coinstallable.evidence).values() if outcome != UNKNOWN]
    return (Named(f"{known.count(INSTALLS)} of {len(known)}", place),)
