"""What would put a stack or a tool first: exactly what happens when one weight is moved, share by share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalkit.model import Status
from evalkit.scoring import (
    MOST_PERCENT,
    NEARLY,
    Figure,
    Points,
    Scorecard,
    StackRow,
    TaskTable,
    ToolRow,
    WayToLead,
    Window,
    is_covered,
    places,
    shares_by_name,
    ways_of_stacks,
    ways_of_tools,
    weigh,
)
from evalkit.scoring.scorecard import CriterionScore

CRITERIA = ("friction", "ergonomics", "capability")
TASKS = ("validate", "train")
STACKS = ("a", "b", "c", "d")
Part = tuple[float, float, float] | None
"""At least, at most, coverage; None where the criterion does not apply."""

NO_FIGURE = Figure("stack.environments", None, 0.0, "", Status.OK)


def table(task: str, parts: Mapping[str, tuple[Part, ...]], weight: float = 1.0) -> TaskTable:
    rows = []
    for tool, those in parts.items():
        criteria = {
            name: CriterionScore(Points(part[0], part[1]), part[2], ()) if part else CriterionScore(None, 0.0, ())
            for name, part in zip(CRITERIA, those, strict=True)
        }
        rows.append(ToolRow(tool, criteria, Points(0.0, 100.0), 1.0, None, "", ()))
    return TaskTable(task, weight, "a", tuple(rows), 0, 0)


def card_of(
    tables: tuple[TaskTable, ...], weights: Mapping[str, float], stacks: tuple[str, ...] = STACKS, **tools: str
) -> Scorecard:
    """A card whose stacks use the tool of their own name in every task, but for those that `tools` says of a stack."""
    rows = tuple(
        StackRow(
            stack=name,
            tools=dict.fromkeys((one.task for one in tables), tools.get(name, name)),
            parts={},
            points=Points(0.0, 100.0),
            coverage=1.0,
            rank=None,
            unranked="",
            environments=NO_FIGURE,
            coinstallable=NO_FIGURE,
            ran_in=1,
            install_mb=None,
        )
        for name in stacks
    )
    return Scorecard("r", "R", weights, tables, rows, ())


def measured(*points: float) -> tuple[Part, ...]:
    return tuple((point, point, 1.0) for point in points)


def leaders(card: Scorecard, criteria: Mapping[str, float], tasks: Mapping[str, float]) -> set[str]:
    """Who certainly leads under some weights, row by row: the definition."""
    totals, uncovered = {}, []
    for stack in card.stacks:
        parts = []
        for one in card.tasks:
            row = next((row for row in one.rows if row.tool == stack.tools[one.task]), None)
            if row is None:
                break
            parts.append(
                (tasks[one.task], *weigh([(criteria[n], c.points, c.coverage) for n, c in row.criteria.items()]))
            )
        else:
            points, coverage = weigh(parts)
            if is_covered(coverage):
                totals[stack.stack] = points
            else:
                uncovered.append(points)
    if any(points.low > max((one.high for one in totals.values()), default=-1.0) + NEARLY for points in uncovered):
        return set()
    return {name for name, (_, worst) in places(totals).items() if worst == 1}


def leaders_at(card: Scorecard, kind: str, weighed: str, percent: int) -> set[str]:
    held = {"criteria": shares_by_name(card.weights), "tasks": shares_by_name({t.task: t.weight for t in card.tasks})}
    others = shares_by_name({name: weight for name, weight in held[kind].items() if name != weighed})
    held[kind] = {name: percent / 100 if name == weighed else (1 - percent / 100) * others[name] for name in held[kind]}
    return leaders(card, held["criteria"], held["tasks"])


POINTS = st.integers(0, 20).map(lambda whole: 5.0 * whole)
SOME: st.SearchStrategy[Any] = st.one_of(
    POINTS.map(lambda point: (point, point, 1.0)),
    st.none(),
    st.tuples(POINTS, POINTS, st.sampled_from([0.5, 0.9])).map(lambda one: (min(one[:2]), max(one[:2]), one[2])),
)
WEIGHTS = st.sampled_from([0.0, 1.0, 2.0, 5.0, 1e-300, 1e300])


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    some = st.tuples(*(SOME for _ in CRITERIA))
    weighed = [draw(st.fixed_dictionaries(dict.fromkeys(names, WEIGHTS))) for names in (CRITERIA, TASKS)]
    tables = tuple(
        table(task, draw(st.fixed_dictionaries(dict.fromkeys(STACKS[:3], some))), weighed[1][task]) for task in TASKS
    )
    return card_of(tables, weighed[0])


def by_hand(card: Scorecard) -> dict[str, tuple[Window, ...]]:
    """The windows of every stack that does not lead, found by trying every percentage."""
    now = leaders(card, shares_by_name(card.weights), shares_by_name({one.task: one.weight for one in card.tasks}))
    found: dict[str, list[tuple[float, Window]]] = {stack.stack: [] for stack in card.stacks if stack.stack not in now}
    held = {"criteria": shares_by_name(card.weights), "tasks": shares_by_name({t.task: t.weight for t in card.tasks})}
    for kind, shares in held.items():
        for name, share in shares.items():
            if not any(weight for other, weight in shares.items() if other != name):
                continue
            led = [leaders_at(card, kind, name, percent) for percent in range(MOST_PERCENT + 1)]
            for stack, windows in found.items():
                for steps in (
                    [step for step in range(MOST_PERCENT, -1, -1) if step < 100 * share - 1e-9],
                    [step for step in range(MOST_PERCENT + 1) if step > 100 * share + 1e-9],
                ):
                    run: list[int] = []
                    for step in steps:
                        if stack in led[step]:
                            run.append(step)
                        elif run:
                            break
                    if run:
                        window = Window(kind, name, min(run), max(run))  # type: ignore[arg-type]
                        windows.append((abs(run[0] - 100 * share), window))
    return {
        stack: tuple(window for _, window in sorted(windows, key=lambda item: item[0]))
        for stack, windows in found.items()
    }


LEVEL_AT_A_QUARTER = card_of(
    (
        table("validate", {"a": measured(0, 0, 0), "b": ((5, 5, 1.0), None, None), "c": (None, None, None)}, 0.0),
        table("train", {"a": measured(0, 0, 0), "b": (None, (0, 0, 1.0), None), "c": ((5, 5, 1.0), None, (0, 0, 1.0))}),
    ),
    {"friction": 1.0, "ergonomics": 1.0, "capability": 2.0},
)
"""Where `validate` weighs a quarter, b has as many points as c, of whom too little is known."""


@settings(max_examples=40, deadline=None)
@example(LEVEL_AT_A_QUARTER)
@given(cards())
def test_the_ways_are_those_that_trying_every_percentage_finds(card: Scorecard) -> None:
    found = ways_of_stacks(card)
    assert {way.name: way.windows for way in found} == by_hand(card)
    for way in found:
        assert way.nearest is None or not way.windows


@settings(max_examples=40, deadline=None)
@given(cards(), st.floats(1e-200, 1e200))
def test_the_size_of_weights_changes_nothing(card: Scorecard, factor: float) -> None:
    usual = replace(card, weights=dict.fromkeys(CRITERIA, 1.0), tasks=tuple(replace(t, weight=2.0) for t in card.tasks))
    larger = replace(
        usual,
        weights={name: weight * factor for name, weight in usual.weights.items()},
        tasks=tuple(replace(one, weight=one.weight / factor) for one in usual.tasks),
    )
    assert [(way.name, way.windows) for way in ways_of_stacks(larger)] == [
        (way.name, way.windows) for way in ways_of_stacks(usual)
    ]


def test_a_stack_that_leads_between_two_others_has_both_ends() -> None:
    whole = table("validate", {"a": measured(90, 0, 50), "b": measured(0, 90, 50), "c": measured(60, 60, 50)})
    card = card_of((whole,), {"friction": 4.0, "ergonomics": 1.0, "capability": 0.0}, ("a", "b", "c"))
    (b, c) = ways_of_stacks(card)
    assert c == WayToLead("c", (Window("criteria", "friction", 34, 66), Window("criteria", "ergonomics", 34, 66)), None)
    assert b.windows == (Window("criteria", "friction", 0, 33), Window("criteria", "ergonomics", 67, 99))


def test_where_no_weight_does_the_nearest_one_is_told_with_the_gap_there() -> None:
    whole = table("validate", {"a": measured(90, 80, 50), "b": measured(50, 70, 49)})
    (way,) = ways_of_stacks(card_of((whole,), {"friction": 1.0, "ergonomics": 1.0, "capability": 0.0}, ("a", "b")))
    assert way.windows == ()
    assert way.nearest is not None
    assert (way.nearest.kind, way.nearest.weighed, way.nearest.percent) == ("criteria", "capability", 99)
    assert way.nearest.behind == pytest.approx(0.99 * 1 + 0.01 * 25)
    assert (way.nearest.rival, way.nearest.open) == ("a", False)


def test_where_no_weight_brings_it_nearer_the_weights_as_they_are_do() -> None:
    whole = table("validate", {"a": measured(60, 60, 60), "b": measured(50, 50, 50)})
    (way,) = ways_of_stacks(card_of((whole,), dict.fromkeys(CRITERIA, 1.0), ("a", "b")))
    assert way.nearest is not None
    assert way.nearest.kind is None
    assert way.nearest.behind == pytest.approx(10.0)


def test_a_range_of_points_makes_the_gap_open_and_counts_against_the_one_that_lags() -> None:
    whole = table("validate", {"a": measured(60, 60, 60), "b": ((40, 50, 0.9),) * 3})
    (way,) = ways_of_stacks(card_of((whole,), dict.fromkeys(CRITERIA, 1.0), ("a", "b")))
    assert way.nearest is not None
    assert way.nearest.open
    assert way.nearest.behind == pytest.approx(20.0)


def test_a_stack_without_a_row_or_with_too_little_measured_has_no_way() -> None:
    whole = table("validate", {"a": measured(60, 60, 60), "b": ((0, 90, 0.5),) * 3})
    card = card_of((whole,), dict.fromkeys(CRITERIA, 1.0), ("a", "b", "c"), c="nobody")
    assert [(way.name, way.windows, way.nearest) for way in ways_of_stacks(card)] == [("b", (), None), ("c", (), None)]


def test_a_stack_leads_nowhere_where_one_without_a_rank_certainly_has_more() -> None:
    whole = table(
        "validate", {"a": measured(60, 0, 0), "b": measured(50, 60, 0), "c": ((70, 90, 0.7), (70, 90, 0.7), None)}
    )
    card = card_of((whole,), {"friction": 1.0, "ergonomics": 1.0, "capability": 0.0}, ("a", "b", "c"))
    assert all(not way.windows for way in ways_of_stacks(card))


def test_of_tools_only_those_that_compete_are_compared_and_no_task_weighs() -> None:
    of = table(
        "validate", {"a": measured(90, 0, 0), "b": measured(0, 60, 60), "base": measured(100, 100, 100)}, weight=0.0
    )
    rows = tuple(replace(row, competes=row.tool != "base") for row in of.rows)
    (way,) = ways_of_tools(replace(of, rows=rows), {"friction": 2.0, "ergonomics": 1.0, "capability": 1e-300})
    assert way.name == "b"
    assert {window.weighed for window in way.windows} == set(CRITERIA)
    assert Window("criteria", "friction", 0, 40) in way.windows


def test_nothing_is_said_where_there_is_nobody_or_all_are_first() -> None:
    assert ways_of_stacks(card_of((table("validate", {}),), dict.fromkeys(CRITERIA, 1.0), ())) == ()
    alike = table("validate", {"a": measured(60, 60, 60), "b": measured(60, 60, 60)})
    assert ways_of_stacks(card_of((alike,), dict.fromkeys(CRITERIA, 1.0), ("a", "b"))) == ()
