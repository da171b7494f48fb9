"""Advice: when to choose each tool and each stack, computed from the scorecard alone.

A tool is compared only with the tools that compete in the same task; a stack is compared with the other stacks. Both
comparisons are cautious. A lead counts only if no missing measurement can undo it. A cost counts only if no missing
measurement can close the gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from evalkit.model.fast_dataclass import made_often
from evalkit.scoring.certainty import ANY
from evalkit.scoring.judgements import Exclusion, Robustness, Standing
from evalkit.scoring.scorecard import Figure, Points, Scorecard, StackRow, TaskTable, ToolRow
from evalkit.scoring.weighing import NEARLY, shares_by_name, weigh


@made_often(frozen=True, slots=True)
class Lead:
    """A criterion in which the tool or stack certainly scores the most points.

    It leads `runner_up`, the next best, by at least `ahead` points. `task` names the task that the lead is in, if the
    lead of a stack is in one task only; otherwise it is None.
    """

    criterion: str
    points: Points
    runner_up: str
    ahead: float
    task: str | None = None


@made_often(frozen=True, slots=True)
class Cost:
    """A criterion in which the tool or stack scores at least `behind` points less than `best`.

    `own` and `other` are the pair of figures that costs the most points there. They are None for stacks, and if no
    single metric stands out.
    """

    criterion: str
    points: Points
    best: str
    behind: float
    own: Figure | None = None
    other: Figure | None = None


@made_often(frozen=True, slots=True)
class Advice:
    """What the scorecard says about one tool in one task, or about one stack (`task` is None).

    `standing` holds its chances if every set of weights is equally likely, from `draws` random sets. `out_for` pairs
    the title of a profile with the requirement that rules it out. `claims` maps verdicts to the names of claims about
    it. `corners` is for stacks only: the criteria of single tasks in which the stack leads, largest lead first. Such a
    stack comes first if nearly all the weight is on that criterion and that task, a case that random weights may never
    hit.
    """

    name: str
    task: str | None
    rank: tuple[int, int] | None
    unranked: str
    leads: tuple[Lead, ...]
    costs: tuple[Cost, ...]
    standing: Standing | None
    out_for: tuple[tuple[str, Exclusion], ...]
    claims: Mapping[str, tuple[str, ...]]
    draws: int = 0
    corners: tuple[Lead, ...] = ()


@made_often(frozen=True, slots=True)
class _Contender:
    name: str
    criteria: Mapping[str, Points | None]
    figures: Mapping[str, Sequence[Figure]]


def advise(card: Scorecard) -> tuple[Advice, ...]:
    """Return the advice: first on stacks, then on the tools of each task, both in the order of their ranking.

    Baselines that do not compete get none.
    """
    return (*advise_on_stacks(card), *advise_on_tools(card))


def advise_on_stacks(card: Scorecard) -> tuple[Advice, ...]:
    """Return the advice on stacks, in the order of their ranking."""
    objections, whatever = _objections(card), _whatever_weighs(card)
    shares = shares_by_name(card.weights)
    stacks = {row.stack: _of_stack(card, row) for row in card.stacks if not row.unranked or row.parts}
    field = _Extremes.of([*stacks.values()], card.weights)
    return tuple(
        Advice(
            name=row.stack,
            task=None,
            rank=row.rank,
            unranked=row.unranked,
            leads=_leads(stacks[row.stack], field),
            costs=_costs(stacks[row.stack], field, shares),
            standing=_named(whatever.stacks if whatever else (), row.stack),
            out_for=_out_for(objections, row.tools),
            claims={},
            draws=whatever.draws if whatever else 0,
            corners=_corners(card, row),
        )
        for row in card.stacks
        if row.stack in stacks
    )


def advise_on_tools(card: Scorecard) -> tuple[Advice, ...]:
    """Return the advice on the tools of each task, in the order of their ranking."""
    objections, whatever = _objections(card), _whatever_weighs(card)
    return tuple(advice for table in card.tasks for advice in _of_task(card, objections, table, whatever))


def _whatever_weighs(card: Scorecard) -> Robustness | None:
    return next((found for found in card.robustness if found.preference == ANY), None)


def stack_criteria(card: Scorecard, tools: Mapping[str, str], tasks: Mapping[str, float]) -> dict[str, Points | None]:
    """Return a stack's points by criterion: the weighted mean over the tasks that the criterion applies to."""
    rows = {
        table.task: next((row for row in table.rows if row.tool == tools.get(table.task)), None) for table in card.tasks
    }
    found: dict[str, Points | None] = {}
    for criterion in card.weights:
        parts = [(tasks[task], row.criteria[criterion].points, 1.0) for task, row in rows.items() if row is not None]
        found[criterion] = weigh(parts)[0] if any(points is not None for _, points, _ in parts) else None
    return found


