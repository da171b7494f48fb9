"""Comments: how many there are in each tool's implementation of a task."""

from __future__ import annotations

from typing import Any

from evalkit.probes.comments import CommentsInFile
from evalkit.report.charts.chart import Chart, Column, Figures, Table, name_of
from evalkit.report.charts.layout import ACCENT
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.scoring import TaskTable


def comments(report: ReportInput, figures: Figures, table: TaskTable) -> Chart | None:
    """One bar a tool."""
    counted = {
        row.tool: sum(fact.comments for fact in figure.facts if isinstance(fact, CommentsInFile))
        for row in table.rows
        if (figure := figures.get((table.task, row.tool, "code.comment_share", "adapt")))
    }
    if not counted:
        return None
    rows: list[dict[str, Any]] = [{"tool": name_of(report, tool), "comments": count} for tool, count in counted.items()]
    return Chart(
        id=link("comments", table.task),
        title="Comments",
        said=" ".join(f"{row['tool']}: {row['comments']}." for row in rows),
        legend="Comments in each implementation of adapt.",
        spec={
            "data": {"values": rows},
            "height": 24 * len(rows),
            "mark": "bar",
            "encoding": {
                "y": {"field": "tool", "type": "nominal", "title": None},
                "x": {"field": "comments", "type": "quantitative"},
                "color": {"value": ACCENT},
            },
        },
        table=Table(
            "Comments in each implementation of adapt",
            (Column("Tool", number=False), Column("Comments")),
            tuple((row["tool"], str(row["comments"])) for row in rows),
        ),
    )
