"""What people say who used the tools: the numbers they gave, by which words, and how far they agree."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import rated_criterion
from evalkit.report.links import number_link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.plain_text import visible
from evalkit.report.words.quantities import number
from evalkit.scoring import LEAST_ALPHA, Figure, RatersAgreement

DISAGREE = "The raters disagree: conclude nothing from these ratings."
AGREE = "The raters agree well enough to rely on."
UNSURE = "The raters seem to agree, but this is not certain: the interval reaches below 0.667."


@dataclass(frozen=True, slots=True)
class Rated:
    """One criterion of one tool in one task: the median, what lies around it, and where its evidence opens."""

    median: str
    around: str
    link: str

    @property
    def whole(self) -> str:
        """All of it on one line."""
        return f"{self.median} of 5 ({self.around})"


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    """One criterion that people rated: the words of its numbers, and two sentences on how far its raters agree."""

    name: str
    title: str
    words: tuple[tuple[int, str], ...]
    counted: str
    said: str


@dataclass(frozen=True, slots=True)
class RatingsView:
    """All that was rated; `cells` by (task, tool, criterion), `tools` by task in the order of their ranking."""

    criteria: tuple[RatedCriterion, ...]
    tools: dict[str, tuple[str, ...]]
    cells: dict[tuple[str, str, str], Rated]


def ratings_view(report: ReportInput) -> RatingsView:
    """What people rated in this run: nothing where nobody did."""
    cells = {
        (task, found.tool, criterion): _rated(task, found.tool, figure)
        for found in report.scorecard.tools
        for task, figure in found.figures
        if task is not None and (criterion := rated_criterion(figure.metric)) and figure.samples
    }
    pairs = {(task, tool) for task, tool, _ in cells}
    tools = {
        table.task: tuple(row.tool for row in table.rows if (table.task, row.tool) in pairs)
        for table in report.scorecard.tasks
    }
    return RatingsView(
        tuple(_criterion(report, one) for one in report.scorecard.raters),
        {task: found for task, found in tools.items() if found},
        cells,
    )


def counted(one: RatersAgreement) -> str:
    """How many people rated how much, and Krippendorff's alpha over it."""
    raters = f"{one.raters} rater{'' if one.raters == 1 else 's'}"
    rated = f"{one.rated} tool{'' if one.rated == 1 else 's'} in a task"
    if one.alpha is None:
        return f"{raters}, {rated}"
    low, high = one.interval or (None, None)
    interval = "" if low is None or high is None else f", 95 % interval {_alpha(low)} to {_alpha(high)}"
    return f"{raters}, {rated}; Krippendorff’s alpha {_alpha(one.alpha)} over {one.units} of them{interval}"


def said(one: RatersAgreement) -> str:
    """Whether the raters of a criterion agree, or why that cannot be told."""
    if one.disagree is None:
        return f"evalkit cannot tell whether raters agree: {one.reason}."
    if one.disagree:
        return DISAGREE
    return AGREE if one.interval and one.interval[0] >= LEAST_ALPHA else UNSURE


def _alpha(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _criterion(report: ReportInput, one: RatersAgreement) -> RatedCriterion:
    criterion = report.rubric.criteria[one.criterion]
    words = criterion.rating.words if criterion.rating else {}
    shown = tuple((value, visible(text)) for value, text in words.items())
    return RatedCriterion(one.criterion, visible(criterion.title), shown, counted(one), said(one))


def _rated(task: str, tool: str, figure: Figure) -> Rated:
    raters = f"{len(figure.samples)} rater{'' if len(figure.samples) == 1 else 's'}"
    low, high = min(figure.samples), max(figure.samples)
    around = raters if low == high else f"{number(low)} to {number(high)}, {raters}"
    return Rated(f"{figure.value:g}", around, number_link(task, tool, figure))
