"""Objections: changes for the worse that a build may refuse, by short names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from evalkit.model import label_of
from evalkit.probes import METRICS, runs, setup
from evalkit.scoring.comparing.change import ChangeKind, Comparison, FigureChange
from evalkit.scoring.comparing.timing_changes import IN_BLOCKS

_BIGGER = frozenset({setup.INSTALL_MB, setup.DISTRIBUTIONS, runs.PEAK})


def objections(comparison: Comparison, asked: Sequence[str]) -> tuple[str, ...]:
    """Return one sentence for each change that one of the kinds `asked` objects to, without duplicates.

    Raises:
        KeyError: a kind is not in `OBJECTIONS`.
    """
    return tuple(dict.fromkeys(said for kind in asked for said in _FINDERS[kind](comparison)))


def undecided(comparison: Comparison, asked: Sequence[str]) -> tuple[str, ...]:
    """Return, if one of the kinds `asked` objects to longer times, one sentence for each reason why some cannot be judged.

    A sentence completes 'evalkit cannot tell'. No objection then does not mean that nothing is slower. Times that are
    never taken often enough to be tested, such as that of an installation, are left out.
    """
    if not {"slower", "worse"} & set(asked):
        return ()
    by_reason: dict[str, list[str]] = {}
    for change in comparison.figures:
        too_few = change.kind is ChangeKind.UNSURE and change.metric in IN_BLOCKS
        if too_few or (change.kind is ChangeKind.APART and _is_time(change)):
            by_reason.setdefault(change.reason or change.kind, []).append(_subject(change))
    return tuple(
        f"whether {first} {f'and {len(others)} more are' if others else 'is'} longer: {reason}"
        for reason, (first, *others) in by_reason.items()
    )


def _broken(comparison: Comparison) -> Iterator[str]:
    for change in comparison.outcomes:
        if change.kind is ChangeKind.BROKEN:
            yield f"{label_of(change.task, change.tool, change.level)} was ok and is {change.after}: {change.reason or 'no reason given'}"
    for figure in comparison.figures:
        if figure.kind is ChangeKind.BROKEN:
            yield f"{_subject(figure)} is {figure.after.status}: {figure.reason or 'no reason given'}"


def _slower(comparison: Comparison) -> Iterator[str]:
    return _worse_of(comparison, _is_time)


def _bigger(comparison: Comparison) -> Iterator[str]:
    return _worse_of(comparison, lambda change: change.metric in _BIGGER)


def _worse(comparison: Comparison) -> Iterator[str]:
    yield from _broken(comparison)
    yield from _worse_of(comparison, lambda _: True)


def _lost(comparison: Comparison) -> Iterator[str]:
    for change in comparison.outcomes:
        if change.kind is ChangeKind.LOST:
            yield f"{label_of(change.task, change.tool, change.level)} was {change.before} and was not run"
    for figure in comparison.figures:
        if figure.kind is ChangeKind.LOST:
            yield f"{_subject(figure)} is no longer measured: {figure.reason or 'no reason given'}"
    for one in comparison.only:
        if one.run == "before":
            yield f"the {one.what} {one.name} is only in the run before"


def _rank(comparison: Comparison) -> Iterator[str]:
    for change in comparison.standings:
        if change.kind is ChangeKind.WORSE and change.before_rank and change.after_rank:
            subject = f"{change.task}/{change.name}" if change.task else f"the stack {change.name}"
            yield f"{subject} fell from place {change.before_rank[1]} to {change.after_rank[0]}"


def _worse_of(comparison: Comparison, counts: Callable[[FigureChange], bool]) -> Iterator[str]:
    for change in comparison.figures:
        if change.kind is ChangeKind.WORSE and counts(change):
            how = f"{change.ratio:.3g} times what it was" if change.ratio else "worse than it was"
            yield f"{_subject(change)} is {how}"


def _is_time(change: FigureChange) -> bool:
    return METRICS[change.metric].unit.partition(" ")[0] == "s"


def _subject(change: FigureChange) -> str:
    place = "/".join(part for part in (change.task, change.tool, change.level) if part)
    return f"{place}: {change.metric}"


_FINDERS: Mapping[str, Callable[[Comparison], Iterator[str]]] = {
    "broken": _broken,
    "slower": _slower,
    "bigger": _bigger,
    "worse": _worse,
    "lost": _lost,
    "rank": _rank,
}

OBJECTIONS: Mapping[str, str] = {
    "broken": "something was ok and is not ok now",
    "slower": "a time is significantly longer",
    "bigger": "the installed size, the number of distributions or the peak memory grew",
    "worse": "any metric is worse, or something is broken",
    "lost": "something was measured before and is not measured now",
    "rank": "a tool or a stack certainly lost its place",
}
"""The kinds of objection, and what each one objects to."""
