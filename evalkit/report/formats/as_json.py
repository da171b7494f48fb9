"""The scorecard as JSON, for programs and for `jq`; docs/scorecard.md describes it for those who read it.

Each thing is written once, so that a large run's scorecard stays small. Facts are left to the journal, where they
stand. What is known of many tools stands in columns: a list with one place for each tool of the task, in the order of
the task's `tools`. Each record stands on a line of its own, so that two scorecards can be told apart line by line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalkit.model import Status
from evalkit.report.json_lines import by_lines, fields_of, line
from evalkit.report.words.notes import NumberedNote
from evalkit.scoring import (
    CriterionScore,
    Exclusion,
    Faster,
    Figure,
    LevelResult,
    Points,
    ProfileResult,
    Robustness,
    Scorecard,
    Standing,
    TaskTable,
    ToolRow,
    Warning,
)

FORMAT = 5
"""The version of the shape: it goes up when a field changes its meaning or goes; new fields may come."""

MOST_PLACES = 12
"""Places that a standing tells one by one; those after them are added up."""

_DIGITS = 6
"""Significant digits of samples, their intervals and ratios, whose noise is far larger; the journal has the samples
whole."""

_DIGITS_OF_PAIRS = 3
_DIGITS_OF_P = 2
_PLACES_OF_POINTS = 3
_PLACES_OF_WEIGHTS = 3
_PLACES_OF_SHARES = 4

_LARGEST_SHORT = 1e15
"""Larger whole numbers are shorter with an exponent."""

_Figures = Iterable[tuple[str, Figure]]


def as_json(card: Scorecard, notes: Sequence[NumberedNote] = ()) -> str:
    """Return the whole scorecard, with the notes of its tools; raises ValueError if a number in it is not finite."""
    return "".join(json_parts(card, notes))


def json_parts(card: Scorecard, notes: Sequence[NumberedNote] = ()) -> Iterator[str]:
    """Return the same in parts, so that a large one is written without being held as a whole."""
    by_task = _figures_by_task(card)
    yield f'{{\n"format": {FORMAT}'
    for name in ("rubric", "title", "weights"):
        yield f',\n"{name}": {line(getattr(card, name), _plain)}'
    yield f',\n"entries": {line(_entries(card), _plain)}'
    yield ',\n"tasks": ['
    for place, table in enumerate(card.tasks):
        yield ",\n" if place else "\n"
        yield from _task(table, card, by_task.get(table.task, ()))
    yield "\n]" if card.tasks else "]"
    yield f',\n"stacks": {by_lines(card.stacks, _plain)}'
    yield f',\n"tools": {line([found.tool for found in card.tools], _plain)}'
    yield f',\n"figures": {_listed(_columns([found.tool for found in card.tools], by_task.get(None, ())))}'
    yield f',\n"notes": {by_lines(notes, _plain)}'
    yield f',\n"warnings": {by_lines(card.warnings, _plain)}'
    yield f',\n"not_measured": {by_lines(card.not_measured, _plain)}'
    yield ',\n"robustness": ['
    for place, found in enumerate(card.robustness):
        yield ",\n" if place else "\n"
        yield _robustness(found)
    yield "\n]" if card.robustness else "]"
    yield f',\n"fragility": {line(card.fragility, _plain)}'
    for name in ("stable", "profiles", "claims", "raters"):
        yield f',\n"{name}": {by_lines(getattr(card, name), _plain)}'
    yield "\n}\n"


def _listed(records: Iterable[Any]) -> str:
    return by_lines(tuple(records), _plain)


def _entries(card: Scorecard) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of each criterion; every row has the same."""
    row = next((row for table in card.tasks for row in table.rows), None)
    return {
        name: [{"metric": one.metric, "level": one.level, "weight": one.weight} for one in found.figures]
        for name, found in (row.criteria.items() if row else ())
    }


def _figures_by_task(card: Scorecard) -> dict[str | None, list[tuple[str, Figure]]]:
    found: dict[str | None, list[tuple[str, Figure]]] = defaultdict(list)
    for of_tool in card.tools:
        for task, figure in of_tool.figures:
            found[task].append((of_tool.tool, figure))
    return found


def _task(table: TaskTable, card: Scorecard, figures: _Figures) -> Iterator[str]:
    tools = sorted(row.tool for row in table.rows)
    head = {name: getattr(table, name) for name in ("task", "weight", "baseline", "blocks", "blocks_needed")}
    yield line(head | {"tools": tools}, _plain)[:-1]
    yield f',\n"rows": {by_lines(table.rows, _plain)}'
    yield f',\n"entries": {_listed(_scored(table, card, tools))}'
    yield f',\n"figures": {_listed(_columns(tools, figures))}'
    yield f',\n"faster": {_listed(_faster(table.faster, tools))}}}'


