"""Who comes first if nobody states weights: stochastic multicriteria acceptability analysis (SMAA), over plain arrays.

SMAA draws random weights, and random values where these are uncertain. It counts how often each alternative takes each
place. Method: Lahdelma and Salminen 2001 (SMAA-2: Stochastic multicriteria acceptability analysis for group decision
making, Operations Research 49). Simulation: Tervonen and Lahdelma 2007 (Implementing stochastic multicriteria
acceptability analysis, European Journal of Operational Research 178). Utilities are weighted means; more is better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.scoring.weighing import NEARLY

Array = NDArray[np.float64]
ScoresAt = Callable[[Array], tuple[Array, Array]]
"""Maps weights to the least and the greatest scores, as `scores` does; see `standings`."""

DRAWS = 10_000
"""The number of draws of weights: the standard error of a share is then at most 0.005."""

CONCENTRATION = 40.0
"""How closely random weights lie around stated ones: with 40, a share of 1/8 has a standard deviation of 0.05."""

_AT_ONCE = 100_000
"""Scores that are compared at once: so few stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Smaa:
    """The results of SMAA; alternatives keep their order.

    `best` and `worst`, of shape (alternatives, places), are the rank acceptability with missing values counted for and
    against the alternative; they are equal if nothing is missing. `central` holds, for each alternative, the mean
    weights (criteria) of the draws in which it comes first, or None if it never does. `confidence` holds the range of
    the share of value draws in which these weights put it first. `beats`, of shape (alternatives, alternatives), is the
    share of draws in which the row's alternative scores more than the column's; ties count half, missing values count
    at their middle, and the diagonal is 0.5.
    """

    best: Array
    worst: Array
    central: tuple[Array | None, ...]
    confidence: tuple[tuple[float, float] | None, ...]
    beats: Array

    @property
    def first(self) -> Array:
        """First-rank acceptability by alternative, with missing values counted in its favour."""
        return self.best[:, 0]


def any_weights(criteria: int, draws: int = DRAWS, seed: int = 0) -> Array:
    """Return weights of shape (draws, criteria), every set equally likely: Dirichlet(1, …, 1).

    They are the gaps between sorted points of the unit interval (Tervonen and Lahdelma 2007). The points are spread
    evenly from a random start, by the additive recurrence on roots of x^d = x + 1 (Roberts 2018, The unreasonable
    effectiveness of quasirandom sequences). Up to four criteria the error is a tenth of that of independent draws.
    """
    inner = criteria - 1
    root = 2.0
    for _ in range(64):
        root = (1 + root) ** (1 / criteria)
    steps = root ** -np.arange(1.0, criteria)
    points = (np.random.default_rng(seed).random(inner) + np.arange(1.0, draws + 1)[:, np.newaxis] * steps) % 1
    edges = np.concatenate([np.zeros((draws, 1)), np.sort(points, axis=1), np.ones((draws, 1))], axis=1)
    return np.diff(edges, axis=1)


def weights_around(
    weights: ArrayLike, draws: int = DRAWS, seed: int = 0, concentration: float = CONCENTRATION
) -> Array:
    """Return weights of shape (draws, criteria) around stated ones: Dirichlet(concentration · share); a 0 stays 0.

    Raises:
        ValueError: a weight is negative or not finite, or all weights are 0.
    """
    shares = shares_of(weights)
    drawn = np.random.default_rng(seed).standard_gamma(concentration * shares, (draws, shares.size))
    total = drawn.sum(axis=1, keepdims=True)
    return np.where(total > 0, drawn / np.where(total > 0, total, 1.0), shares)


def shares_of(weights: ArrayLike) -> Array:
    """Return weights as shares of 1; raises ValueError if one is negative or not finite, or if all are 0."""
    given = np.asarray(weights, dtype=float)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or not (given > 0).any():
        raise ValueError("weights must be finite, not negative, and not all 0")
    scaled = given / given.max()
    return np.asarray(scaled / scaled.sum())


