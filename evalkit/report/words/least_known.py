"""Which results a reader should trust least: the tools of whom the missing values leave most open."""

from __future__ import annotations

from evalkit.model.plain_text import visible
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import points
from evalkit.report.words.sentence import Named, Sentence

MOST_NAMED = 3
LEAST_OPEN = 10.0
"""From this many points between the ends of a range on, a result is named."""


def least_known(report: ReportInput) -> Sentence:
    """Return a sentence that names the results with the widest ranges of points; () if none of them is wide.

    What nobody has measured at all is no result.
    """
    rows = [(table.task, row) for table in report.scorecard.tasks for row in table.rows if row.competes]
    wide = [(task, row) for task, row in rows if row.coverage > 0 and row.points.high - row.points.low >= LEAST_OPEN]
    wide.sort(key=lambda found: (found[1].points.low - found[1].points.high, found[0], found[1].tool))
    parts: list[str | Named] = []
    for task, row in wide[:MOST_NAMED]:
        name, title = visible(report.facts.tools[row.tool].name), visible(report.tasks[task].title)
        parts += [
            "; " if parts else "",
            Named(name, link("points", task, row.tool)),
            f" in “{title}”, {points(row.points)}",
        ]
    if not parts:
        return ()
    rest = len(wide) - MOST_NAMED
    more = f"; and {rest} more with ranges of {LEAST_OPEN:.0f} points or more" if rest > 0 else ""
    return ("Trust these results least, since much of them was not measured: ", *parts[1:], f"{more}.")
