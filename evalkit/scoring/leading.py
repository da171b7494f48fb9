"""Who leads, for many sets of numbers at once: weighted means as arrays, and those who certainly or possibly come first.

The rules are those of `weighing`: a part without weight may have anything from 0 to 100 points, and ties share a place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.scoring.coverage import LEAST_COVERAGE
from evalkit.scoring.weighing import NEARLY

Array = NDArray[np.float64]


def means(points: Array, weights: Array) -> Array:
    """Return weighted means of low, high and coverage over the last axis; without weight: 0, 100 and uncovered.

    `points` has the shape (3, …, parts), and `weights` one that fits (…, parts); the result has the shape (3, …).
    """
    total = weights.sum(axis=-1)
    sums = (points * weights).sum(axis=-1)
    none = np.array([0.0, 100.0, 0.0]).reshape(3, *[1] * (sums.ndim - 1))
    return np.asarray(np.where(total > 0, sums / np.where(total > 0, total, 1.0), none))


def covered(coverage: Array) -> NDArray[np.bool_]:
    """Return for whom enough was measured for a rank."""
    return np.asarray(coverage >= LEAST_COVERAGE - NEARLY)


def surely_first(low: Array, high: Array, ranked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who certainly has the first place, over the last axis: alone, or shared with equals."""
    return ranked & (most_of_others(np.where(ranked, high, -np.inf)) <= low + NEARLY)


def possibly_first(low: Array, high: Array, ranked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who may have the first place, over the last axis."""
    return ranked & (most_of_others(np.where(ranked, low, -np.inf)) <= high + NEARLY)


def most_of_others(values: Array) -> Array:
    """Return for each value the greatest of the others along the last axis; -inf where there are none."""
    nobody = np.full((*values.shape[:-1], 2), -np.inf)
    ordered = np.sort(np.concatenate([values, nobody], axis=-1), axis=-1)
    second, best = ordered[..., -2:-1], ordered[..., -1:]
    if not values.shape[-1]:
        return values
    own = np.arange(values.shape[-1]) == values.argmax(axis=-1)[..., np.newaxis]
    return np.where(own, second, best)
