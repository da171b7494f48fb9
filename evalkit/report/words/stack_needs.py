"""What a stack needs to be installed, in cells that lead to their evidence: shown beside its points, not scored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.model import Evidence
from evalkit.report.links import link
from evalkit.report.words.answer import Named, Sentence
from evalkit.scoring import StackRow

INSTALLS, CONFLICT, UNKNOWN = "installs", "conflict", "not known"
_PAIR = re.compile(rf"with (?P<other>[^:\s]+): (?P<outcome>{INSTALLS}|{CONFLICT}|{UNKNOWN})\b")

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


def outcomes(evidence: Iterable[Evidence]) -> dict[str, str]:
    """Other tool -> outcome, from the texts in which the interop probe says what the resolver made of each pair."""
    found = (_PAIR.match(item.text) for item in evidence if item.text)
    return {pair["other"]: pair["outcome"] for pair in found if pair}
