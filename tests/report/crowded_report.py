"""A made-up run of more tools than any table shows at once: the benchmark's, made small."""

from __future__ import annotations

from functools import cache

from benchmarks.large_report import made_up
from evalkit.report import ReportInput

TOOLS, TASKS, BLOCKS = 30, 2, 20


@cache
def crowded() -> ReportInput:
    """Thirty tools in two tasks, with losses, stacks, profiles and hundreds of pairs that differ in time."""
    return made_up(TOOLS, TASKS, BLOCKS)
