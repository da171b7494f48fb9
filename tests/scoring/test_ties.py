"""When a lead is none: chances of the first place that lie within the band."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalkit.scoring import TIE_BAND, tied_with

SHARES = st.floats(0, 1).flatmap(lambda least: st.tuples(st.just(least), st.floats(least, 1)))
CHANCES = st.dictionaries(st.sampled_from("abcdef"), SHARES, min_size=1)


def test_those_within_the_band_are_level_the_likeliest_first() -> None:
    chances = {"a": (0.4, 0.4), "b": (0.25, 0.25), "c": (0.35, 0.35), "d": (0.0, 0.0)}
    assert tied_with("a", chances) == ("c", "b")
    assert tied_with("a", {"a": (0.7, 0.7), "b": (0.3, 0.3)}) == ()


def test_sixty_to_forty_is_still_level_and_more_is_a_lead() -> None:
    assert tied_with("a", {"a": (0.6, 0.6), "b": (0.4, 0.4)}) == ("b",)
    assert tied_with("a", {"a": (0.61, 0.61), "b": (0.39, 0.39)}) == ()


def test_one_that_comes_first_more_often_than_the_leader_is_level_with_it() -> None:
    assert tied_with("a", {"a": (0.2, 0.2), "b": (0.8, 0.8)}) == ("b",)


def test_one_that_never_comes_first_is_level_with_nobody() -> None:
    assert tied_with("a", {"a": (0.1, 0.1), "b": (0.0, 0.0)}) == ()


def test_what_was_not_measured_counts_at_its_middle() -> None:
    assert tied_with("a", {"a": (0.5, 1.0), "b": (0.0, 0.5)}) == ()
    assert tied_with("a", {"a": (0.4, 0.8), "b": (0.2, 0.6)}) == ("b",)


def test_without_chances_nobody_is_level() -> None:
    assert tied_with("a", {}) == tied_with("a", {"b": (1.0, 1.0)}) == ()


@given(CHANCES)
def test_a_leader_is_never_level_with_itself_and_none_beyond_the_band_is(
    chances: dict[str, tuple[float, float]],
) -> None:
    leader = min(chances)
    middle = {name: sum(pair) / 2 for name, pair in chances.items()}
    for name in set(chances) - {leader}:
        assert (name in tied_with(leader, chances)) == (
            middle[name] > 0 and middle[leader] - middle[name] <= TIE_BAND + 1e-9
        )
    assert leader not in tied_with(leader, chances)
