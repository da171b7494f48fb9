"""What a report says of the data that a run used, where they were its author's own."""

from __future__ import annotations

from dataclasses import replace

from evalkit.model import OwnData
from evalkit.report.formats.as_markdown import as_markdown
from evalkit.report.formats.as_terminal import as_terminal
from evalkit.report.page.page import render
from evalkit.report.words.own_data import own_data
from tests.report.sample_report import sample

LEFT_OUT = {
    "train": "takes no data of one's own",
    "serving": "takes no data of one's own",
    "eda": "needs a column of texts",
}
HIDDEN = OwnData(1498, 1500, 1, "abcdef0123456789", left_out=LEFT_OUT)
SHOWN = OwnData(1500, 1500, 8, "abcdef0123456789", shown=True, table="people.csv")


def test_a_run_on_the_census_says_nothing() -> None:
    assert own_data(None) == ""


def test_rows_columns_digest_and_what_is_left_out_are_told_and_the_tables_name_is_not() -> None:
    said = own_data(replace(HIDDEN, table="people.csv"))
    assert "1,498 of 1,500 rows and 1 column of a table (SHA-256 abcdef012345…)" in said
    assert "Left out: train, serving (takes no data of one's own); eda (needs a column of texts)." in said
    assert "No value of it is kept here" in said
    assert "people.csv" not in said


def test_the_table_is_named_where_it_may_be_shown() -> None:
    said = own_data(SHOWN)
    assert "1,500 rows and 8 columns of people.csv" in said
    assert "may show values of it" in said
    assert "Left out" not in said


def test_every_form_for_people_says_so() -> None:
    report = sample()
    own = replace(report, facts=replace(report.facts, data=HIDDEN))
    for form in (render, as_markdown, as_terminal):
        assert "1,498 of 1,500 rows" in form(own)
        assert "own data" not in form(report)
