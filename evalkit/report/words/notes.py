"""The notes of the adapters, numbered for a whole report: known issues of tools, and what their maintainers reply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.probes import METRICS
from evalkit.report.report_input import ReportInput
from evalkit.scoring import TaskTable


@dataclass(frozen=True, slots=True)
class NumberedNote:
    """One note: `number` stands beside the tool's name.

    Texts are as people wrote them; `about` is None for the tool.
    """

    number: int
    tool: str
    says: str
    severity: str
    source: str
    about: str | None = None


def numbered_notes(report: ReportInput) -> tuple[NumberedNote, ...]:
    """Return all notes, by the tools' names and then in the order of each adapter."""
    known = report.facts.tools
    written = [
        (tool, note)
        for tool in sorted(known, key=lambda tool: (known[tool].name.lower(), tool))
        for note in known[tool].notes
    ]
    return tuple(
        NumberedNote(number, tool, note.says, note.severity, note.source, note.about)
        for number, (tool, note) in enumerate(written, 1)
    )


def numbers_of(notes: Iterable[NumberedNote]) -> Mapping[str, tuple[int, ...]]:
    """Return the numbers of each tool's notes; a tool without notes is not there."""
    found: dict[str, tuple[int, ...]] = {}
    for note in notes:
        found[note.tool] = (*found.get(note.tool, ()), note.number)
    return found


def bears_on(note: NumberedNote, table: TaskTable) -> bool:
    """Return whether a note concerns a tool in a task: it is about the whole tool, a figure of it, or the task."""
    about = (note.about or "").partition("/")[0]
    return any(row.tool == note.tool for row in table.rows) and (about in ("", table.task) or note.about in METRICS)


def subject_of(report: ReportInput, note: NumberedNote) -> str:
    """Return in words what a note is about, such as 'Peak memory' or a task's title and a level."""
    if note.about is None:
        return "the whole tool"
    if note.about in METRICS:
        return METRICS[note.about].title
    task, _, level = note.about.partition("/")
    title = report.tasks[task].title if task in report.tasks else task
    return f"{title}, {level}" if level else title
