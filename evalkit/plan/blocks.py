"""Blocks: a block runs every competing tool of one task and level once, in random order, in one go.

If tools are timed one after the other, drift of the machine looks like a difference between tools: in a simulation with
drift, up to 60 % of the differences found were false. Randomised blocks keep the promised 5 %.
"""

from __future__ import annotations

import random
from collections.abc import Iterable


def shuffled(members: Iterable[str], block: str, seed: int) -> tuple[str, ...]:
    """Return the members of a block in random order, the same for the same seed and block."""
    order = sorted(members)
    # The order is part of the measurement, so it must not depend on how Python was started.
    random.Random(f"{seed}/{block}").shuffle(order)  # noqa: S311
    return tuple(order)