def _of_stack(card: Scorecard, row: StackRow) -> _Contender:
    weights = {table.task: table.weight for table in card.tasks}
    return _Contender(row.stack, stack_criteria(card, row.tools, weights), {})


def _of_task(card: Scorecard, objections: _Objections, table: TaskTable, whatever: Robustness | None) -> list[Advice]:
    standings = {one.name: one for one in whatever.tasks.get(table.task, ())} if whatever else {}
    shares = shares_by_name(card.weights)
    contenders = {row.tool: _of_tool(row) for row in table.rows if row.competes}
    field = _Extremes.of([*contenders.values()], card.weights)
    return [
        Advice(
            name=row.tool,
            task=table.task,
            rank=row.rank,
            unranked=row.unranked,
            leads=_leads(contenders[row.tool], field),
            costs=_costs(contenders[row.tool], field, shares),
            standing=standings.get(row.tool),
            out_for=_out_for(objections, {table.task: row.tool}),
            claims=_claims(card, table.task, row.tool),
            draws=whatever.draws if whatever else 0,
        )
        for row in table.rows
        if row.competes
    ]


def _of_tool(row: ToolRow) -> _Contender:
    return _Contender(
        row.tool,
        {name: criterion.points for name, criterion in row.criteria.items()},
        {name: criterion.figures for name, criterion in row.criteria.items()},
    )


def _named(standings: Sequence[Standing], name: str) -> Standing | None:
    return next((standing for standing in standings if standing.name == name), None)


@dataclass(frozen=True, slots=True)
class _Extremes:
    """For each criterion, the two contenders that may have the most points and the two that certainly have the most.

    Every contender has a rival among these two, so nobody compares all pairs.
    """

    most: Mapping[str, Sequence[tuple[float, _Contender]]]
    least: Mapping[str, Sequence[tuple[float, _Contender]]]

    @staticmethod
    def of(contenders: Sequence[_Contender], criteria: Iterable[str]) -> _Extremes:
        """Return the extremes of these contenders."""
        most, least = {}, {}
        for criterion in criteria:
            scored = [(points, one) for one in contenders if (points := one.criteria[criterion]) is not None]
            most[criterion] = nlargest(2, ((points.high, one) for points, one in scored), key=_by_points)
            least[criterion] = nlargest(2, ((points.low, one) for points, one in scored), key=_by_points)
        return _Extremes(most, least)


def _by_points(item: tuple[float, _Contender]) -> tuple[float, str]:
    points, contender = item
    return points, contender.name


def _rival(best: Sequence[tuple[float, _Contender]], own: _Contender) -> tuple[float, _Contender] | None:
    return next((item for item in best if item[1].name != own.name), None)


def _leads(own: _Contender, field: _Extremes) -> tuple[Lead, ...]:
    found = []
    for criterion, points in own.criteria.items():
        rival = _rival(field.most[criterion], own)
        if points is not None and rival is not None and points.low > rival[0] + NEARLY:
            found.append(Lead(criterion, points, rival[1].name, points.low - rival[0]))
    return tuple(sorted(found, key=lambda lead: (-lead.ahead, lead.criterion)))


