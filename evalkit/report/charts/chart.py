"""A chart: a drawing in Vega-Lite, its content in words, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.model.plain_text import visible
from evalkit.report.report_input import ReportInput
from evalkit.report.words.sentence import Named
from evalkit.scoring import Figure, FigurePlace

Cell = str | Named
Figures = Mapping[FigurePlace, Figure]

MOST_ROWS = 24
"""Only so many rows are drawn; the table behind the chart has all."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `number` says that its cells are numbers."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The content of a chart as rows of text; the first column names each row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `id` is its place on the page, `summary` its content in words, `legend` explains how to read it.

    `spec` is a Vega-Lite specification without configuration. Its colours are variables of the page's style, so that
    they follow light, dark and print. Its height is in pixels; its width is that of its place. Data that belong to a
    tool name it in `tool`, so that a reader can hide it. `rows` are the tools that have a row of their own, from the
    top, each of `row` pixels; nobody where tools are lines.
    """

    id: str
    title: str
    summary: str
    legend: str
    spec: Mapping[str, Any]
    table: Table
    rows: tuple[str, ...] = ()
    row: int = 0

    @property
    def height(self) -> int:
        """The height in pixels, without the axis."""
        return int(self.spec["height"])


def name_of(report: ReportInput, tool: str) -> str:
    """Return a tool's name from its adapter."""
    return visible(report.facts.tools[tool].name)


def listed(parts: Sequence[str], of: int) -> str:
    """Return the drawn rows in words, and how many are not drawn."""
    return " ".join([*parts, *((f"{of - len(parts)} more are in the table.",) if of > len(parts) else ())])
