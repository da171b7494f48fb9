"""Weight stability: the closed form of a published example."""

from __future__ import annotations

import numpy as np
import pytest

from evalkit.scoring import weight_intervals

VALUES = [[90, 20, 60], [60, 80, 50], [40, 60, 95]]
WEIGHTS = (0.5, 0.3, 0.2)


def test_the_second_row_stays_first_between_the_published_weights() -> None:
    assert np.array(VALUES) @ WEIGHTS == pytest.approx([63, 64, 57])
    first, second, third = weight_intervals(VALUES, WEIGHTS)
    assert first == pytest.approx((0.2308, 0.5161), abs=5e-5)
    assert second == pytest.approx((0.2881, 1.0), abs=5e-5)
    assert third == pytest.approx((0.0, 0.2727), abs=5e-5)


def test_scikit_criteria_sees_the_leader_change_at_the_ends() -> None:
    criteria = pytest.importorskip("skcriteria", reason="scikit-criteria is a second opinion, from the extra 'test'")
    simple = pytest.importorskip("skcriteria.agg.simple")

    def leads(criterion: int, share: float) -> bool:
        rest = 1 - WEIGHTS[criterion]
        weights = [share if c == criterion else w * (1 - share) / rest for c, w in enumerate(WEIGHTS)]
        result = simple.WeightedSumModel().evaluate(criteria.mkdm(VALUES, [max] * 3, weights=weights))
        return bool(result.rank_[1] == 1)

    for criterion, ends in enumerate(weight_intervals(VALUES, WEIGHTS)):
        assert ends is not None
        for end, inward in zip(ends, (1e-6, -1e-6), strict=True):
            if 0 < end < 1:
                assert leads(criterion, end + inward)
                assert not leads(criterion, end - inward)
