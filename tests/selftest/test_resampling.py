"""Rates from times of which it is known what differs."""

from __future__ import annotations

import random

import pytest

from evalkit.scoring.comparing.change import ChangeKind
from evalkit.scoring.paired_timings import MARGIN
from evalkit.selftest import resampling, twins

TWINS = ("one", "same")
SETS = 300


def made(
    blocks: int = 40, *, noise: float = 0.02, same: float = 1.0, slower: float = 1.1
) -> dict[str, dict[str, float]]:
    """Times of twins and a slower tool, in blocks that are slower by themselves now and then."""
    chance = random.Random(7)
    found: dict[str, dict[str, float]] = {"one": {}, "same": {}, "slower": {}}
    for block in range(blocks):
        drift = 1 + chance.random()
        for tool, factor in (("one", 1.0), ("same", same), ("slower", slower)):
            found[tool][f"b{block}"] = drift * factor * chance.lognormvariate(0, noise)
    return found


def test_twins_are_dealt_within_their_block_and_lose_no_time() -> None:
    times = made(5)
    found = resampling.dealt(times, TWINS, 50, random.Random(1))
    assert len(found["one"]) == len(found["same"]) == 50
    pairs = {frozenset((times["one"][block], times["same"][block])) for block in times["one"]}
    assert {frozenset((found["one"][at], found["same"][at])) for at in found["one"]} == pairs
    assert {found["one"][at] in times["one"].values() for at in found["one"]} == {True, False}


@pytest.mark.parametrize(("noise", "same"), [(0.001, 1.0), (0.02, 1.0), (0.02, 1.02), (0.3, 1.0)])
@pytest.mark.parametrize("longer", [1.0, 1 + MARGIN])
def test_false_alarms_stay_below_what_is_promised_whatever_was_measured(
    noise: float, same: float, longer: float
) -> None:
    """Also where one twin took longer by chance: dealt anew, neither does."""
    times = made(noise=noise, same=same)
    for draw in (
        resampling.false_faster(times, TWINS, 20, longer),
        resampling.false_change(times, TWINS, "slower", 20, longer),
    ):
        assert resampling.rate(SETS, "seed", draw) <= 0.06


def test_one_of_the_twins_made_much_longer_is_found_every_time() -> None:
    times = made()
    assert resampling.rate(50, "seed", resampling.false_faster(times, TWINS, 20, 1.5)) == 1.0
    assert resampling.rate(50, "seed", resampling.false_change(times, TWINS, "slower", 20, 1.5)) == 1.0


def test_a_tenth_is_found_in_little_noise_and_not_in_much() -> None:
    for noise, low, high in ((0.005, 0.95, 1.0), (0.5, 0.0, 0.2)):
        times = made(noise=noise)
        faster = resampling.rate(100, "seed", resampling.found_faster(times, "one", "slower", 20))
        worse = resampling.rate(100, "seed", resampling.found_worse(times, "one", "slower", "same", 20))
        assert low <= faster <= high
        assert low <= worse <= high


def test_the_same_seed_says_the_same() -> None:
    draw = resampling.found_faster(made(noise=0.05), "one", "slower", 10)
    assert resampling.rate(50, "seed", draw) == resampling.rate(50, "seed", draw)


def test_two_runs_have_no_block_in_common() -> None:
    with pytest.raises(ValueError, match="two runs of 21 blocks need 42"):
        resampling.rate(1, "seed", resampling.false_change(made(), TWINS, "slower", 21, 1.0))


def test_compare_says_worse_better_or_nothing() -> None:
    usual = [1 + at / 1000 for at in range(10)]
    assert resampling.changed(usual, [2 * value for value in usual]) is ChangeKind.WORSE
    assert resampling.changed([2 * value for value in usual], usual) is ChangeKind.BETTER
    assert resampling.changed(usual, usual) is ChangeKind.SAME
    assert resampling.changed(usual[:2], usual[:2]) is ChangeKind.UNSURE


def test_times_of_real_twins_are_within_all_limits() -> None:
    times = made(noise=0.01)
    checks = [*twins.of_twins(times, 20, SETS), *twins.of_slower(times, 20, SETS)]
    assert [check.what for check in checks if not check.is_within] == []


def test_twins_of_which_one_is_favoured_are_not_within_their_limits() -> None:
    checks = list(twins.of_twins(made(noise=0.01, same=1.2), 20, SETS))
    assert not checks[0].is_within, "'faster' is said as it was measured"
    assert not checks[1].is_within, "and the ratio shows it"


def test_a_slower_tool_that_is_none_is_not_found() -> None:
    checks = list(twins.of_slower(made(noise=0.01, slower=1.0), 20, SETS))
    assert not any(check.is_within for check in checks)
