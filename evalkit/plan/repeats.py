"""How often a rubric asks for each timed run: blocks at each scale, and runs that are watched for their memory."""

from __future__ import annotations

from evalkit.model import Measure
from evalkit.plan.loading import Loaded
from evalkit.probes import runs

_MORE_WATCHED = 2
"""The number of runs watched for memory beside the warm-ups, where that takes little time."""

_FEWEST_WATCHED = 2
"""The number of runs watched for memory in all, where one takes long."""

_ENOUGH_SECONDS = 9.0
"""evalkit watches the memory of one implementation for at most so many seconds, but never less than the fewest runs."""


def blocks_wanted(loaded: Loaded, task: str) -> dict[int, int]:
    """How many blocks a timed level is to have in the end, by scale.

    The rubric's own scale comes first, then those that it asks about.
    """
    measure, scales, asked = loaded.rubric.measure, loaded.workspace.tasks[task].scales, loaded.rubric.metrics
    smallest = scales[:1] if runs.STARTUP in asked else ()
    growing = measure.growing_over(scales) if runs.GROWTH in asked else None
    elsewhere = dict.fromkeys((*smallest, *(growing or ())), measure.scaling_blocks)
    return {measure.scale: measure.blocks} | {
        scale: wanted for scale, wanted in elsewhere.items() if scale != measure.scale
    }


def memory_runs(measure: Measure, seconds: float) -> int:
    """How often the memory of an implementation is watched, its check among them; one run of it takes `seconds`.

    Peak memory hardly varies from run to run, so what takes long is watched twice.
    """
    # With a single block for each tool, its memory is not watched three times either.
    asked = min(measure.warmups + _MORE_WATCHED, measure.blocks + 1)
    return asked if asked * seconds <= _ENOUGH_SECONDS else min(asked, _FEWEST_WATCHED)
