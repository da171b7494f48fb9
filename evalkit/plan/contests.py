"""Contests: every competing tool of one task, level and scale, timed against each other block by block.

A block runs every member once, in random order, in one go. Comparing tools that were timed one after the other finds
differences that are the machine's: in simulation with drift up to 60 % of them are false, where randomised blocks hold
the promised 5 %.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evalkit.model import FewerBlocks, LevelName, Subject
from evalkit.model.observation import block_name
from evalkit.plan import order
from evalkit.plan.budget import seconds_for_another_scale
from evalkit.plan.forecast import Forecast
from evalkit.plan.order import Order
from evalkit.store import Journal

MOST_LOST = 3
"""The blocks of a contest that are replaced in one session: a machine on which more are lost had better be looked
at."""


@dataclass(slots=True)
class Contest:
    """A contest as far as it has got.

    `wanted` are the blocks that it is to have in the end, `count` those that are whole or begun. `members` maps each
    tool to the subject of its samples; `left_out` are tools of which one run takes too long. `batch` is the one in
    which it gets its first block. `number` counts the blocks of this session, `lost` those that others replaced.
    """

    task: str
    level: LevelName
    scale: int
    at_home: bool
    at_smallest: bool
    wanted: int = 0
    batch: int = 0
    members: dict[str, Subject] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    count: int = 0
    number: int = 0
    lost: int = 0

    @property
    def left(self) -> int:
        """The blocks that are still to come."""
        return max(0, self.wanted - self.count) if self.members else 0

    @property
    def order(self) -> Order:
        """When the next block is due."""
        if self.count:
            return order.another_block(self.count, at_home=self.at_home)
        if self.at_home:
            return order.first_block(self.batch)
        return (
            order.first_block_at_the_smallest_scale(self.batch)
            if self.at_smallest
            else order.first_block_elsewhere(self.scale)
        )


class Contests:
    """The contests of a run; `home` is the rubric's scale, `session` and `seed` name and shuffle the blocks."""

    def __init__(
        self, journal: Journal, forecast: Forecast, *, home: int, budget_minutes: float, session: str, seed: int
    ) -> None:
        self._journal, self._forecast, self._home = journal, forecast, home
        self._most_seconds = seconds_for_another_scale(budget_minutes)
        self._session, self._seed = session, seed
        self._contests: dict[tuple[str, str, int], Contest] = {}
        self._fewer: dict[tuple[str, str, int, str], FewerBlocks] = {}

    def set(
        self,
        task: str,
        level: LevelName,
        scale: int,
        *,
        smallest: int,
        wanted: int,
        members: Mapping[str, Subject],
        batch: int,
    ) -> None:
        """Say who competes now and how many blocks are wanted; blocks of the same members that the journal has count."""
        place = (task, level, scale)
        contest = self._contests.get(place)
        if contest is None:
            contest = self._contests[place] = Contest(task, level, scale, scale == self._home, scale == smallest)
        contest.wanted, contest.batch = wanted, batch
        competing = {tool: subject for tool, subject in members.items() if tool not in contest.left_out}
        if contest.members != competing:
            self._let_compete(contest, competing)
        self.close_what_takes_too_long()

    def _let_compete(self, contest: Contest, members: dict[str, Subject]) -> None:
        contest.members = members
        keys = {tool: subject.key for tool, subject in members.items()}
        contest.count = self._journal.index.whole_blocks(contest.task, contest.level, contest.scale, keys)

    def wanted(self, task: str, level: str, scale: int) -> int:
        """The blocks that a contest is to have in the end, as far as that has been said."""
        contest = self._contests.get((task, level, scale))
        return contest.wanted if contest else 0

    @property
    def next(self) -> Contest | None:
        """The contest whose block comes next; None where no block is left."""
        return min(self._open(), key=lambda contest: contest.order, default=None)

    @property
    def blocks_left(self) -> int:
        """The blocks of all contests that are still to come."""
        return sum(contest.left for contest in self._contests.values())

    @property
    def seconds_of_first_blocks(self) -> float:
        """About how long the first blocks take, of contests that have none yet."""
        return sum(self._block_seconds(contest) for contest in self._open() if not contest.count)

    @property
    def seconds_of_repeats(self) -> float:
        """About how long all further blocks take."""
        return sum((contest.left - (not contest.count)) * self._block_seconds(contest) for contest in self._open())

    @property
    def fewer(self) -> tuple[FewerBlocks, ...]:
        """What is run fewer times than the rubric asks."""
        return tuple(self._fewer.values())

    def begin_block(self, contest: Contest) -> tuple[str, tuple[Subject, ...]]:
        """The name of a contest's next block, and what its samples are about, in the order in which they run."""
        name = block_name(contest.task, contest.level, contest.scale, self._session, contest.number)
        contest.number += 1
        contest.count += 1
        return name, tuple(contest.members[tool] for tool in shuffled(contest.members, name, self._seed))

    def replace_lost(self, task: str, level: LevelName, scale: int) -> None:
        """Let another block come for one that is torn through no tool's fault, a few times at most."""
        contest = self._contests[task, level, scale]
        if contest.lost < MOST_LOST and contest.count:
            contest.lost += 1
            contest.count -= 1

    def close_what_takes_too_long(self) -> None:
        """Note and leave out what would take more than its share of the budget at another scale than the rubric's.

        Before the first block that is a tool whose one run would; after it, the further blocks.
        """
        for contest in self._open():
            if contest.at_home:
                continue
            if contest.count == 0:
                self._leave_out_slow_tools(contest)
            elif (contest.count + 1) * self._block_seconds(contest) > self._most_seconds:
                self._note_fewer(contest)
                contest.wanted = contest.count

    def _leave_out_slow_tools(self, contest: Contest) -> None:
        task, level, scale = contest.task, contest.level, contest.scale
        seconds = {tool: self._forecast.run(tool, task, scale) for tool in contest.members}
        slow = {tool for tool, each in seconds.items() if each > self._most_seconds}
        for tool in slow:
            self._fewer[task, level, scale, tool] = FewerBlocks(
                task, level, scale, 0, contest.wanted, seconds[tool], tool
            )
        if slow:
            contest.left_out |= slow
            self._let_compete(contest, {tool: subject for tool, subject in contest.members.items() if tool not in slow})

    def cut_short(self) -> None:
        """Note what is run fewer times because the run ends here."""
        for contest in self._open():
            self._note_fewer(contest)

    def _open(self) -> list[Contest]:
        return [contest for contest in self._contests.values() if contest.left]

    def _block_seconds(self, contest: Contest) -> float:
        return sum(self._forecast.run(tool, contest.task, contest.scale) for tool in contest.members)

    def _note_fewer(self, contest: Contest) -> None:
        task, level, scale = contest.task, contest.level, contest.scale
        self._fewer[task, level, scale, ""] = FewerBlocks(
            task, level, scale, contest.count, contest.wanted, self._block_seconds(contest)
        )


def shuffled(members: Iterable[str], block: str, seed: int) -> tuple[str, ...]:
    """The members of a block in the order in which they run: by chance, but the same for the same seed and block."""
    tools = sorted(members)
    # The order is part of the measurement, and must not depend on how Python was started.
    random.Random(f"{seed}/{block}").shuffle(tools)  # noqa: S311
    return tuple(tools)
