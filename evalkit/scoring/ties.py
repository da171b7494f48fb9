"""Ties: two are level if their chances of the first place differ by no more than `TIE_BAND`."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.scoring.weighing import NEARLY

TIE_BAND = 0.2
"""Two whose shares of first places differ by no more than this are level."""

WHY_TIED = (
    "nobody knows how far weights should vary. Where they vary twice or half as far, a share of first places in the "
    "reference run moves by up to 10 points, and the difference between two shares by up to 20"
)
"""The reason for the band, for readers."""


def tied_with(leader: str, firsts: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """Return those that are level with a leader, the likeliest first; nobody if the leader has no chances.

    `firsts` maps names to the least and the greatest share of draws in which they come first. What was not measured
    counts at its middle, as in pairs. One that never comes first is level with nobody.
    """
    if leader not in firsts:
        return ()
    middle = {name: (least + most) / 2 for name, (least, most) in firsts.items()}
    near = [
        name
        for name, share in middle.items()
        if name != leader and share > 0 and middle[leader] - share <= TIE_BAND + NEARLY
    ]
    return tuple(sorted(near, key=lambda name: (-middle[name], name)))
