"""What was run fewer times than a rubric asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FewerBlocks:
    """A task and level at a scale of which `ran` blocks were run instead of `wanted`, or of a `tool` there that ran in none.

    One block, or one run of the tool, takes about `block_seconds`: more would have taken more than their share of the budget.
    """

    task: str
    level: str
    scale: int
    ran: int
    wanted: int
    block_seconds: float
    tool: str = ""
