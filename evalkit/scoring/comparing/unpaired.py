"""Statistics of two unpaired samples: an exact rank-sum test with a margin, the shift between them, Holm's procedure.

Method: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., chapter 4 (rank sums, the
Hodges-Lehmann estimate of a shift and its interval); Holm 1979 (A simple sequentially rejective multiple test
procedure). Tests that cannot pass at their sample sizes are left out of the family (Tarone 1990, A modified Bonferroni
method for discrete data). The shift is computed on natural logarithms, so it is a ratio.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from evalkit.scoring.paired_timings import MARGIN, SIGNIFICANCE, Estimate

_MOST_EXACT = 1_000_000
"""Limit of n · m · min(n, m) for the exact distribution; above it, the normal approximation is close enough."""


def shift(before: Sequence[float], after: Sequence[float]) -> Estimate | None:
    """Return the factor by which values grew: exp of the median difference of logarithms, with an exact 95 % interval.

    The interval is None if there are too few values. The result is None if a value is 0 or less, or a sample is empty.
    """
    if not before or not after or min(*before, *after) <= 0:
        return None
    logs = [math.log(value) for value in before]
    differences = sorted(math.log(value) - log for value in after for log in logs)
    half = len(differences) // 2
    middle = differences[half] if len(differences) % 2 else (differences[half - 1] + differences[half]) / 2
    reach = _reach(len(before), len(after))
    if reach is None:
        return Estimate(math.exp(middle), None)
    return Estimate(math.exp(middle), (math.exp(differences[reach]), math.exp(differences[-1 - reach])))


def grew(before: Sequence[float], after: Sequence[float]) -> bool:
    """Return whether more pairs rise than fall."""
    return _below(before, after) > _below(after, before)


def p_beyond(smaller: Sequence[float], larger: Sequence[float]) -> float:
    """Return the one-sided p-value of the hypothesis that `larger` does not exceed `smaller` by more than the margin.

    It is exact for samples of usual size, whatever the distribution. Ties make it larger.
    """
    lengthened = [value * (1 + MARGIN) for value in smaller]
    against = len(smaller) * len(larger) - _below(lengthened, larger)
    return _at_most(against, len(smaller), len(larger))


def least_p(before: int, after: int) -> float:
    """Return the smallest p-value that samples of these sizes can give."""
    return 1 / math.comb(before + after, before)


def can_pass(least: Sequence[float]) -> int:
    """Return the largest family in which every test has enough samples to pass the first step of Holm's procedure.

    `least` holds the smallest p-values that the tests can give, ascending. They depend on the sample sizes only, so
    leaving the other tests out does not bias the result.
    """
    return max((size for size, p in enumerate(least, start=1) if p * size <= SIGNIFICANCE), default=0)


def adjusted(values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values, in the order of `values`."""
    found = [0.0] * len(values)
    largest = 0.0
    for place, index in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        largest = min(1.0, max(largest, values[index] * (len(values) - place)))
        found[index] = largest
    return found


def _below(low: Sequence[float], high: Sequence[float]) -> int:
    """Return in how many pairs the value of `low` is less than that of `high`."""
    ascending = sorted(low)
    return sum(bisect_left(ascending, value) for value in high)


def _at_most(pairs: int, n: int, m: int) -> float:
    """Return the chance that at most `pairs` of n·m pairs point the other way if both samples have one distribution."""
    if n * m * min(n, m) > _MOST_EXACT:
        spread = math.sqrt(n * m * (n + m + 1) / 12)
        return 0.5 * math.erfc((n * m / 2 - pairs - 0.5) / (spread * math.sqrt(2)))
    return sum(_counts(n, m)[: pairs + 1]) / math.comb(n + m, n)


def _reach(n: int, m: int) -> int | None:
    """Return how many differences to drop at either end of a 95 % interval, or None if no such interval exists."""
    if least_p(n, m) > SIGNIFICANCE:
        return None
    low, high = 0, n * m // 2
    while low < high:  # the largest number of pairs whose chance is still at most SIGNIFICANCE
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _at_most(middle, n, m) <= SIGNIFICANCE else (low, middle - 1)
    return low


@cache
def _counts(n: int, m: int) -> tuple[int, ...]:
    """Return in how many orders of n and m values 0, 1, 2, … of the pairs point the other way.

    These are the coefficients of the Gaussian binomial coefficient, built factor by factor.
    """
    counts = [1] + [0] * (n * m)
    for part in range(1, min(n, m) + 1):
        factor = max(n, m) + part
        for pairs in range(n * m, factor - 1, -1):
            counts[pairs] -= counts[pairs - factor]
        for pairs in range(part, n * m + 1):
            counts[pairs] += counts[pairs - part]
    return tuple(counts)
