"""Contests that got fewer blocks than the rubric asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FewerBlocks:
    """A task and level at one scale that got `ran` of the `wanted` blocks; with `tool`, that tool ran in none.

    One block, or one run of the tool, takes about `block_seconds`, so more would have taken more than their share of
    the budget.
    """

    task: str
    level: str
    scale: int
    ran: int
    wanted: int
    block_seconds: float
    tool: str = ""
