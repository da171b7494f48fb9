"""The certainty of rankings as rows of ready text: who comes first, central weights, pairs, and stable weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from evalkit.model.observation import FEWEST_BLOCKS
from evalkit.model.plain_text import joined, visible
from evalkit.report.report_input import ReportInput
from evalkit.report.words import quantities
from evalkit.report.words.quantities import share, shares
from evalkit.scoring import Points, Robustness, Scorecard, Stable, Standing
from evalkit.scoring.certainty import ANY, RUBRIC

MOST = 12
"""The number of rows; those with the fewest points are left out, and the page says so."""


@dataclass(frozen=True, slots=True)
class Chances:
    """The chances of one tool or stack to come first under each preference, and to beat each rival.

    `first` holds (title of the preference, share) pairs. `central` holds the mean weights, by criterion and for a stack
    also by task, of the draws in which it comes first if every set of weights is equally likely; empty if it never
    does. `points` are those under the rubric's weights. `beats` has a '~' where missing values decide who has more: they
    count at their middle there.
    """

    name: str
    title: str
    points: str
    first: tuple[tuple[str, str], ...]
    central: tuple[str, ...]
    confidence: str
    beats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """The certainty of one ranking: of the stacks (`task` is None) or of one task's tools.

    `open` says that some of these points are ranges. `stable` holds, for the leader, the title of each criterion, its weight now, and the stable range of weights in
    words.
    """

    task: str | None
    title: str
    chances: tuple[Chances, ...]
    open: bool
    left_out: int
    leader: str
    stable: tuple[tuple[str, str, str], ...]


def certainty_views(report: ReportInput) -> tuple[Certainty, ...]:
    """Return the stacks first, then every task, without rankings in which nobody has a place."""
    card = report.scorecard
    stack_titles = {row.stack: visible(report.rubric.stacks[row.stack].title) for row in card.stacks}
    leader = next((row.stack for row in card.stacks if row.rank == (1, 1)), None)
    views = [_view(report, None, "Stacks", stack_titles, {row.stack: row.points for row in card.stacks}, leader)]
    for table in card.tasks:
        titles = {row.tool: visible(report.facts.tools[row.tool].name) for row in table.rows}
        first = next((row.tool for row in table.rows if row.rank == (1, 1)), None)
        points = {row.tool: row.points for row in table.rows}
        views.append(_view(report, table.task, visible(report.tasks[table.task].title), titles, points, first))
    return tuple(view for view in views if view.chances)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The numbers of draws of weights and of values, and the largest standard error of a share."""

    draws: int
    values: int

    @property
    def error(self) -> float:
        """The standard error of a share of one half, if all draws were independent."""
        return 0.5 / math.sqrt(max(1, min(self.draws, self.values)))


def drawn(report: ReportInput) -> Drawn:
    """Return the numbers of draws, which all preferences of a scorecard share."""
    found = report.scorecard.robustness
    return Drawn(found[0].draws, found[0].values) if found else Drawn(0, 0)


def is_noise_known(card: Scorecard) -> bool:
    """Return whether any task has enough blocks for the noise of its timings to be drawn."""
    return any(table.blocks >= FEWEST_BLOCKS for table in card.tasks)


def varied(report: ReportInput) -> str:
    """Return what the draws of this run vary, in words: of what was not measured, or too seldom, they know no noise."""
    spread = any(entry.spread for one in report.rubric.criteria.values() for entry in one.metrics)
    what = ["vary these weights"]
    what += ["resample the blocks of timings"] * is_noise_known(report.scorecard)
    what += ["allow for how another author might have written the code"] * spread
    return joined(what)


def firsts(report: ReportInput, task: str | None = None, preference: str = RUBRIC) -> dict[str, tuple[float, float]]:
    """Return the least and the greatest share of first places under one preference, for stacks or a task's tools."""
    found = next((one for one in report.scorecard.robustness if one.preference == preference), None)
    return {standing.name: standing.first for standing in _of(found, task)}


