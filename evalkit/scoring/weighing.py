"""Weighted means of ranges of points, and the places that such ranges allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.scoring.scorecard import Points

ONLY_BASELINE = "it is the baseline, and the rubric does not list it among its tools"
"""Why the baseline has no rank."""
_LEAST = 1e-300

NEARLY = 1e-9
"""Points that differ by no more than this count as equal."""


def weigh(parts: Sequence[tuple[float, Points | None, float]]) -> tuple[Points, float]:
    """Return the weighted means of points and of coverage over (weight, points, coverage) triples.

    A part whose points are None does not apply. Only the proportions of the weights matter, not their size.
    """
    largest = max((weight for weight, points, _ in parts if points is not None), default=0.0)
    total = low = high = covered = 0.0
    for stated, points, coverage in parts:
        if points is not None and stated > 0:
            weight = stated / largest  # the sum of the largest floats would be infinite
            total += weight
            low += weight * points.low
            high += weight * points.high
            covered += weight * coverage
    if total == 0:
        return Points(0.0, 100.0), 0.0
    return Points(low / total, high / total), covered / total


def shares_by_name(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as shares of 1, whatever their size; all shares are 0 if all weights are 0.

    Every weight above 0 has a share above 0, however small: it may be the only one that applies to a tool.
    """
    largest = max(weights.values(), default=0.0)
    if largest == 0:
        return dict.fromkeys(weights, 0.0)
    total = sum(weight / largest for weight in weights.values())
    return {name: max(weight / largest / total, _LEAST) if weight else 0.0 for name, weight in weights.items()}


def places(points: Mapping[str, Points]) -> dict[str, tuple[int, int]]:
    """Return the best and the worst place of each, ties shared: 1 + those certainly above, and 1 + those possibly above."""
    return {
        name: (
            1 + sum(other.low > own.high + NEARLY for key, other in points.items() if key != name),
            1 + sum(other.high > own.low + NEARLY for key, other in points.items() if key != name),
        )
        for name, own in points.items()
    }
