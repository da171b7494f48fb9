"""Pairs of blocks: those of a tool and its baseline, and those of two scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalkit.model.observation import round_of

TOO_SMALL_TO_DIVIDE = 1e-12


def ratios_by_block(own: Mapping[str, float], baseline: Mapping[str, float]) -> dict[str, float]:
    """Return the value over the baseline's, for each block that contains both."""
    return {
        block: value / baseline[block] for block, value in own.items() if baseline.get(block, 0.0) > TOO_SMALL_TO_DIVIDE
    }


def paired_by_round(small: Iterable[str], large: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of blocks of two scales: by session and number where these match, else in their order.

    Blocks of different scales run at different times. A pair shares the session and the number, not the minute.
    """
    by_round = [{round_of(block): block for block in sorted(blocks)} for blocks in (small, large)]
    shared = sorted(by_round[0].keys() & by_round[1].keys())
    if shared:
        return [(by_round[0][place], by_round[1][place]) for place in shared]
    in_order = [[block for _, block in sorted(blocks.items())] for blocks in by_round]
    return list(zip(*in_order, strict=False))
