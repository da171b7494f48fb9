"""People's ratings: which rater counts in each draw, and how far the raters agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evalkit.model import rating_metric
from evalkit.scoring.agreement import Agreement, agreement
from evalkit.scoring.figures import Evidenced, Reading
from evalkit.scoring.judgements import RatersAgreement

Array = NDArray[np.float64]

FEWEST_UNITS = 3
"""With fewer units alpha means nothing: for a single tool it is 0 as soon as two raters differ."""


def by_rater(reading: Reading) -> dict[str, float]:
    """Return the value that each rater gave."""
    return {seen.purpose: seen.value for seen in reading.seen if seen.value is not None}


def drawn_ratings(given: Mapping[str, float], chances: Callable[[str], Array]) -> Array:
    """Return the rating that counts in each draw: that of one of the tool's raters, each equally often.

    `chances` returns a rater's uniform random numbers, one for each draw and the same for all tools. The rater with the
    largest number counts. A severe rater is therefore severe towards all tools of a draw, and a tool's draws depend
    only on the people who rated it.
    """
    raters = sorted(given)
    chosen = np.argmax(np.array([chances(rater) for rater in raters]), axis=0)
    return np.asarray(np.array([given[rater] for rater in raters])[chosen])


def raters_agreement(evidenced: Evidenced, members: Mapping[str, Sequence[str]]) -> tuple[RatersAgreement, ...]:
    """Return how far the raters of each rated criterion agree, over all tools of all tasks."""
    found = []
    for criterion in evidenced.rubric.criteria:
        units = [given for given in _units(evidenced, members, rating_metric(criterion)) if given]
        if units:
            raters = sorted({rater for given in units for rater in given})
            agreed = agreement([[given.get(rater) for given in units] for rater in raters])
            found.append(_of(criterion, len(units), agreed))
    return tuple(found)


def _units(evidenced: Evidenced, members: Mapping[str, Sequence[str]], metric: str) -> list[dict[str, float]]:
    return [
        by_rater(evidenced.read(task, tool, metric, ""))
        for task, competing in members.items()
        for tool in dict.fromkeys((*competing, evidenced.tasks[task].baseline))
    ]


def _of(criterion: str, rated: int, agreed: Agreement) -> RatersAgreement:
    enough = agreed.alpha is not None and agreed.units >= FEWEST_UNITS
    few = f"{agreed.units} tool{'' if agreed.units == 1 else 's'} got two ratings or more; at least {FEWEST_UNITS} are needed"
    return RatersAgreement(
        criterion=criterion,
        raters=agreed.raters,
        rated=rated,
        units=agreed.units,
        alpha=agreed.alpha,
        interval=agreed.interval,
        disagree=agreed.disagree if enough else None,
        reason=few if agreed.units < FEWEST_UNITS else agreed.reason,
    )
