"""Which tools can share one environment: each tool with every other tool of the rubric's panel."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.model.facts import ResolverAnswer
from evalkit.report.charts.chart import MOST_ROWS, Chart, Column, Figures, Table, listed, name_of
from evalkit.report.charts.layout import ACCENT, GRID, INK, PAPER, captions, layered, mark, pixels
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import quantity
from evalkit.report.words.sentence import Named
from evalkit.report.words.stack_needs import outcomes
from evalkit.scoring import FigurePlace

METRIC = "interop.coinstallable"

_SIGNS = {ResolverAnswer.INSTALLS: "✓", ResolverAnswer.CONFLICT: "×", ResolverAnswer.UNKNOWN: "?"}

_ROW = 44


def together(report: ReportInput, figures: Figures) -> Chart | None:
    """Return a heat map, the tool that shares least first: ✓ installs at today's pins, × conflict, ? unknown.

    Tools that share with all of the panel are counted in words; they are drawn only if there is nothing else to draw.
    """
    found = {
        tool: pairs
        for tool in report.facts.tools
        if (figure := figures.get(FigurePlace(None, tool, METRIC, None))) and (pairs := outcomes(figure.facts))
    }
    if not found:
        return None
    installs = {tool: sum(one is ResolverAnswer.INSTALLS for one in pairs.values()) for tool, pairs in found.items()}
    tools = sorted(found, key=lambda tool: (installs[tool] / len(found[tool]), tool))
    partial = [tool for tool in tools if installs[tool] < len(found[tool])] or tools
    drawn = partial[:MOST_ROWS]
    alike = len(tools) - len(partial)
    panel = sorted({other for pairs in found.values() for other in pairs})
    known = {*tools, *panel} & report.facts.tools.keys()
    names = {other: other for other in panel} | {tool: name_of(report, tool) for tool in known}
    count = {tool: f"{installs[tool]} of {len(found[tool])}" for tool in tools}
    said = (f"{names[tool]}: with {count[tool]}." for tool in drawn)
    return Chart(
        id=link("together"),
        title="Which tools share one environment",
        summary=f"Which tools of the panel install together with today’s pins. {listed([*said], len(tools))}",
        legend="✓ installs beside it with today’s pins, × conflict, ? not known, empty: the tool itself."
        f"{f' The chart shows the {MOST_ROWS} of {len(partial)} that share least.' if len(partial) > MOST_ROWS else ''}"
        f"{f' {_others(alike)} beside all of these tools.' if alike else ''}",
        spec=_spec({tool: found[tool] for tool in drawn}, names, panel, count),
        table=Table(
            "Which tools share one environment, with today’s pins",
            (Column("Tool", number=False), Column("Share"), *(Column(names[other], number=False) for other in panel)),
            tuple(
                (
                    names[tool],
                    Named(_share(figures, tool) or "not measured", link("number", tool, None, None, METRIC)),
                    *(found[tool][other].value if other in found[tool] else "–" for other in panel),
                )
                for tool in tools
            ),
        ),
        rows=tuple(drawn),
        row=_ROW,
    )


def _others(many: int) -> str:
    return "The one other tool installs" if many == 1 else f"The {many} other tools install"


def _share(figures: Figures, tool: str) -> str:
    figure = figures[FigurePlace(None, tool, METRIC, None)]
    return quantity(figure.value, figure.unit)


def _spec(
    found: Mapping[str, Mapping[str, ResolverAnswer]],
    names: Mapping[str, str],
    panel: list[str],
    count: Mapping[str, str],
) -> dict[str, object]:
    height = len(found) * _ROW
    cells, heads = [], []
    for at, (tool, pairs) in enumerate(found.items()):
        heads.append({"tool": tool, "name": names[tool], "shown": count[tool], "caption": at * _ROW + 13})
        place = {"tool": tool, "top": at * _ROW + 21, "bottom": at * _ROW + 41, "middle": at * _ROW + 31}
        cells += [
            {"other": names[other], "outcome": one.value, "sign": _SIGNS[one], **place} for other, one in pairs.items()
        ]
    x = {
        "field": "other",
        "type": "ordinal",
        "scale": {"type": "band", "domain": [names[other] for other in panel], "paddingInner": 0.08},
        "axis": {"title": None, "labelAngle": -90, "labelLimit": 170, "ticks": False, "domain": False},
    }
    installs = {"test": f"datum.outcome === '{ResolverAnswer.INSTALLS.value}'"}
    box = {
        "x": x,
        "y": pixels("top", height),
        "y2": {"field": "bottom"},
        "fill": {"condition": {**installs, "value": ACCENT}, "value": GRID},
    }
    sign = {
        "x": x,
        "y": pixels("middle", height),
        "text": {"field": "sign"},
        "color": {"condition": {**installs, "value": PAPER}, "value": INK},
    }
    layers = [mark("cells", "rect", box), mark("cells", "text", sign), *captions("heads", height)]
    return layered(layers, height, cells=cells, heads=heads)
