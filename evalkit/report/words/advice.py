"""Advice on when to choose a tool, in sentences: each holds a number, and each number leads to its evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.model.plain_text import visible
from evalkit.probes import METRICS
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput
from evalkit.report.words.quantities import is_tie, number, one_digit, places, points, quantity, share, shares
from evalkit.report.words.requirements import answer_of
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.stack_needs import needs_of
from evalkit.report.words.statuses import status_word
from evalkit.report.words.ways_to_lead import would_lead
from evalkit.scoring import Figure, Standing, WayToLead, ways_of_tools
from evalkit.scoring.advice import Advice, Cost, Lead, advise_on_stacks, advise_on_tools

NOTABLE = 1.2
"""A criterion is named among those that must matter if its central weight is this many times an even share."""

_MOST = 3


MOST_AT_ONCE = 200
"""If there is more advice on tools than this, the page writes it when a reader opens the tool, and stays small. What would
make a tool lead stands then only behind its points, where the page's script finds it out."""


@dataclass(frozen=True, slots=True)
class AdviceView:
    """The page's advice on one stack, or on one tool in one task; `first` says what must matter for it to lead.

    `whichever` is the share of all sets of weights that put it first, in words, if no criterion has to matter more for
    that; otherwise it is empty.
    """

    advice: Advice
    heading: Sentence
    sentences: tuple[Sentence, ...]
    first: Sentence = ()
    whichever: str = ""


Advised = tuple[tuple[str, tuple[AdviceView, ...]], ...]
"""The tools by name, each with its advice task by task."""


def advice_views(report: ReportInput) -> tuple[tuple[AdviceView, ...], Advised]:
    """Return the advice on stacks, and that on tools."""
    return advice_on_stacks(report), advice_on_tools(report)


def advice_on_stacks(report: ReportInput) -> tuple[AdviceView, ...]:
    """Return the stacks, in the order of their ranking."""
    return tuple(advice_view(report, advice) for advice in advise_on_stacks(report.scorecard))


def advice_on_tools(report: ReportInput) -> Advised:
    """Return the tools in the order of `advised_tools`."""
    ways = _ways(report) if is_said_at_once(report) else {}
    found: dict[str, list[AdviceView]] = defaultdict(list)
    for advice in advise_on_tools(report.scorecard):
        way = ways.get((advice.task or "", advice.name))
        found[advice.name].append(advice_view(report, advice, way))
    return tuple((tool, tuple(found[tool])) for tool in advised_tools(report))


def advised_tools(report: ReportInput) -> dict[str, int]:
    """Return in how many tasks there is advice on each tool, the tools in the order of their names."""
    tasks = Counter(row.tool for table in report.scorecard.tasks for row in table.rows if row.competes)
    ordered = sorted(tasks, key=lambda tool: (report.facts.tools[tool].name.lower(), tool))
    return {tool: tasks[tool] for tool in ordered}


def is_said_at_once(report: ReportInput) -> bool:
    """Return whether the page shows all advice on tools; otherwise it is data that a reader opens."""
    return sum(advised_tools(report).values()) <= MOST_AT_ONCE


def _ways(report: ReportInput) -> dict[tuple[str, str], WayToLead]:
    """Return what would put each tool first, by task and tool; the answer says it of stacks."""
    card = report.scorecard
    return {(table.task, way.name): way for table in card.tasks for way in ways_of_tools(table, card.weights)}


def advice_data(tools: Sequence[tuple[str, Sequence[AdviceView]]]) -> dict[str, Any]:
    """Return the advice on each tool, for JSON; empty if the page shows all advice at once."""
    if sum(len(views) for _, views in tools) <= MOST_AT_ONCE:
        return {}
    return {
        tool: [[_plain(view.heading), [_plain(sentence) for sentence in view.sentences]] for view in views]
        for tool, views in tools
    }


def _plain(sentence: Sentence) -> list[Any]:
    return [
        visible(part) if isinstance(part, str) else {"name": visible(part.name), "link": part.link} for part in sentence
    ]


def advice_view(report: ReportInput, advice: Advice, way: WayToLead | None = None) -> AdviceView:
    """One piece of advice in sentences; `way` is what would put the tool first."""
    words = _Words(report, advice, way)
    return AdviceView(advice, words.heading(), tuple(words.sentences()), words.first(), words.whichever())


