"""The table of facts on the page: who shows what, who misses it and why, and whose level was not reached."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from evalkit.model import Observation, Status, Task
from evalkit.model.facts import FactsShown, MissedFact
from evalkit.report import ReportInput, render
from evalkit.report.page.evidence_data import evidence
from evalkit.report.page.shown_facts import shown_tables
from evalkit.scoring import judge
from tests.report.sample_report import MEMBERS, observations, rubric, sample, tasks

SHOWS = {"row-numbers": "says in which <rows> the bad values stand", "page": "a page that another person can open"}
WHY = "no <entry> names its row"


def known() -> dict[str, Task]:
    """The tasks of the sample, where two levels of `skew` list facts."""
    found = tasks()
    levels = {
        name: level.model_copy(update={"shows": SHOWS}) if name != "hello" else level
        for name, level in found["skew"].levels.items()
    }
    return {**found, "skew": found["skew"].model_copy(update={"levels": levels})}


def graded(seen: Observation) -> Observation:
    """Let every tool show both facts, and SciPy miss one."""
    if (
        seen.metric != "capability.score"
        or seen.task != "skew"
        or seen.status is not Status.OK
        or seen.level == "hello"
    ):
        return seen
    missed = (MissedFact("row-numbers", WHY),) if seen.tool == "scipy" else ()
    shown = tuple(name for name in SHOWS if name not in {one.name for one in missed})
    fact = FactsShown(seen.level or "", shown, missed)
    return replace(seen, value=len(shown) / len(SHOWS), facts=(fact, *seen.facts))


@cache
def with_shown_facts() -> ReportInput:
    """The sample, where two levels of `skew` list facts."""
    judged = judge(rubric(), known(), MEMBERS, map(graded, observations()))
    return replace(sample(), scorecard=judged.card, draws=judged.draws, tasks=known())


@pytest.fixture(scope="module")
def report() -> ReportInput:
    return with_shown_facts()


def test_each_fact_of_each_level_has_a_row_in_the_tasks_order(report: ReportInput) -> None:
    tables = shown_tables(report)
    assert list(tables) == ["skew"]
    assert [(row.level, row.name) for row in tables["skew"].rows] == [
        (level, name) for level in ("adapt", "stretch") for name in SHOWS
    ]
    assert tables["skew"].tools == tuple(row.tool for row in report.scorecard.tasks[-1].rows)


def test_a_fact_is_shown_or_missed_or_its_level_was_not_reached_or_measured(report: ReportInput) -> None:
    rows = {(row.level, row.name): row.cells for row in shown_tables(report)["skew"].rows}
    assert rows["adapt", "page"]["scipy"].word == "shown"
    assert (rows["adapt", "row-numbers"]["scipy"].word, rows["adapt", "row-numbers"]["scipy"].why) == ("missed", WHY)
    assert rows["adapt", "row-numbers"]["pandas"].word == "shown"
    assert rows["adapt", "page"]["scikit-learn"].word == "level not reached"
    assert rows["stretch", "page"]["tfdv"].icon == "unsupported"
    assert rows["stretch", "page"]["evidently"].word == "not measured"


def test_what_each_tool_shows_is_counted(report: ReportInput) -> None:
    tallies = shown_tables(report)["skew"].tallies
    assert tallies == {
        "pandas": "2 of 4",
        "scikit-learn": "2 of 4",
        "scipy": "1 of 4",
        "evidently": "2 of 4, 2 not measured",
        "tfdv": "2 of 4",
    }


def test_a_tool_of_which_nothing_was_measured_misses_no_fact() -> None:
    tallies = shown_tables(replace(sample(), tasks=known()))["skew"].tallies
    assert tallies["evidently"] == "not measured"


def test_a_result_that_was_verified_before_the_level_listed_a_fact_is_not_measured(report: ReportInput) -> None:
    unasked = replace(sample(), tasks=known())
    words = {cell.word for row in shown_tables(unasked)["skew"].rows for cell in row.cells.values()}
    assert words == {"not measured", "level not reached"}


def test_the_evidence_of_a_level_and_of_its_score_lists_what_was_shown_and_missed(report: ReportInput) -> None:
    said = "adapt: shows 1 of 2 facts\n  shown: page\n  missed: row-numbers: no <entry> names its row"
    behind = evidence(report)
    assert said in [place.get("text") for place in behind["levels"]["skew/scipy/adapt"]["evidence"]]
    pandas = behind["tools"]["pandas"]["numbers"]["skew/-/capability.score"]["evidence"]
    assert "adapt: shows 2 of 2 facts\n  shown: row-numbers, page" in [place.get("text") for place in pandas]


def test_the_page_has_the_table_and_nothing_that_the_checker_said_becomes_markup(report: ReportInput) -> None:
    page = render(report)
    assert page.count('class="shown-facts"') == 1
    assert "says in which &lt;rows&gt; the bad values stand" in page
    assert "no &lt;entry&gt; names its row" in page
    assert "<entry>" not in page


def test_a_task_without_listed_facts_has_no_table() -> None:
    assert shown_tables(sample()) == {}
    assert "shown-facts" not in render(sample()).split("</style>")[1]
