"""Whether raters agree: Krippendorff's alpha, for any number of raters and missing ratings, with a bootstrap interval.

Method: Krippendorff 2011, Computing Krippendorff's alpha-reliability (https://repository.upenn.edu/asc_papers/43): one minus
observed over expected disagreement, both from the matrix of coincidences. The interval resamples units with replacement,
as Zapf and others 2016 advise (Measuring inter-rater reliability for nominal data, BMC Medical Research Methodology 16:93).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Measurement = Literal["nominal", "ordinal", "interval", "ratio"]
"""What a difference between two ratings means: other, ranks apart, steps apart, or a share of their sum."""

BOOTSTRAP = 1000
LEAST_ALPHA = 0.667
"""Below this alpha even tentative conclusions are not warranted (Krippendorff 2004)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far raters agree: 1 wholly, 0 as chance would, below 0 less than that.

    `alpha` is None where it is not defined: no unit with two ratings, or no two ratings that differ (`reason` says
    which). `interval` is the 95 % interval, None where alpha is, or with under three units. `units` counts those with
    two ratings or more.
    """

    alpha: float | None
    interval: tuple[float, float] | None
    raters: int
    units: int
    reason: str = ""

    @property
    def disagree(self) -> bool:
        """Whether the raters disagree too much to draw conclusions."""
        return self.alpha is not None and self.alpha < LEAST_ALPHA


def krippendorff_alpha(ratings: Sequence[Sequence[Hashable]], measurement: Measurement = "ordinal") -> float | None:
    """Alpha of ratings by rater and unit; None (or NaN) in them means no rating.

    Returns None where alpha is not defined. Raises ValueError where rows differ in length, or where ratings that are not
    nominal are not finite numbers, or below 0 for ratio.
    """
    return agreement(ratings, measurement, draws=0).alpha


def agreement(
    ratings: Sequence[Sequence[Hashable]], measurement: Measurement = "ordinal", draws: int = BOOTSTRAP, seed: int = 0
) -> Agreement:
    """Alpha with a bootstrap interval from `draws` resamples of the units; see `krippendorff_alpha`."""
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("each rater needs as many ratings as the others, None where there is none")
    coded, values = _coded(ratings, measurement)
    units = np.array([np.bincount(unit[unit >= 0], minlength=len(values)) for unit in coded.T], dtype=float)
    units = units.reshape(-1, max(1, len(values)))
    paired = units[units.sum(axis=1) >= 2]
    if not len(paired):
        return Agreement(None, None, len(ratings), 0, "no unit has two ratings")
    alpha = _alpha(paired, values, measurement)
    if alpha is None:
        return Agreement(None, None, len(ratings), len(paired), "all ratings are the same")
    interval = _interval(paired, values, measurement, draws, seed) if draws and len(paired) > 2 else None
    return Agreement(alpha, interval, len(ratings), len(paired))


def _coded(
    ratings: Sequence[Sequence[Hashable]], measurement: Measurement
) -> tuple[NDArray[np.intp], Sequence[Hashable]]:
    """Each rating as its place among the distinct values, -1 where there is none; numbers ascending."""
    given = [[None if _is_nan(rating) else rating for rating in row] for row in ratings]
    values: list[Hashable] = list(dict.fromkeys(rating for row in given for rating in row if rating is not None))
    if measurement != "nominal":
        numbers = [_number(value, measurement) for value in values]
        values = [value for _, value in sorted(zip(numbers, values, strict=True), key=lambda pair: pair[0])]
    place = {value: at for at, value in enumerate(values)}
    codes = [[-1 if rating is None else place[rating] for rating in row] for row in given]
    return np.array(codes, dtype=np.intp).reshape(len(given), len(given[0]) if given else 0), values


def _is_nan(rating: Hashable) -> bool:
    return isinstance(rating, float) and math.isnan(rating)


def _number(value: Hashable, measurement: Measurement) -> float:
    if not isinstance(value, (int, float, np.integer, np.floating)) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a finite number, which {measurement} ratings must be")
    if measurement == "ratio" and value < 0:
        raise ValueError(f"{value!r} is below 0, which ratio ratings must not be")
    return float(value)


def _alpha(units: Array, values: Sequence[Hashable], measurement: Measurement) -> float | None:
    """Alpha of counts by unit and value, each unit with two ratings or more."""
    size = units.sum(axis=1)
    coincidences = (units / (size - 1)[:, np.newaxis]).T @ units - np.diag(
        (units / (size - 1)[:, np.newaxis]).sum(axis=0)
    )
    totals = units.sum(axis=0)
    distances = _distances(totals, values, measurement)
    expected = (totals @ distances @ totals) / (totals.sum() - 1)
    if expected <= 0:
        return None
    return float(1 - (coincidences * distances).sum() / expected)


def _distances(totals: Array, values: Sequence[Hashable], measurement: Measurement) -> Array:
    """Squared differences between values, as the measurement understands them."""
    if measurement == "nominal":
        return 1.0 - np.eye(len(totals))
    if measurement == "ordinal":
        ranks = np.cumsum(totals) - totals / 2
        return np.asarray((ranks[:, np.newaxis] - ranks) ** 2)
    numbers = np.array([float(value) for value in values if isinstance(value, (int, float, np.number))])
    numbers = numbers / max(1.0, np.abs(numbers).max())
    apart, together = numbers[:, np.newaxis] - numbers, numbers[:, np.newaxis] + numbers
    if measurement == "interval":
        return np.asarray(apart**2)
    return np.asarray((apart / np.where(together > 0, together, 1.0)) ** 2)


def _interval(
    units: Array, values: Sequence[Hashable], measurement: Measurement, draws: int, seed: int
) -> tuple[float, float] | None:
    """The middle 95 % of alpha over resamples; those in which nothing varies have none, and count as whole agreement."""
    chance = np.random.default_rng(seed)
    found = [_alpha(units[chance.integers(0, len(units), len(units))], values, measurement) for _ in range(draws)]
    low, high = np.quantile([1.0 if alpha is None else alpha for alpha in found], (0.025, 0.975))
    return float(low), float(high)
