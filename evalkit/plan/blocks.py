"""Blocks: every competing tool of one task and level, run once each, in random order, in one go.

Comparing tools that were timed one after the other finds differences that are the machine's: in simulation with drift
up to 60 % of them are false, where randomised blocks hold the promised 5 %.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model import LevelName, Observation

WALL = "run.wall_seconds"


@dataclass(frozen=True, slots=True)
class Block:
    """One block that is still to be run; `members` in the order in which they run."""

    name: str
    task: str
    level: LevelName
    scale: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """What blocks are made of: a task and level at one scale, and the key each competing tool's samples have."""

    task: str
    level: LevelName
    scale: int
    keys: Mapping[str, str]
    wanted: int


def blocks_left(
    contests: Sequence[Contest], observations: Iterable[Observation], session: str, seed: int
) -> tuple[Block, ...]:
    """The blocks still to run, dealt round-robin over the contests: one of each, then the next of each.

    A recorded block counts if all of a contest's members are in it with the keys they have now, all run in one session.
    So a torn block, or one from before a tool changed or joined, is replaced by a fresh whole one.
    """
    done = _complete(contests, observations)
    queues = []
    for contest, count in zip(contests, done, strict=True):
        fresh = []
        for number in range(count, contest.wanted if contest.keys else 0):
            name = f"{contest.task}/{contest.level}/{contest.scale}/{session}/{number}"
            members = sorted(contest.keys)
            # The order is part of the measurement, and must not depend on how Python was started.
            random.Random(f"{seed}/{name}").shuffle(members)  # noqa: S311
            fresh.append(Block(name, contest.task, contest.level, contest.scale, tuple(members)))
        queues.append(fresh)
    rounds = max((len(queue) for queue in queues), default=0)
    return tuple(queue[turn] for turn in range(rounds) for queue in queues if turn < len(queue))


def _complete(contests: Sequence[Contest], observations: Iterable[Observation]) -> list[int]:
    blocks: dict[str, dict[str, str]] = defaultdict(dict)
    sessions: dict[str, set[str]] = defaultdict(set)
    for seen in observations:
        if seen.block and seen.metric == WALL:
            blocks[seen.block.block][seen.tool] = seen.key
            sessions[seen.block.block].add(seen.session)
    counts = []
    for contest in contests:
        prefix = f"{contest.task}/{contest.level}/{contest.scale}/"
        counts.append(
            sum(
                name.startswith(prefix) and len(sessions[name]) == 1 and contest.keys.items() <= keys.items()
                for name, keys in blocks.items()
            )
        )
    return counts
