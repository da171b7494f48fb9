"""The results that a reader should trust least are named, and none where nothing is open."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evalkit.report import ReportInput
from evalkit.report.words.least_known import LEAST_OPEN, MOST_NAMED, least_known
from evalkit.report.words.sentence import Named
from evalkit.scoring import Points
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import empty, words

WIDTHS = st.floats(0, 100)


def with_widths(widths: list[float]) -> ReportInput:
    """The sample, whose first task has rows with these ranges of points."""
    card = sample().scorecard
    first, *others = card.tasks
    rows = tuple(
        replace(row, points=Points(100 - width, 100), coverage=0.5, competes=True)
        for row, width in zip(first.rows, widths, strict=False)
    )
    closed = tuple(
        replace(table, rows=tuple(replace(row, points=Points(50, 50)) for row in table.rows)) for table in others
    )
    return replace(sample(), scorecard=replace(card, tasks=(replace(first, rows=rows), *closed)))


@given(st.lists(WIDTHS, min_size=1, max_size=4))
def test_the_widest_ranges_are_named_and_the_others_counted(widths: list[float]) -> None:
    report = with_widths(widths)
    rows = report.scorecard.tasks[0].rows
    wide = sorted(
        (row for row in rows if row.points.high - row.points.low >= LEAST_OPEN),
        key=lambda row: (row.points.low - row.points.high, row.tool),
    )
    said = least_known(report)
    named = [part.link.rpartition("/")[2] for part in said if isinstance(part, Named)]
    assert named == [row.tool for row in wide[:MOST_NAMED]]
    assert ("more with ranges" in words(said)) is (len(wide) > MOST_NAMED)


def test_where_nothing_is_open_or_nothing_was_measured_nobody_is_named() -> None:
    assert least_known(with_widths([0, 5])) == ()
    assert least_known(empty()) == ()


def test_a_result_leads_to_where_its_points_come_from() -> None:
    report = with_widths([30])
    task = report.scorecard.tasks[0]
    [named] = [part for part in least_known(report) if isinstance(part, Named)]
    assert named.link == f"points/{task.task}/{task.rows[0].tool}"
    assert words(least_known(report)).endswith(f"in “{report.tasks[task.task].title}”, 70.0–100.0.")
