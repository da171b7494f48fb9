"""Statistics of paired timings: Hodges-Lehmann estimates, exact signed-rank intervals and Holm's procedure over all pairs.

Method: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., chapter 3 (signed ranks, Walsh
averages); Holm 1979 (A simple sequentially rejective multiple test procedure). All computations use natural logarithms,
so a difference is a ratio.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from evalkit.model.fast_dataclass import made_often
from evalkit.model.observation import FEWEST_BLOCKS

Array = NDArray[np.float64]

MARGIN = 0.05
"""'Faster' means faster by more than this share."""

SIGNIFICANCE = 0.025
"""The one-sided error for the whole family of pairs."""

_LARGEST = 700.0  # exp of more than this overflows

MOST_BLOCKS = 1000
"""No rubric asks for more; of a run that has more in one contest, the last ones count. Time and memory grow with their
square."""

_AT_ONCE = 200_000
"""Averages of two blocks that are sorted at once: 2 MB, so that they stay in the processor's cache."""

MOST_EXACT = 200
"""Up to so many blocks the test is exact. Beyond, the sum of ranks is as good as normal: p-values differ by under
.0005."""


@made_often(frozen=True, slots=True)
class Estimate:
    """A typical value and its 95 % interval, which is None if there are too few values."""

    value: float
    interval: tuple[float, float] | None


@made_often(frozen=True, slots=True)
class Faster:
    """A pair of tools with a significant difference: `faster` took `ratio` (below 1) times the time of `slower`.

    `interval` is the unadjusted 95 % interval of the ratio; `p_adjusted` is Holm's p-value over all pairs; `blocks` is
    the number of blocks that both ran in.
    """

    faster: str
    slower: str
    ratio: float
    interval: tuple[float, float] | None
    p_adjusted: float
    blocks: int


def typical(values: Sequence[float]) -> Estimate:
    """Return the pseudomedian of positive values on the log scale: exp of the median of Walsh averages.

    Raises:
        ValueError: `values` is empty, or holds something other than finite numbers above 0.
    """
    if not values or not all(0 < value < math.inf for value in values):
        raise ValueError("values must be finite and above 0, and there must be at least one")
    [walsh] = _walsh(np.log([values]))
    return _estimate(walsh, len(values))


def blocks_needed(tools: int) -> int:
    """Return the smallest number of blocks with which Holm's first step can pass, over all pairs of `tools` tools.

    The smallest p-value of n blocks is 2⁻ⁿ: 7 blocks are enough for 3 pairs, 10 for 15, 12 for 78.
    """
    pairs = math.comb(tools, 2)
    return 0 if pairs == 0 else math.ceil(math.log2(pairs / SIGNIFICANCE))


USUAL = 10
"""The number of blocks to ask for where too few were run to know any noise."""


def blocks_to_ask_for(blocks: int, needed: int) -> int:
    """Return the number of blocks to ask for where there are `blocks`, so that a difference in time can count as real."""
    return max(needed, USUAL if blocks < FEWEST_BLOCKS else 0)


def faster_pairs(times: Mapping[str, Mapping[str, float]]) -> tuple[Faster, ...]:
    """Return the pairs of tools whose times differ significantly.

    `times` maps tools to seconds by block. A pair is compared on the blocks that contain both. The one-sided
    signed-rank test asks, for each pair, whether the faster tool's time plus the margin is still shorter. Holm's
    procedure over all pairs keeps the family's error at `SIGNIFICANCE`.

    Raises:
        ValueError: a time is not a finite number above 0.
    """
    for tool, by_block in times.items():
        for block, seconds in by_block.items():
            if not 0 < seconds < math.inf:
                raise ValueError(f"{tool} took {seconds} s in block {block}; a time must be finite and above 0")
    tested = [
        test
        for blocks, pairs in _sharing(times)
        for some in _few_at_once(pairs, len(blocks))
        for test in _tested(times, blocks, some)
    ]
    tested.sort(key=lambda test: test[0])
    found = []
    adjusted = 0.0
    for place, (order, ratio, interval, blocks) in enumerate(tested):
        p, quick, slow = order
        adjusted = min(1.0, max(adjusted, p * (len(tested) - place)))
        if adjusted > SIGNIFICANCE:
            break
        found.append(Faster(quick, slow, ratio, interval, adjusted, blocks))
    return tuple(found)


def _sharing(times: Mapping[str, Mapping[str, float]]) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """Group the pairs of tools by the blocks that contain both; pairs without a common block are left out."""
    blocks = {tool: frozenset(own) for tool, own in times.items()}
    by_shared: dict[frozenset[str], list[tuple[str, str]]] = defaultdict(list)
    for one, other in combinations(sorted(times), 2):
        by_shared[blocks[one] & blocks[other]].append((one, other))
    return [(sorted(shared), pairs) for shared, pairs in by_shared.items() if shared]


