"""What a build may refuse: changes for the worse, by short names that can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from evalkit.probes import METRICS
from evalkit.scoring.comparing.change import ChangeKind, Comparison, FigureChange

_BIGGER = frozenset({"setup.install_mb", "setup.distributions", "run.peak_memory_mb"})


def objections(comparison: Comparison, asked: Sequence[str]) -> tuple[str, ...]:
    """One sentence for each thing that one of the kinds `asked` for objects to, each said once.

    Raises KeyError where a kind is none of `OBJECTIONS`.
    """
    return tuple(dict.fromkeys(said for kind in asked for said in _FINDERS[kind](comparison)))


def _broken(comparison: Comparison) -> Iterator[str]:
    for change in comparison.outcomes:
        if change.kind is ChangeKind.BROKEN:
            yield f"{change.task}/{change.tool}/{change.level} was ok and is {change.after}: {change.reason or 'no reason told'}"
    for figure in comparison.figures:
        if figure.kind is ChangeKind.BROKEN:
            yield f"{_subject(figure)} is {figure.after.status}: {figure.reason or 'no reason told'}"


def _slower(comparison: Comparison) -> Iterator[str]:
    return _worse_of(comparison, lambda change: METRICS[change.metric].unit.partition(" ")[0] == "s")


def _bigger(comparison: Comparison) -> Iterator[str]:
    return _worse_of(comparison, lambda change: change.metric in _BIGGER)


def _worse(comparison: Comparison) -> Iterator[str]:
    yield from _broken(comparison)
    yield from _worse_of(comparison, lambda _: True)


def _lost(comparison: Comparison) -> Iterator[str]:
    for change in comparison.outcomes:
        if change.kind is ChangeKind.LOST:
            yield f"{change.task}/{change.tool}/{change.level} was {change.before} and was not run"
    for figure in comparison.figures:
        if figure.kind is ChangeKind.LOST:
            yield f"{_subject(figure)} is no longer measured: {figure.reason or 'no reason told'}"
    for one in comparison.only:
        if one.run == "before":
            yield f"the {one.what} {one.name} is in the run before only"


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
    "broken": "something that was ok is not any more",
    "slower": "a time is really longer",
    "bigger": "installed size, number of distributions or peak memory really grew",
    "worse": "any metric is really worse, or something is broken",
    "lost": "something measured before is not measured any more",
    "rank": "a tool or a stack surely lost its place",
}
"""The kinds of objection there are, and what each objects to."""
