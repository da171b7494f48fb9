"""run: whether the code works, how long it takes, and how much memory it needs.

Motivation. People feel a slow or memory-hungry tool at every turn of the work. A tool with a wrong result is not fast.

How. Each sample is a fresh process in a fresh folder. A time counts only after the task's checker has verified the
outputs. Timings come from randomised blocks, alone on the machine. Memory comes from separate runs, because sampling
memory costs time; there are up to three of them, and two where three would take more than nine seconds.

Units. `run.wall_seconds`, `run.cpu_seconds` and `run.startup_seconds` in seconds, `run.seconds_per_million_rows` in
seconds per 10⁶ rows, `run.peak_memory_mb` in 10⁶ bytes; `capability.score` and `ladder.reached` are shares between 0
and 1. Where a level of the task lists facts under `shows:`, `capability.score` counts those that the result shows. A
service ends when evalkit stops it: its wall seconds end with the driver's conversation, and what the driver takes is
not counted.

Validity. Wall seconds are this machine's; ratios to the baseline in the same block travel better. Peak memory is the
larger of the sampled sum of proportional set sizes (a short peak may fall between two samples) and the high-water mark
of any one process (which the kernel never misses, but which covers one process only).

How it can be gamed. A tool can do the work at install time or in `prepare`, but the report shows both. It cannot answer
from a cache, because every sample has its own home folder.

What to do about a bad value. Compare it with the same task at the smallest scale: if that is as slow, the cause is
start-up; if not, look at the seconds per million rows.
"""

from __future__ import annotations

from evalkit.bench import Sample
from evalkit.model import SAMPLED, VERDICT, WALL, Direction, Fact, LevelRule, Metric, Status, Verdict
from evalkit.model.facts import FactsShown, MemoryKind, MissedFact
from evalkit.probes import serving
from evalkit.probes.finding import Finding

FAMILY = SAMPLED
"""The name that people ask for runs by."""

VERSION = 3
"""Of the method: a new one makes all samples before it count for nothing."""

CPU, PEAK, REACHED = "run.cpu_seconds", "run.peak_memory_mb", "ladder.reached"
"""Metrics that others ask for by name, beside `WALL` and `VERDICT`."""
STARTUP, GROWTH = "run.startup_seconds", "run.seconds_per_million_rows"
"""What is read at other scales than the rubric's own."""

METRICS = (
    Metric(
        WALL,
        "Time to run",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Wall seconds from the start of the program to the end of its process, as the median over the blocks. Only verified "
        "runs count.",
    ),
    Metric(
        CPU,
        "Processor time",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "User and system seconds of the whole process tree by the kernel's accounting, as the median over the blocks.",
    ),
    Metric(
        PEAK,
        "Peak memory",
        "MB",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Largest memory of the process tree, from separate runs: the larger of the sampled sum of proportional set "
        "sizes and the high-water mark of the largest process.",
    ),
    Metric(
        STARTUP,
        "Time at the smallest scale",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Wall seconds at the task's smallest scale, where start-up takes nearly all the time.",
    ),
    Metric(
        GROWTH,
        "Time per million rows",
        "s / 10⁶ rows",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Slope of wall seconds between the task's two largest scales, or the two that the rubric allows, paired by block. A "
        "negative slope is noise and counts as 0.",
        zero=True,
    ),
    Metric(
        REACHED,
        "Levels reached",
        "share",
        Direction.MORE,
        LevelRule.ALL_LEVELS,
        "Share of the task's levels that the tool passes.",
        zero=True,
    ),
    Metric(
        VERDICT,
        "Facts shown",
        "share",
        Direction.MORE,
        LevelRule.ALL_LEVELS,
        "Share of the facts listed for a level that the tool's result shows according to the checker, as the mean over the "
        "levels; a level that is not passed counts 0. A level that lists no facts counts the share of what was planted "
        "that the result finds.",
        zero=True,
    ),
)

TIMED = frozenset(metric.name for metric in METRICS if metric.rule is LevelRule.ONE_LEVEL) | serving.TIMED
"""The metrics that have a value only at the levels that a rubric has timed."""


def verified(sample: Sample, facts: tuple[Fact, ...], level: str = "") -> tuple[Finding, ...]:
    """What a run of a level says of the work itself: the checker's graded verdict, or how the run failed."""
    if sample.status is Status.OK and sample.verdict is not None:
        return (
            Finding(REACHED, 1.0, facts=facts),
            Finding(VERDICT, sample.verdict.score, facts=(*_shown(sample.verdict, level), *facts)),
            *serving.lost(sample, facts),
        )
    return tuple(
        Finding(metric, status=sample.status, reason=sample.reason, facts=facts) for metric in (REACHED, VERDICT)
    )


def _shown(verdict: Verdict, level: str) -> tuple[Fact, ...]:
    """Which listed facts the result shows; nothing where the level lists none."""
    missed = tuple(MissedFact(name, why) for name, why in verdict.missed.items())
    return (FactsShown(level, verdict.shown, missed),) if verdict.shown or missed else ()


def timed(sample: Sample, facts: tuple[Fact, ...], level: str = "") -> tuple[Finding, ...]:
    """The findings of a sample in a block; the wall seconds come last: a sample without them is torn."""
    wall = sample.wall_seconds if sample.status is Status.OK else None
    cpu = sample.cpu_seconds if sample.status is Status.OK else None
    reason = "" if sample.status is Status.OK else sample.reason
    return (
        *verified(sample, facts, level),
        *serving.timed(sample, facts),
        Finding(CPU, cpu, sample.status, reason, facts),
        Finding(WALL, wall, sample.status, reason, facts),
    )


def watched(sample: Sample, facts: tuple[Fact, ...], level: str = "") -> tuple[Finding, ...]:
    """The findings of a run that was watched for its memory, and is never timed."""
    if sample.status is not Status.OK:
        peak = Finding(PEAK, None, sample.status, sample.reason, facts)
    elif sample.peak_memory_mb is None:
        peak = Finding(PEAK, None, Status.PROBE_ERROR, "no memory reading came back", facts)
    else:
        kind = MemoryKind("rss" if sample.memory_kind == "rss" else "pss")
        peak = Finding(PEAK, sample.peak_memory_mb, facts=(*facts, kind))
    return (*verified(sample, facts, level), peak)
