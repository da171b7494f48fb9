"""The baseline as a yardstick between two runs: whether it is the same in both, and whether the machine's speed changed.

On another machine not even ratios to the baseline stay: processors, caches and disks favour one program over another.
What did not change tells whether they do here: an A/A between the machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model import WALL
from evalkit.probes.code import TOKENS
from evalkit.scoring.block_pairs import ratios_by_block
from evalkit.scoring.comparing.run_data import ScoredRun
from evalkit.scoring.comparing.unpaired import grew, p_beyond, shift
from evalkit.scoring.paired_timings import MARGIN, SIGNIFICANCE

COUNTED = TOKENS
"""A metric of every implementation whose key holds all that its times depend on, but for the machine."""


def is_still(old: ScoredRun, new: ScoredRun, task: str, level: str) -> bool:
    """Return whether a task's baseline is the same in both runs: its code, its lock and the machine."""
    keys = _keys(old, task, level)
    return bool(keys) and keys == _keys(new, task, level) and old.run.machine == new.run.machine


def drift(old: ScoredRun, new: ScoredRun, tasks: Sequence[str]) -> dict[str, float]:
    """Return how many times as long the baseline took, for each task in which it did not change but differs significantly.

    In these tasks the machine itself ran slower or faster, because it was busy or hot in one of the runs.
    """
    found = {}
    for task in tasks:
        for level in new.run.rubric.measure.timed_levels:
            if is_still(old, new, task, level):
                baseline = new.run.tasks[task].baseline
                was, now = (side.evidenced.read(task, baseline, WALL, level).samples for side in (old, new))
                moved = shift(was, now)
                p = p_beyond(was, now) if grew(was, now) else p_beyond(now, was)
                if moved and p <= SIGNIFICANCE and abs(moved.value - 1) > MARGIN:
                    found[task] = moved.value
    return found


@dataclass(frozen=True, slots=True)
class Twins:
    """An A/A between two machines: the tools of a task and level that did not change, as ratios to a baseline that did not.

    `held` are those whose ratio certainly stayed within the margin, `moved` those whose ratio did not, or of which too
    few blocks tell.
    """

    held: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def hold(self) -> bool:
        """Whether ratios to the baseline survive the other machine, as far as anything tells."""
        return bool(self.held) and not self.moved


def twins(old: ScoredRun, new: ScoredRun, task: str, level: str, metric: str = WALL) -> Twins:
    """Return the A/A of a task and level between the machines of two runs.

    A ratio stays within the margin if its whole 95 % interval does. That a difference was not found would say little.
    """
    baseline = new.run.tasks[task].baseline
    if baseline != old.run.tasks[task].baseline or not _is_unchanged(old, new, task, baseline, level):
        return Twins()
    shared = [tool for tool in new.run.tools(task) if tool in old.run.tools(task) and tool != baseline]
    held: list[str] = []
    moved: list[str] = []
    for tool in shared:
        if _is_unchanged(old, new, task, tool, level):
            was, now = (relative(side, task, tool, metric, level) for side in (old, new))
            if was and now:
                (held if _stays(was, now) else moved).append(tool)
    return Twins(tuple(held), tuple(moved))


def relative(side: ScoredRun, task: str, tool: str, metric: str, level: str) -> tuple[float, ...]:
    """Return a tool's times over the baseline's in the same blocks."""
    own = side.evidenced.read(task, tool, metric, level).by_block
    base = side.evidenced.read(task, side.run.tasks[task].baseline, metric, level).by_block
    return tuple(ratios_by_block(own, base).values())


def _stays(was: Sequence[float], now: Sequence[float]) -> bool:
    moved = shift(was, now)
    if moved is None or moved.interval is None:
        return False
    low, high = moved.interval
    return low >= 1 / (1 + MARGIN) and high <= 1 + MARGIN


def _is_unchanged(old: ScoredRun, new: ScoredRun, task: str, tool: str, level: str) -> bool:
    """Return whether an implementation is the same in both runs, wherever they ran.

    What is counted in the code depends on its files, its lock, its Python, the limits and the seed, and on no machine.
    """
    keys = [_keys_of(side, task, tool, COUNTED, level) for side in (old, new)]
    return bool(keys[0]) and keys[0] == keys[1]


def _keys_of(side: ScoredRun, task: str, tool: str, metric: str, level: str) -> frozenset[str]:
    return frozenset(one.key for one in side.evidenced.observations_of(task, tool, metric, level))


def _keys(side: ScoredRun, task: str, level: str) -> frozenset[str]:
    """Return the keys of the baseline's times; a key names everything that a time depends on."""
    seen = side.evidenced.observations_of(task, side.run.tasks[task].baseline, WALL, level)
    return frozenset(one.key for one in seen if one.scale == side.run.rubric.measure.scale)
