from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scoring import agreement, krippendorff_alpha
from evalkit.scoring.agreement import Measurement

KINDS: tuple[Measurement, ...] = ("nominal", "ordinal", "interval", "ratio")
mark = st.none() | st.integers(1, 5)
tables = st.integers(1, 6).flatmap(
    lambda units: st.lists(st.lists(mark, min_size=units, max_size=units), min_size=1, max_size=4)
)


@given(tables, st.sampled_from(KINDS))
@settings(deadline=None)
def test_alpha_is_at_most_1_or_there_is_none(ratings: list[list[int | None]], kind: Measurement) -> None:
    found = agreement(ratings, kind, draws=20)
    assert (found.alpha is None) == bool(found.reason)
    if found.alpha is not None:
        assert found.alpha <= 1 + 1e-9
    if found.interval is not None:
        assert found.interval[0] <= found.interval[1] <= 1 + 1e-9


@given(tables, st.sampled_from(KINDS), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_neither_raters_nor_units_have_an_order(
    ratings: list[list[int | None]], kind: Measurement, chance: random.Random
) -> None:
    units = list(range(len(ratings[0])))
    chance.shuffle(units)
    shuffled = [[row[unit] for unit in units] for row in chance.sample(ratings, len(ratings))]
    assert krippendorff_alpha(shuffled, kind) == pytest.approx(krippendorff_alpha(ratings, kind))


@given(tables)
@settings(deadline=None)
def test_nominal_ratings_may_be_words(ratings: list[list[int | None]]) -> None:
    words = [[None if rating is None else "abcdef"[rating] for rating in row] for row in ratings]
    assert krippendorff_alpha(words, "nominal") == pytest.approx(krippendorff_alpha(ratings, "nominal"))


@pytest.mark.parametrize("kind", KINDS)
def test_raters_who_agree_have_an_alpha_of_1(kind: Measurement) -> None:
    found = agreement([[1, 2, 3, 4], [1, 2, 3, 4]], kind)
    assert found.alpha == pytest.approx(1.0)
    assert found.interval == pytest.approx((1.0, 1.0))
    assert not found.disagree


def test_a_missing_rating_may_be_none_or_not_a_number() -> None:
    assert krippendorff_alpha([[1, 2, 3], [1, 2, float("nan")]]) == krippendorff_alpha([[1, 2, 3], [1, 2, None]])


@pytest.mark.parametrize("ratings", [[], [[]], [[1, 2, 3]], [[1, None], [None, 2]]])
def test_without_two_ratings_of_one_thing_there_is_no_alpha(ratings: list[list[int | None]]) -> None:
    assert agreement(ratings).alpha is None
    assert agreement(ratings).reason == "no unit has two ratings"


def test_where_all_ratings_are_the_same_there_is_no_alpha() -> None:
    found = agreement([[3, 3, 3], [3, 3, 3]])
    assert (found.alpha, found.interval, found.reason) == (None, None, "all ratings are the same")


def test_raters_who_disagree_are_said_to() -> None:
    found = agreement([[1, 5, 1, 5], [5, 1, 5, 1]])
    assert found.alpha is not None
    assert found.alpha < 0
    assert found.disagree


def test_the_interval_holds_alpha_and_is_the_same_for_the_same_seed() -> None:
    ratings = [[1, 2, 3, 3, 2, 1, 4, 1, 2], [1, 2, 3, 3, 2, 2, 4, 1, 2], [2, 3, 3, 3, 2, 3, 4, 2, 2]]
    one, again, other = (agreement(ratings, seed=seed) for seed in (0, 0, 1))
    assert one == again != other
    assert one.alpha is not None
    assert one.interval is not None
    assert one.interval[0] < one.alpha < one.interval[1]


@pytest.mark.parametrize(
    ("ratings", "kind", "says"),
    [
        ([[1, 2], [1]], "nominal", "one rating for each unit"),
        ([["good"], ["bad"]], "ordinal", "'good' is not a finite number"),
        ([[float("inf")], [1]], "interval", "inf is not a finite number"),
        ([[-1], [1]], "ratio", "-1 is negative"),
    ],
)
def test_what_is_no_rating_is_refused(ratings: list[list[object]], kind: Measurement, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        agreement(ratings, kind)
