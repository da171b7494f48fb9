from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scoring import Smaa, any_weights, smaa, weights_around

points = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5)
WEIGHTS = any_weights(3, draws=200)


def told(found: Smaa) -> list[np.ndarray]:
    central = [np.full(3, -1.0) if weights is None else weights for weights in found.central]
    confidence = [pair or (-1.0, -1.0) for pair in found.confidence]
    return [found.best, found.worst, found.beats, np.array(central), np.array(confidence)]


@given(points, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_relabelling_alternatives_relabels_the_result(values: list[list[int]], chance: random.Random) -> None:
    order = list(range(len(values)))
    chance.shuffle(order)
    one, other = smaa(values, WEIGHTS), smaa([values[at] for at in order], WEIGHTS)
    for own, theirs in zip(told(one), told(other), strict=True):
        again = own[order][:, order] if own is one.beats else own[order]
        assert again == pytest.approx(theirs)


@given(points)
@settings(deadline=None)
def test_each_place_is_given_out_once_a_draw_and_nothing_is_nan(values: list[list[int]]) -> None:
    found = smaa(values, WEIGHTS)
    assert found.best.sum(axis=0) == pytest.approx(np.ones(len(values)))
    assert found.best.sum(axis=1) == pytest.approx(np.ones(len(values)))
    assert found.beats + found.beats.T == pytest.approx(np.ones((len(values), len(values))))
    assert all(np.isfinite(part).all() for part in told(found))


@given(points, st.floats(0.01, 1000))
@settings(deadline=None)
def test_scaling_the_weights_changes_nothing(values: list[list[int]], factor: float) -> None:
    for one, other in zip(told(smaa(values, WEIGHTS)), told(smaa(values, WEIGHTS * factor)), strict=True):
        assert one == pytest.approx(other)


@given(points, st.lists(st.integers(0, 4), min_size=3, max_size=3))
@settings(deadline=None)
def test_adding_an_alternative_changes_no_other_pair(values: list[list[int]], new: list[int]) -> None:
    before, after = smaa(values, WEIGHTS), smaa([*values, new], WEIGHTS)
    assert after.beats[:-1, :-1] == pytest.approx(before.beats)
    assert (after.first[:-1] <= before.first + 1e-9).all()


def test_equal_alternatives_share_their_places() -> None:
    found = smaa([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert found.best[0] == pytest.approx([0.25, 0.5, 0.25], abs=0.002)
    assert found.best[0] == pytest.approx(found.best[1])
    assert found.beats[0, 1] == 0.5


def test_what_is_missing_makes_shares_a_range_around_those_without_it() -> None:
    known, guessed = [[60.0, 50.0], [50.0, 40.0]], [[60.0, 0.0], [50.0, 40.0]]
    ranged = smaa(guessed, WEIGHTS[:, :2], most=[[60.0, 100.0], [50.0, 40.0]])
    settled = smaa(known, WEIGHTS[:, :2])
    assert ranged.worst[0, 0] < settled.first[0] == ranged.best[0, 0] == 1.0
    assert ranged.worst[1, 0] == 0.0 < ranged.best[1, 0]
    assert ranged.confidence[0] is not None
    assert ranged.confidence[0][0] < ranged.confidence[0][1] == 1.0


def test_a_criterion_that_does_not_apply_counts_for_nothing() -> None:
    values = [[60.0, 99.0], [50.0, 0.0]]
    found = smaa(values, applies=[[1, 0], [1, 0]])
    assert found.first == pytest.approx([1.0, 0.0])


def test_an_alternative_without_any_weight_may_have_anything() -> None:
    found = smaa([[60.0, 0.0], [50.0, 0.0]], [[0.0, 1.0]], applies=[[1, 0], [1, 0]])
    assert found.best[:, 0].tolist() == [1.0, 1.0]
    assert found.worst[:, 0].tolist() == [0.0, 0.0]


def test_uncertain_values_lower_the_confidence_in_central_weights() -> None:
    values = np.random.default_rng(0).normal([[60.0, 60.0], [55.0, 55.0]], 5.0, (2000, 2, 2))
    pair = smaa(values, draws=2000).confidence[0]
    assert pair is not None
    assert 0.5 < pair[0] == pair[1] < 1.0


def test_the_same_seed_draws_the_same_weights_and_another_seed_others() -> None:
    values = [[1.0, 0.0, 0.3], [0.0, 1.0, 0.5], [0.6, 0.5, 0.1]]
    same, again, other = smaa(values, draws=50), smaa(values, draws=50, seed=0), smaa(values, draws=50, seed=7)
    assert np.array_equal(same.best, again.best)
    assert not np.array_equal(same.best, other.best)


def test_weights_around_others_have_them_as_their_mean_and_keep_zeros() -> None:
    drawn = weights_around([2.0, 1.0, 0.0, 1.0])
    assert drawn.mean(axis=0) == pytest.approx([0.5, 0.25, 0.0, 0.25], abs=0.01)
    assert (drawn[:, 2] == 0).all()
    assert drawn.sum(axis=1) == pytest.approx(np.ones(len(drawn)))


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=6).filter(any))
@settings(deadline=None)
def test_weights_of_any_size_give_shares(weights: list[float]) -> None:
    drawn = weights_around(weights, draws=20)
    assert np.isfinite(drawn).all()
    assert drawn.sum(axis=1) == pytest.approx(np.ones(20))


@pytest.mark.parametrize("criteria", [1, 2, 5, 12])
def test_any_weights_are_spread_evenly(criteria: int) -> None:
    drawn = any_weights(criteria)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(len(drawn)))
    assert drawn.mean(axis=0) == pytest.approx(np.full(criteria, 1 / criteria), abs=0.01)
    # The variance of one weight of Dirichlet(1, …, 1).
    variance = (criteria - 1) / criteria**2 / (criteria + 1)
    assert drawn.var(axis=0) == pytest.approx(np.full(criteria, variance), rel=0.1, abs=1e-12)


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 2.0], [float("nan"), 1.0], [float("inf"), 1.0], []])
def test_weights_that_say_nothing_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights must be finite, not negative, and not all 0"):
        weights_around(weights)


@pytest.mark.parametrize(
    ("values", "more", "says"),
    [
        ([[float("nan"), 1.0]], {}, "values must be finite"),
        ([[float("inf"), 1.0]], {}, "values must be finite"),
        ([], {}, "values must be finite and"),
        ([[1.0, 2.0]], {"weights": [[1.0, 0.0, 0.0]]}, r"\(draws, 2\)"),
        ([[1.0, 2.0]], {"weights": [[0.0, 0.0]]}, "not all 0 in any draw"),
        ([[1.0, 2.0]], {"most": [[0.0, 2.0]]}, "must not be below"),
        ([[1.0, 2.0]], {"most": [[3.0]]}, "must have the shape of values"),
    ],
)
def test_what_cannot_be_weighed_is_refused(values: list[list[float]], more: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        smaa(values, **more)
