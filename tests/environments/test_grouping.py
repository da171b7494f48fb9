"""The fewest environments: what brute force over all groupings finds, with fewer questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments.grouping import MOST_TOOLS, Fewest, fewest

TOOLS = "abcdef"
GROUPS = st.sets(st.sampled_from(TOOLS), min_size=2, max_size=4).map(frozenset)
CONFLICTS = st.lists(GROUPS, max_size=6)


def groupings(tools: Sequence[str]) -> Iterator[list[frozenset[str]]]:
    if not tools:
        yield []
        return
    for rest in groupings(tools[1:]):
        yield [frozenset({tools[0]}), *rest]
        for at, group in enumerate(rest):
            yield [*rest[:at], group | {tools[0]}, *rest[at + 1 :]]


def truth(conflicts: Sequence[frozenset[str]]) -> Callable[[frozenset[str]], bool]:
    return lambda group: not any(conflict <= group for conflict in conflicts)


def brute_force(conflicts: Sequence[frozenset[str]]) -> int:
    fits = truth(conflicts)
    return min(len(groups) for groups in groupings(TOOLS) if all(map(fits, groups)))


class Noting:
    """Knows which groups fit, is silent about some, and notes what it is asked."""

    def __init__(self, conflicts: Sequence[frozenset[str]], silent: Sequence[frozenset[str]] = ()) -> None:
        self.fits, self.silent = truth(conflicts), silent
        self.answers: dict[frozenset[str], bool | None] = {}

    def __call__(self, tools: tuple[str, ...]) -> bool | None:
        group = frozenset(tools)
        assert group not in self.answers, "nothing is asked twice"
        assert not any(known is False and asked <= group for asked, known in self.answers.items())
        assert not any(known is True and group <= asked for asked, known in self.answers.items())
        self.answers[group] = None if group in self.silent else self.fits(group)
        return self.answers[group]


def found(*conflicts: str, silent: Sequence[str] = (), tools: str = TOOLS) -> Fewest:
    return fewest(tools, Noting([*map(frozenset, conflicts)], [*map(frozenset, silent)]))


def test_what_fits_together_is_asked_about_once() -> None:
    noting = Noting([])
    assert fewest(TOOLS, noting) == Fewest((tuple(TOOLS),), 1)
    assert len(noting.answers) == 1


def test_one_tool_that_stands_beside_nobody_gets_an_environment_of_its_own() -> None:
    one = found("af", "bf", "cf", "df", "ef")
    assert one.groups == (("a", "b", "c", "d", "e"), ("f",))
    assert one.at_least == 2
    assert one.conflicts
    assert all("f" in conflict for conflict in one.conflicts)


def test_three_that_stand_in_pairs_but_not_together_are_told_as_three() -> None:
    assert found("bdf") == Fewest((("a", "b", "c", "d", "e"), ("f",)), 2, (("b", "d", "f"),))


def test_a_tool_that_does_not_fit_by_itself_leaves_no_grouping() -> None:
    one = found("c", tools="abc")
    assert one.groups == ()
    assert ("c",) in one.conflicts


def test_what_nobody_can_tell_about_is_named_and_no_number_is_guessed() -> None:
    assert found(silent=["abc"], tools="abc") == Fewest((), 1, unknown=("a", "b", "c"))


def test_silence_about_a_group_is_settled_by_a_pair_of_it_that_conflicts() -> None:
    assert found("ac", silent=["abc"], tools="abc") == Fewest((("a", "b"), ("c",)), 2, (("a", "c"),))


def test_a_smaller_number_that_is_not_ruled_out_leaves_the_number_open() -> None:
    one = found("abc", silent=["ab", "bc", "ac"], tools="abc")
    assert (one.groups, one.at_least) == ((), 2)
    assert len(one.unknown) == 2


def test_it_gives_up_rather_than_go_through_millions() -> None:
    tools = [f"tool-{place}" for place in range(MOST_TOOLS + 1)]
    assert fewest(tools, lambda group: len(group) < 3) == Fewest((), 2, (tuple(tools[-3:]),))
    assert fewest(tools, lambda _: True).groups == (tuple(tools),)


def test_it_gives_up_when_it_has_asked_too_often() -> None:
    one = fewest(TOOLS, Noting([*map(frozenset, ("ab", "cd", "ef"))]), most_asked=2)
    assert (one.groups, one.unknown) == ((), ())


@given(CONFLICTS)
def test_it_finds_what_brute_force_finds(conflicts: list[frozenset[str]]) -> None:
    noting = Noting(conflicts)
    one = fewest(TOOLS, noting)
    assert len(one.groups) == one.at_least == brute_force(conflicts)
    assert sorted(tool for group in one.groups for tool in group) == [*TOOLS]
    assert all(noting.fits(frozenset(group)) for group in one.groups)


@given(CONFLICTS)
def test_each_conflict_is_one_and_holds_no_tool_too_many(conflicts: list[frozenset[str]]) -> None:
    fits = truth(conflicts)
    for conflict in fewest(TOOLS, Noting(conflicts)).conflicts:
        assert not fits(frozenset(conflict))
        assert all(fits(frozenset(conflict) - {tool}) for tool in conflict)


@given(CONFLICTS, st.lists(st.sets(st.sampled_from(TOOLS), min_size=1).map(frozenset), max_size=12))
def test_with_silence_the_answer_is_right_or_there_is_none(
    conflicts: list[frozenset[str]], silent: list[frozenset[str]]
) -> None:
    one = fewest(TOOLS, Noting(conflicts, silent))
    least = brute_force(conflicts)
    assert len(one.groups) in (0, least)
    assert one.at_least <= least
    assert bool(one.groups) != bool(one.unknown)
