"""People's ratings: the numbers they gave, the descriptions of these numbers, and how far the raters agree."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model import rated_criterion
from evalkit.model.plain_text import visible
from evalkit.report.links import number_link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import number
from evalkit.scoring import LEAST_ALPHA, Figure, RatersAgreement

DISAGREE = "The raters disagree: conclude nothing from these ratings."
AGREE = "The raters agree well enough to rely on."
UNSURE = "The raters seem to agree, but this is not certain: the interval reaches below 0.667."


@dataclass(frozen=True, slots=True)
class Rated:
    """One criterion of one tool in one task: the median, the range, and a link to the evidence."""

    median: str
    around: str
    link: str

    @property
    def whole(self) -> str:
        """All of it in one line."""
        return f"{self.median} of 5 ({self.around})"


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    """One rated criterion: the descriptions of its numbers, and two sentences on how far its raters agree."""

    name: str
    title: str
    words: tuple[tuple[int, str], ...]
    counted: str
    agreement: str


@dataclass(frozen=True, slots=True)
class RatingsView:
    """All ratings; `cells` by (task, tool, criterion), `tools` by task in the order of their ranking."""

    criteria: tuple[RatedCriterion, ...]
    tools: dict[str, tuple[str, ...]]
    cells: dict[tuple[str, str, str], Rated]


def ratings_view(report: ReportInput) -> RatingsView:
    """Return the ratings of this run; empty if there are none."""
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


def counted(agreement: RatersAgreement) -> str:
    """Return how many people rated how much, and Krippendorff's alpha."""
    raters = f"{agreement.raters} rater{'' if agreement.raters == 1 else 's'}"
    rated = f"{agreement.rated} tool{'' if agreement.rated == 1 else 's'} in a task"
    if agreement.alpha is None:
        return f"{raters}, {rated}"
    low, high = agreement.interval or (None, None)
    interval = "" if low is None or high is None else f", 95 % interval {_alpha(low)} to {_alpha(high)}"
    return f"{raters}, {rated}; Krippendorff’s alpha {_alpha(agreement.alpha)} over {agreement.units} of them{interval}"


def agreement_sentence(agreement: RatersAgreement) -> str:
    """Return whether the raters of a criterion agree, or why that is unknown."""
    if agreement.disagree is None:
        return f"evalkit cannot tell whether raters agree: {agreement.reason}."
    if agreement.disagree:
        return DISAGREE
    return AGREE if agreement.interval and agreement.interval[0] >= LEAST_ALPHA else UNSURE


def _alpha(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _criterion(report: ReportInput, one: RatersAgreement) -> RatedCriterion:
    criterion = report.rubric.criteria[one.criterion]
    words = criterion.rating.words if criterion.rating else {}
    shown = tuple((value, visible(text)) for value, text in words.items())
    return RatedCriterion(one.criterion, visible(criterion.title), shown, counted(one), agreement_sentence(one))


def _rated(task: str, tool: str, figure: Figure) -> Rated:
    raters = f"{len(figure.samples)} rater{'' if len(figure.samples) == 1 else 's'}"
    low, high = min(figure.samples), max(figure.samples)
    around = raters if low == high else f"{number(low)} to {number(high)}, {raters}"
    return Rated(f"{figure.value:g}", around, number_link(task, tool, figure))
