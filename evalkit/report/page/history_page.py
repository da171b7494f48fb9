"""The page of a series of runs: one HTML file without a script, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evalkit.report.json_lines import by_lines
from evalkit.report.page.comparison_page import POLICY, STYLE
from evalkit.report.page.templating import templates, trusted
from evalkit.report.run_history import RunHistory
from evalkit.report.words.history import answer_of, history_tables, machine_of, turn_words

FORMAT = 1
"""The version of the data's shape; it increases when a field changes its meaning or disappears."""

WIDTH, HEIGHT = 160, 28
"""Of the drawing of a course, in pixels of the page; a margin of 3 keeps its dots whole."""
_MARGIN = 3


def render_history(history: RunHistory) -> str:
    """Return the whole page as HTML, always the same for the same history."""
    turns = [None, *map(turn_words, history.turns)]
    return (
        templates()
        .get_template("history.html")
        .render(
            policy=POLICY,
            style=trusted(STYLE.read_text("utf-8")),
            title=history.runs[-1].told.title,
            runs=[(run, answer_of(run), machine_of(run), turn) for run, turn in zip(history.runs, turns, strict=True)],
            tables=history_tables(history),
            drawn=drawn,
            width=WIDTH,
            height=HEIGHT,
        )
    )


def history_as_json(history: RunHistory) -> str:
    """Return the history as data: one object for each dataclass, with all its fields by name.

    Raises:
        ValueError: a number is not finite.
    """
    parts = {
        "format": FORMAT,
        "runs": history.runs,
        "stacks": history.stacks,
        "tools": history.tools,
        "metric": history.metric,
        "figures": history.figures,
        "turns": tuple(
            {
                "counts": turn.counts,
                "notes": turn.notes,
                "versions": {
                    tool: {"before": was, "after": now} for tool, (was, now) in turn.versions.items() if was != now
                },
            }
            for turn in history.turns
        ),
    }
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {by_lines(part)}" for name, part in parts.items()) + "\n}\n"


def drawn(course: Sequence[float | None]) -> tuple[tuple[str, ...], tuple[tuple[float, float], ...]]:
    """Return the lines of a course, as the points of SVG's polylines, and its dots; a run without a value breaks the line."""
    step = (WIDTH - 2 * _MARGIN) / max(1, len(course) - 1)
    lines: list[list[tuple[float, float]]] = [[]]
    for place, at in enumerate(course):
        if at is None:
            lines.append([])
        else:
            lines[-1].append((round(_MARGIN + place * step, 1), round(_MARGIN + (1 - at) * (HEIGHT - 2 * _MARGIN), 1)))
    dots = tuple(dot for line in lines for dot in line)
    return tuple(" ".join(f"{x:g},{y:g}" for x, y in line) for line in lines if len(line) > 1), dots
