"""People's ratings: whose counts in a draw, and how far the raters agree."""

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
"""Below this alpha says nothing: over one tool alone it is 0 whenever two raters differ at all."""


def by_rater(reading: Reading) -> dict[str, float]:
    """The value that each rater gave."""
    return {seen.purpose: seen.value for seen in reading.seen if seen.value is not None}


def one_rater_a_draw(given: Mapping[str, float], chances: Callable[[str], Array]) -> Array:
    """The rating that counts in each draw: that of one of a tool's raters, each as often as the others.

    `chances` tells uniform numbers of a rater, one for each draw, the same whatever is asked about; the rater with the
    largest is the one. So raters who are severe are so towards all the tools that they rated in a draw, and what a draw
    takes of one tool depends on no other tool and on nobody who did not rate it.
    """
    raters = sorted(given)
    chosen = np.argmax(np.array([chances(rater) for rater in raters]), axis=0)
    return np.asarray(np.array([given[rater] for rater in raters])[chosen])


def raters_agreement(evidenced: Evidenced, members: Mapping[str, Sequence[str]]) -> tuple[RatersAgreement, ...]:
    """How far the raters of each criterion that anybody rated agree, over all tools of all tasks."""
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
    few = f"too few tools have two ratings ({agreed.units}, and {FEWEST_UNITS} are needed)"
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
