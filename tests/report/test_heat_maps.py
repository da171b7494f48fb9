"""The map of tools by tasks."""

from __future__ import annotations

from evalkit.report.page.heat_maps import tool_map
from tests.report.sample_report import sample


def test_rivals_stand_together_by_the_first_task_that_they_do() -> None:
    report = sample()
    tasks = [table.task for table in report.scorecard.tasks]
    rows = tool_map(report)
    firsts = [min(tasks.index(task) for task in row.cells) for row in rows]
    assert firsts == sorted(firsts)
    assert len(set(firsts)) > 1
    for first in set(firsts):
        of_first = [row for row, place in zip(rows, firsts, strict=True) if place == first]
        assert of_first == sorted(of_first, key=lambda row: (-len(row.cells), row.name.lower(), row.tool))
