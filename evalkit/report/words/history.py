"""A series of runs, as rows of ready text for the page and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evalkit.probes import METRICS
from evalkit.report.run_history import PastRun, PastValue, RunHistory, Series
from evalkit.report.words.comparison import changed, factor, headline
from evalkit.report.words.quantities import number, one_digit, points, quantity
from evalkit.scoring import Comparison

BARS = "▁▂▃▄▅▆▇█"
"""From the least to the greatest value of a table."""
NOTHING = "·"
"""Stands in a row of bars for a run that has no value."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One subject: its value in each run as text, what changed from the first value to the latest, and its course.

    `course` has a height from 0 to 1 for each run, within the least and the greatest value of the table; None without a
    value.
    """

    name: str
    values: tuple[str, ...]
    first: str
    latest: str
    change: str
    course: tuple[float | None, ...]

    @property
    def bars(self) -> str:
        """The course as a row of bars."""
        return "".join(NOTHING if at is None else BARS[round(at * (len(BARS) - 1))] for at in self.course)


@dataclass(frozen=True, slots=True)
class HistoryTable:
    """The rows of one heading: of the stacks, of a task's tools, or of one metric."""

    heading: str
    rows: tuple[HistoryRow, ...]


@dataclass(frozen=True, slots=True)
class TurnWords:
    """What changed from one run to the next: a sentence, the versions that changed, and what a reader must know."""

    headline: str
    versions: tuple[str, ...]
    notes: tuple[str, ...]


def history_tables(history: RunHistory) -> tuple[HistoryTable, ...]:
    """Return the tables of a history: of the metric that was asked for, or of stacks and of each task's tools."""
    if history.metric is not None:
        known = METRICS[history.metric]
        return tuple(
            HistoryTable(f"{known.title}{f': {task}' if task else ''}", _rows(series, history.metric))
            for task, series in _by_task(history.figures)
        )
    stacks = (HistoryTable("Stacks", _rows(history.stacks, None)),) if history.stacks else ()
    return (*stacks, *(HistoryTable(task or "", _rows(series, None)) for task, series in _by_task(history.tools)))


def turn_words(turn: Comparison) -> TurnWords:
    """Return what changed from one run to the next, in words."""
    versions = tuple(f"{name} {was} → {now}" for name, was, now in changed(turn.versions))
    return TurnWords(headline(turn), versions, turn.notes)


def machine_of(run: PastRun) -> str:
    """Return the machine of a run in a few words."""
    return ", ".join(str(value) for value in run.told.machine.values())


def answer_of(run: PastRun) -> str:
    """Return who led in a run, in a few words."""
    if not run.leaders:
        return "nobody certainly leads" if run.told.complete else "not complete, nobody certainly leads"
    verb = "leads" if len(run.leaders) == 1 else "share the first place"
    return f"{' and '.join(run.leaders)} {verb}{'' if run.told.complete else ' (not complete)'}"


def _by_task(series: Iterable[Series]) -> Iterator[tuple[str | None, list[Series]]]:
    ordered = sorted(series, key=lambda one: one.task or "")
    for task, group in groupby(ordered, key=lambda one: one.task):
        yield task, list(group)


def _rows(series: Sequence[Series], metric: str | None) -> tuple[HistoryRow, ...]:
    heights = [[_height(value) for value in one.values] for one in series]
    known = [height for row in heights for height in row if height is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    return tuple(_row(one, row, metric, low, high) for one, row in zip(series, heights, strict=True))


def _row(series: Series, heights: Sequence[float | None], metric: str | None, low: float, high: float) -> HistoryRow:
    texts = tuple(_text(value, metric) for value in series.values)
    known = [(height, text) for height, text in zip(heights, texts, strict=True) if height is not None]
    first, latest = (known[0], known[-1]) if known else ((0.0, ""), (0.0, ""))
    return HistoryRow(
        name=f"{series.name}, {series.level}" if series.level else series.name,
        values=texts,
        first=first[1],
        latest=latest[1],
        change=_change(first[0], latest[0], metric) if len(known) > 1 else "",
        course=tuple(
            None if height is None else (height - low) / (high - low) if high > low else 0.5 for height in heights
        ),
    )


def _height(value: PastValue) -> float | None:
    if value.points is not None:
        return value.points.middle
    return value.value


def _text(value: PastValue, metric: str | None) -> str:
    if metric is not None:
        return quantity(value.value, METRICS[metric].unit)
    return "" if value.points is None else points(value.points)


def _change(first: float, latest: float, metric: str | None) -> str:
    if metric is None:
        return _signed(latest - first, one_digit(abs(latest - first)))
    if METRICS[metric].unit == "share":
        return f"{_signed(latest - first, number(round(100 * abs(latest - first), 1)))} pp"
    return factor(latest / first) if first > 0 else _signed(latest - first, number(abs(latest - first)))


def _signed(moved: float, size: str) -> str:
    return size if not float(size.replace("\u202f", "")) else f"{'+' if moved > 0 else '−'}{size}"
