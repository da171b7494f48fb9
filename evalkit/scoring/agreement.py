"""Agreement of raters: Krippendorff's alpha with a bootstrap interval, for any number of raters and missing ratings.

Method: Krippendorff 2011, Computing Krippendorff's alpha-reliability (https://repository.upenn.edu/asc_papers/43).
Alpha is one minus the observed disagreement over the expected one; both come from the coincidence matrix. The interval
resamples units with replacement, as Zapf and others 2016 recommend (Measuring inter-rater reliability for nominal data,
BMC Medical Research Methodology 16:93).
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
"""How the distance between two ratings is computed: equal or not, by ranks, by their difference, or as a share of their
sum."""

BOOTSTRAP = 1000
LEAST_ALPHA = 0.667
"""Alpha below this value supports no conclusions, not even tentative ones (Krippendorff 2004)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far raters agree: 1 is full agreement, 0 is what chance gives, and below 0 is less than chance.

    `alpha` is None if it is undefined: no unit has two ratings, or all ratings are equal (`reason` says which).
    `interval` is the 95 % interval; it is None if alpha is None or fewer than three units count. `units` counts the
    units with at least two ratings.
    """

    alpha: float | None
    interval: tuple[float, float] | None
    raters: int
    units: int
    reason: str = ""

    @property
    def disagree(self) -> bool:
        """Whether alpha is too low to draw conclusions from the ratings."""
        return self.alpha is not None and self.alpha < LEAST_ALPHA


def krippendorff_alpha(ratings: Sequence[Sequence[Hashable]], measurement: Measurement = "ordinal") -> float | None:
    """Return alpha for `ratings`, one row for each rater and one column for each unit; None or NaN means no rating.

    Returns None if alpha is undefined.

    Raises:
        ValueError: the rows differ in length; or a rating that is not nominal is not a finite number; or a rating on a
            ratio scale is negative.
    """
    return agreement(ratings, measurement, draws=0).alpha


def agreement(
    ratings: Sequence[Sequence[Hashable]], measurement: Measurement = "ordinal", draws: int = BOOTSTRAP, seed: int = 0
) -> Agreement:
    """Return alpha with a bootstrap interval from `draws` resamples of the units; see `krippendorff_alpha`."""
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every rater needs one rating for each unit; write None for a missing one")
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
    """Return the index of each rating among the distinct values, -1 for a missing one; numbers are sorted ascending."""
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
        raise ValueError(f"{value!r} is not a finite number; {measurement} ratings must be finite numbers")
    if measurement == "ratio" and value < 0:
        raise ValueError(f"{value!r} is negative; ratio ratings must not be negative")
    return float(value)


def _alpha(units: Array, values: Sequence[Hashable], measurement: Measurement) -> float | None:
    """Return alpha for counts (units, values), with at least two ratings in each unit."""
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
    """Return the squared distances between values, on the scale of the measurement."""
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
    """Return the middle 95 % of alpha over resamples; a resample with equal ratings only counts as full agreement."""
    chance = np.random.default_rng(seed)
    found = [_alpha(units[chance.integers(0, len(units), len(units))], values, measurement) for _ in range(draws)]
    low, high = np.quantile([1.0 if alpha is None else alpha for alpha in found], (0.025, 0.975))
    return float(low), float(high)
