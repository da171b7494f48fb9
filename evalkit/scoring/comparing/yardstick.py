"""The baseline as a yardstick between two runs: whether it may be one, and what it says of the machine."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.scoring.comparing.run_data import ScoredRun
from evalkit.scoring.comparing.unpaired import grew, p_beyond, shift
from evalkit.scoring.figures import WALL
from evalkit.scoring.timing import LEVEL, MARGIN


def is_still(old: ScoredRun, new: ScoredRun, task: str, level: str) -> bool:
    """Whether a task's baseline is the same in both runs, down to its code, its lock and the machine."""
    keys = _keys(old, task, level)
    return bool(keys) and keys == _keys(new, task, level) and old.run.machine == new.run.machine


def drift(old: ScoredRun, new: ScoredRun, tasks: Sequence[str]) -> dict[str, float]:
    """How many times as long the baseline took, by task, where nothing of it changed and yet it differs for certain.

    Then the machine was slower or faster: in one of the runs something else kept it busy, or hot.
    """
    found = {}
    for task in tasks:
        for level in new.run.rubric.measure.timed_levels:
            if is_still(old, new, task, level):
                baseline = new.run.tasks[task].baseline
                was, now = (side.evidenced.read(task, baseline, WALL, level).samples for side in (old, new))
                moved = shift(was, now)
                p = p_beyond(was, now) if grew(was, now) else p_beyond(now, was)
                if moved and p <= LEVEL and abs(moved.value - 1) > MARGIN:
                    found[task] = moved.value
    return found


def _keys(side: ScoredRun, task: str, level: str) -> frozenset[str]:
    """The keys of the baseline's times; the key names everything that a time depends on."""
    seen = side.evidenced.about(task, side.run.tasks[task].baseline, level, WALL)
    return frozenset(one.key for one in seen if one.scale == side.run.rubric.measure.scale)
