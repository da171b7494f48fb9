"""The baseline as a yardstick between two runs: whether it is the same in both, and whether the machine's speed changed."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.model import WALL
from evalkit.scoring.comparing.run_data import ScoredRun
from evalkit.scoring.comparing.unpaired import grew, p_beyond, shift
from evalkit.scoring.timing import MARGIN, SIGNIFICANCE


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


def _keys(side: ScoredRun, task: str, level: str) -> frozenset[str]:
    """Return the keys of the baseline's times; a key names everything that a time depends on."""
    seen = side.evidenced.observations_of(task, side.run.tasks[task].baseline, level, WALL)
    return frozenset(one.key for one in seen if one.scale == side.run.rubric.measure.scale)
