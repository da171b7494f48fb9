"""Head to head, the page says what two tools cost, and of times no more than the measurements tell."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput
from evalkit.scoring import typical
from tests.browser.test_report_in_browser import until
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import RUNS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

ROWS = """[...document.querySelectorAll('#versus-body .costs-compared tbody tr')]
    .map((row) => [...row.cells].map((cell) => textOf(cell).replaceAll('\\u202f', ' ')))"""


def compared(page: Page, one: str, other: str) -> list[list[str]]:
    page.evaluate(f"location.hash = 'versus/{one}/{other}'")
    until(
        page,
        f"versusPickers.map((one) => one.value).join() === '{one},{other}' && byId('versus-body').children.length > 0",
    )
    found: list[list[str]] = page.evaluate(ROWS)
    return found


def of_time(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if row[0].startswith("Time to run")]


def test_ratios_and_intervals_are_those_of_python(standing: Opening) -> None:
    page = standing(sample)
    chance = random.Random(3)
    for count in (1, 2, 5, 6, 7, 10, 30, 199, 200, 201, 300):
        one, other = ([chance.lognormvariate(at, 0.2) for _ in range(count)] for at in (0.0, 0.1))
        found = page.evaluate("([one, other]) => typicalRatio(one, other, evidenceData().compared)", [one, other])
        known = typical([a / b for a, b in zip(one, other, strict=True)])
        assert found["ratio"] == pytest.approx(known.value)
        assert found["interval"] == (pytest.approx(known.interval) if known.interval else None)


def test_a_difference_in_time_is_real_where_the_test_of_all_pairs_says_so(standing: Opening) -> None:
    page = standing(sample)
    found = page.evaluate(
        """() => weighingData().tasks.flatMap((task) => task.rows.flatMap((one, at) => task.rows.slice(at + 1)
            .filter((other) => isReal(task, one, other) && isReal(task, other, one)).map((other) => [task.id, ...[one.id, other.id].sort()])))"""
    )
    known = [[t.task, *sorted((pair.faster, pair.slower))] for t in sample().scorecard.tasks for pair in t.faster]
    assert sorted(found) == sorted(known)
    assert known
    assert len(known) < sum(len([*combinations(table.rows, 2)]) for table in sample().scorecard.tasks)


def test_what_two_tools_cost_is_told_task_by_task_with_the_ratio_and_its_interval(opened: Opening) -> None:
    rows = compared(opened(sample), "tool/tfdv", "tool/pandas")
    assert rows[0] == [
        "Size on disk whatever the task",
        "2 640 MB",
        "TensorFlow Data Validation : 25× as much",
        "107 MB",
    ]
    assert [row[0].partition(" Catch")[0] for row in rows[1:4]] == ["Time to run", "Peak memory", "Lines of code"]
    (first, second) = of_time(rows)
    assert first[1].endswith(" s")
    assert first[2].startswith("TensorFlow Data Validation : 15× as long 95 % interval 1")
    assert first[2].endswith("×, unadjusted; 10 blocks")
    assert second[0] == "Time to run Notice that serving data drifted away , adapt"
    lines = next(row for row in rows if row[0].startswith("Lines of code"))
    assert lines[0].endswith("one author’s code each")
    assert " as many" in lines[2]


def test_the_other_way_round_the_same_tool_takes_longer(opened: Opening) -> None:
    page = opened(sample)
    there, back = compared(page, "tool/tfdv", "tool/pandas"), compared(page, "tool/pandas", "tool/tfdv")
    assert [row[2] for row in there] == [row[2] for row in back]
    assert [row[1] for row in there] == [row[3] for row in back]


def alike() -> ReportInput:
    """No difference in time is real."""
    report = sample()
    tables = tuple(replace(table, faster=()) for table in report.scorecard.tasks)
    return replace(report, scorecard=replace(report.scorecard, tasks=tables))


def elsewhere() -> ReportInput:
    """pandas was timed in other blocks than the others."""
    report = sample()
    tables = tuple(replace(table, apart=("pandas",)) for table in report.scorecard.tasks)
    return replace(report, scorecard=replace(report.scorecard, tasks=tables))


def test_where_the_measurements_do_not_separate_two_times_that_is_said(opened: Opening) -> None:
    for row in of_time(compared(opened(alike), "tool/tfdv", "tool/pandas")):
        assert row[2].startswith("cannot tell TensorFlow Data Validation : 1")
        assert "95 % interval" in row[2]


def test_times_of_different_blocks_have_no_interval(opened: Opening) -> None:
    for row in of_time(compared(opened(elsewhere), "tool/tfdv", "tool/pandas")):
        assert row[2].endswith("no interval: not timed in the same blocks")


@pytest.mark.parametrize("run", RUNS)
def test_of_no_run_more_is_said_than_was_measured(opened: Opening, run: str) -> None:
    page = opened(RUNS[run])
    for one, other in (("tool/tfdv", "tool/pandas"), ("stack/tfx", "stack/plain"), ("tool/scipy", "tool/evidently")):
        rows = compared(page, one, other)
        text = str(rows)
        assert "NaN" not in text
        assert "undefined" not in text
        assert "Infinity" not in text
        blocks = {table.blocks for table in RUNS[run]().scorecard.tasks}
        if run == "empty":
            assert not [row for row in rows if row[2]]
        for row in of_time(rows):
            if not all(re.match(r"[\d. ]+ s( |$)", cell) for cell in (row[1], row[3])):
                assert row[2] == ""
            elif max(blocks) < 6:
                assert row[2].startswith("cannot tell")
                assert "no interval: " in row[2]
                assert " needed" in row[2]
            else:
                assert "95 % interval" in row[2]


def test_a_tool_without_a_time_says_why_and_stacks_that_share_a_tool_say_so(opened: Opening) -> None:
    page = opened(sample)
    (time,) = of_time(compared(page, "tool/evidently", "tool/pandas"))[:1]
    assert time[1].startswith("failed")
    assert time[2] == ""
    assert compared(page, "tool/pandas", "tool/pandas")[0][2] == "the same tool"
    assert all(row[1] or row[3] for row in compared(page, "stack/plain", "stack/specialists"))


def test_stacks_have_the_name_of_the_tool_at_each_figure_and_bars_say_whose_they_are(opened: Opening) -> None:
    page = opened(sample)
    rows = [row for row in compared(page, "stack/tfx", "stack/plain") if row[0].startswith("Size on disk")]
    names = set(page.evaluate("[...new Set(weighingData().tasks.flatMap((task) => task.rows.map((row) => row.name)))]"))
    assert rows
    for row in rows:
        for cell in (row[1], row[3]):
            assert any(cell.endswith(name) for name in names) or cell == "not measured", cell
    told = page.inner_text("#versus-body")
    first, second = page.evaluate("versusPickers.map((picker) => contender(picker.value).name)")
    assert f"A bar to the left: {first} is ahead. To the right: {second}." in told
