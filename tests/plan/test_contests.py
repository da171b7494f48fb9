"""Contests: who meets whom, how often, and what ends early because it takes too long."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Subject
from evalkit.plan.contests import Contests, shuffled
from evalkit.plan.forecast import Forecast
from evalkit.store import Journal

A, B = Subject("run", "a", "ka", "rows", "adapt", 10), Subject("run", "b", "kb", "rows", "adapt", 10)


class Seconds(Forecast):
    """Every run takes as long as its scale says."""

    def __init__(self, seconds: dict[int, float]) -> None:
        super().__init__({}, {})
        self._by_scale = seconds

    def run(self, tool: str, task: str | None, scale: int) -> float:
        return self._by_scale[scale]


class BIsSlow(Forecast):
    """One run of b with 40 rows takes more than a twentieth of ten minutes."""

    def __init__(self) -> None:
        super().__init__({}, {})

    def run(self, tool: str, task: str | None, scale: int) -> float:
        return 31.0 if (tool, scale) == ("b", 40) else 1.0


@pytest.fixture
def contests(tmp_path: Path) -> Contests:
    forecast = Seconds({10: 1.0, 20: 1.0, 40: 7.0})
    return Contests(Journal(tmp_path / "j.jsonl"), forecast, home=20, budget_minutes=10, session="s", seed=0)


def open_one(contests: Contests, scale: int, wanted: int = 3, batch: int = 0) -> None:
    contests.set("rows", "adapt", scale, smallest=10, wanted=wanted, members={"a": A, "b": B}, batch=batch)


def blocks(contests: Contests) -> list[int]:
    scales = []
    while contest := contests.next:
        contests.begin_block(contest)
        contests.close_what_takes_too_long()
        scales.append(contest.scale)
    return scales


def test_every_scale_has_its_first_block_before_any_has_its_second(contests: Contests) -> None:
    for scale in (40, 10, 20):
        open_one(contests, scale)
    assert blocks(contests)[:3] == [20, 10, 40]


def test_a_contest_at_another_scale_ends_when_it_took_its_share_of_the_budget(contests: Contests) -> None:
    open_one(contests, 20)
    open_one(contests, 40)
    assert blocks(contests).count(40) == 2, "two blocks of 14 s fit into 30 s, a third does not"
    [fewer] = contests.fewer
    assert (fewer.scale, fewer.ran, fewer.wanted, fewer.block_seconds) == (40, 2, 3, 14.0)


def test_a_tool_that_is_too_slow_at_another_scale_is_left_out_there_and_named(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    contests = Contests(journal, BIsSlow(), home=20, budget_minutes=10, session="s", seed=0)
    open_one(contests, 20)
    open_one(contests, 40)
    open_one(contests, 40)  # asked again, as after a member that went wrong
    assert contests.next
    assert contests.next.scale == 20
    met = []
    while contest := contests.next:
        met.append((contest.scale, [subject.tool for subject in contests.begin_block(contest)[1]]))
    assert all(sorted(tools) == ["a", "b"] for scale, tools in met if scale == 20)
    assert [tools for scale, tools in met if scale == 40] == [["a"]] * 3
    [fewer] = contests.fewer
    assert (fewer.tool, fewer.scale, fewer.ran, fewer.block_seconds) == ("b", 40, 0, 31.0)


def test_the_rubrics_own_scale_goes_on_whatever_it_costs(tmp_path: Path) -> None:
    slow = Seconds({20: 1e6})
    contests = Contests(Journal(tmp_path / "j.jsonl"), slow, home=20, budget_minutes=1, session="s", seed=0)
    open_one(contests, 20)
    assert blocks(contests) == [20, 20, 20]


def test_a_run_that_ends_early_says_which_blocks_are_missing(contests: Contests) -> None:
    open_one(contests, 20)
    contest = contests.next
    assert contest
    contests.begin_block(contest)
    contests.cut_short()
    [fewer] = contests.fewer
    assert (fewer.ran, fewer.wanted) == (1, 3)
    assert (contests.blocks_left, contests.seconds_of_first_blocks, contests.seconds_of_repeats) == (2, 0.0, 4.0)


def test_new_members_meet_in_blocks_of_their_own(contests: Contests) -> None:
    open_one(contests, 20, wanted=1)
    assert blocks(contests) == [20]
    contests.set("rows", "adapt", 20, smallest=10, wanted=1, members={"a": A}, batch=0)
    assert blocks(contests) == [20]
    contests.set("rows", "adapt", 20, smallest=10, wanted=1, members={}, batch=0)
    assert blocks(contests) == [], "nobody is left to time"


@given(tools=st.sets(st.text(min_size=1, max_size=4), max_size=6), block=st.text(max_size=8), seed=st.integers(0, 99))
def test_a_block_runs_each_member_once_in_an_order_that_only_its_name_and_the_seed_decide(
    tools: set[str], block: str, seed: int
) -> None:
    order = shuffled(tools, block, seed)
    assert sorted(order) == sorted(tools)
    assert order == shuffled(sorted(tools, reverse=True), block, seed)
