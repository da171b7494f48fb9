"""Stability of the leader: the range of one criterion's weight in which it stays first, others scaling in proportion.

If scores are linear in the weights, the range has a closed form (Triantaphyllou and Sánchez 1997, A sensitivity
analysis approach for some deterministic multi-criteria decision making methods, Decision Sciences 28). A stack's score
is not linear if a criterion does not apply to some of its tasks: each task's weights are then divided by their own sum,
and the range ends at a root of a polynomial.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import ArrayLike

from evalkit.scoring.judgements import Stable
from evalkit.scoring.scorecard import CriterionScore, StackRow, TaskTable
from evalkit.scoring.smaa import Array, shares_of
from evalkit.scoring.weighing import shares_by_name

_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """One share of a score: points (alternatives, criteria) at least and at most, and which criteria apply (0 or 1)."""

    share: float
    low: Array
    high: Array
    applies: Array


def weight_intervals(
    values: ArrayLike, weights: ArrayLike, *, most: ArrayLike | None = None
) -> tuple[tuple[float, float] | None, ...]:
    """Return, for each criterion, the range of its share of the weight in which the leader stays first.

    `values` has the shape (alternatives, criteria); more is better. `weights` are not negative. If values are missing,
    `most` holds the greatest that they may be, and the leader must stay first whatever they are. The ranges are None if
    no alternative is certainly the only first.
    """
    low = np.asarray(values, dtype=float)
    high = low if most is None else np.asarray(most, dtype=float)
    if low.ndim != 2 or 0 in low.shape or high.shape != low.shape or not np.isfinite([low, high]).all():
        raise ValueError(
            "values must be finite and of shape (alternatives, criteria), and most must have the same shape"
        )
    return intervals([Part(1.0, low, high, np.ones(low.shape))], shares_of(weights))


def intervals(parts: Sequence[Part], shares: Array) -> tuple[tuple[float, float] | None, ...]:
    """Return the same ranges for scores that are sums of parts; the `shares` of the criteria add up to 1."""
    leader = _leader(parts, shares)
    if leader is None:
        return (None,) * shares.size
    return tuple(_interval(parts, shares, leader, criterion) for criterion in range(shares.size))


def stable_weights(
    tables: Sequence[TaskTable], stacks: Sequence[StackRow], weights: Mapping[str, float]
) -> dict[str, tuple[Stable, ...]]:
    """Return, by task and '' for the stacks, how far each criterion's weight can move; only ranked ones are compared."""
    names = list(weights)
    shares = shares_of(list(weights.values()))
    found = {}
    for table in tables:
        rows = [row.criteria for row in table.rows if row.rank]
        found[table.task] = _stable(names, shares, [_part(1.0, rows, names)] if rows else [])
    ranked = [stack for stack in stacks if stack.rank]
    counted = [table for table in tables if table.weight > 0]
    of_tasks = shares_by_name({table.task: table.weight for table in counted})
    parts = []
    for table in counted if ranked else ():
        rows_of = {row.tool: row.criteria for row in table.rows}
        parts.append(_part(of_tasks[table.task], [rows_of[stack.tools[table.task]] for stack in ranked], names))
    found[""] = _stable(names, shares, parts)
    return found


def _stable(names: Sequence[str], shares: Array, parts: Sequence[Part]) -> tuple[Stable, ...]:
    ends = intervals(parts, shares) if parts else (None,) * len(names)
    return tuple(
        Stable(name, float(share), *(pair or (None, None)))
        for name, share, pair in zip(names, shares, ends, strict=True)
    )


def _part(share: float, rows: Sequence[Mapping[str, CriterionScore]], names: Sequence[str]) -> Part:
    points = [[row[name].points for name in names] for row in rows]
    return Part(
        share,
        np.array([[p.low if p else 0.0 for p in row] for row in points]),
        np.array([[p.high if p else 0.0 for p in row] for row in points]),
        np.array([[0.0 if p is None else 1.0 for p in row] for row in points]),
    )


def _leader(parts: Sequence[Part], shares: Array) -> int | None:
    held = [np.maximum(part.applies @ shares, np.finfo(float).tiny) for part in parts]
    low = np.sum([part.share * (part.low @ shares) / of for part, of in zip(parts, held, strict=True)], axis=0)
    high = np.sum([part.share * (part.high @ shares) / of for part, of in zip(parts, held, strict=True)], axis=0)
    first = int(np.argmax(low))
    return first if (np.delete(high, first) < low[first] - _EQUAL).all() else None