def _few_at_once(pairs: list[tuple[str, str]], blocks: int) -> Iterator[list[tuple[str, str]]]:
    """Yield the pairs some at a time, so that their averages over so many blocks fill no memory."""
    step = max(1, _AT_ONCE // (blocks * (blocks + 1) // 2))
    yield from (pairs[start : start + step] for start in range(0, len(pairs), step))


def _tested(
    times: Mapping[str, Mapping[str, float]], blocks: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[float, str, str], float, tuple[float, float] | None, int]]:
    """Yield, for each pair on these blocks: (p-value, faster, slower), the ratio, its interval, the number of blocks."""
    place = {tool: at for at, tool in enumerate(sorted({tool for pair in pairs for tool in pair}))}
    logs = np.log([[times[tool][block] for block in blocks] for tool in place])
    one, other = np.array([[place[first], place[second]] for first, second in pairs]).T
    differences = logs[one] - logs[other]
    walsh = _walsh(differences)
    middle = _middle(walsh)
    turned = middle > 0
    differences[turned] *= -1
    ratios = np.exp(-np.abs(middle))
    reach = _reach(len(blocks), 0.05)
    lowest, highest = walsh[:, reach], walsh[:, -1 - reach]
    ends = np.exp(np.clip(np.where(turned, [-highest, -lowest], [lowest, highest]), -_LARGEST, _LARGEST))
    values = _signed_rank_p(differences + math.log1p(MARGIN))
    told = zip(pairs, turned.tolist(), values.tolist(), ratios.tolist(), *ends.tolist(), strict=True)
    for (first, second), turn, p, ratio, low, high in told:
        order = (p, second, first) if turn else (p, first, second)
        yield order, ratio, (low, high) if len(blocks) >= FEWEST_BLOCKS else None, len(blocks)


def _estimate(walsh: Array, count: int) -> Estimate:
    middle = math.exp(float(_middle(walsh)))
    if count < FEWEST_BLOCKS:
        return Estimate(middle, None)
    reach = _reach(count, 0.05)
    return Estimate(middle, (math.exp(walsh[reach]), math.exp(walsh[-1 - reach])))


def _middle(ascending: Array) -> Array:
    """Return the median of ascending values along the last axis."""
    count = ascending.shape[-1]
    return np.asarray((ascending[..., (count - 1) // 2] + ascending[..., count // 2]) / 2)


def _walsh(values: Array) -> Array:
    """Return, for each row, the averages of all pairs of values, each value with itself included, ascending."""
    rows, count = values.shape
    found = np.empty((rows, count * (count + 1) // 2))  # all is done in place: these arrays are the largest of all
    start = 0
    for one in range(count):
        end = start + count - one
        np.add(values[:, one:], values[:, one : one + 1], out=found[:, start:end])
        start = end
    found /= 2
    found.sort(axis=1)
    return found


@cache
def _rank_sum_counts(n: int) -> tuple[int, ...]:
    """Return in how many of the 2ⁿ sign patterns the positive ranks add up to 0, to 1, and so on."""
    counts = [1]
    for rank in range(1, n + 1):
        longer = [*counts, *([0] * rank)]
        for total, count in enumerate(counts):
            longer[total + rank] += count
        counts = longer
    return tuple(counts)


@cache
def _reach(n: int, error: float) -> int:
    """Return how many Walsh averages to drop at either end, so that the interval's two-sided error is at most `error`."""
    if n > MOST_EXACT:
        mean, deviation = _rank_sum_moments(n)
        return max(math.floor(mean - NormalDist().inv_cdf(1 - error / 2) * deviation - 0.5), 0)
    below, share = 0, Fraction(error)  # 2ⁿ soon is larger than any float
    for total, count in enumerate(_rank_sum_counts(n)):
        below += count
        if 2 * below * share.denominator > share.numerator * 2**n:
            return max(total - 1, 0)
    return 0


def _signed_rank_p(values: Array) -> Array:
    """Return, for each row, the exact one-sided p-value of the hypothesis that the centre is not below 0.

    Zeros count for neither side. Ties share their average rank, rounded towards the larger p-value.
    """
    order = np.argsort(np.abs(values), axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    sizes = np.abs(ordered)
    zeros = (sizes == 0).sum(axis=1)
    places = np.arange(1.0, values.shape[1] + 1)
    new = np.ones(sizes.shape, dtype=bool)
    new[:, 1:] = sizes[:, 1:] != sizes[:, :-1]
    last = np.ones(sizes.shape, dtype=bool)
    last[:, :-1] = new[:, 1:]
    lowest = np.maximum.accumulate(np.where(new, places, 0.0), axis=1)
    highest = np.minimum.accumulate(np.where(last, places, np.inf)[:, ::-1], axis=1)[:, ::-1]
    ranks = (lowest + highest) / 2 - zeros[:, np.newaxis]
    positive = np.ceil(np.where(ordered > 0, ranks, 0.0).sum(axis=1)).astype(int)
    left = values.shape[1] - zeros
    return np.array([_share_up_to(int(n), int(total)) for n, total in zip(left, positive, strict=True)])


@cache
def _share_up_to(n: int, total: int) -> float:
    if n > MOST_EXACT:
        mean, deviation = _rank_sum_moments(n)
        return NormalDist().cdf((total + 0.5 - mean) / deviation)
    return float(sum(_rank_sum_counts(n)[: total + 1]) / 2**n)


def _rank_sum_moments(n: int) -> tuple[float, float]:
    """Return mean and standard deviation of the sum of positive ranks among `n`."""
    return n * (n + 1) / 4, math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
