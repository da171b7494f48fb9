"""Find what changed between two runs, and which of these changes are more than chance.

Counted metrics (code, DSLs, documentation, …) give the same value every time, so every difference is real. Timings are
compared by an exact rank-sum test with a margin of 5 %, and Holm's procedure covers all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from evalkit.model import Status
from evalkit.probes import METRICS
from evalkit.scoring.comparing.caveats import caveats
from evalkit.scoring.comparing.change import (
    ChangeKind,
    Comparison,
    FigureChange,
    Measured,
    OnlyIn,
    OutcomeChange,
    StandingChange,
)
from evalkit.scoring.comparing.run_data import RunData, ScoredRun, scored
from evalkit.scoring.comparing.timing_changes import Samples, direction, is_timing, tested, to_test
from evalkit.scoring.comparing.yardstick import drift, twins
from evalkit.scoring.scorecard import Figure, Scorecard

_ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


def compare(before: RunData, after: RunData) -> Comparison:
    """Return all changes from one run to the other; each run is scored with its own rubric."""
    old, new = scored(before), scored(after)
    tasks = [task for task in after.members if task in before.members]
    shared = {(task, tool): None for task in tasks for tool in after.tools(task) if tool in before.tools(task)}
    outcomes = tuple(change for task, tool in shared for change in _outcomes(old, new, task, tool))
    drifts = drift(old, new, tasks)
    figures, family = tested(list(_figures(old, new, set(shared), outcomes, drifted=bool(drifts))))
    subjects = {subject: place for place, subject in enumerate(dict.fromkeys(_subject(change) for change in figures))}
    return Comparison(
        outcomes=tuple(sorted(outcomes, key=lambda change: _ORDER[change.kind])),
        figures=tuple(sorted(figures, key=lambda change: (_ORDER[change.kind], subjects[_subject(change)]))),
        standings=tuple(_standings(old.card, new.card)),
        versions={
            tool: (before.versions[tool], after.versions[tool])
            for tool in sorted(before.versions.keys() & after.versions.keys())
        },
        claims=_verdicts(old.card, new.card),
        only=tuple(_only(before, after)),
        tested=family,
        notes=caveats(old, new, tasks, drifts),
    )


def _outcomes(old: ScoredRun, new: ScoredRun, task: str, tool: str) -> Iterator[OutcomeChange]:
    for level in new.run.tasks[task].level_names:
        was, now = (side.evidenced.level(task, tool, level) for side in (old, new))
        kind = _outcome_kind(was.status, now.status)
        if kind is not None:
            told = was if now.status is Status.OK else now
            yield OutcomeChange(task, tool, level, kind, was.status, now.status, told.reason)


def _outcome_kind(was: Status | None, now: Status | None) -> ChangeKind | None:
    if was is now:
        return None
    if now is None:
        return ChangeKind.LOST
    if was is None:
        return ChangeKind.FOUND
    return ChangeKind.BROKEN if was is Status.OK else ChangeKind.MENDED if now is Status.OK else ChangeKind.ALTERED


def _subject(change: FigureChange) -> tuple[str | None, str, str | None]:
    return change.task, change.tool, change.level


def _figures(
    old: ScoredRun,
    new: ScoredRun,
    shared: set[tuple[str, str]],
    outcomes: tuple[OutcomeChange, ...],
    *,
    drifted: bool,
) -> Iterator[tuple[FigureChange, Samples | None]]:
    """Yield each figure that both runs can have, with its samples if they must be tested.

    A changed outcome stands for all metrics of its level, so they are not repeated.
    """
    tools = {tool for _, tool in shared}
    told = {(change.task, change.tool, level) for change in outcomes for level in (change.level, None)}
    aa_of = cache(partial(twins, old, new))  # the same for every tool of a task
    for place in dict.fromkeys((*new.figures, *old.figures)):
        task, tool, metric, level = place
        if (tool not in tools) if task is None else ((task, tool) not in shared):
            continue
        was, now = (_measured(side.figures.get(place)) for side in (old, new))
        change = FigureChange(task, tool, level, metric, METRICS[metric].unit, ChangeKind.SAME, was, now)
        if was.value is not None and now.value is not None:
            if is_timing(metric):
                yield to_test(old, new, change, drifted=drifted, aa_of=aa_of)
            else:
                yield _counted(change), None
        elif (was.value is not None or now.value is not None) and (task, tool, level) not in told:
            kind, status = (ChangeKind.LOST, now.status) if now.value is None else (ChangeKind.FOUND, was.status)
            if status is not None and status.is_tool_failure:
                kind = ChangeKind.BROKEN if now.value is None else ChangeKind.MENDED
            yield replace(change, kind=kind, reason=now.reason or was.reason), None


def _measured(figure: Figure | None) -> Measured:
    if figure is None:
        return Measured(None, reason="not measured")
    return Measured(figure.status, figure.value, len(figure.samples), figure.reason)


def _counted(change: FigureChange) -> FigureChange:
    was, now = change.before.value or 0.0, change.after.value or 0.0
    ratio = now / was if was > 0 and now > 0 else None
    if math.isclose(was, now, rel_tol=1e-9, abs_tol=1e-12):
        return replace(change, ratio=ratio)
    return replace(change, kind=direction(change.metric, more=now > was), ratio=ratio)


def _standings(old: Scorecard, new: Scorecard) -> Iterator[StandingChange]:
    rows = {(table.task, row.tool): row for table in old.tasks for row in table.rows}
    for table in new.tasks:
        for row in table.rows:
            was = rows.get((table.task, row.tool))
            if was:
                yield StandingChange(table.task, row.tool, was.points, row.points, was.rank, row.rank)
    stacks = {stack.stack: stack for stack in old.stacks}
    for stack in new.stacks:
        had = stacks.get(stack.stack)
        if had:
            yield StandingChange(None, stack.stack, had.points, stack.points, had.rank, stack.rank)


def _verdicts(old: Scorecard, new: Scorecard) -> dict[str, tuple[str, str]]:
    before = {claim.claim: claim.verdict for claim in old.claims}
    return {claim.claim: (before[claim.claim], claim.verdict) for claim in new.claims if claim.claim in before}


def _only(before: RunData, after: RunData) -> Iterator[OnlyIn]:
    for run, one, other in (("before", before, after), ("after", after, before)):
        for task in one.members:
            if task not in other.members:
                yield OnlyIn("task", task, run)
            else:
                missing = [tool for tool in one.tools(task) if tool not in other.tools(task)]
                yield from (OnlyIn("tool", f"{task}/{tool}", run) for tool in missing)
        yield from (OnlyIn("stack", name, run) for name in one.rubric.stacks if name not in other.rubric.stacks)
