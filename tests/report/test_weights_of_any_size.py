"""Weights mean shares: their size changes nothing of a scorecard and of a report, nor what these cost to make."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Rubric
from evalkit.report import FORMATS
from evalkit.report.page.weighing_data import plain_weights, weighing
from evalkit.report.words.quantities import weight, weight_share
from evalkit.scoring import NEARLY, Points, Scorecard, advice, score, ways_of_stacks, weigh
from tests.report.sample_report import MEMBERS, observations, rubric, sample, tasks

SEEN = tuple(observations(6))
CRITERIA = ("friction", "ergonomics", "capability")
FACTORS = st.floats(1e-290, 1e290)
STATED = st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0])


def weighed(criteria: Mapping[str, float], of_tasks: Mapping[str, float], within: float = 1.0) -> Rubric:
    """The sample's rubric with these weights; `within` multiplies those of metrics."""
    document = rubric().model_dump(by_alias=True)
    for name, value in criteria.items():
        document["criteria"][name]["weight"] = value
        for entry in document["criteria"][name]["metrics"]:
            entry["weight"] *= within
    document["profiles"] = {}
    return Rubric.model_validate(document | {"tasks": dict(of_tasks)})


def card_of(asked: Rubric) -> Scorecard:
    return score(asked, tasks(), MEMBERS, SEEN)


def said(card: Scorecard) -> dict[str, Any]:
    """Everything that must not depend on the size of weights, numbers to nine digits."""
    return {
        "ranks": {table.task: [(row.tool, row.rank) for row in table.rows] for table in card.tasks},
        "stacks": [(row.stack, row.rank) for row in card.stacks],
        "ways": [(way.name, way.windows) for way in ways_of_stacks(card)],
        "stable": {
            task: [
                (
                    one.criterion,
                    *(round(end, 6) if end is not None else None for end in (one.weight, one.low, one.high)),
                )
                for one in found
            ]
            for task, found in card.stable.items()
        },
        "firsts": {
            found.preference: [(one.name, [round(share, 6) for share in one.first]) for one in found.stacks]
            for found in card.robustness
        },
        "costs": [
            (one.name, one.task, [(c.criterion, c.best, bool(c.own)) for c in one.costs]) for one in advice.advise(card)
        ],
    }


@settings(max_examples=12, deadline=None)
@given(st.tuples(STATED, STATED, STATED), st.tuples(STATED, STATED, STATED), FACTORS, FACTORS, FACTORS)
def test_weights_times_any_factor_say_the_same(
    stated: tuple[float, ...], of_tasks: tuple[float, ...], first: float, second: float, third: float
) -> None:
    criteria, parts = dict(zip(CRITERIA, stated, strict=True)), dict(zip(MEMBERS, of_tasks, strict=True))
    larger = weighed(
        {name: value * first for name, value in criteria.items()},
        {task: value * second for task, value in parts.items()},
        third,
    )
    assert said(card_of(larger)) == said(card_of(weighed(criteria, parts)))


ODD: Mapping[str, tuple[float, float, float]] = {
    "a thousand": (1000, 1, 1),
    "ten thousand": (10_000, 1, 1),
    "1e20": (1e20, 1, 1),
    "the largest there are": (1.7e308, 1.7e308, 1.7e308),
    "the smallest there are": (5e-324, 5e-324, 5e-324),
    "all sizes": (1e300, 1.0, 1e-300),
    "one alone": (0, 1e-300, 0),
}


@pytest.mark.parametrize("of_tasks", [(2.0, 1.0, 1.0), (1e300, 1e-300, 0.0)])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_weights_have_a_report_in_every_form_without_infinite_numbers(
    odd: tuple[float, float, float], of_tasks: tuple[float, float, float]
) -> None:
    asked = weighed(dict(zip(CRITERIA, odd, strict=True)), dict(zip(MEMBERS, of_tasks, strict=True)))
    report = sample(6, rubric=asked)
    card = report.scorecard
    found = [(row.points, row.coverage) for table in card.tasks for row in table.rows]
    for points, coverage in [*found, *((row.points, row.coverage) for row in card.stacks)]:
        assert 0 <= points.low <= points.high <= 100 + NEARLY
        assert 0 <= coverage <= 1 + NEARLY
    json.dumps(weighing(report), allow_nan=False)
    for form in FORMATS.values():
        text = form.write(report)
        assert form.name == "html" or not re.search(r"\b(nan|inf|infinity)\b", text, re.IGNORECASE), form.name


@given(st.lists(st.tuples(st.floats(5e-324, 1.7e308), st.floats(0, 100)), min_size=1))
def test_a_weighted_mean_lies_between_the_least_and_the_most(parts: list[tuple[float, float]]) -> None:
    mean, coverage = weigh([(heavy, Points(point, point), 1.0) for heavy, point in parts])
    points = [point for _, point in parts]
    assert min(points) - 1e-9 <= mean.low <= max(points) + 1e-9
    assert math.isclose(coverage, 1)


@given(st.dictionaries(st.sampled_from("abcd"), st.one_of(st.just(0.0), st.floats(5e-324, 1.7e308)), min_size=1))
def test_the_pages_weights_can_be_added_up_and_what_weighs_something_goes_on_weighing(
    weights: dict[str, float],
) -> None:
    plain = plain_weights(weights)
    assert math.isfinite(100 * sum(plain.values()))
    assert {name for name, value in plain.items() if value > 0} == {
        name for name, value in weights.items() if value > 0
    }
    lightest_first = sorted(weights, key=weights.__getitem__)
    assert [plain[name] for name in lightest_first] == sorted(plain.values())


SHOWN = (
    (0.125, "12.5 %"),
    (0.5, "50 %"),
    (0, "0 %"),
    (1, "100 %"),
    (1e-9, "under 0.1 %"),
    (0.9999, "over 99.9 %"),
)


@pytest.mark.parametrize(("share", "text"), SHOWN)
def test_a_share_is_told_to_a_tenth_of_a_percent(share: float, text: str) -> None:
    assert weight_share(share).replace("\u202f", " ") == text


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (2.5, "2.5"), (0, "0"), (1e20, "1e+20"), (1e-300, "1e-300"), (1000, "1000")]
)
def test_a_weight_is_told_in_few_digits(value: float, text: str) -> None:
    assert weight(value) == text
