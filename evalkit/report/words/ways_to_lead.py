"""What would put a stack or a tool first, in sentences; while weights move, the page's script says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evalkit.model.plain_text import visible
from evalkit.report.report_input import ReportInput
from evalkit.report.reweighing import Place, possible_leaders
from evalkit.report.words.for_whom import ProfileView
from evalkit.report.words.quantities import is_tie, one_digit
from evalkit.report.words.sentence import Named, Naming, Sentence, listed
from evalkit.scoring import MOST_PERCENT, Nearest, WayToLead, Window

NamingWeight = Callable[[str, str], Named]
"""Names a weight by its kind, 'criteria' or 'tasks', and its name."""

MOST_WEIGHTS = 3
"""A sentence names only so many weights, and counts more."""

WAIT = "Nothing yet: no stack has enough measured values."


def title_of_weight(report: ReportInput, kind: str, name: str) -> str:
    """Return the title of the criterion or the task that a weight is of."""
    return visible(report.rubric.criteria[name].title if kind == "criteria" else report.tasks[name].title)


def what_would_change(
    ranking: Sequence[Place],
    ways: Sequence[WayToLead],
    views: Sequence[ProfileView],
    stack: Naming,
    weighed: NamingWeight,
) -> tuple[Sentence, ...]:
    """Return, for each stack that does not lead, what would put it first; one sentence that says why if there is none."""
    if not ranking:
        return (("Move the weights and watch the tables of the tasks.",),)
    if not any(place.rank for place in ranking) and not any(way.windows for way in ways):
        return ((WAIT,),)
    if len(ranking) == 1:
        return (("Nothing: there is only one stack.",),)
    if not ways:
        return (("Nothing: all stacks share the first place.",),)
    why = {place.name: place.why for place in ranking}
    may = possible_leaders(tuple(ranking))
    leads: dict[str, list[str]] = {}
    for view in views:
        if view.top.kind == "leads":
            leads.setdefault(view.top.names[0], []).append(f"“{view.title}”")
    return tuple(
        (*would_lead(way, why, stack, weighed, may=way.name in may), *_for(leads.get(way.name, ()))) for way in ways
    )


def would_lead(
    way: WayToLead, why: Mapping[str, str], naming: Naming, weighed: NamingWeight, *, may: bool = False
) -> Sentence:
    """Return 'X would lead if “Y” weighed at least 34 % of all.', or that no single weight does that and what comes nearest.

    `why` says of those without a rank why they have none. `may` says that it may lead as it is, so that only what makes
    that certain is news.
    """
    own = naming(way.name)
    if way.windows:
        return (own, f" would {'certainly ' * may}lead if ", *_windows(way.windows, weighed), ".")
    if way.nearest is None:
        reason = why.get(way.name, "")
        return ("No single weight gives ", own, f" a place: {reason}.") if reason else _none(own, ".")
    return _none(own, *_nearest(way.nearest, naming, weighed))


def _none(own: Named, *more: str | Named) -> Sentence:
    return ("No single weight makes ", own, " lead", *more)


def _windows(windows: Sequence[Window], weighed: NamingWeight) -> Sentence:
    said: list[str | Named] = []
    for at, window in enumerate(windows[:MOST_WEIGHTS]):
        verb, of = ("weighed ", " of all") if at == 0 else ("", "")
        joint = "“" if at == 0 else ", or “"
        said += [joint, weighed(window.kind, window.weighed), f"” {verb}{_span(window, of)}"]
    more = len(windows) - MOST_WEIGHTS
    return (*said, *([f"; moving {more} other weight{'s' if more > 1 else ''} would do it too"] if more > 0 else []))


def _span(window: Window, of: str) -> str:
    if window.high == 0:
        return "nothing"
    if window.high == MOST_PERCENT:
        return f"at least {_percent(window.low)}{of}"
    if window.low == 0:
        return f"at most {_percent(window.high)}{of}"
    if window.low == window.high:
        return f"{_percent(window.low)}{of}"
    return f"between {_percent(window.low)} and {_percent(window.high)}{of}"


def _percent(whole: int) -> str:
    return f"{whole}\u202f%"


def _nearest(nearest: Nearest, naming: Naming, weighed: NamingWeight) -> Sentence:
    gap = f"{'at most ' if nearest.open else ''}{one_digit(nearest.behind)}"
    behind: Sentence = (f"{'less than 0.1' if is_tie(nearest.behind) else gap} points behind ", naming(nearest.rival))
    if nearest.kind is None or nearest.weighed is None:
        return (": it comes nearest with the weights as they are, ", *behind, ".")
    weighs = f"” weighs {_percent(nearest.percent)} of all." if nearest.percent else "” weighs nothing."
    return (": it comes nearest, ", *behind, ", where “", weighed(nearest.kind, nearest.weighed), weighs)


def _for(titles: Sequence[str]) -> Sentence:
    """Return for which profiles it leads, all of a profile's weights together."""
    return (" It leads for ", *listed(titles, "and", Named), ".") if titles else ()