def _corners(card: Scorecard, own: StackRow) -> tuple[Lead, ...]:
    """Return the criteria of single tasks in which a stack certainly has more points than every other stack."""
    found = []
    for table in card.tasks:
        rows = {row.tool: row for row in table.rows}
        if any(stack.tools.get(table.task) not in rows for stack in card.stacks):
            continue
        theirs = {stack.stack: rows[stack.tools[table.task]] for stack in card.stacks}
        within = [
            _Contender(name, {criterion: score.points for criterion, score in row.criteria.items()}, {})
            for name, row in theirs.items()
        ]
        contender = next(one for one in within if one.name == own.stack)
        found += [replace(lead, task=table.task) for lead in _leads(contender, _Extremes.of(within, card.weights))]
    return tuple(sorted(found, key=lambda lead: (-lead.ahead, lead.task or "", lead.criterion)))


def _costs(own: _Contender, field: _Extremes, shares: Mapping[str, float]) -> tuple[Cost, ...]:
    """Return the costs, the most expensive under the rubric's weights first; `shares` are these weights as shares."""
    found = []
    for criterion, points in own.criteria.items():
        rival = _rival(field.least[criterion], own)
        if points is None or rival is None or shares[criterion] == 0:
            continue
        most, best = rival
        if most > points.high + NEARLY:
            pair = _dearest(own.figures.get(criterion, ()), best.figures.get(criterion, ()))
            found.append(Cost(criterion, points, best.name, most - points.high, *pair))
    return tuple(sorted(found, key=lambda cost: (-shares[cost.criterion] * cost.behind, cost.criterion)))


def _dearest(own: Sequence[Figure], other: Sequence[Figure]) -> tuple[Figure, Figure] | tuple[()]:
    """Return the pair of figures with the largest weighted difference of points against the first contender."""
    heaviest = max((figure.weight for figure in own), default=0.0) or 1.0  # only the proportions of weights matter
    gaps = (
        [
            (mine.weight / heaviest * (theirs.points.low - mine.points.high), mine, theirs)
            for mine, theirs in zip(own, other, strict=True)
            if mine.points is not None and theirs.points is not None
        ]
        if len(own) == len(other)
        else []
    )
    gap, mine, theirs = max(gaps, key=lambda item: item[0], default=(0.0, None, None))
    return (mine, theirs) if gap > NEARLY and mine is not None and theirs is not None else ()


_Objections = Mapping[tuple[str, str], Sequence[tuple[str, Exclusion]]]
"""For each tool and task, the title of a profile and the requirement that may rule the tool out."""


def _objections(card: Scorecard) -> _Objections:
    found: dict[tuple[str, str], list[tuple[str, Exclusion]]] = defaultdict(list)
    tasks = [table.task for table in card.tasks]
    for profile in card.profiles:
        for exclusion in profile.exclusions:
            for task in tasks if exclusion.task is None else (exclusion.task,):
                if exclusion.rules_out_in(task):
                    found[exclusion.tool, task].append((profile.title, exclusion))
    return found


def _out_for(objections: _Objections, tools: Mapping[str, str]) -> tuple[tuple[str, Exclusion], ...]:
    """Return the requirements that rule out one of these tools in its task, once for each profile."""
    found = {told: None for task, tool in tools.items() for told in objections.get((tool, task), ())}
    return tuple(found)


def _claims(card: Scorecard, task: str, tool: str) -> dict[str, tuple[str, ...]]:
    """Return the claims that test this tool in this task or in any task, by verdict.

    A claim that only uses the tool as its yardstick is not about the tool.
    """
    found: dict[str, list[str]] = {}
    for claim in card.claims:
        if any(test.left.tool == tool and test.left.task in (None, task) for test in claim.tests):
            found.setdefault(claim.verdict, []).append(claim.claim)
    return {verdict: tuple(names) for verdict, names in found.items()}