def first_whichever(views: Sequence[AdviceView]) -> Sentence:
    """Return in one sentence how often each of several comes first, whichever criteria count more; nothing of fewer than two."""
    alike = [view for view in views if view.whichever]
    if len(alike) < 2:
        return ()
    parts: list[str | Named] = ["Whichever criteria count more, "]
    for at, view in enumerate(alike):
        subject = view.heading[0]
        parts += [_joint(at, len(alike)), subject, f" {'in' if at else 'comes first in'} {view.whichever}"]
    return (*parts, " of all sets of weights.")


class _Words:
    def __init__(self, report: ReportInput, advice: Advice, way: WayToLead | None) -> None:
        self._report = report
        self._advice = advice
        self._way = way
        self._titles = {name: visible(criterion.title) for name, criterion in report.rubric.criteria.items()}

    def heading(self) -> Sentence:
        advice = self._advice
        card = self._report.scorecard
        if advice.task is None:
            rows = len([row for row in card.stacks if row.rank])
            row = next(row for row in card.stacks if row.stack == advice.name)
            named = Named(visible(self._report.rubric.stacks[advice.name].title), link("stack", advice.name))
            return (
                named,
                ": ",
                self._placed(rows, " stacks"),
                ", ",
                Named(points(row.points), link("parts", advice.name)),
                " points",
            )
        table = next(table for table in card.tasks if table.task == advice.task)
        tool = next(row for row in table.rows if row.tool == advice.name)
        rows = len([row for row in table.rows if row.rank])
        named = Named(visible(self._report.tasks[table.task].title), link("task", table.task))
        shown = Named(points(tool.points), link("points", table.task, advice.name))
        return (named, ": ", self._placed(rows), ", ", shown, " points")

    def _placed(self, of: int, what: str = "") -> str:
        if self._advice.rank is None:
            return f"not ranked ({self._advice.unranked})"
        return f"place {places(self._advice.rank)} of {of}{what}"

    def sentences(self) -> list[Sentence]:
        advice = self._advice
        leads = [lead for lead in advice.leads if not is_tie(lead.ahead)]
        costs = [cost for cost in advice.costs if not is_tie(cost.behind)]
        said = [self._leads(leads), *(self._tied(lead) for lead in advice.leads if lead not in leads)]
        said += [*(self._cost(cost) for cost in costs[:2]), self.first(), self._would_lead()]
        said += [self._out(title, exclusion.tool, answer_of(exclusion)) for title, exclusion in advice.out_for]
        return [sentence for sentence in (*said, self._needs(), self._claims()) if sentence]

    def _criterion(self, name: str) -> Named:
        if self._advice.task is None:
            return Named(self._titles[name])
        return Named(self._titles[name], link("points", self._advice.task, self._advice.name, name))

    def _other(self, name: str) -> Named:
        if self._advice.task is None:
            return Named(visible(self._report.rubric.stacks[name].title), link("stack", name))
        return Named(visible(self._report.facts.tools[name].name), link("tool", name))

    def _leads(self, leads: Sequence[Lead]) -> Sentence:
        if not leads:
            return ("Leads in no criterion for certain.",) if self._advice.costs else ()
        parts: list[str | Named] = ["Leads in "]
        for at, lead in enumerate(leads[:_MOST]):
            parts += [
                _joint(at, min(len(leads), _MOST)),
                self._criterion(lead.criterion),
                f" ({points(lead.points)} points, {one_digit(lead.ahead)} ahead of ",
                self._other(lead.runner_up),
                ")",
            ]
        rest = len(leads) - _MOST
        return (*parts, f", and {rest} more." if rest > 0 else ".")

    def _tied(self, lead: Lead) -> Sentence:
        return (
            "Level with ",
            self._other(lead.runner_up),
            " in ",
            self._criterion(lead.criterion),
            f" ({points(lead.points)} points).",
        )

    def _cost(self, cost: Cost) -> Sentence:
        start: Sentence = (
            "Falls behind in ",
            self._criterion(cost.criterion),
            f": {points(cost.points)} points, {one_digit(cost.behind)} behind ",
            self._other(cost.best),
        )
        if cost.own is None or cost.other is None:
            return (*start, ".")
        title = METRICS[cost.own.metric].title
        return (
            *start,
            f"; the largest part of it by “{title}”, ",
            self._figure(self._advice.name, cost.own),
            " against ",
            self._figure(cost.best, cost.other),
            ".",
        )

    def _figure(self, tool: str, figure: Figure) -> Named:
        task = None if METRICS[figure.metric].rule.value == "tool" else self._advice.task
        shown = quantity(figure.value, figure.unit) if figure.value is not None else status_word(figure.status)
        return Named(shown, link("number", tool, task, figure.level, figure.metric))

    def first(self) -> Sentence:
        """Return what must matter for it to come first."""
        standing = self._advice.standing
        if standing is None:
            return ()
        if standing.central is None or standing.best[0] == 0:
            return self._never()
        start = f"Comes first in {shares(standing.first)} of all sets of weights"
        notable = self._all_notable(standing)
        if not notable:
            return (f"{start}, whichever criteria count more.",)
        parts: list[str | Named] = [f"{start}; on average, these put "]
        for at, (mean, name, even) in enumerate(notable):
            parts += [_joint(at, len(notable)), f"{share(mean)} on ", name, f" (even: {share(even)})"]
        return (*parts, ".")

    def _would_lead(self) -> Sentence:
        if self._way is None:
            return ()
        why = {self._advice.name: self._advice.unranked}
        return would_lead(
            self._way,
            why,
            self._other,
            lambda kind, name: Named(self._titles[name], link("weight", kind, name)),
            may=bool(self._advice.rank and self._advice.rank[0] == 1),
        )

    def whichever(self) -> str:
        """Return how often it comes first, if no criterion has to matter more for that; '' otherwise."""
        standing = self._advice.standing
        if standing is None or standing.central is None or standing.best[0] == 0:
            return ""
        return "" if self._all_notable(standing) else shares(standing.first)

    def _all_notable(self, standing: Standing) -> list[tuple[float, Named, float]]:
        """The notable weights of criteria, and of tasks."""
        found = self._notable(standing.central or {}, self._criterion)
        return found + self._notable(standing.central_tasks or {}, self._task)

    def _notable(
        self, central: Mapping[str, float], naming: Callable[[str], Named]
    ) -> list[tuple[float, Named, float]]:
        even = 1 / max(1, len(central))
        above = sorted(((mean, name) for name, mean in central.items() if mean >= NOTABLE * even), reverse=True)
        return [(mean, naming(name), even) for mean, name in above[:_MOST]]

    def _never(self) -> Sentence:
        start = f"Comes first in none of the {number(self._advice.draws)} drawn sets of weights"
        if self._advice.task is not None:
            return (f"{start}.",)
        lead = next((one for one in self._advice.corners if not is_tie(one.ahead)), None)
        if lead is None:
            return (f"{start}, and leads in no criterion of any task.",)
        return (
            f"{start}; it would come first if little else counted than ",
            self._criterion(lead.criterion),
            " in ",
            self._task(lead.task or ""),
            f" ({points(lead.points)} points, {one_digit(lead.ahead)} ahead of ",
            self._other(lead.runner_up),
            ").",
        )

    def _task(self, name: str) -> Named:
        return Named(visible(self._report.tasks[name].title), link("task", name))

    def _out(self, profile: str, tool: str, answer: str) -> Sentence:
        whose: Sentence = (
            ()
            if self._advice.task is not None
            else (" because of ", Named(visible(self._report.facts.tools[tool].name), link("tool", tool)))
        )
        return (f"Ruled out for “{visible(profile)}”", *whose, f": {visible(answer)}.")

    def _needs(self) -> Sentence:
        row = next((row for row in self._report.scorecard.stacks if row.stack == self._advice.name), None)
        if row is None or self._advice.task is not None or row.environments.value is None:
            return ()
        needs = needs_of(row)
        counted = "environment" if row.environments.value == 1 else "environments"
        shares: Sentence = ()
        if row.coinstallable.value is not None:
            shares = (" and shares one with ", *needs.shares, " other tools")
        return ("With its tools’ pins, it needs ", *needs.environments, f" {counted}", *shares, ".")

    def _claims(self) -> Sentence:
        claims = self._advice.claims
        if not claims:
            return ()
        known = {claim.claim: claim for claim in self._report.scorecard.claims}
        parts: list[str | Named] = ["Claims about it, by the version that was measured: "]
        for at, (verdict, names) in enumerate(sorted(claims.items(), reverse=True)):
            parts.append("; " if at else "")
            parts.append(f"{verdict} ")
            for place, name in enumerate(names):
                said = known[name]
                whose = f"” ({visible(said.source)}; {visible(said.as_of)})"
                parts += ["“" if place == 0 else ", “", Named(visible(said.says), link("claim", name)), whose]
        return (*parts, ".")


def _joint(at: int, of: int) -> str:
    if at == 0:
        return ""
    return " and " if at == of - 1 else ", "
