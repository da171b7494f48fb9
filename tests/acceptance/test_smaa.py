"""SMAA: the exact values of small problems, and the published analysis of a trial of heparin and enoxaparin."""

from __future__ import annotations

import numpy as np
import pytest

from evalkit.scoring import any_weights, smaa, weights_around

THREE = [[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]]
MEANS = np.array([[0.4117, 0.4249, 0.9258], [0.7514, 0.6084, 0.6151]])
DEVIATIONS = np.array([[0.1218, 0.1565, 0.0728], [0.0838, 0.1525, 0.1655]])
"""Heparin and enoxaparin by three criteria: independent normals."""


def test_first_ranks_and_central_weights_of_three_alternatives_are_exact() -> None:
    found = smaa(THREE)
    assert found.first == pytest.approx([0.4, 0.4, 0.2], abs=0.002)
    assert found.best[0] == pytest.approx([0.4, 0.1, 0.5], abs=0.002)
    assert found.best[2] == pytest.approx([0.2, 0.8, 0.0], abs=0.002)
    assert found.central[0] == pytest.approx([0.8, 0.2], abs=0.002)
    assert np.array_equal(found.best, found.worst)


def test_each_alternative_of_the_identity_comes_first_in_a_third_of_draws() -> None:
    found = smaa(np.eye(3))
    assert found.first == pytest.approx([1 / 3] * 3, abs=0.005)
    for place, weights in enumerate(found.central):
        assert weights == pytest.approx(
            [11 / 18 if place == criterion else 7 / 36 for criterion in range(3)], abs=0.005
        )


def test_values_without_noise_put_an_alternative_first_at_its_central_weights() -> None:
    assert smaa(THREE).confidence == ((1.0, 1.0),) * 3


def test_heparin_and_enoxaparin_come_out_as_published() -> None:
    values = np.random.default_rng(0).normal(MEANS, DEVIATIONS, (100_000, 2, 3))
    found = smaa(values, draws=len(values))
    assert found.first[0] == pytest.approx(0.341, abs=0.004)
    assert found.first[0] == pytest.approx(0.3504, abs=0.015)  # the published share, from correlated draws
    assert found.beats[0, 1] == pytest.approx(found.first[0])


@pytest.mark.parametrize("seed", range(5))
def test_the_usual_number_of_draws_keeps_the_promised_error(seed: int) -> None:
    values = np.random.default_rng(seed).normal(MEANS, DEVIATIONS, (10_000, 2, 3))
    assert smaa(values, seed=seed).first[0] == pytest.approx(0.341, abs=4 * 0.005)


def test_pymcdm_ranks_every_draw_alike() -> None:
    methods = pytest.importorskip("pymcdm.methods", reason="pymcdm is a second opinion, from the extra 'test'")
    weights = weights_around([3.0, 1.0, 2.0], draws=100)
    values = np.random.default_rng(1).random((6, 3))
    weighed = methods.WSM(normalization_function=lambda column, cost=False: column)
    theirs = np.zeros(6)
    for drawn in weights:
        theirs[np.argmax(weighed(values, drawn, np.ones(3)))] += 1 / len(weights)
    assert smaa(values, weights).first == pytest.approx(theirs)


def test_scikit_criteria_ranks_every_draw_alike() -> None:
    criteria = pytest.importorskip("skcriteria", reason="scikit-criteria is a second opinion, from the extra 'test'")
    simple = pytest.importorskip("skcriteria.agg.simple")
    weights = any_weights(3, draws=60)
    values = np.random.default_rng(2).random((5, 3)) + 0.1
    theirs = np.zeros((5, 5))
    for drawn in weights:
        result = simple.WeightedSumModel().evaluate(criteria.mkdm(values, [max] * 3, weights=drawn))
        theirs[np.arange(5), result.rank_ - 1] += 1 / len(weights)
    assert smaa(values, weights).best == pytest.approx(theirs)
