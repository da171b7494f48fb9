"""Ratings in a scorecard: the median, whose rating a draw takes, and whether the raters agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Observation, Rubric
from evalkit.scoring import Judgement, krippendorff_alpha
from evalkit.scoring.raters import drawn_ratings
from tests.scoring.blocks import SIZE, judged, saw, verified
from tests.scoring.blocks import rubric as rubric_of

RATING = {"metric": "rating.ease", "good": 5.0, "bad": 1.0, "because": "x"}
WORDS = {"1": "a", "3": "b", "5": "c"}
Given = Mapping[str, Mapping[str, int]]
"""Tool -> rater -> number."""


def rubric(*entries: Mapping[str, object]) -> Rubric:
    plain = rubric_of({"ease": entries or (RATING,)})
    words = plain.criteria["ease"].model_validate({**plain.criteria["ease"].model_dump(), "rating": WORDS})
    return plain.model_copy(update={"criteria": {"ease": words}})


def rated(given: Given) -> list[Observation]:
    return [
        saw(tool, "rating.ease", float(value), level=None, scale=None, purpose=rater)
        for tool, by in given.items()
        for rater, value in by.items()
    ]


def judge(given: Given, *tools: str, using: Rubric | None = None) -> Judgement:
    seen = [*(verified(tool) for tool in tools), *rated(given)]
    return judged(using or rubric(), seen, *tools)


def points(judgement: Judgement, tool: str) -> np.ndarray:
    draws = judgement.draws.tasks["skew"]
    return draws.low[:, draws.tools.index(tool), 0]


def test_the_value_is_the_median_over_the_raters_whatever_the_levels_came_out_as() -> None:
    given = {"pandas": {"rater-a": 5, "rater-b": 2, "rater-c": 4}}
    card = judged(rubric(), rated(given), "pandas").card
    [figure] = card.tasks[0].rows[0].criteria["ease"].figures
    assert (figure.value, figure.samples, figure.level) == (4.0, (5.0, 2.0, 4.0), None)
    assert figure.points is not None
    assert figure.points.low == pytest.approx(75.0)


def test_what_nobody_rated_is_a_range_and_says_so() -> None:
    card = judge({}, "pandas").card
    [figure] = card.tasks[0].rows[0].criteria["ease"].figures
    assert (figure.value, figure.reason) == (None, "nobody has rated it")
    [missing] = card.not_measured
    assert (missing.metric, missing.reason) == ("rating.ease", "nobody has rated it")
    assert [one.metric for _, one in card.tools[0].figures if one.metric.startswith("rating.")] == ["rating.ease"]
    assert card.raters == ()


def test_ratings_that_are_not_weighed_are_shown_and_change_no_points() -> None:
    using = rubric(SIZE)
    seen = [verified("pandas"), saw("pandas", "setup.install_mb", 500.0)]
    given = rated({"pandas": {"rater-a": 1}})
    with_them, without = (judged(using, [*seen, *more], "pandas").card for more in (given, []))
    assert with_them.tasks == without.tasks
    shown = [figure for _, figure in with_them.tools[0].figures if figure.metric == "rating.ease"]
    assert [figure.value for figure in shown] == [1.0]
    assert "rating.ease" not in {figure.metric for _, figure in without.tools[0].figures}


def test_a_draw_takes_one_raters_number_each_as_often_as_the_others() -> None:
    own = points(judge({"pandas": {"rater-a": 1, "rater-b": 3, "rater-c": 5}}, "pandas"), "pandas")
    shares = [float((own == value).mean()) for value in (0.0, 50.0, 100.0)]
    assert sum(shares) == 1
    assert shares == pytest.approx([1 / 3] * 3, abs=0.06)


def test_a_severe_rater_is_severe_towards_all_tools_in_a_draw() -> None:
    judgement = judge(
        {"pandas": {"rater-a": 1, "rater-b": 4}, "other": {"rater-a": 2, "rater-b": 5}}, "pandas", "other"
    )
    gap = points(judgement, "other") - points(judgement, "pandas")
    assert gap == pytest.approx(np.full(gap.shape, 25.0))


def test_another_tool_and_its_raters_change_nobodys_draws() -> None:
    given: dict[str, dict[str, int]] = {"pandas": {"rater-a": 1, "rater-b": 4}}
    alone = points(judge(given, "pandas"), "pandas")
    given["other"] = {"rater-b": 5, "rater-c": 2, "rater-d": 3}
    assert (points(judge(given, "pandas", "other"), "pandas") == alone).all()


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5), min_size=1), st.integers(0, 2**32 - 1))
def test_who_did_not_rate_a_tool_is_never_drawn_for_it(by: dict[str, int], seed: int) -> None:
    chances = {rater: np.random.default_rng([seed, ord(rater)]).random(20) for rater in "abcdef"}
    drawn = drawn_ratings({rater: float(value) for rater, value in by.items()}, chances.__getitem__)
    highest = [max(by, key=lambda rater: chances[rater][at]) for at in range(20)]
    assert drawn.tolist() == [by[rater] for rater in highest]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["rater-a", "rater-b", "rater-c"]), st.integers(1, 5), min_size=1),
        min_size=3,
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None)
def test_alpha_is_that_of_the_numbers_as_a_table(by_tool: Sequence[Mapping[str, int]]) -> None:
    given = {f"tool-{at}": by for at, by in enumerate(by_tool)}
    [agreed] = judge(given, *given, using=rubric(SIZE)).card.raters
    raters = sorted({rater for by in by_tool for rater in by})
    expected = krippendorff_alpha([[by.get(rater) for by in by_tool] for rater in raters])
    assert agreed.alpha == (pytest.approx(expected) if expected is not None else None)
    assert (agreed.raters, agreed.rated) == (len(raters), len(by_tool))
    assert agreed.units == sum(len(by) > 1 for by in by_tool)
    if agreed.disagree is None:
        assert agreed.alpha is None or agreed.units < 3
        assert agreed.reason
    else:
        assert agreed.disagree == (agreed.alpha < 0.667)  # type: ignore[operator]


def test_raters_who_disagree_are_warned_about() -> None:
    apart = {f"tool-{at}": {"rater-a": 1 + at % 5, "rater-b": 5 - at % 5} for at in range(5)}
    card = judge(apart, *apart).card
    [warning] = [warning for warning in card.warnings if warning.kind == "raters-disagree"]
    assert warning.text.startswith("ease: its 2 raters disagree (Krippendorff's alpha -")
    alike = {tool: {"rater-a": by["rater-a"], "rater-b": by["rater-a"]} for tool, by in apart.items()}
    card = judge(alike, *alike).card
    assert card.raters[0].alpha == 1
    assert not [warning for warning in card.warnings if warning.kind == "raters-disagree"]
