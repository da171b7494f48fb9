"""Rank acceptability: how often each tool or stack takes each place over random weights and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.model.plain_text import visible
from evalkit.report.charts.chart import MOST_ROWS, Cell, Chart, Column, Figures, Table, listed, name_of
from evalkit.report.charts.layout import ACCENT, PAPER, ROW, captions, layered, mark, pixels
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import number, share, shares
from evalkit.scoring import Robustness, Standing, TaskTable

_WORDS = {"any": "any weights, each set equally likely", "rubric": "weights around the rubric’s"}
_LEAST = 0.002
"""Smaller shares are narrower than a pixel and are not drawn."""


def of_task(report: ReportInput, figures: Figures, table: TaskTable) -> Chart | None:  # noqa: ARG001 - as all charts
    """Return the chart of places of one task's tools."""
    chance = _chance(report)
    standings = chance.tasks.get(table.task, ()) if chance else ()
    if chance is None or not standings:
        return None
    names = {one.name: name_of(report, one.name) for one in standings}
    what = f"tools: {visible(report.tasks[table.task].title)}"
    return _chart(link("places", table.task), what, chance, standings, names, silent=table.task in chance.silent)


def of_stacks(report: ReportInput, figures: Figures) -> Chart | None:  # noqa: ARG001 - as all charts
    """Return the chart of places of the stacks."""
    chance = _chance(report)
    if chance is None or not chance.stacks:
        return None
    names = {one.name: visible(report.rubric.stacks[one.name].title) for one in chance.stacks}
    return _chart(link("places", "stacks"), "stacks", chance, chance.stacks, names, silent=bool(chance.silent))


def _chance(report: ReportInput) -> Robustness | None:
    found = {one.preference: one for one in report.scorecard.robustness}
    return found.get("rubric") or found.get("any")


def _chart(
    place: str,
    what: str,
    chance: Robustness,
    standings: Sequence[Standing],
    names: Mapping[str, str],
    *,
    silent: bool,
) -> Chart:
    is_stacks = what == "stacks"
    order = sorted(standings, key=lambda one: (-sum(one.first), one.name))
    drawn = order[:MOST_ROWS]
    open_ = any(one.best != one.worst for one in drawn)
    said = (f"{names[one.name]}: first in {_first(one)}." for one in drawn)
    places = max(len(one.best) for one in order)
    preference = _WORDS.get(chance.preference, visible(chance.preference))
    return Chart(
        id=place,
        title=f"How often each takes each place, with {preference}",
        summary=f"Share of draws in which each takes each place, one bar a row. {listed([*said], len(order))}",
        legend=f"{number(chance.draws)} draws of weights and values. The strongest colour is the first place; each weaker "
        "one is the next place down."
        f"{' Where there are two bars, the upper counts missing values in favour, the lower against.' if open_ else ''}"
        f"{' There are too few blocks to know the noise of timings, so these shares leave it out.' if silent else ''}",
        spec=_spec(drawn, names, tools=not is_stacks),
        table=Table(
            f"Share of draws in which each takes each place, {preference}, {what}",
            (
                Column("Tool" if "task" in what else "Name", number=False),
                *(Column(f"Place {at}") for at in range(1, min(places, 12) + 1)),
                *((Column(f"Place 13 to {places}"),) if places > 12 else ()),
            ),
            tuple((names[one.name], *_row(one, places)) for one in order),
        ),
        rows=() if is_stacks else tuple(one.name for one in drawn),
        row=ROW,
    )


def _first(one: Standing) -> str:
    least, most = sorted(one.first)
    return shares((least, most))


def _row(one: Standing, places: int) -> tuple[Cell, ...]:
    at = [tuple(sorted((bad, good))) for good, bad in zip(one.best, one.worst, strict=True)]
    at += [(0.0, 0.0)] * (places - len(at))
    shown = [shares((low, high)) for low, high in at[:12]]
    if places > 12:
        rest = sorted((sum(one.best[12:]), sum(one.worst[12:])))
        shown.append(shares((rest[0], rest[1])))
    return tuple(shown)


def _spec(drawn: Sequence[Standing], names: Mapping[str, str], *, tools: bool) -> dict[str, object]:
    height = len(drawn) * ROW
    parts, heads, firsts = [], [], []
    for at, one in enumerate(drawn):
        top, bottom = at * ROW + 25, at * ROW + 43
        own = {"tool": one.name} if tools else {}
        heads.append({**own, "name": names[one.name], "shown": f"first in {_first(one)}", "caption": at * ROW + 13})
        bars = [(one.best, top, bottom)]
        if one.best != one.worst:
            bars = [(one.best, top, top + 8), (one.worst, bottom - 8, bottom)]
        elif one.best[0] >= 0.12:
            firsts.append({**own, "x": one.best[0] / 2, "y": (top + bottom) / 2, "text": share(one.best[0])})
        for shares_, high, low in bars:
            begin = 0.0
            for place, part in enumerate(shares_):
                if part >= _LEAST:
                    drawn_part = {
                        **own,
                        "from": round(begin, 4),
                        "to": round(begin + part, 4),
                        "top": high,
                        "bottom": low,
                    }
                    parts.append({**drawn_part, "full": round(max(0.08, 0.6**place), 3)})
                begin += part
    x = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"title": "share of draws", "tickCount": 5, "format": "~%", "labelFlush": True},
    }
    bar = {
        "x": x,
        "x2": {"field": "to"},
        "y": pixels("top", height),
        "y2": {"field": "bottom"},
        "fillOpacity": {"field": "full", "type": "quantitative", "scale": None},
    }
    label = {"x": {**x, "field": "x"}, "y": pixels("y", height), "text": {"field": "text"}}
    layers = [
        mark("parts", "rect", bar, fill=ACCENT, stroke=PAPER, strokeWidth=1),
        mark("firsts", "text", label, color=PAPER, fontSize=11),
        *captions("heads", height),
    ]
    return layered(layers, height, parts=parts, heads=heads, firsts=firsts)
