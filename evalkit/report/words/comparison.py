"""The changes between two runs, as rows of ready text for the page and the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalkit.model import label_of
from evalkit.model.plain_text import capped, visible
from evalkit.probes import METRICS
from evalkit.report.words.quantities import number, places, points, quantity
from evalkit.report.words.statuses import status_word
from evalkit.scoring import ChangeKind, Comparison, FigureChange, OutcomeChange, StandingChange

HEADINGS: Mapping[ChangeKind, str] = {
    ChangeKind.BROKEN: "Broken",
    ChangeKind.WORSE: "Worse",
    ChangeKind.LOST: "No longer measured",
    ChangeKind.BETTER: "Better",
    ChangeKind.MENDED: "Mended",
    ChangeKind.FOUND: "Newly measured",
    ChangeKind.ALTERED: "Fails in another way",
    ChangeKind.UNSURE: "Too few samples to tell",
    ChangeKind.APART: "Not comparable",
    ChangeKind.SAME: "No real difference",
}
"""The heading above the changes of each kind."""

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: `subject` is 'task/tool/level' or a tool; `metric` and `title` are empty for the result of a level."""

    subject: str
    metric: str
    title: str
    before: str
    after: str
    change: str
    interval: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """All changes of one kind."""

    kind: ChangeKind
    heading: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A tool's or a stack's points and place before and after."""

    subject: str
    kind: ChangeKind
    points: tuple[str, str]
    places: tuple[str, str]


def headline(comparison: Comparison) -> str:
    """Return how much certainly changed, in one sentence."""
    words = {
        ChangeKind.BROKEN: "broken",
        ChangeKind.WORSE: "worse",
        ChangeKind.LOST: "no longer measured",
        ChangeKind.BETTER: "better",
        ChangeKind.MENDED: "mended",
        ChangeKind.FOUND: "newly measured",
        ChangeKind.ALTERED: "failing in another way",
    }
    counts = comparison.counts
    parts = [f"{counts[kind]} {word}" for kind, word in words.items() if kind in counts]
    return f"{', '.join(parts)}." if parts else "Nothing changed for certain."


def not_told(comparison: Comparison) -> str:
    """Return how much is uncertain, in one sentence; empty if everything is certain."""
    words = {ChangeKind.UNSURE: "too few samples to tell", ChangeKind.APART: "no fair comparison"}
    counts = comparison.counts
    parts = [
        f"{counts[kind]} figure{'s have' if counts[kind] > 1 else ' has'} {word}"
        for kind, word in words.items()
        if kind in counts
    ]
    return f"{' and '.join(parts)}." if parts else ""


def sections(comparison: Comparison, *, everything: bool = False) -> tuple[Section, ...]:
    """Return changes by kind, the most important first; those that are not real only if `everything`."""
    found = []
    for kind in ChangeKind:
        if kind.is_real or everything:
            rows = [_outcome(change) for change in comparison.outcomes if change.kind is kind]
            rows += [_figure(change) for change in comparison.figures if change.kind is kind]
            if rows:
                found.append(Section(kind, HEADINGS[kind], tuple(rows)))
    return tuple(found)


def standing_rows(comparison: Comparison, *, everything: bool = False) -> Iterator[StandingRow]:
    """Return points and places that changed, or all if `everything`; stacks first."""
    for change in sorted(comparison.standings, key=lambda one: one.task is not None):
        row = _standing(change)
        if everything or row.points[0] != row.points[1] or row.places[0] != row.places[1]:
            yield row


def changed(pairs: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Return the versions, or the verdicts on claims, that changed: name, before, after."""
    return tuple(
        (name, visible(was) or "not known", visible(now) or "not known")
        for name, (was, now) in pairs.items()
        if was != now
    )


def factor(ratio: float) -> str:
    """Return a ratio near 1 with the digits that a comparison needs: '1.29×'."""
    return f"{number(ratio)}×" if ratio >= 10 else f"{ratio:.3g}×" if ratio < 0.1 else f"{ratio:.2f}×"


def _outcome(change: OutcomeChange) -> ChangeRow:
    subject = label_of(change.task, change.tool, change.level)
    return ChangeRow(
        subject,
        "",
        "",
        status_word(change.before, "not run"),
        status_word(change.after, "not run"),
        "",
        reason=_reason(change.reason),
    )


def _figure(change: FigureChange) -> ChangeRow:
    subject = "/".join(part for part in (change.task, change.tool, change.level) if part)
    known = METRICS[change.metric]
    divided = " ÷ baseline" if change.relative else ""
    values = [
        status_word(side.status, "not run")
        if side.value is None
        else factor(side.value)
        if change.relative
        else quantity(side.value, change.unit)
        for side in (change.before, change.after)
    ]
    reason = change.reason
    if change.kind is ChangeKind.UNSURE:
        reason = f"{change.before.samples} and {change.after.samples} samples"
    return ChangeRow(
        subject=subject,
        metric=f"{known.name} {known.direction.arrow}{divided}",
        title=f"{known.title}{divided} {known.direction.arrow}",
        before=values[0],
        after=values[1],
        change=_moved(change),
        interval=f"{factor(change.interval[0])} to {factor(change.interval[1])}" if change.interval else "",
        reason=_reason(reason),
    )


def _moved(change: FigureChange) -> str:
    was, now = change.before.value, change.after.value
    if was is None or now is None or change.kind is ChangeKind.APART:
        return ""
    if change.p is not None or change.kind is ChangeKind.UNSURE:
        return factor(change.ratio) if change.ratio is not None else ""
    if change.kind is ChangeKind.SAME:
        return ""
    sign = "+" if now > was else "−"
    by = abs(now - was)
    return f"{sign}{number(100 * by)} pp" if change.unit == "share" else f"{sign}{number(by)}"


def _standing(change: StandingChange) -> StandingRow:
    subject = f"{change.task}/{change.name}" if change.task else change.name
    return StandingRow(
        subject,
        change.kind,
        (points(change.before), points(change.after)),
        (places(change.before_rank), places(change.after_rank)),
    )


def _reason(text: str) -> str:
    return " ".join(capped(text, LONGEST_REASON, LONGEST_REASON).split())
