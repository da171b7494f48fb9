"""Rates of false alarms and of finding, from times that were really measured. Chance comes from a seed alone.

A/A: one implementation under two names. Which of its two times of a block had which name was chance, so evalkit deals
them anew. Every set that is dealt so is a comparison of which the answer is known: nothing differs. Where one side is
made longer by exactly the margin, 'faster by more than the margin' still is false, and nowhere is it easier to say by
mistake.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from evalkit.model import WALL, Status
from evalkit.scoring.block_pairs import ratios_by_block
from evalkit.scoring.comparing.change import ChangeKind, FigureChange, Measured
from evalkit.scoring.comparing.timing_changes import tested
from evalkit.scoring.paired_timings import faster_pairs

Times = Mapping[str, Mapping[str, float]]
"""Tools to seconds by block."""


def is_said(times: Times, quick: str, slow: str) -> bool:
    """Return whether `quick` is said to be faster than `slow`, among all pairs of the tools in `times`."""
    return any((pair.faster, pair.slower) == (quick, slow) for pair in faster_pairs(times))


def changed(was: Sequence[float], now: Sequence[float]) -> ChangeKind:
    """Return what `evalkit compare` says of one timing whose samples were `was` and are `now`."""
    before, after = (Measured(Status.OK, samples=len(side)) for side in (was, now))
    change = FigureChange("lasting", "one", "adapt", WALL, "s", ChangeKind.SAME, before, after)
    [found], _ = tested([(change, (tuple(was), tuple(now)))])
    return found.kind


def dealt(times: Times, twins: tuple[str, str], blocks: int, chance: random.Random) -> dict[str, dict[str, float]]:
    """Return so many blocks, drawn with replacement, with the times of the two twins dealt anew within each."""
    found: dict[str, dict[str, float]] = {twin: {} for twin in twins}
    one, other = twins
    for place, block in enumerate(chance.choices(_blocks(times, twins), k=blocks)):
        pair = [times[one][block], times[other][block]]
        chance.shuffle(pair)
        found[one][str(place)], found[other][str(place)] = pair
    return found


def drawn(times: Times, tools: Sequence[str], blocks: int, chance: random.Random) -> dict[str, dict[str, float]]:
    """Return so many blocks, drawn with replacement, as they were measured."""
    picked = chance.choices(_blocks(times, tools), k=blocks)
    return {tool: {str(place): times[tool][block] for place, block in enumerate(picked)} for tool in tools}


def rate(sets: int, seed: str, is_it: Callable[[random.Random], bool]) -> float:
    """Return the share of `sets` draws in which something is so."""
    chance = random.Random(seed)  # noqa: S311  (the same self-test on the same times says the same)
    return sum(is_it(chance) for _ in range(sets)) / sets


def false_faster(times: Times, twins: tuple[str, str], blocks: int, longer: float) -> Callable[[random.Random], bool]:
    """Return a draw: whether 'faster' is said of twins of which one was made `longer` times as long."""
    one, other = twins

    def draw(chance: random.Random) -> bool:
        found = dealt(times, twins, blocks, chance)
        return bool(faster_pairs({one: found[one], other: _longer(found[other], longer)}))

    return draw


def false_change(
    times: Times, twins: tuple[str, str], baseline: str, blocks: int, longer: float
) -> Callable[[random.Random], bool]:
    """Return a draw: whether `compare` finds twins to differ, of which one was made `longer` times as long.

    The blocks are dealt to two runs of `blocks` each, none to both; the times are ratios to the `baseline` of the
    block.
    """

    def draw(chance: random.Random) -> bool:
        parts = _two_runs(times, (*twins, baseline), blocks, chance)
        runs = ({block: times[chance.choice(twins)][block] for block in part} for part in parts)
        was, now = (ratios_by_block(run, times[baseline]) for run in runs)
        return changed(tuple(was.values()), tuple(_longer(now, longer).values())).is_real

    return draw


def found_faster(times: Times, quick: str, slow: str, blocks: int) -> Callable[[random.Random], bool]:
    """Return a draw: whether `quick` is said to be faster than `slow`, among all tools that ran in the blocks."""
    return lambda chance: is_said(drawn(times, list(times), blocks, chance), quick, slow)


def found_worse(times: Times, quick: str, slow: str, baseline: str, blocks: int) -> Callable[[random.Random], bool]:
    """Return a draw: whether `compare` finds a tool worse that was `quick` in one run and is `slow` in another."""

    def draw(chance: random.Random) -> bool:
        first, second = _two_runs(times, (quick, slow, baseline), blocks, chance)
        was = ratios_by_block({block: times[quick][block] for block in first}, times[baseline])
        now = ratios_by_block({block: times[slow][block] for block in second}, times[baseline])
        return changed(tuple(was.values()), tuple(now.values())) is ChangeKind.WORSE

    return draw


def _two_runs(times: Times, tools: Sequence[str], blocks: int, chance: random.Random) -> tuple[list[str], list[str]]:
    shared = _blocks(times, tools)
    if len(shared) < 2 * blocks:
        raise ValueError(f"two runs of {blocks} blocks need {2 * blocks}, and there are {len(shared)}")
    picked = chance.sample(shared, k=2 * blocks)
    return picked[:blocks], picked[blocks:]


def _blocks(times: Times, tools: Sequence[str]) -> list[str]:
    first, *others = tools
    return [block for block in times[first] if all(block in times[other] for other in others)]


def _longer(times: Mapping[str, float], longer: float) -> dict[str, float]:
    return {block: seconds * longer for block, seconds in times.items()}
