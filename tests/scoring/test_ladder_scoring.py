"""Metrics of all levels at once: rungs that a tool does not reach count 0 points."""

from __future__ import annotations

import pytest

from evalkit.model import Observation, Rubric, Status, Task
from evalkit.scoring import Figure, score

LADDER = {"metric": "ladder.changed_share", "good": 0.0, "bad": 1.0, "because": "x"}
FIRST = {"metric": "ladder.first_concepts", "curve": "log", "good": 5.0, "bad": 50.0, "because": "x"}
TASK = Task.model_validate(
    {
        "task": "skew",
        "title": "Skew",
        "scales": (1000,),
        "baseline": "pandas",
        "levels": {level: {"asks": "x"} for level in ("hello", "adapt", "stretch")},
    }
)
RUBRIC = Rubric.model_validate(
    {
        "rubric": "r",
        "title": "R",
        "tasks": {"skew": 1.0},
        "criteria": {"ladder": {"title": "L", "metrics": (LADDER, FIRST)}},
        "measure": {"scale": 1000},
    }
)


def saw(metric: str, value: float | None, status: Status = Status.OK, level: str | None = None) -> Observation:
    return Observation("pandas", "p", metric, "u", status, "k", "s", "t", value, "skew", level, 1000 if level else None)


def figures(**outcomes: Status) -> dict[str, Figure]:
    seen = [saw("ladder.changed_share", 0.2), saw("ladder.first_concepts", 5.0)]
    for level in ("hello", "adapt", "stretch"):
        status = outcomes.get(level, Status.OK)
        seen.append(saw("capability.score", 1.0 if status is Status.OK else None, status, level))
    card = score(RUBRIC, {"skew": TASK}, {"skew": ["pandas"]}, seen)
    return {figure.metric: figure for figure in card.tasks[0].rows[0].criteria["ladder"].figures}


def points(figure: Figure) -> float:
    assert figure.points is not None
    assert figure.points.low == figure.points.high
    return figure.points.low


def test_a_ladder_that_is_climbed_to_the_top_has_its_value_in_full() -> None:
    assert points(figures()["ladder.changed_share"]) == pytest.approx(80)


def test_a_rung_that_is_not_reached_counts_nothing() -> None:
    assert points(figures(stretch=Status.UNSUPPORTED)["ladder.changed_share"]) == pytest.approx(40)
    assert points(figures(stretch=Status.WRONG, adapt=Status.FAILED)["ladder.changed_share"]) == 0


def test_what_is_said_of_hello_does_not_ask_for_more_than_hello() -> None:
    found = figures(stretch=Status.UNSUPPORTED, adapt=Status.FAILED)["ladder.first_concepts"]
    assert points(found) == pytest.approx(100)
    assert points(figures(hello=Status.WRONG)["ladder.first_concepts"]) == 0


def test_a_rung_that_could_not_be_looked_at_costs_nobody_points() -> None:
    assert points(figures(stretch=Status.UNAVAILABLE)["ladder.changed_share"]) == pytest.approx(80)
