"""Caveats: what a reader must know before trusting a comparison, because something else differs between the runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalkit.model import WALL
from evalkit.scoring.comparing.run_data import ScoredRun
from evalkit.scoring.comparing.yardstick import is_still, twins
from evalkit.scoring.paired_timings import MARGIN


def caveats(old: ScoredRun, new: ScoredRun, tasks: Sequence[str], drifts: Mapping[str, float]) -> tuple[str, ...]:
    """Return one sentence for each caveat; `tasks` are those that both runs have, `drifts` the result of `drift`."""
    return (
        *_circumstances(old, new, tasks),
        *_contracts(old, new, tasks),
        *_drifts(new, drifts),
        *_baselines(old, new, tasks),
    )


def _circumstances(old: ScoredRun, new: ScoredRun, tasks: Sequence[str]) -> Iterator[str]:
    was, now = old.run, new.run
    if was.machine != now.machine:
        names = sorted({*was.machine, *now.machine})
        differ = ", ".join(name for name in names if was.machine.get(name) != now.machine.get(name))
        where = [
            f"{task}/{level} ({', '.join(aa.held)})"
            for task in tasks
            for level in now.rubric.measure.timed_levels
            if (aa := twins(old, new, task, level)).hold
        ]
        yield (
            f"the machines differ ({differ}): evalkit compares times only as ratios to the baseline of the same block, and "
            f"only where tools that did not change kept theirs within {MARGIN:.0%}: {', '.join(where) or 'here nowhere'}"
        )
    if was.rubric.measure.scale != now.rubric.measure.scale:
        yield (
            f"one run has {was.rubric.measure.scale:,} rows and the other {now.rubric.measure.scale:,}: evalkit compares "
            "nothing that depends on the number of rows"
        )
    if was.evalkit != now.evalkit:
        yield f"evalkit was {was.evalkit} and is {now.evalkit}: its probes may count differently now"
    if was.seed != now.seed:
        yield f"the seeds differ ({was.seed} and {now.seed}), so the inputs differ too"
    if was.data != now.data:
        whose = (
            "one run used its author's own data and the other the census's"
            if not (was.data and now.data)
            else ("the runs used different data of their authors' own")
        )
        yield f"{whose}: nothing that depends on the inputs can be compared"


def _contracts(old: ScoredRun, new: ScoredRun, tasks: Sequence[str]) -> Iterator[str]:
    was, now = old.run.rubric, new.run.rubric
    parts = [part for part in ("criteria", "tasks") if getattr(was, part) != getattr(now, part)]
    if parts:
        yield f"the rubrics differ in their {' and '.join(parts)}, which changes points and places too"
    changed = [task for task in tasks if old.run.tasks[task] != new.run.tasks[task]]
    if changed:
        yield f"these tasks themselves were changed: {', '.join(changed)}"


def _drifts(new: ScoredRun, drifts: Mapping[str, float]) -> Iterator[str]:
    for task, ratio in drifts.items():
        yield (
            f"{task}: the baseline {new.run.tasks[task].baseline} did not change but took {ratio:.2f} times as long, so the "
            "machine was busier in one of the runs: evalkit compares times from blocks as ratios to the baseline of the "
            "same block, and no other times"
        )


def _baselines(old: ScoredRun, new: ScoredRun, tasks: Sequence[str]) -> Iterator[str]:
    here = old.run.machine == new.run.machine
    for task in tasks:
        baseline = new.run.tasks[task].baseline
        if old.run.tasks[task].baseline != baseline:
            yield f"{task}: the baseline is another tool now, so evalkit compares no time as a ratio to it"
            continue
        timed = [
            level
            for level in new.run.rubric.measure.timed_levels
            if all(side.evidenced.read(task, baseline, WALL, level).samples for side in (old, new))
        ]
        if here and not all(is_still(old, new, task, level) for level in timed):
            yield (
                f"{task}: the baseline {baseline} changed too, so a slower machine cannot be told from slower tools; "
                "evalkit compares the times as they are"
            )
        elif not here and old.run.versions.get(baseline) != new.run.versions.get(baseline):
            yield f"{task}: the baseline {baseline} has another version now, which changes the ratios to it"
