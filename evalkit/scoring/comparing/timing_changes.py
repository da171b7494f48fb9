"""Timings of two runs: which samples may be compared, and which differences are more than chance.

Two runs are hours or machines apart. Times from blocks are divided by the baseline's time in the same block, if the
baseline did not change, so that whatever slows both down cancels out. Between machines that is done only where an A/A
holds: tools that did not change kept their ratios. Other times are compared as they are if both runs used one machine
at one speed; otherwise they are not compared.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

from evalkit.model import Direction
from evalkit.probes import METRICS, runs
from evalkit.scoring.comparing.change import ChangeKind, FigureChange
from evalkit.scoring.comparing.run_data import ScoredRun
from evalkit.scoring.comparing.unpaired import adjusted, can_pass, grew, least_p, p_beyond, shift
from evalkit.scoring.comparing.yardstick import Twins, is_still, relative
from evalkit.scoring.figures import TIMINGS
from evalkit.scoring.paired_timings import SIGNIFICANCE

_TIMED_UNITS = frozenset({"s", "ms", "requests / s", "s / 10⁶ rows", "of a good run"})
IN_BLOCKS = TIMINGS - {runs.GROWTH}
"""What is timed in blocks, beside the baseline; a slope is a difference of two blocks."""
_AT_SCALE = ("run.", "serve.", "iteration.", "errors.")

Samples = tuple[tuple[float, ...], tuple[float, ...]]
"""The readings before and after."""


def is_timing(metric: str) -> bool:
    """Return whether a metric's value varies from reading to reading: times and peak memory do."""
    return METRICS[metric].unit in _TIMED_UNITS or metric == runs.PEAK


def direction(metric: str, *, more: bool) -> ChangeKind:
    """Return whether more (or less) of a metric is worse or better."""
    return ChangeKind.WORSE if more == (METRICS[metric].direction is Direction.LESS) else ChangeKind.BETTER


def to_test(
    old: ScoredRun,
    new: ScoredRun,
    change: FigureChange,
    *,
    drifted: bool,
    aa_of: Callable[[str, str, str], Twins],
) -> tuple[FigureChange, Samples | None]:
    """Return a timing that both runs have, with the samples to test; without samples, its reason says why.

    `drifted` says that the baseline shows the machine to have run at another speed. `aa_of` returns the A/A between the
    machines of a task, level and metric.
    """
    scales = old.run.rubric.measure.scale, new.run.rubric.measure.scale
    elsewhere = old.run.machine != new.run.machine
    if scales[0] != scales[1] and change.metric.startswith(_AT_SCALE):
        return _apart(change, f"measured at {scales[0]:,} rows before and {scales[1]:,} after")
    if change.task is not None and change.level is not None and change.metric in IN_BLOCKS:
        baselines = {side.run.tasks[change.task].baseline for side in (old, new)}
        still = is_still(old, new, change.task, change.level)
        if still and change.tool in baselines:
            kept, _ = _apart(change, "it is the baseline, and it did not change")
            return (kept if drifted else replace(kept, kind=ChangeKind.SAME)), None
        if len(baselines) == 1 and change.tool not in baselines and (still or elsewhere):
            if elsewhere and not (aa := aa_of(change.task, change.level, change.metric)).hold:
                return _apart(change, _why_not(aa))
            place = change.task, change.tool, change.metric, change.level
            samples = (relative(old, *place), relative(new, *place))
            if all(samples):
                return _with_samples(replace(change, relative=True), samples)
    if elsewhere:
        return _apart(change, "measured on different machines")
    if drifted and change.metric != runs.PEAK:
        return _apart(change, "the machine ran at another speed, and no baseline was timed beside this")
    return _with_samples(change, (old.figures[change.place].samples, new.figures[change.place].samples))


def tested(found: Sequence[tuple[FigureChange, Samples | None]]) -> tuple[tuple[FigureChange, ...], int]:
    """Test all timings as one family; return them in their order, and the number that had enough samples to be tested."""
    changes = [change for change, _ in found]
    waiting = sorted(
        (least_p(len(samples[0]), len(samples[1])), place, samples)
        for place, (_, samples) in enumerate(found)
        if samples is not None
    )
    family = can_pass([least for least, _, _ in waiting])
    larger = [grew(was, now) for _, _, (was, now) in waiting]
    tests = [
        p_beyond(was, now) if more else p_beyond(now, was)
        for (_, _, (was, now)), more in zip(waiting[:family], larger, strict=False)
    ]
    for (_, place, _), more, p in zip(waiting, larger, adjusted(tests), strict=False):
        kind = direction(changes[place].metric, more=more) if p <= SIGNIFICANCE else ChangeKind.SAME
        changes[place] = replace(changes[place], kind=kind, p=p)
    for _, place, _ in waiting[family:]:
        changes[place] = replace(changes[place], kind=ChangeKind.UNSURE)
    return tuple(changes), family


def _apart(change: FigureChange, why: str) -> tuple[FigureChange, None]:
    return replace(change, kind=ChangeKind.APART, reason=why), None


def _with_samples(change: FigureChange, samples: Samples) -> tuple[FigureChange, Samples]:
    was, now = samples
    estimate = shift(was, now)
    return (
        replace(
            change,
            before=replace(change.before, value=statistics.median(was), samples=len(was)),
            after=replace(change.after, value=statistics.median(now), samples=len(now)),
            ratio=estimate.value if estimate else None,
            interval=estimate.interval if estimate else None,
        ),
        samples,
    )


def _why_not(aa: Twins) -> str:
    """Return why ratios to the baseline say nothing between two machines."""
    if aa.moved:
        named = ", ".join(aa.moved)
        changed = "did not change, and its ratio" if len(aa.moved) == 1 else "did not change, and their ratios"
        return f"measured on different machines: {named} {changed} to the baseline cannot be said to have stayed"
    return (
        "measured on different machines: no other tool that did not change says whether ratios to the baseline stayed"
    )
