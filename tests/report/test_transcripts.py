from __future__ import annotations

import pytest

from evalkit.model import Evidence, Status
from evalkit.probes.faults.fault_result import Outcome
from evalkit.report.page.faults import UNREAD, FaultTable, fault_data, fault_tables, results_of
from evalkit.scoring import Figure
from tests.report.code_report import TASK, result, with_code
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample


def table_of(task: str = TASK) -> FaultTable:
    return fault_tables(with_code())[task]


def figure(*texts: str | None, metric: str = "errors.caught") -> Figure:
    evidence = tuple(Evidence("a.py", None, text) for text in texts)
    return Figure(metric, "adapt", 0.0, "share", Status.OK, value=1.0, evidence=evidence)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("whole", [True, False])
def test_every_outcome_that_the_probe_writes_is_read(outcome: Outcome, *, whole: bool) -> None:
    text = result("empty-file", "caught", outcome, by_error=outcome is Outcome.FALSE_ALARM).evidence(whole=whole).text
    (read,) = results_of("t", "x", [figure(text)])
    assert (read.fault, read.outcome.removesuffix(" by report")) == ("empty-file", outcome.value)
    assert "took 1.7 s, a good run 1.8 s" in read.facts


def test_what_the_message_names_is_a_fact_each() -> None:
    (read,) = results_of("t", "x", [figure(result("a", "caught", Outcome.CAUGHT).evidence(whole=True).text)])
    assert read.outcome == "caught by report"
    assert read.facts == (
        *("names the place (age or row): yes", "names the kind: no"),
        *("took 1.7 s, a good run 1.8 s", "lines printed: 0"),
    )


def test_a_colon_in_the_name_of_a_fault_does_not_hide_the_outcome() -> None:
    (read,) = results_of("t", "x", [figure("typo a: b for c: hung; 30.0 s against 1.0 s\nlog")])
    assert (read.fault, read.outcome) == ("typo a: b for c", "hung")


@pytest.mark.parametrize("text", ["", None])
def test_evidence_without_text_tells_of_no_fault(text: str | None) -> None:
    assert results_of("t", "x", [figure(text)]) == ()


def test_a_line_that_says_no_outcome_stays_and_says_that_it_cannot_be_read() -> None:
    first, second = results_of("t", "x", [figure("something new", "and another: exploded; 3 s")])
    assert (first.fault, first.outcome, first.facts) == ("fault 1", UNREAD, ("something new",))
    assert second.fault == "fault 2"


def test_rows_stand_in_the_tasks_order_with_harmless_changes_last_and_typos_together() -> None:
    table = table_of()
    assert [row.name for row in table.rows] == [
        *("renamed-column", "empty-file", "wrong-delimiter", "truncated-file"),
        *("typo 1", "windows-line-ends"),
    ]
    typos = next(row for row in table.rows if row.name == "typo 1")
    assert {cell.fault for cell in typos.cells.values()} == {"typo agd for age"} or len(typos.cells) == 2
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


def test_the_script_finds_each_transcript_by_its_place_in_the_evidence() -> None:
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
        text = figures[metric].evidence[place].text
        assert text is not None
        assert text.startswith(f"{fault}: {outcome}")
        assert name == fault.replace(" ", "_")


def test_without_faults_there_are_no_columns_and_no_rows() -> None:
    report = sample()
    table = fault_tables(report)[TASK]
    assert (table.tools, table.rows, table.tallies) == ((), (), {})
    assert set(table.others) == {"not measured yet", *table.others}


def test_hostile_evidence_is_kept_apart_from_names() -> None:
    report = hostile()
    for table in fault_tables(report).values():
        for row in table.rows:
            for cell in row.cells.values():
                assert cell.outcome == UNREAD
                assert "<" not in cell.link
