"""Krippendorff's alpha: his own example, and a library's answer to it."""

from __future__ import annotations

import pytest

from evalkit.scoring import krippendorff_alpha
from evalkit.scoring.agreement import Measurement

TABLE = """\
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 ."""
RATINGS = [[None if mark == "." else int(mark) for mark in line.split()] for line in TABLE.splitlines()]
PUBLISHED: dict[Measurement, float] = {"nominal": 0.7434, "ordinal": 0.8154, "interval": 0.8491, "ratio": 0.7974}


@pytest.mark.parametrize("measurement", PUBLISHED)
def test_the_published_values_come_out(measurement: Measurement) -> None:
    assert krippendorff_alpha(RATINGS, measurement) == pytest.approx(PUBLISHED[measurement], abs=5e-5)


@pytest.mark.parametrize("measurement", PUBLISHED)
def test_the_library_krippendorff_says_the_same(measurement: Measurement) -> None:
    library = pytest.importorskip("krippendorff", reason="krippendorff is a second opinion, from the extra 'test'")
    table = [[float("nan") if rating is None else float(rating) for rating in row] for row in RATINGS]
    theirs = library.alpha(reliability_data=table, level_of_measurement=measurement)
    assert krippendorff_alpha(RATINGS, measurement) == pytest.approx(theirs)
