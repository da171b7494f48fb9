"""The learning curve: how many distinct concepts a user has met when each level is reached."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.model import Fact, Status
from evalkit.model.facts import LevelConcepts
from evalkit.model.plain_text import visible
from evalkit.report.charts.chart import MOST_ROWS, Chart, Column, Figures, Table, listed, name_of
from evalkit.report.charts.layout import LINE, Line, lines
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.sentence import Named
from evalkit.scoring import FigurePlace, TaskTable

_METRICS = ("ladder.steepest_concepts", "ladder.first_concepts")
"""The metrics whose facts hold the curve; the second is for tasks whose only level is hello."""


def learning(report: ReportInput, figures: Figures, table: TaskTable) -> Chart | None:
    """Return a chart with one line for each tool over its levels, the fewest concepts at the end first."""
    curves = {}
    for row in table.rows:
        for metric in _METRICS:
            figure = figures.get(FigurePlace(table.task, row.tool, metric, None))
            if figure and (met := concepts_by_level(figure.facts)):
                curves[row.tool] = met, metric if figure.status is Status.OK else ""
                break
    if not curves:
        return None
    tools = sorted(curves, key=lambda tool: (max(curves[tool][0].values()), tool))
    drawn = tools[:MOST_ROWS]
    names = {tool: name_of(report, tool) for tool in tools}
    levels = report.tasks[table.task].level_names
    said = (
        f"{names[tool]}: {', '.join(f'{many} at {level}' for level, many in curves[tool][0].items())}."
        for tool in drawn
    )
    return Chart(
        id=link("learning", table.task),
        title="Learning curve",
        summary=f"Distinct concepts met by each level, one line a tool. {listed([*said], len(tools))}",
        legend="Distinct concepts met up to each level: a library’s symbols, keyword arguments of its callables, keys of "
        "its configuration. The line skips a level that the tool cannot do. Each script is one author’s. The dashed line is the baseline’s."
        f"{f' The chart shows the {MOST_ROWS} of {len(tools)} with fewest.' if len(tools) > MOST_ROWS else ''}",
        spec=_spec([_line(tool, names[tool], curves[tool][0], tool == table.baseline) for tool in drawn], levels),
        table=Table(
            f"Distinct concepts met up to each level: {visible(report.tasks[table.task].title)}",
            (Column("Tool", number=False), *map(Column, levels), Column("Where they stand", number=False)),
            tuple(
                (
                    names[tool],
                    *(str(curves[tool][0].get(level, "–")) for level in levels),
                    Named("each by name and line", link("number", tool, table.task, None, curves[tool][1]))
                    if curves[tool][1]
                    else "–",
                )
                for tool in tools
            ),
        ),
    )


def concepts_by_level(facts: Iterable[Fact]) -> dict[str, int]:
    """Return the number of distinct concepts up to each level: those of lower levels and the new ones."""
    met: dict[str, int] = {}
    for fact in facts:
        if isinstance(fact, LevelConcepts):
            met[fact.level] = max(met.values(), default=0) + len(fact.new)
    return met


def _line(tool: str, name: str, met: dict[str, int], base: bool) -> Line:
    return Line(tool, f"{max(met.values())}  {name}", tuple(met.items()), base)


def _spec(drawn: list[Line], levels: tuple[str, ...]) -> dict[str, object]:
    high = 1.05 * max(up for line in drawn for _, up in line.points) or 1.0
    height = max(240, LINE * len(drawn))
    x = {
        "field": "x",
        "type": "ordinal",
        "scale": {"type": "point", "domain": list(levels), "padding": 0.15},
        "axis": {"title": None, "labelAngle": 0, "domain": False},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, high], "nice": False},
        "axis": {"title": "concepts", "tickCount": 5, "format": "~f", "domain": False},
    }
    to_pixels = lambda value: height * (1 - value / high)  # noqa: E731 - a pair of inverses
    from_pixels = lambda at: (1 - at / height) * high  # noqa: E731
    return lines(drawn, x, y, (to_pixels, from_pixels), height)