def _view(
    report: ReportInput,
    task: str | None,
    title: str,
    titles: Mapping[str, str],
    points: Mapping[str, Points],
    leader: str | None,
) -> Certainty:
    card = report.scorecard
    by_preference = {found.preference: found for found in card.robustness}
    rubric = by_preference.get(RUBRIC)
    joined = _of(rubric, task)[:MOST]
    whatever = {standing.name: standing for standing in _of(by_preference.get(ANY), task)}
    preferences = [("the rubric’s weights", rubric), ("whatever the weights", by_preference.get(ANY))]
    preferences += [(visible(profile.title), by_preference.get(profile.profile)) for profile in card.profiles]
    rows = [row for table in card.tasks if task in (None, table.task) for row in table.rows]
    applying = {name for name in card.weights if any(row.criteria[name].points is not None for row in rows)}
    chances = tuple(
        Chances(
            name=standing.name,
            title=titles[standing.name],
            first=tuple((name, _first(found, task, standing.name)) for name, found in preferences),
            central=_central(whatever.get(standing.name), card, applying),
            confidence=_confidence(whatever.get(standing.name)),
            points=quantities.points(points[standing.name]),
            beats=tuple(_beats(standing, other, points) for other in joined),
        )
        for standing in joined
    )
    left_out = len(_of(rubric, task)) - len(joined)
    stable = tuple(_stable(report, one) for one in card.stable.get(task or "", ()))
    is_open = any(_is_range(points[standing.name]) for standing in joined)
    return Certainty(
        task, title, chances, is_open, left_out, titles[leader] if leader else "", stable if leader else ()
    )


def _is_range(points: Points) -> bool:
    return quantities.one_digit(points.low) != quantities.one_digit(points.high)


def _beats(standing: Standing, other: Standing, points: Mapping[str, Points]) -> str:
    """Return how often one has more points than another, with a '~' where the missing values decide that in some draws."""
    if other is standing:
        return ""
    return f"{'~' * _is_undecided(standing, other, points)}{share(standing.beats.get(other.name, 0.0))}"


def _is_undecided(standing: Standing, other: Standing, points: Mapping[str, Points]) -> bool:
    """Whether missing values decide which of two has more points: under the rubric's weights, or under some that are drawn."""
    one, rival = points[standing.name], points[other.name]
    if (_is_range(one) or _is_range(rival)) and one.low <= rival.high and rival.low <= one.high:
        return True
    if standing.best == standing.worst and other.best == other.worst:
        return False
    (first, last), (rivals_first, rivals_last) = _places(standing), _places(other)
    return first <= rivals_last and rivals_first <= last


def _places(standing: Standing) -> tuple[int, int]:
    """The best place that it takes in any draw, and the worst."""
    best = next((place for place, share in enumerate(standing.best) if share > 0), 0)
    return best, max((place for place, share in enumerate(standing.worst) if share > 0), default=len(standing.worst))


def _of(found: Robustness | None, task: str | None) -> Sequence[Standing]:
    if found is None:
        return ()
    return found.stacks if task is None else found.tasks.get(task, ())


def _first(found: Robustness | None, task: str | None, name: str) -> str:
    return next((shares(standing.first) for standing in _of(found, task) if standing.name == name), "out")


def _central(standing: Standing | None, card: Scorecard, applying: AbstractSet[str]) -> tuple[str, ...]:
    """Return the central weights by criterion, '–' for those that are not `applying`, and for a stack also by task."""
    if standing is None or standing.central is None:
        return ()
    of_tasks = standing.central_tasks or {}
    weights = [share(standing.central.get(name, 0.0)) if name in applying else "–" for name in card.weights]
    return (*weights, *(share(of_tasks.get(table.task, 0.0)) for table in card.tasks if of_tasks))


def _confidence(standing: Standing | None) -> str:
    return shares(standing.confidence) if standing is not None and standing.confidence is not None else ""


def _stable(report: ReportInput, one: Stable) -> tuple[str, str, str]:
    title = visible(report.rubric.criteria[one.criterion].title)
    if one.low is None or one.high is None:
        return title, share(one.weight), "no single leader"
    if one.low <= 0 and one.high >= 1:
        return title, share(one.weight), "any weight"
    return title, share(one.weight), f"{share(max(0.0, one.low))} to {share(min(1.0, one.high))}"