def _interval(parts: Sequence[Part], shares: Array, leader: int, criterion: int) -> tuple[float, float]:
    now = float(shares[criterion])
    rest = shares.copy()
    rest[criterion] = 0.0
    if rest.sum() == 0:
        return 1.0, 1.0  # a single criterion always has the whole weight
    rest /= rest.sum()
    margins = _linear_margins(parts, leader)
    if margins is not None:
        at_none, at_all = margins @ rest, margins[:, criterion]
        falls, climbs = at_all < 0, at_none < 0
        gaps = at_none - at_all
        return (
            float(np.max(at_none[climbs] / gaps[climbs], initial=0.0)),
            float(np.min(at_none[falls] / gaps[falls], initial=1.0)),
        )
    least, most = 0.0, 1.0
    for rival in range(len(parts[0].low)):
        if rival != leader:
            ahead = _Ahead(parts, rest, criterion, leader, rival)
            least, most = max(least, ahead.end(now, 0.0)), min(most, ahead.end(now, 1.0))
    return least, most


def _linear_margins(parts: Sequence[Part], leader: int) -> Array | None:
    """Return the leader's margin over each rival, by criterion, or None if scores are not linear in the weights.

    With one part and the same criteria for all, the common denominator does not move the zeros.
    """
    if len(parts) > 1 and not all(part.applies.all() for part in parts):
        return None
    if not all((part.applies == part.applies[0]).all() for part in parts):
        return None
    return np.asarray(
        np.sum([part.share * (part.low[leader] - np.delete(part.high, leader, axis=0)) for part in parts], axis=0)
    )


class _Ahead:
    """The leader's margin over one rival as a function of one criterion's share t: a sum of (a + b·t) / (c + d·t)."""

    def __init__(self, parts: Sequence[Part], rest: Array, criterion: int, leader: int, rival: int) -> None:
        self.terms: dict[tuple[float, float], Array] = defaultdict(lambda: np.zeros(2))
        for part in parts:
            for sign, points, who in ((1.0, part.low, leader), (-1.0, part.high, rival)):
                others = float(part.applies[who] @ rest)
                own = float(part.applies[who, criterion])
                at_none, at_all = float(points[who] @ rest), float(points[who, criterion])
                if own == 0 or others == 0:
                    # It is the only one that applies, or does not apply: its weight does not matter to the score.
                    constant = at_all if own else at_none / others if others else 0.0
                    self.terms[1.0, 0.0] += sign * part.share * np.array([constant, 0.0])
                else:
                    below = (1.0, 0.0) if abs(others - 1) < _EQUAL else (others, 1.0 - others)
                    self.terms[below] += sign * part.share * np.array([at_none, at_all - at_none])

    def __call__(self, t: float) -> float:
        return float(sum((a + b * t) / (c + d * t) for (c, d), (a, b) in self.terms.items()))

    def end(self, now: float, limit: float) -> float:
        """Return how far t can go from `now` towards `limit` before the rival overtakes."""
        crossings = sorted((t for t in self._crossings() if (t - now) * (limit - now) > 0), reverse=limit < now)
        stops = [*crossings, limit]
        for place, stop in enumerate(stops):
            beyond = stops[place + 1] if place + 1 < len(stops) else None
            if beyond is not None and self((stop + beyond) / 2) < 0:
                return stop
        return limit

    def _crossings(self) -> list[float]:
        """Return where in (0, 1) the margin is zero: roots of the numerator over the common denominator."""
        numerator: Array = np.zeros(1)
        for below, above in self.terms.items():
            product: Array = above
            for other in self.terms:
                if other != below:
                    product = np.asarray(polynomial.polymul(product, np.array(other)), dtype=float)
            numerator = np.asarray(polynomial.polyadd(numerator, product), dtype=float)
        trimmed = polynomial.polytrim(numerator, tol=1e-12 * max(1.0, np.abs(numerator).max()))
        roots = polynomial.polyroots(trimmed) if len(trimmed) > 1 else np.zeros(0)
        real = roots.real[np.abs(roots.imag) < 1e-7]
        return [float(t) for t in real if 0 < t < 1]
