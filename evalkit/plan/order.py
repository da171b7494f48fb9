"""The order of the work: what tells most comes first, what makes figures more certain comes last.

Each function gives one kind of work its place. An order is compared part by part, and the smallest comes first.
"""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import NamedTuple

from evalkit.model.observation import FEWEST_BLOCKS


class Phase(IntEnum):
    """The large steps of a run."""

    FILES = 0
    """What is read off files alone, before anything is installed."""
    FIRST_LOOK = 1
    """Each tool installed, checked, read and timed once: the light tools, in batches of tasks, so that a first ranking
    comes early, then the heavy."""
    REST_ONCE = 2
    """Everything else that need not be alone on the machine, once."""
    TIMED_ONCE = 3
    """Everything else that must be alone on the machine, once."""
    REPEATS = 4
    """Further blocks and memory runs, which make figures more certain."""


class Order(NamedTuple):
    """When something is done: by phase, then batch by batch, then by the parts that follow.

    The light tools of some tasks are a batch, and all heavy tools are the last one.
    """

    phase: Phase
    batch: int = 0
    step: float = 0
    rank: float = 0
    part: float = 0


_LOOK, _TIME, _ASK = range(3)
"""The steps of a first look: install, check and read; time; ask what takes a few runs."""

_AFTER_ALL_TOOLS = sys.maxsize
"""A block is about light and heavy tools together, and comes after what is asked about one of them."""


def reading_files() -> Order:
    """For a question that files alone answer."""
    return Order(Phase.FILES)


def handed_back() -> Order:
    """For work that a lost or unfit worker left behind: its turn had come, so it comes before what is installed and run."""
    return Order(Phase.FILES)


def installing(batch: int, rank: int) -> Order:
    """For making an environment; `rank` is the place of its first cell."""
    return Order(Phase.FIRST_LOOK, batch, _LOOK, rank, 0)


def checking(batch: int, rank: int) -> Order:
    """For a run that is only verified."""
    return Order(Phase.FIRST_LOOK, batch, _LOOK, rank, 1)


def recording(batch: int, rank: int) -> Order:
    """For a recording."""
    return Order(Phase.FIRST_LOOK, batch, _LOOK, rank, 2)


def reading_a_cell(batch: int, rank: int) -> Order:
    """For a question that a cell's files and recordings answer."""
    return Order(Phase.FIRST_LOOK, batch, _LOOK, rank, 3)


def warming_up(batch: int, rank: int) -> Order:
    """For the run that verifies an implementation before it is timed."""
    return Order(Phase.FIRST_LOOK, batch, _TIME, 0, rank)


def timing_imports(batch: int, rank: int) -> Order:
    """For a tool's set-up."""
    return Order(Phase.FIRST_LOOK, batch, _TIME, 1, rank)


def first_block(batch: int) -> Order:
    """For the first block at the rubric's scale."""
    return Order(Phase.FIRST_LOOK, batch, _TIME, 2)


def first_block_at_the_smallest_scale(batch: int) -> Order:
    """For the first block at a task's smallest scale, which costs next to nothing and tells how long a start takes."""
    return Order(Phase.FIRST_LOOK, batch, _TIME, 3)


def first_block_elsewhere(scale: int) -> Order:
    """For the first block at another scale."""
    return Order(Phase.TIMED_ONCE, _AFTER_ALL_TOOLS, scale)


def asking(batch: int, at: int, rank: int, *, timed: bool, few_runs: bool) -> Order:
    """For any other question; `at` is the place of its probe, `rank` that of the cell."""
    if timed:
        return Order(Phase.TIMED_ONCE, batch, at, rank)
    if few_runs:
        return Order(Phase.FIRST_LOOK, batch, _ASK, at, rank)
    return Order(Phase.REST_ONCE, 0, at, -batch, rank)  # the longest first, so that all processors end together


def another_block(count: int, *, at_home: bool) -> Order:
    """For a block after `count` others; `at_home` at the rubric's scale, whose noise must be known before others go on."""
    return Order(Phase.REPEATS, 0, count, 0) if at_home else Order(Phase.REPEATS, 0, count + FEWEST_BLOCKS - 1, 2)


def watching_memory(turn: int) -> Order:
    """For a run that is watched for its memory once more."""
    return Order(Phase.REPEATS, 0, turn + 1, 1)