def _row(row: ToolRow) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("tool", "rank", "points", "coverage")}
    if row.unranked:
        found["unranked"] = row.unranked
    if not row.competes:
        found["competes"] = False
    found["criteria"] = {name: _criterion(score) for name, score in row.criteria.items()}
    found["levels"] = [_level(result) for result in row.levels]
    return found


def _criterion(score: CriterionScore) -> dict[str, Any] | None:
    if score.points is None:
        return None
    found: dict[str, Any] = {"points": _points(score.points)}
    return found if score.coverage == 1 else found | {"coverage": score.coverage}


def _level(result: LevelResult) -> dict[str, Any]:
    found: dict[str, Any] = {"level": result.level, "status": result.status}
    return found | {"reason": result.reason} if result.reason else found


def _points(points: Points | None) -> float | tuple[float, float] | None:
    """One number, or two where something is missing."""
    if points is None:
        return None
    low, high = _number(round(points.low, _PLACES_OF_POINTS)), _number(round(points.high, _PLACES_OF_POINTS))
    return low if low == high else (low, high)


def _number(value: float) -> float:
    """Without '.0' behind a whole number, as most of these are."""
    return int(value) if value == value // 1 and abs(value) < _LARGEST_SHORT else value


def _scored(table: TaskTable, card: Scorecard, tools: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What each entry of the rubric makes of the figures: points to a thousandth, in the order of the tools."""
    rows = {row.tool: row for row in table.rows}
    in_order = [rows[tool] for tool in tools]
    for criterion in card.weights:
        for figures in zip(*(row.criteria[criterion].figures for row in in_order), strict=True):
            found: dict[str, Any] = {"criterion": criterion, "metric": figures[0].metric}
            if figures[0].level is not None:
                found["level"] = figures[0].level
            found["points"] = [_points(figure.points) for figure in figures]
            if any(figure.ratio is not None for figure in figures):
                found["ratio"] = [None if f.ratio is None else _short(f.ratio, _DIGITS) for f in figures]
            if any(figure.clipped for figure in figures):
                found["clipped"] = [tool for tool, figure in zip(tools, figures, strict=True) if figure.clipped]
            yield found


def _columns(tools: Sequence[str], figures: _Figures) -> Iterator[dict[str, Any]]:
    """What was observed: a record for each metric and level, with a place in its lists for each of `tools`."""
    known: dict[tuple[str, str | None], dict[str, Figure]] = defaultdict(dict)
    for tool, figure in figures:
        known[figure.metric, figure.level][tool] = figure
    for (metric, level), by_tool in known.items():
        found: dict[str, Any] = {"metric": metric}
        if level is not None:
            found["level"] = level
        column = [by_tool.get(tool) for tool in tools]
        found["unit"] = next(iter(by_tool.values())).unit
        found["values"] = [
            None if figure is None or figure.value is None else _number(figure.value) for figure in column
        ]
        samples = [_samples(figure) for figure in column]
        if any(samples):
            found["samples"] = samples
        intervals = [figure and figure.interval and _all_short(figure.interval, _DIGITS) for figure in column]
        if any(intervals):
            found["intervals"] = intervals
        if without := _without(by_tool):
            found["without"] = without
        yield found


def _samples(figure: Figure | None) -> list[float] | None:
    """More than the value itself."""
    if figure is None or not figure.samples or figure.samples == (figure.value,):
        return None
    return _all_short(figure.samples, _DIGITS)


def _short(value: float, digits: int) -> float:
    return _number(float(f"{value:.{digits}g}"))


def _all_short(values: Iterable[float], digits: int) -> list[float]:
    form = f"%.{digits}g"
    return [float(form % value) for value in values]


def _without(by_tool: Mapping[str, Figure]) -> list[dict[str, Any]]:
    """Why there is no value, each reason once."""
    found: dict[tuple[Status | None, str], list[str]] = defaultdict(list)
    for tool, figure in by_tool.items():
        if figure.status is not Status.OK or figure.value is None:
            found[figure.status, figure.reason].append(tool)
    return [{"status": status, "reason": reason, "tools": tools} for (status, reason), tools in found.items()]


def _faster(pairs: Iterable[Faster], tools: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The pairs by the faster tool; the slower ones as places in `tools`."""
    place = {tool: at for at, tool in enumerate(tools)}
    found: dict[tuple[str, int], list[Faster]] = defaultdict(list)
    for pair in pairs:
        found[pair.faster, pair.blocks].append(pair)
    for (tool, blocks), beaten in sorted(found.items()):
        beaten.sort(key=lambda pair: place[pair.slower])
        record: dict[str, Any] = {"faster": tool, "blocks": blocks, "slower": [place[pair.slower] for pair in beaten]}
        record["ratio"] = _all_short((pair.ratio for pair in beaten), _DIGITS_OF_PAIRS)
        ends = [pair.interval for pair in beaten if pair.interval is not None]
        if ends:  # whether there is one depends on the number of blocks alone
            record["low"], record["high"] = (_all_short(side, _DIGITS_OF_PAIRS) for side in zip(*ends, strict=True))
        yield record | {"p_adjusted": _all_short((pair.p_adjusted for pair in beaten), _DIGITS_OF_P)}


def _robustness(found: Robustness) -> str:
    head = {name: getattr(found, name) for name in ("preference", "draws", "values", "silent")}
    tasks = ",\n".join(
        f"{line(task, _plain)}: {_listed(_standings(standings, found.draws))}"
        for task, standings in found.tasks.items()
    )
    stacks = _listed(_standings(found.stacks, found.draws))
    return f'{line(head, _plain)[:-1]},\n"tasks": {{{tasks}}},\n"stacks": {stacks}}}'


def _standings(standings: Sequence[Standing], draws: int) -> Iterator[dict[str, Any]]:
    names = [standing.name for standing in standings]
    for at, standing in enumerate(standings, start=1):
        beaten_by = _in_draws(1 - standing.beats.against(names[at:]), draws)
        found: dict[str, Any] = {"name": standing.name, "best": _places(standing.best, draws)}
        if standing.worst != standing.best:
            found["worst"] = _places(standing.worst, draws)
        if standing.central is not None:
            found["central"] = [round(weight, _PLACES_OF_WEIGHTS) for weight in standing.central.values()]
        if standing.central_tasks:
            found["central_tasks"] = [round(weight, _PLACES_OF_WEIGHTS) for weight in standing.central_tasks.values()]
        if standing.confidence is not None:
            found["confidence"] = [round(share, _PLACES_OF_SHARES) for share in standing.confidence]
        yield found | {"beaten_by": beaten_by}


def _places(shares: Sequence[float], draws: int) -> list[float]:
    """In how many draws it takes each place, those after the last one that is told added up."""
    told = shares[:MOST_PLACES]
    rest = sum(shares[MOST_PLACES:])
    return _in_draws([*told, rest] if rest else told, draws)


def _in_draws(shares: Sequence[float] | NDArray[np.float64], draws: int) -> list[float]:
    """Counts of draws, without the zeros at the end; they are whole but for ties."""
    counts = np.round(np.array(shares) * draws, 3)
    some = np.flatnonzero(counts)
    counts = counts[: some[-1] + 1 if some.size else 0]
    whole = counts.astype(np.int64)
    found: list[float] = whole.tolist() if (whole == counts).all() else [*map(_number, counts.tolist())]
    return found


def _profile(found: ProfileResult) -> dict[str, Any]:
    return fields_of(found) | {"exclusions": [*_exclusions(found.exclusions)]}


def _exclusions(found: Iterable[Exclusion]) -> Iterator[dict[str, Any]]:
    """Those alike in all but the tool together; the value stands among the figures."""
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for one in found:
        _, level, metric = one.link
        alike[one.requirement, one.met, one.task, level, metric, one.status, one.reason].append(one.tool)
    for (requirement, met, task, level, metric, status, reason), tools in alike.items():
        yield {
            "requirement": requirement,
            "met": met,
            "task": task,
            "metric": metric,
            "level": level,
            "status": status,
            "reason": reason,
            "tools": tools,
        }


def _figure(figure: Figure) -> dict[str, Any]:
    """One that stands alone, beside a stack."""
    found: dict[str, Any] = {"metric": figure.metric, "unit": figure.unit, "status": figure.status}
    if figure.value is not None:
        found["value"] = figure.value
    if figure.reason:
        found["reason"] = figure.reason
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, ToolRow):
        return _row(value)
    if isinstance(value, Figure):
        return _figure(value)
    if isinstance(value, ProfileResult):
        return _profile(value)
    if isinstance(value, Warning):
        return {name: getattr(value, name) for name in ("kind", "text", "advice", "about")}
    found = fields_of(value)
    found.pop("facts", None)
    return found
