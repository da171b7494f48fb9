"""How old a run is, in sentences: of whole and unfinished runs, with and without a later look at the package index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evalkit.report import ReportInput, render
from evalkit.report.words.age import age
from evalkit.store.newest_check import Newer, NewestCheck
from tests.report.sample_report import NAMES, midway, run_facts, sample, tool_facts
from tests.report.test_report_page import Reader


def said(report: ReportInput) -> list[str]:
    return ["".join(map(text, sentence)) for sentence in age(report)]


def text(part: object) -> str:
    return part if isinstance(part, str) else part.name  # type: ignore[attr-defined]


def looked(tools: Mapping[str, Newer], unknown: Mapping[str, str] | None = None) -> ReportInput:
    return sample(facts=run_facts(newest=NewestCheck("2027-01-02T08:00:00Z", tools, unknown or {})))


def same(tool: str) -> Newer:
    version = NAMES[tool][2]
    return Newer(version, version, 0)


def test_a_run_of_one_day_says_which_and_one_over_midnight_both() -> None:
    assert said(sample())[0] == "Measured on 24 November 2026."
    over = sample(facts=run_facts(finished="2026-11-26T01:00:00Z"))
    assert said(over)[0] == "Measured from 24 November 2026 to 26 November 2026."


def test_an_unfinished_run_says_that_it_is() -> None:
    assert said(midway())[0] == "Begun on 24 November 2026, and not complete."


def test_from_when_the_versions_are_and_whether_they_were_the_newest() -> None:
    assert said(sample())[1] == "Versions were fixed on 20 November 2026; 7 of 8 were the newest then."
    tools = tool_facts()
    tools["tfdv"] = replace(tools["tfdv"], locked="2026-09-01")
    assert "between 1 September 2026 and 20 November 2026" in said(sample(facts=run_facts(tools=tools)))[1]
    unlocked = {tool: replace(fact, locked=None) for tool, fact in tools.items()}
    assert not any("fixed" in one for one in said(sample(facts=run_facts(tools=unlocked))))


def test_where_nobody_looked_it_is_said_how_to_look() -> None:
    assert said(sample())[-1] == "How far they have moved since is not known; evalkit report --check-newest asks."


def test_those_that_moved_on_are_named_the_furthest_first() -> None:
    moved = {
        "tfdv": Newer("1.16.1", "1.18.0", 2, "2026-12-01"),
        "pandas": Newer("3.1.1", "3.1.2", 1),
        "scipy": same("scipy"),
    }
    assert said(looked(moved))[-1] == (
        "On 2 January 2027, 2 of 3 tools had moved on: TensorFlow Data Validation from 1.16.1 to 1.18.0 (2 releases later)"
        " and pandas from 3.1.1 to 3.1.2 (1 release later)."
    )


def test_of_many_that_moved_on_the_first_are_named_and_the_others_counted() -> None:
    moved = {tool: Newer(NAMES[tool][2], "99.0", 7) for tool in NAMES}
    assert said(looked(moved))[-1].endswith(", and 4 more.")


def test_that_none_moved_on_is_said_only_where_somebody_answered() -> None:
    assert (
        said(looked({tool: same(tool) for tool in NAMES}))[-1]
        == "On 2 January 2027, none of 8 tools had a newer version."
    )
    nobody = said(looked({}, dict.fromkeys(NAMES, "the package index cannot be reached")))
    assert nobody[-1] == "On 2 January 2027, nothing could be learnt of 8 tools: the package index cannot be reached."
    assert not any("none of" in one for one in nobody)


def test_an_answer_about_another_version_than_the_measured_one_is_passed_over() -> None:
    report = looked({"tfdv": Newer("1.15.0", "1.18.0", 9)})
    assert not any("moved on" in one for one in said(report))


def test_the_table_of_versions_has_what_was_learnt_of_each_tool() -> None:
    report = looked({"tfdv": Newer("1.16.1", "1.18.0", 2, "2026-12-01")}, {"scipy": "the index is shut"})
    shown = Reader(render(report)).text
    assert "Newest on 2 January 2027" in shown
    assert "1.18.02 releases later, 1 December 2026" in shown, "the count stands in small below the version"
    assert "the index is shut" in shown
    assert "Newest on" not in Reader(render(sample())).text


def test_of_a_run_without_tools_nothing_is_said_of_versions() -> None:
    assert said(sample(facts=run_facts(tools=tool_facts(tuple(NAMES))))) == ["Measured on 24 November 2026."]
