"""The order of the work: phases follow each other whatever stands within them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalkit.plan import order
from evalkit.plan.order import Order, Phase

small = st.integers(0, 10_000)


@given(rank=small, at=small, count=st.integers(1, 10_000), scale=small)
def test_whatever_is_done_once_comes_before_every_repeat(rank: int, at: int, count: int, scale: int) -> None:
    once = [
        order.reading_files(),
        order.asking(1, at, rank, timed=True, few_runs=False),
        order.asking(1, at, rank, timed=False, few_runs=False),
        order.first_block(1),
        order.first_block_elsewhere(scale),
    ]
    repeats = [
        order.another_block(count, at_home=True),
        order.another_block(count, at_home=False),
        order.watching_memory(rank),
    ]
    assert max(once) < Order(Phase.REPEATS) <= min(repeats)


@given(rank=small, at=small)
def test_the_first_look_at_a_batch_ends_before_that_at_the_next_begins(rank: int, at: int) -> None:
    def looks(batch: int) -> list[Order]:
        return [
            order.installing(batch, rank),
            order.checking(batch, rank),
            order.recording(batch, rank),
            order.reading_a_cell(batch, rank),
            order.warming_up(batch, rank),
            order.timing_imports(batch, rank),
            order.first_block(batch),
            order.first_block_at_the_smallest_scale(batch),
            order.asking(batch, at, rank, timed=False, few_runs=True),
        ]

    assert max(looks(0)) < Order(Phase.FIRST_LOOK, batch=1) <= min(looks(1))


def test_a_start_is_timed_as_soon_as_the_first_block_has_run() -> None:
    assert order.first_block(0) < order.first_block_at_the_smallest_scale(0) < order.installing(1, 0)


def test_the_rubrics_scale_has_six_blocks_before_another_scale_has_its_second() -> None:
    elsewhere = order.another_block(1, at_home=False)
    assert [count for count in range(1, 10) if order.another_block(count, at_home=True) < elsewhere] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
