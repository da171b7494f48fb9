"""Blocks: every competing tool of one task and level, run once each, in random order, in one go.

Comparing tools that were timed one after the other finds differences that are the machine's: in simulation with drift
up to 60 % of them are false, where randomised blocks hold the promised 5 %.
"""

from __future__ import annotations

import random
from collections.abc import Iterable


def shuffled(members: Iterable[str], block: str, seed: int) -> tuple[str, ...]:
    """The members of a block in the order in which they run: by chance, but the same for the same seed and block."""
    order = sorted(members)
    # The order is part of the measurement, and must not depend on how Python was started.
    random.Random(f"{seed}/{block}").shuffle(order)  # noqa: S311
    return tuple(order)
