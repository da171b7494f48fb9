from __future__ import annotations

import pytest

from evalkit.model import Fact, Status
from evalkit.model.facts import FaultEnding, Note
from evalkit.report.page.faults import FaultTable, fault_data, fault_tables, results_of
from evalkit.report.words.facts import words_of
from evalkit.scoring import Figure
from tests.report.code_report import TASK, result, with_code
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample


def table_of(task: str = TASK) -> FaultTable:
    return fault_tables(with_code())[task]


def figure(*facts: Fact, metric: str = "errors.caught") -> Figure:
    return Figure(metric, "adapt", 0.0, "share", Status.OK, value=1.0, facts=facts)


@pytest.mark.parametrize("ending", list(FaultEnding))
@pytest.mark.parametrize("whole", [True, False])
def test_every_ending_has_its_word_and_its_sign(ending: FaultEnding, *, whole: bool) -> None:
    fact = result("empty-file", "caught", ending, by_error=ending is FaultEnding.FALSE_ALARM).fact(whole=whole)
    (read,) = results_of("t", "x", [figure(Note("before it"), fact)])
    assert (read.fault, read.outcome.removesuffix(" by report"), read.place) == (fact, ending.value, 1)
    assert read.icon in {"ok", "tolerated", "wrong", "timeout", "false-alarm"}
    assert "took 1.7 s, a good run 1.8 s" in read.facts


def test_what_the_message_names_is_a_fact_each() -> None:
    (read,) = results_of("t", "x", [figure(result("a", "caught", FaultEnding.CAUGHT).fact(whole=True))])
    assert read.outcome == "caught by report"
    assert read.facts == (
        *("names the place (age or row): yes", "names the kind: no"),
        *("took 1.7 s, a good run 1.8 s", "lines printed: 0"),
    )


def test_a_fault_in_two_figures_is_one_and_texts_tell_of_none() -> None:
    fact = result("typo a: b for c", "caught", FaultEnding.HUNG).fact(whole=True)
    (read,) = results_of("t", "x", [figure(fact, Note("empty-file: caught; 1.0 s against 2.0 s")), figure(fact)])
    assert (read.fault.fault, read.outcome) == ("typo a: b for c", "hung")


def test_rows_stand_in_the_tasks_order_with_harmless_changes_last_and_typos_together() -> None:
    table = table_of()
    assert [row.name for row in table.rows] == [
        *("renamed-column", "empty-file", "wrong-delimiter", "truncated-file"),
        *("typo 1", "windows-line-ends"),
    ]
    typos = next(row for row in table.rows if row.name == "typo 1")
    assert {cell.fault.fault for cell in typos.cells.values()} == {"typo agd for age"} or len(typos.cells) == 2
    assert [row.must for row in table.rows][-1] == "tolerated"


def test_columns_are_the_tools_with_results_and_the_others_say_why() -> None:
    table = table_of()
    assert set(table.tools) == {"pandas", "pandera"}
    assert table.others["without any fault, the run is timeout: still running after 120 s"] == ("tfdv",)
    assert table.others["not measured yet"] == ("great-expectations",)


def test_tallies_count_what_was_handled_and_what_was_not() -> None:
    tally = table_of().tallies
    assert (tally["pandas"].held, tally["pandas"].faults, tally["pandas"].alarms) == (5, 5, 0)
    pandera = tally["pandera"]
    assert (pandera.held, pandera.silent, pandera.hung, pandera.faults) == (3, 1, 1, 5)
    assert (pandera.alarms, pandera.controls) == (1, 1)


def test_the_script_finds_each_transcript_by_its_place_among_the_facts() -> None:
    report = with_code()
    data = fault_data({TASK: table_of()})[f"{TASK}/pandera"]
    figures = {
        f.metric: f
        for found in report.scorecard.tools
        if found.tool == "pandera"
        for task, f in found.figures
        if task == TASK and f.level == data["level"]
    }
    for name, (fault, outcome, _, _, metric, place) in data["faults"].items():
        text = words_of(figures[metric].facts[place])
        assert text.startswith(f"{fault}: {outcome}")
        assert name == fault.replace(" ", "_")


def test_without_faults_there_are_no_columns_and_no_rows() -> None:
    report = sample()
    table = fault_tables(report)[TASK]
    assert (table.tools, table.rows, table.tallies) == ((), (), {})
    assert set(table.others) == {"not measured yet", *table.others}


def test_hostile_names_of_faults_are_kept_out_of_links() -> None:
    cells = [cell for table in fault_tables(hostile()).values() for row in table.rows for cell in row.cells.values()]
    assert cells
    for cell in cells:
        assert cell.outcome == "hung"
        assert "<" not in cell.link