def smaa(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    most: ArrayLike | None = None,
    applies: ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Smaa:
    """Return rank acceptability, central weights, confidence factors and pairwise winning shares of alternatives.

    `values` has the shape (alternatives, criteria), or (value draws, alternatives, criteria) if values are uncertain;
    more is better. `weights` has the shape (weight draws, criteria); if left out, `draws` uniform ones are made from
    `seed`. Draw n combines the n-th weights with the n-th values; the shorter list repeats until the longer one ends.
    If values are missing, `values` holds the least and `most`, of the same shape, the greatest that they may be.
    `applies`, of shape (alternatives, criteria), says which criteria count for which alternative.

    Raises:
        ValueError: shapes do not match, or a number is not finite.
    """
    least = _values(values)
    highest = least if most is None else _values(most)
    alternatives, criteria = least.shape[1:]
    counted = np.ones((alternatives, criteria)) if applies is None else np.asarray(applies, dtype=float)
    drawn = any_weights(criteria, draws, seed) if weights is None else np.asarray(weights, dtype=float)
    if highest.shape != least.shape or counted.shape != (alternatives, criteria):
        raise ValueError(f"most and applies must have the shape of values, {least.shape}")
    if (highest < least).any():
        raise ValueError("most must not be below values")
    if drawn.ndim != 2 or drawn.shape[1] != criteria or not len(drawn) or not np.isfinite(drawn).all():
        raise ValueError(f"weights must be finite and of shape (draws, {criteria})")
    if (drawn < 0).any() or not (drawn.sum(axis=1) > 0).all():
        raise ValueError("weights must not be negative, and not all 0 in any draw")
    drawn = drawn / drawn.sum(axis=1, keepdims=True)
    rounds = -(-max(len(drawn), len(least)) // len(least))
    in_turn = np.resize(drawn, (rounds, len(least), criteria))
    repeated = in_turn.transpose(1, 0, 2).reshape(-1, criteria)
    low = least * counted
    high = low if most is None else highest * counted
    return standings(lambda at: scores(low, high, counted, at), repeated, len(least))


def scores(low: Array, high: Array, applies: Array, weights: Array) -> tuple[Array, Array]:
    """Return weighted means: the least and the greatest, each of shape (value draws, n, alternatives).

    `weights` has the shape (value draws, n, criteria), or (1, n, criteria) if they are the same for every value draw.
    `low` and `high` have the shape (value draws, alternatives, criteria); they are one array if nothing is missing.
    Criteria that do not apply must hold 0. An alternative whose criteria all weigh 0 may have anything from 0 to 100
    points.
    """
    if applies.all() and (total := weights.sum(axis=-1, keepdims=True)).all():
        shares = weights / total
        least = _sums(low, shares)
        return least, least if high is low else _sums(high, shares)
    held = weights @ applies.T
    weightless = held <= 0
    if weightless.any():
        divisor = np.where(weightless, 1.0, held)
        least = np.where(weightless, 0.0, _sums(low, weights) / divisor)
        return least, np.where(weightless, 100.0, _sums(high, weights) / divisor)
    least = _sums(low, weights)
    least /= held  # in place, as these arrays are large
    if high is low:
        return least, least
    most = _sums(high, weights)
    most /= held
    return least, most


def _sums(values: Array, weights: Array) -> Array:
    return np.asarray(np.matmul(weights, values.transpose(0, 2, 1)))


def standings(scores_at: ScoresAt, weights: Array, value_draws: int, *, confidence: bool = True) -> Smaa:
    """Do the same as `smaa` with a function for the scores; `weights` is (N, criteria), N a multiple of `value_draws`.

    If `confidence` is False, the confidence factors are None and are not computed.
    """
    low, high = scores_at(weights.reshape(value_draws, -1, weights.shape[1]))
    whole = high is low or np.array_equal(low, high)
    low, high = (points.reshape(len(weights), -1) for points in (low, high))
    above, tied = _among_equals(low) if whole else _among(high, low)
    best = _shares(above, tied)
    first = _first(above, tied)
    lead, times = first.T @ weights, first.sum(axis=0)
    beats = _beats(*((above, tied) if whole else _among_equals((low + high) / 2)))
    worst = best if whole else _shares(*_among(low, high))
    central = tuple(row / often if often > 0 else None for row, often in zip(lead, times, strict=True))
    factors = _confidence(scores_at, central, value_draws) if confidence else (None,) * len(central)
    return Smaa(best, worst, central, factors, beats)


def _among_equals(points: Array) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return, for each draw, how many others score above each alternative, and how many score the same."""
    order = np.argsort(-points, axis=1)
    ordered = np.take_along_axis(points, order, axis=1)
    steps = np.ones(points.shape, dtype=bool)
    steps[:, 1:] = ordered[:, :-1] - ordered[:, 1:] > NEARLY
    at = np.arange(points.shape[1], dtype=np.int16)
    start = np.maximum.accumulate(np.where(steps, at, np.int16(0)), axis=1)
    above = np.empty_like(start)
    np.put_along_axis(above, order, start, axis=1)
    if steps.all():
        return above, np.zeros_like(above)
    ends = np.ones(points.shape, dtype=bool)
    ends[:, :-1] = steps[:, 1:]
    end = np.minimum.accumulate(np.where(ends, at, np.int16(len(at)))[:, ::-1], axis=1)[:, ::-1]
    tied = np.empty_like(start)
    np.put_along_axis(tied, order, end - start, axis=1)
    return above, tied


def _among(own: Array, others: Array) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Do the same with each alternative's own points from `own` and everybody else's from `others`."""
    draws, count = own.shape
    together = np.concatenate([others, own + NEARLY, own - NEARLY], axis=1)
    order = np.argsort(together, axis=1)
    below = np.empty(order.shape, dtype=np.int16)
    so_far = np.cumsum(order < count, axis=1, dtype=np.int16)
    order += np.arange(draws)[:, np.newaxis] * order.shape[1]  # places in the flat array, half as slow as by row
    below.ravel()[order] = so_far
    # The alternative itself is no rival, even where `others` holds different points for it.
    above = count - below[:, count : 2 * count] - (others > own + NEARLY)
    reached = count - below[:, 2 * count :] - (others >= own - NEARLY)
    return above, reached - above


def _shares(above: NDArray[np.int16], tied: NDArray[np.int16]) -> Array:
    """Return shares of draws by alternative and place; k alternatives that tie get 1/k of each of their k places."""
    draws, count = above.shape
    rows = np.arange(count) * (count + 1)
    if not tied.any():
        found = np.bincount((above + rows).ravel(), minlength=count * (count + 1)).reshape(count, -1)
        return np.asarray(found[:, :count] / draws)
    part = (1.0 / (1 + tied)).ravel()
    begin = np.bincount((above + rows).ravel(), part, count * (count + 1))
    end = np.bincount((above + tied + 1 + rows).ravel(), part, count * (count + 1))
    spread = np.cumsum((begin - end).reshape(count, -1), axis=1)[:, :count] / draws
    return np.asarray(np.maximum(spread, 0.0))


def _first(above: NDArray[np.int16], tied: NDArray[np.int16]) -> Array:
    return np.where(above == 0, 1.0 / (1 + tied), 0.0)


def _confidence(
    scores_at: ScoresAt, central: tuple[Array | None, ...], value_draws: int
) -> tuple[tuple[float, float] | None, ...]:
    found: list[tuple[float, float] | None] = [None] * len(central)
    leaders = [place for place, weights in enumerate(central) if weights is not None]
    step = max(1, _AT_ONCE // (value_draws * len(central)))
    for start in range(0, len(leaders), step):
        chosen = leaders[start : start + step]
        low, high = scores_at(np.array([[central[place] for place in chosen]]))
        whole = high is low
        at = np.arange(len(chosen))
        own_low, own_high = low[:, at, chosen], high[:, at, chosen]
        low[:, at, chosen] = high[:, at, chosen] = -np.inf  # an alternative is not its own rival
        least = _shares_first(own_low, high)
        most = least if whole else _shares_first(own_high, low)
        for place, pair in zip(chosen, zip(least, most, strict=True), strict=True):
            found[place] = pair
    return tuple(found)


def _shares_first(own: Array, rivals: Array) -> list[float]:
    """Return the share of draws in which each beats its rivals, ties shared: (draws, n) against (draws, n, rivals)."""
    ahead = own - rivals.max(axis=2)
    shares = np.where(ahead > NEARLY, 1.0, 0.0)
    level = np.abs(ahead) <= NEARLY
    shares[level] = 1.0 / (1 + (rivals[level] >= own[level][:, np.newaxis] - NEARLY).sum(axis=1))
    return [float(share) for share in shares.mean(axis=0)]


def _beats(above: NDArray[np.int16], tied: NDArray[np.int16]) -> Array:
    by_alternative = np.ascontiguousarray(above.T)
    count, draws = by_alternative.shape
    wins = np.full((count, count), 0.5)
    each = np.ones(draws, dtype=np.float32)  # BLAS counts fastest, and exactly: there are far fewer than 2**24 draws
    ever_tied = tied.any()
    for one, places in enumerate(by_alternative[:-1]):
        rest = by_alternative[one + 1 :]
        won = (places < rest).astype(np.float32) @ each
        lost = (places > rest).astype(np.float32) @ each if ever_tied else draws - won
        margin = (won - lost).astype(np.float64) / (2 * draws)
        wins[one, one + 1 :] += margin
        wins[one + 1 :, one] -= margin
    return wins


def _values(values: ArrayLike) -> Array:
    given = np.asarray(values, dtype=float)
    if given.ndim == 2:
        given = given[np.newaxis]
    if given.ndim != 3 or 0 in given.shape or not np.isfinite(given).all():
        raise ValueError("values must be finite and (alternatives, criteria) or (value draws, alternatives, criteria)")
    return given
