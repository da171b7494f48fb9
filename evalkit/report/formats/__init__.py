"""The forms of a report, by name: a page for people, Markdown for a pull request, a table, and data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evalkit.report.formats.as_csv import as_csv, figures_frame
from evalkit.report.formats.as_json import as_json
from evalkit.report.formats.as_markdown import as_markdown
from evalkit.report.page.page import render
from evalkit.report.report_input import ReportInput
from evalkit.report.words.notes import numbered_notes


@dataclass(frozen=True, slots=True)
class Format:
    """One form; `write` returns its text, always the same for the same report."""

    name: str
    what: str
    write: Callable[[ReportInput], str]


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("html", "the page, one file that needs nothing else", render),
        Format("md", "Markdown for a pull request, the answer first", as_markdown),
        Format("csv", "a table with one row for every figure", as_csv),
        Format("json", "the whole scorecard as data", lambda report: as_json(report.scorecard, numbered_notes(report))),
    )
}
"""All forms, the default first."""

__all__ = ["FORMATS", "Format", "as_json", "figures_frame"]
