"""How often a rubric asks for each timed run: blocks at each scale, and runs that are watched for their memory."""

from __future__ import annotations

from evalkit.model import Measure
from evalkit.plan.loading import Loaded
from evalkit.probes import runs

_WATCHED = 2
"""The number of runs watched for memory, beside the warm-ups."""


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


def memory_runs(measure: Measure) -> int:
    """How often the memory of an implementation is watched, its check among them."""
    # With a single block for each tool, its memory is not watched three times either.
    return min(measure.warmups + _WATCHED, measure.blocks + 1)
