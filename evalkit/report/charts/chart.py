"""What a chart is: a drawing in Vega-Lite, its content in words, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.report_input import ReportInput
from evalkit.report.words.answer import Named
from evalkit.report.words.plain_text import visible
from evalkit.scoring import Figure, Scorecard

Cell = str | Named
Subject = tuple[str | None, str, str, str | None]
"""What a figure is about: task (None: the tool itself), tool, metric, level."""

Figures = Mapping[Subject, Figure]

MOST_ROWS = 24
"""More rows than this are left to the table behind the chart."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `number`: its cells are numbers."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The same as the chart in rows of ready text, the first column naming each row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `id` is its place on the page, `said` its content in words, `legend` how to read it.

    `spec` is a Vega-Lite specification without configuration; colours in it are variables of the page's style, so that
    light, dark and print follow. Its height is in pixels, its width that of its place.
    """

    id: str
    title: str
    said: str
    legend: str
    spec: Mapping[str, Any]
    table: Table

    @property
    def height(self) -> int:
        """Pixels, axis left out."""
        return int(self.spec["height"])


def figures_of(card: Scorecard) -> Figures:
    """All figures of a scorecard by what they are about."""
    return {
        (task, found.tool, figure.metric, figure.level): figure
        for found in card.tools
        for task, figure in found.figures
    }


def name_of(report: ReportInput, tool: str) -> str:
    """A tool's name as its adapter gives it."""
    return visible(report.facts.tools[tool].name)


def listed(parts: Sequence[str], of: int) -> str:
    """The rows that are drawn, in words, and how many there are where not all are drawn."""
    return " ".join([*parts, *((f"{of - len(parts)} more are in the table.",) if of > len(parts) else ())])
