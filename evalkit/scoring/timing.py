"""Statistics of paired timings: Hodges-Lehmann estimates, exact signed-rank intervals, Holm's family of pairs.

Method: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., chapter 3 (signed ranks, Walsh
averages); Holm 1979 (A simple sequentially rejective multiple test procedure). Everything works on natural logarithms,
so that a difference is a ratio.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

MARGIN = 0.05
"""'Faster' means by more than this share."""

LEVEL = 0.025
"""One-sided error for the whole family of pairs."""

FEWEST = 6
"""Below this many values no exact 95 % interval exists: the uncertainty is unknown, never zero."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A typical value and its 95 % interval, None where there are too few values to have one."""

    value: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Faster:
    """A pair of tools whose times really differ: `faster` took `ratio` (below 1) of the time of `slower`.

    `interval` is the 95 % interval of the ratio, unadjusted; `p_adjusted` is Holm's, over the family of all pairs.
    """

    faster: str
    slower: str
    ratio: float
    interval: tuple[float, float] | None
    p_adjusted: float
    blocks: int


def typical(values: Sequence[float]) -> Estimate:
    """The pseudomedian of positive values on the log scale: exp of the median of Walsh averages.

    Raises ValueError where `values` is empty or holds a value of 0 or less.
    """
    logs = [math.log(value) for value in values]
    walsh = _walsh(logs)
    middle = _median(walsh)
    if len(logs) < FEWEST:
        return Estimate(math.exp(middle), None)
    reach = _reach(len(logs), 0.05)
    return Estimate(math.exp(middle), (math.exp(walsh[reach]), math.exp(walsh[-1 - reach])))


def blocks_needed(tools: int) -> int:
    """The fewest blocks with which Holm's first step can pass for one pair among all pairs of `tools` tools.

    The smallest p-value that n blocks can give is 2⁻ⁿ: 7 blocks for 3 pairs, 10 for 15, 12 for 78.
    """
    pairs = math.comb(tools, 2)
    return 0 if pairs == 0 else math.ceil(math.log2(pairs / LEVEL))


def faster_pairs(times: Mapping[str, Mapping[str, float]]) -> tuple[Faster, ...]:
    """The pairs of tools of which one is really faster.

    `times` holds seconds by tool and block; a pair is compared on the blocks both have. For each pair the one-sided
    signed-rank test asks whether the faster one's time, lengthened by the margin, is still shorter; Holm's procedure
    over all pairs holds the family's error at `LEVEL`.
    """
    tested = []
    for one, other in combinations(sorted(times), 2):
        shared = sorted(times[one].keys() & times[other].keys())
        if not shared:
            continue
        differences = [math.log(times[one][block]) - math.log(times[other][block]) for block in shared]
        quick, slow = (one, other) if _median(_walsh(differences)) <= 0 else (other, one)
        if quick is other:
            differences = [-difference for difference in differences]
        p = _signed_rank_p([difference + math.log1p(MARGIN) for difference in differences])
        tested.append((p, quick, slow, differences))
    tested.sort(key=lambda test: test[:3])
    found = []
    adjusted = 0.0
    for place, (p, quick, slow, differences) in enumerate(tested):
        adjusted = min(1.0, max(adjusted, p * (len(tested) - place)))
        if adjusted > LEVEL:
            break
        estimate = typical([math.exp(difference) for difference in differences])
        found.append(Faster(quick, slow, estimate.value, estimate.interval, adjusted, len(differences)))
    return tuple(found)


def _walsh(values: Sequence[float]) -> list[float]:
    """All averages of two values, each value with itself too, ascending."""
    return sorted((values[i] + values[j]) / 2 for i in range(len(values)) for j in range(i, len(values)))


def _median(ascending: Sequence[float]) -> float:
    half = len(ascending) // 2
    return ascending[half] if len(ascending) % 2 else (ascending[half - 1] + ascending[half]) / 2


@cache
def _rank_sum_counts(n: int) -> tuple[int, ...]:
    """In how many of the 2ⁿ sign patterns the positive ranks add up to 0, to 1, and so on."""
    counts = [1]
    for rank in range(1, n + 1):
        longer = [*counts, *([0] * rank)]
        for total, count in enumerate(counts):
            longer[total + rank] += count
        counts = longer
    return tuple(counts)


def _reach(n: int, error: float) -> int:
    """How many Walsh averages to leave off at either end, so that the interval's two-sided error is at most `error`."""
    below = 0
    for total, count in enumerate(_rank_sum_counts(n)):
        below += count
        if 2 * below > error * 2**n:
            return max(total - 1, 0)
    return 0


def _signed_rank_p(values: Sequence[float]) -> float:
    """Exact one-sided p-value against 'the centre is not below 0'; zeros count as evidence for neither side.

    Ties share their average rank, rounded against the finding.
    """
    moved = [value for value in values if value != 0.0]
    n = len(moved)
    if n == 0:
        return 1.0
    order = sorted(moved, key=abs)
    positive = 0.0
    place = 0
    while place < n:
        end = place
        while end < n and abs(order[end]) == abs(order[place]):
            end += 1
        shared = (place + 1 + end) / 2
        positive += shared * sum(1 for value in order[place:end] if value > 0)
        place = end
    counts = _rank_sum_counts(n)
    return float(sum(counts[: math.ceil(positive) + 1]) / 2**n)
