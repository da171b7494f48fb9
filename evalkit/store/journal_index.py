"""The index of a journal: how often each thing was observed, and which blocks are complete."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evalkit.model import SAMPLED, VERDICT, WALL, Observation, Status, Subject, subject_name


@dataclass(slots=True)
class BlockRecord:
    """One block as far as the journal holds it: the key of each member's sample, and where each was run.

    A sample that failed because of evalkit or the machine does not count: its block is torn.
    """

    contest: tuple[str | None, str | None, int | None]
    of: int
    keys: dict[str, str] = field(default_factory=dict)
    sessions: set[tuple[str, str]] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether all members are there, run in one session on one machine."""
        return len(self.keys) == self.of and len(self.sessions) == 1


@dataclass(frozen=True, slots=True)
class JournalIndex:
    """Counts of observations by (subject, key, metric, purpose), and the blocks of each contest; adding takes O(1)."""

    counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    broken: set[tuple[str, str]] = field(default_factory=set)
    verified: set[tuple[str, str]] = field(default_factory=set)
    blocks: dict[str, BlockRecord] = field(default_factory=dict)
    by_contest: dict[tuple[str | None, str | None, int | None], list[BlockRecord]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, seen: Iterable[Observation]) -> None:
        """Add observations that the journal now holds."""
        for one in seen:
            name = subject_name(one)
            place = (name, one.key, one.metric, one.purpose)
            if not one.status.is_evalkit_failure:
                self.counts[place] += 1
            if one.metric == VERDICT and one.probe == SAMPLED:
                if one.status.is_tool_failure:
                    self.broken.add((name, one.key))
                elif one.status is Status.OK:
                    self.verified.add((name, one.key))
            if one.block and one.metric == WALL and not one.status.is_evalkit_failure:
                self._add_to_block(one)

    def times(self, subject: Subject, metric: str, purpose: str = "") -> int:
        """Return how often a metric of this subject and key was observed for a purpose, without failures of evalkit."""
        return self.counts[subject.name, subject.key, metric, purpose]

    def was_verified(self, subject: Subject) -> bool:
        """Return whether a run of this subject and key passed the checker, and none failed."""
        place = (subject.name, subject.key)
        return place in self.verified and place not in self.broken

    def went_wrong(self, subject: Subject) -> bool:
        """Return whether a run of this subject and key failed because of the tool."""
        return (subject.name, subject.key) in self.broken

    def is_verdict_known(self, subject: Subject) -> bool:
        """Return whether a run of this subject and key has a verdict on the tool."""
        place = (subject.name, subject.key)
        return place in self.verified or place in self.broken

    def whole_blocks(self, task: str, level: str, scale: int, keys: Mapping[str, str]) -> int:
        """Return how many complete blocks of a contest hold all these tools with these keys."""
        return sum(
            block.is_whole and keys.items() <= block.keys.items()
            for block in self.by_contest.get((task, level, scale), ())
        )

    def _add_to_block(self, seen: Observation) -> None:
        place = seen.block
        if place is None:
            return
        block = self.blocks.get(place.block)
        if block is None:
            contest = (seen.task, seen.level, seen.scale)
            block = self.blocks[place.block] = BlockRecord(contest, place.of)
            self.by_contest[contest].append(block)
        block.keys[seen.tool] = seen.key
        block.sessions.add((seen.session, seen.machine))
