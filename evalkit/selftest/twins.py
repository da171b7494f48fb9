"""One implementation under two names beside one that takes a tenth longer: what is said of them, and how often.

All three run in the same blocks, as tools of one task do.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping

from evalkit.bench import Sample
from evalkit.scoring.paired_timings import MARGIN, SIGNIFICANCE, typical
from evalkit.selftest import resampling
from evalkit.selftest.check import Check
from evalkit.selftest.measuring import CannotMeasure, Measuring
from evalkit.selftest.progress import Extent, Progress

ALIKE, LONGER = "One tool under two names", "A tool that is a tenth slower"
TWINS, SLOW = ("one", "same"), "slower"
TENTH = 1.1
RATIO_OFF = 0.03
"""How far a ratio may be off."""
PROCESSOR_MS, PROCESSOR_SHARE = 10.0, 0.02
"""How much more processor time may be counted: the script looks at it for the last time before Python ends."""
POWER = 0.8
"""How often a difference must be found at least, as studies are usually planned."""
_SECONDS_BEYOND, _SECONDS_OF_A_SET = 0.08, 0.001
_RESAMPLING = "drawing blocks by chance"
Times = Mapping[str, Mapping[str, float]]


def steps(extent: Extent) -> dict[str, float]:
    """Return the steps of this part, and the seconds that each is expected to take."""
    block = (2 + TENTH) * extent.milliseconds / 1000 + 3 * _SECONDS_BEYOND
    timing = {_step(number, extent): block * extent.blocks for number in range(extent.comparisons)}
    return {**timing, _RESAMPLING: 6 * extent.resamples * _SECONDS_OF_A_SET}


def checks(extent: Extent, measuring: Measuring, progress: Progress) -> Iterator[Check]:
    """Yield the checks of twins, and those of the slower tool."""

    def begun(block: int) -> None:
        if block % extent.blocks == 0:
            progress.begin(_step(block // extent.blocks, extent))

    try:
        samples = measuring.blocks((*TWINS, SLOW), extent.milliseconds, extent.blocks * extent.comparisons, begun)
    except CannotMeasure as why:
        yield Check(ALIKE, "three tools in the same blocks", "", 1, None, 1, 1, reason=str(why))
        return
    progress.begin(_RESAMPLING)
    times = {
        tool: {block: sample.wall_seconds or 0.0 for block, sample in by_block.items()}
        for tool, by_block in samples.items()
    }
    yield from of_twins(times, extent.blocks, extent.resamples)
    yield from of_slower(times, extent.blocks, extent.resamples)
    yield _processor_time([*samples[TWINS[0]].values(), *samples[TWINS[1]].values()], extent.milliseconds)


def of_twins(times: Times, blocks: int, resamples: int) -> Iterator[Check]:
    """Yield what is said of twins: of each comparison as it was measured, and of sets that were dealt by chance."""
    comparisons = _comparisons(times, blocks)
    said = sum(resampling.is_said(part, *pair) for part in comparisons for pair in (TWINS, TWINS[::-1]))
    count = len(comparisons)
    what = f"how often 'faster' is said in {count} {'comparison' if count == 1 else 'comparisons'} of {blocks} blocks"
    yield Check(ALIKE, what, "", 0, said, 0, 0)
    one, other = times[TWINS[0]], times[TWINS[1]]
    ratio = typical([other[block] / one[block] for block in one])
    yield Check(
        ALIKE,
        f"the one's time over the other's, over {len(one)} blocks",
        "×",
        1.0,
        ratio.value,
        1 - RATIO_OFF,
        1 + RATIO_OFF,
        spread=ratio.interval,
    )
    runs = min(blocks, len(one) // 2)
    chance = math.sqrt(SIGNIFICANCE * (1 - SIGNIFICANCE) / resamples)  # of a rate that is as promised
    highest = 100 * (SIGNIFICANCE + 3 * chance)
    for longer, how in (
        (1.0, "as they are"),
        (1 + MARGIN, f"where one is made {MARGIN:.0%} longer, which is the margin"),
    ):
        faster = resampling.false_faster(times, TWINS, blocks, longer)
        change = resampling.false_change(times, TWINS, SLOW, runs, longer)
        for says, draw in (
            (f"'faster' said in sets of {blocks} blocks", faster),
            (f"`compare` finds a change between two runs of {runs} blocks", change),
        ):
            rate = 100 * resampling.rate(resamples, f"{says}, {how}", draw)
            yield Check(ALIKE, f"{says}, {how}", "%", 0, rate, 0, highest)


def of_slower(times: Times, blocks: int, resamples: int) -> Iterator[Check]:
    """Yield how much slower the slower tool seems to be, and in how many sets that is found."""
    quick, slow = times[TWINS[0]], times[SLOW]
    ratio = typical([slow[block] / quick[block] for block in quick])
    limits = TENTH - RATIO_OFF, TENTH + RATIO_OFF
    what = f"its time over the other's, over {len(quick)} blocks"
    yield Check(LONGER, what, "×", TENTH, ratio.value, *limits, spread=ratio.interval)
    comparisons = _comparisons(times, blocks)
    found = sum(resampling.is_said(part, TWINS[0], SLOW) for part in comparisons)
    count = len(comparisons)
    what = f"how often it is found in {count} {'comparison' if count == 1 else 'comparisons'} of {blocks} blocks"
    yield Check(LONGER, what, "", count, found, math.ceil(POWER * count), count)
    runs = min(blocks, len(quick) // 2)
    for says, draw in (
        (f"found in sets of {blocks} blocks", resampling.found_faster(times, TWINS[0], SLOW, blocks)),
        (
            f"`compare` finds it between two runs of {runs} blocks",
            resampling.found_worse(times, TWINS[0], SLOW, TWINS[1], runs),
        ),
    ):
        rate = 100 * resampling.rate(resamples, says, draw)
        yield Check(LONGER, says, "%", 100, rate, 100 * POWER, 100)


def _processor_time(samples: list[Sample], milliseconds: int) -> Check:
    seen = [1000 * sample.cpu_seconds for sample in samples if sample.cpu_seconds is not None]
    limits = milliseconds - 1.0, milliseconds * (1 + PROCESSOR_SHARE) + PROCESSOR_MS
    what = f"processor time of a process that takes {milliseconds} ms, median of {len(seen)}"
    middle = statistics.median(seen)
    return Check("Known processor time", what, "ms", milliseconds, middle, *limits, spread=(min(seen), max(seen)))


def _comparisons(times: Times, blocks: int) -> list[dict[str, dict[str, float]]]:
    """Return the blocks in the order in which they ran, in parts of so many each."""
    ran = list(times[SLOW])
    parts = [ran[first : first + blocks] for first in range(0, len(ran), blocks)]
    return [{tool: {block: own[block] for block in part} for tool, own in times.items()} for part in parts]


def _step(comparison: int, extent: Extent) -> str:
    if extent.comparisons == 1:
        return f"timing one tool under two names in {extent.blocks} blocks"
    return f"timing one tool under two names, comparison {comparison + 1} of {extent.comparisons}"
