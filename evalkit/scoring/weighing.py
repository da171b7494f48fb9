"""The one formula there is: weighted means of ranges of points, and the places that ranges leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.scoring.scorecard import Points

LEAST_COVERAGE = 0.8
"""Below this share of the weight a tool is listed without a rank."""


NEARLY = 1e-9
"""Points that differ by no more than this are level."""


def weigh(parts: Sequence[tuple[float, Points | None, float]]) -> tuple[Points, float]:
    """Weighted means of points and coverage over (weight, points, coverage); without points a part does not apply."""
    total = low = high = covered = 0.0
    for weight, points, coverage in parts:
        if points is not None and weight > 0:
            total += weight
            low += weight * points.low
            high += weight * points.high
            covered += weight * coverage
    if total == 0:
        return Points(0.0, 100.0), 0.0
    return Points(low / total, high / total), covered / total


def places(points: Mapping[str, Points]) -> dict[str, tuple[int, int]]:
    """The best and worst place of each, ties shared: 1 + those surely above, 1 + those possibly above."""
    return {
        name: (
            1 + sum(other.low > own.high + NEARLY for key, other in points.items() if key != name),
            1 + sum(other.high > own.low + NEARLY for key, other in points.items() if key != name),
        )
        for name, own in points.items()
    }
