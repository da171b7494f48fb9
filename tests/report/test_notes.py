"""Notes of adapters: numbered once for a whole report, beside the tool's name in every table, and with their sources."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from evalkit.model import AdapterNote
from evalkit.report import ReportInput, render
from evalkit.report.formats import FORMATS
from evalkit.report.words.notes import numbered_notes, numbers_of, subject_of
from tests.report.sample_report import run_facts, sample, tool_facts


def note(says: str, about: str | None = None) -> AdapterNote:
    """A note with a source of its own."""
    source = f"https://example.org/{says.split(maxsplit=1)[0].lower()}"
    return AdapterNote(says=says, severity="minor", source=source, about=about)


NOTES = {
    "tfdv": (note("Imports <dill> undeclared."), note("Draws nothing offline.", "skew/hello")),
    "evidently": (note("Contacts its makers.", "network.contacts"), note("Slow | here.", "skew")),
}


@cache
def with_notes() -> ReportInput:
    """The sample, with notes on two of its tools."""
    tools = {name: replace(facts, notes=NOTES.get(name, ())) for name, facts in tool_facts().items()}
    return sample(facts=run_facts(tools=tools))


@pytest.fixture(scope="module")
def report() -> ReportInput:
    return with_notes()


@pytest.fixture(scope="module")
def page(report: ReportInput) -> str:
    return render(report)


def test_notes_are_numbered_by_the_tools_names(report: ReportInput) -> None:
    found = numbered_notes(report)
    assert [(one.number, one.tool) for one in found] == [(1, "evidently"), (2, "evidently"), (3, "tfdv"), (4, "tfdv")]
    assert numbers_of(found) == {"evidently": (1, 2), "tfdv": (3, 4)}


def test_a_note_says_in_words_what_it_is_about(report: ReportInput) -> None:
    assert [subject_of(report, one) for one in numbered_notes(report)] == [
        "Hosts contacted without being asked",
        "Notice that serving data drifted away",
        "the whole tool",
        "Notice that serving data drifted away, hello",
    ]


def test_every_table_that_names_a_tool_has_its_numbers_beside_the_name(page: str) -> None:
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    named = [table for table in tables if "<bdi>TensorFlow Data Validation</bdi>" in table]
    assert len(named) >= 3
    for table in named:
        for cell in re.findall(r"<bdi>TensorFlow Data Validation</bdi>(.*?)</(?:th|td|caption)>", table, re.DOTALL):
            assert re.findall(r'href="#note/(\d+)"', cell) == ["3", "4"], table[:200]


def test_the_foot_lists_each_note_with_its_source_and_as_text(page: str) -> None:
    [foot] = re.findall(r'<section id="notes">.*?</section>', page, re.DOTALL)
    assert foot.count("<li ") == 4
    assert 'id="note/4"' in foot
    assert "Imports &lt;dill&gt; undeclared." in foot
    assert 'href="https://example.org/draws" rel="noreferrer noopener external"' in foot
    assert foot.index("Contacts") < foot.index("Imports")
    assert page.index('id="numbers"') < page.index('id="notes"')


def test_beneath_the_ranking_of_a_task_stand_the_notes_that_concern_its_tools_there(page: str) -> None:
    remarks = {
        task: re.findall(
            r'<li data-tool="([^"]+)">.*?aria-label="Note (\d)"', part.partition('<ul class="remarks">')[2]
        )
        for task, part in re.findall(r'<section class="task"[^>]* data-task="([^"]+)">(.*?)</section>', page, re.DOTALL)
    }
    assert remarks == {
        "data-validation": [("tfdv", "3")],
        "sliced-metrics": [("evidently", "1")],
        "skew": [("evidently", "1"), ("evidently", "2"), ("tfdv", "3"), ("tfdv", "4")],
    }
    assert "Imports &lt;dill&gt; undeclared." in page.partition('<ul class="remarks">')[2]


def test_a_report_without_notes_has_no_such_section() -> None:
    page = render(sample())
    assert 'id="notes"' not in page
    assert "#note/" not in page.split("<script")[0]


def test_the_scorecard_holds_the_notes(report: ReportInput) -> None:
    told = json.loads(FORMATS["json"].write(report))["notes"]
    assert [(one["number"], one["tool"], one["about"]) for one in told] == [
        (1, "evidently", "network.contacts"),
        (2, "evidently", "skew"),
        (3, "tfdv", None),
        (4, "tfdv", "skew/hello"),
    ]
    assert told[0]["source"] == "https://example.org/contacts"
    assert json.loads(FORMATS["json"].write(sample()))["notes"] == []


def test_markdown_numbers_them_in_its_tables_and_lists_them_at_its_end(report: ReportInput) -> None:
    text = FORMATS["md"].write(report)
    rows = [line for line in text.splitlines() if line.startswith("|") and "TensorFlow Data Validation" in line]
    ranked = [row for row in rows if "refuted" not in row]
    assert len(ranked) >= 4
    assert all("TensorFlow Data Validation <sup>3, 4</sup>" in row for row in ranked)
    assert "\n## Notes on the tools\n" in text
    [listed] = [line for line in text.splitlines() if line.startswith("3. ")]
    assert listed.startswith("3. **TensorFlow Data Validation** (minor, about the whole tool): Imports")
    assert listed.endswith(" <https://example.org/imports>")
