"""The one formula there is: weighted means of ranges of points, and the places that ranges leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.scoring.scorecard import Points

LEAST_COVERAGE = 0.8
"""Below this share of the weight a tool is listed without a rank."""


_LEAST = 1e-300

NEARLY = 1e-9
"""Points that differ by no more than this are level."""


def weigh(parts: Sequence[tuple[float, Points | None, float]]) -> tuple[Points, float]:
    """Weighted means of points and coverage over (weight, points, coverage); without points a part does not apply.

    Only the proportions of the weights matter, whatever their size.
    """
    largest = max((weight for weight, points, _ in parts if points is not None), default=0.0)
    total = low = high = covered = 0.0
    for stated, points, coverage in parts:
        if points is not None and stated > 0:
            weight = stated / largest  # a sum of the largest numbers there are would be infinite
            total += weight
            low += weight * points.low
            high += weight * points.high
            covered += weight * coverage
    if total == 0:
        return Points(0.0, 100.0), 0.0
    return Points(low / total, high / total), covered / total


def is_covered(coverage: float) -> bool:
    """Whether enough of the weight was measured for a rank; a rounding error below the least is enough."""
    return coverage >= LEAST_COVERAGE - NEARLY


def shares_by_name(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as shares of 1, whatever their size; all 0 where all of them are 0.

    What weighs anything has a share above 0, however small: it may be all that applies to a tool.
    """
    largest = max(weights.values(), default=0.0)
    if largest == 0:
        return dict.fromkeys(weights, 0.0)
    total = sum(weight / largest for weight in weights.values())
    return {name: max(weight / largest / total, _LEAST) if weight else 0.0 for name, weight in weights.items()}


def places(points: Mapping[str, Points]) -> dict[str, tuple[int, int]]:
    """The best and worst place of each, ties shared: 1 + those surely above, 1 + those possibly above."""
    return {
        name: (
            1 + sum(other.low > own.high + NEARLY for key, other in points.items() if key != name),
            1 + sum(other.high > own.low + NEARLY for key, other in points.items() if key != name),
        )
        for name, own in points.items()
    }
