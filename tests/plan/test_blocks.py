from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import BlockPlace, Observation, Status
from evalkit.plan.blocks import Block, Contest, blocks_left


def contest(task: str = "skew", wanted: int = 3, scale: int = 1000, **keys: str) -> Contest:
    return Contest(task, "adapt", scale, keys or {"pandas": "p", "tfdv": "t"}, wanted)


def run(block: Block, keys: dict[str, str], session: str) -> list[Observation]:
    return [
        Observation(
            tool=tool,
            probe="run",
            metric="run.wall_seconds",
            unit="s",
            status=Status.OK,
            key=keys[tool],
            session=session,
            taken="",
            value=1.0,
            task=block.task,
            level=block.level,
            scale=block.scale,
            block=BlockPlace(block.name, place, len(block.members)),
        )
        for place, tool in enumerate(block.members)
    ]


KEYS = {"pandas": "p", "tfdv": "t"}


def test_every_member_runs_once_in_each_block() -> None:
    left = blocks_left([contest()], [], "s1", seed=0)
    assert [sorted(block.members) for block in left] == [["pandas", "tfdv"]] * 3
    assert len({block.name for block in left}) == 3


def test_blocks_are_dealt_round_robin_over_the_tasks() -> None:
    left = blocks_left([contest("a", 2), contest("b", 3), contest("c", 1)], [], "s1", seed=0)
    assert [block.task for block in left] == ["a", "b", "c", "a", "b", "b"]


def test_what_the_journal_holds_is_not_run_again() -> None:
    first, *_ = blocks_left([contest()], [], "s1", seed=0)
    assert len(blocks_left([contest()], run(first, KEYS, "s1"), "s2", seed=0)) == 2


def test_a_torn_block_is_replaced_by_a_whole_one_under_another_name() -> None:
    first, *_ = blocks_left([contest(wanted=1)], [], "s1", seed=0)
    torn = run(first, KEYS, "s1")[:1]
    (again,) = blocks_left([contest(wanted=1)], torn, "s2", seed=0)
    assert again.name != first.name
    assert sorted(again.members) == ["pandas", "tfdv"]


def test_a_block_finished_in_another_session_does_not_count() -> None:
    first, *_ = blocks_left([contest(wanted=1)], [], "s1", seed=0)
    one, other = run(first, KEYS, "s1")
    assert len(blocks_left([contest(wanted=1)], [one, replace(other, session="s2")], "s3", seed=0)) == 1


def test_a_tool_that_joins_or_changes_starts_new_blocks() -> None:
    first, *_ = blocks_left([contest(wanted=1)], [], "s1", seed=0)
    done = run(first, KEYS, "s1")
    joined = contest(wanted=1, pandas="p", tfdv="t", scipy="s")
    changed = contest(wanted=1, pandas="p", tfdv="other")
    assert len(blocks_left([joined], done, "s2", seed=0)) == 1
    assert len(blocks_left([changed], done, "s2", seed=0)) == 1


def test_a_tool_that_left_costs_nothing() -> None:
    first, *_ = blocks_left([contest(wanted=1)], [], "s1", seed=0)
    assert blocks_left([contest(wanted=1, pandas="p")], run(first, KEYS, "s1"), "s2", seed=0) == ()


def test_blocks_of_another_scale_or_task_do_not_count() -> None:
    first, *_ = blocks_left([contest(wanted=1)], [], "s1", seed=0)
    done = run(first, KEYS, "s1")
    assert len(blocks_left([contest(wanted=1, scale=10)], done, "s2", seed=0)) == 1
    assert len(blocks_left([contest("other", wanted=1)], done, "s2", seed=0)) == 1


def test_the_order_within_blocks_varies_with_the_block_and_is_the_same_for_one_seed() -> None:
    tools = {f"tool{number}": "k" for number in range(6)}
    left = blocks_left([Contest("a", "adapt", 1, tools, 20)], [], "s1", seed=0)
    assert left == blocks_left([Contest("a", "adapt", 1, tools, 20)], [], "s1", seed=0)
    assert len({block.members for block in left}) > 10
    assert {block.members[0] for block in left} == set(tools)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=5))
def test_running_what_is_left_leaves_nothing(wanted: list[int]) -> None:
    contests = [contest(f"task{place}", count) for place, count in enumerate(wanted)]
    left = blocks_left(contests, [], "s1", seed=0)
    assert len(left) == sum(wanted)
    done = [seen for block in left for seen in run(block, KEYS, "s1")]
    assert blocks_left(contests, done, "s2", seed=0) == ()
