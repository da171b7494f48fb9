"""What was run fewer times than a rubric asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FewerBlocks:
    """A task and level at a scale of which `ran` blocks were run instead of `wanted`.

    One block of it takes about `block_seconds`: more of them would have taken more than their share of the budget.
    """

    task: str
    level: str
    scale: int
    ran: int
    wanted: int
    block_seconds: float
