from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Observation
from evalkit.scoring import Robustness, Scorecard, Standing
from evalkit.scoring.smaa import Array
from tests.scoring.blocks import SIZE, TOKENS, judged, rubric, saw, task, verified

FIRM = TOKENS | {"spread": 0.0}
CRITERIA = {"size": [SIZE], "tokens": [FIRM]}


def made(points: Mapping[str, tuple[float, float]], of: str = "skew") -> list[Observation]:
    """Tools with the points that they are to get for size and for tokens."""
    seen = []
    for tool, (size, tokens) in points.items():
        seen += [
            verified(tool, task=of),
            saw(tool, "setup.install_mb", 5000.0 * (50 / 5000) ** (size / 100)),
            saw(tool, "code.tokens", 1000.0 * (10 / 1000) ** (tokens / 100), task=of),
        ]
    return seen


def under(card: Scorecard, preference: str) -> Robustness:
    return next(found for found in card.robustness if found.preference == preference)


def named(standings: tuple[Standing, ...], name: str) -> Standing:
    return next(standing for standing in standings if standing.name == name)


THREE = {"pandas": (100.0, 0.0), "other": (0.0, 100.0), "third": (60.0, 60.0)}


def test_with_no_preference_shares_are_those_of_smaa() -> None:
    found = under(judged(rubric(CRITERIA), made(THREE), *THREE).card, "any")
    assert (found.draws, found.values) == (10_000, 1000)
    shares = {standing.name: standing.first for standing in found.tasks["skew"]}
    for name, share in {"pandas": 0.4, "other": 0.4, "third": 0.2}.items():
        assert shares[name] == pytest.approx((share, share), abs=0.005)
    assert named(found.tasks["skew"], "pandas").central == pytest.approx({"size": 0.8, "tokens": 0.2}, abs=0.005)
    assert named(found.tasks["skew"], "pandas").beats["third"] == pytest.approx(0.4, abs=0.005)


def test_around_the_rubrics_weights_its_leader_comes_first_more_often() -> None:
    card = judged(rubric(CRITERIA), made(THREE), *THREE).card
    assert named(under(card, "rubric").tasks["skew"], "third").first[0] > 0.7


def test_a_profiles_weights_decide_under_it() -> None:
    profiles = {"small": {"title": "Small", "weights": {"tokens": 0.1, "size": 3.0}}}
    card = judged(rubric(CRITERIA, profiles=profiles), made(THREE), *THREE).card
    assert named(under(card, "small").tasks["skew"], "pandas").first[0] > 0.95


def test_a_tool_that_a_profile_excludes_is_left_out_of_it_with_its_stacks() -> None:
    stacks = {tool: {"title": tool, "tools": {"skew": tool}} for tool in THREE}
    profiles = {"alone": {"title": "Alone", "requires": ("works-offline",)}}
    seen = [*made(THREE), *(saw(tool, "network.works_offline", float(tool != "third")) for tool in THREE)]
    card = judged(rubric(CRITERIA, profiles=profiles, stacks=stacks), seen, *THREE).card
    found = under(card, "alone")
    assert {standing.name for standing in found.tasks["skew"]} == {"pandas", "other"}
    assert {standing.name for standing in found.stacks} == {"pandas", "other"}
    assert len(under(card, "rubric").stacks) == 3


def test_who_has_no_rank_is_left_out() -> None:
    seen = [*made(THREE), verified("gap")]
    found = under(judged(rubric(CRITERIA), seen, "other", "third", "gap").card, "any")
    assert {standing.name for standing in found.tasks["skew"]} == {"other", "third"}


def test_what_is_missing_makes_shares_a_range() -> None:
    size, more = SIZE | {"weight": 4.0}, {"metric": "setup.distributions", "good": 0.0, "bad": 10.0, "because": "x"}
    seen = [*made(THREE), *(saw(tool, "setup.distributions", 5.0) for tool in ("pandas", "other"))]
    found = under(judged(rubric({"size": [size, more], "tokens": [FIRM]}), seen, *THREE).card, "any")
    least, most = named(found.tasks["skew"], "third").first
    assert least < most


def test_with_no_preference_stacks_have_any_weights_of_tasks_too_and_leave_out_what_does_not_apply() -> None:
    """In the second task size does not apply, so that a stack's score is not linear in the weights."""
    tasks = {"skew": task(), "served": task("served", not_applicable=("setup.install_mb",))}
    stacks = {tool: {"title": tool, "tools": dict.fromkeys(tasks, tool)} for tool in THREE}
    swapped = {"pandas": (0.0, 60.0), "other": (0.0, 20.0), "third": (0.0, 40.0)}
    seen = [*made(THREE), *(o for o in made(swapped, "served") if o.metric != "setup.install_mb")]
    using = rubric(CRITERIA, stacks=stacks, tasks={"skew": 1.0, "served": 3.0})
    card = judged(using, seen, *THREE, tasks=tasks).card
    found = under(card, "any")
    size, skew = np.meshgrid(*[(np.arange(1000) + 0.5) / 1000] * 2)

    def points(name: str, skew: Array) -> Array:
        return skew * (size * THREE[name][0] + (1 - size) * THREE[name][1]) + (1 - skew) * swapped[name][1]

    for standing in found.stacks:
        best = np.all([points(standing.name, skew) >= points(rival, skew) for rival in THREE], axis=0)
        assert standing.first[0] == pytest.approx(best.mean(), abs=0.01)
        assert standing.central_tasks is not None
        assert standing.central_tasks["skew"] == pytest.approx(skew[best].mean(), abs=0.02)
        assert sum(standing.central_tasks.values()) == pytest.approx(1)
    held = {name: points(name, np.asarray(0.25))[0] for name in THREE}
    [stable, _] = card.stable[""]
    leads = size[0][held["pandas"] >= np.maximum(held["other"], held["third"])]
    assert (stable.low, stable.high) == pytest.approx((leads.min(), leads.max()), abs=1e-3)


def test_under_stated_weights_those_of_the_tasks_are_held() -> None:
    tasks = {"skew": task(), "served": task("served")}
    stacks = {tool: {"title": tool, "tools": dict.fromkeys(tasks, tool)} for tool in THREE}
    worse = dict.fromkeys(THREE, (0.0, 0.0)) | {"third": (100.0, 100.0)}
    seen = [*made(THREE), *made(worse, "served")]
    using = rubric(CRITERIA, stacks=stacks, tasks={"skew": 1.0, "served": 0.0})
    found = under(judged(using, seen, *THREE, tasks=tasks).card, "rubric")
    assert {standing.central_tasks["skew"] for standing in found.stacks if standing.central_tasks} == {1.0}


def test_stable_weights_are_those_of_the_closed_form() -> None:
    card = judged(rubric(CRITERIA), made(THREE), *THREE).card
    [size, tokens] = card.stable["skew"]
    assert (size.criterion, size.weight) == ("size", 0.5)
    assert (size.low, size.high) == pytest.approx((0.4, 0.6))
    assert (tokens.low, tokens.high) == pytest.approx((0.4, 0.6))
    assert [one.low for one in card.stable[""]] == [None, None]


def test_of_two_equal_tools_neither_is_the_stable_leader_and_each_comes_first_half_the_time() -> None:
    card = judged(rubric(CRITERIA), made({"pandas": (50.0, 50.0), "other": (50.0, 50.0)}), "pandas", "other").card
    assert {one.high for one in card.stable["skew"]} == {None}
    for standing in under(card, "rubric").tasks["skew"]:
        assert standing.first == (0.5, 0.5)
        assert list(standing.beats.values()) == [0.5]


percent = st.integers(0, 100).map(float)


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), st.tuples(percent, percent), min_size=1), st.permutations("abc")
)
@settings(deadline=None, max_examples=40)
def test_relabelling_tools_relabels_the_result(points: dict[str, tuple[float, float]], other_names: list[str]) -> None:
    names = dict(zip("abc", other_names, strict=True)) | {"pandas": "pandas"}
    base = {"pandas": (50.0, 50.0)} | points
    one = judged(rubric(CRITERIA), made(base), *base).card
    renamed = {names[tool]: own for tool, own in base.items()}
    other = judged(rubric(CRITERIA), made(renamed), *renamed).card
    rows = {row.tool: (row.points, row.rank) for row in other.tasks[0].rows}
    for row in one.tasks[0].rows:
        assert rows[names[row.tool]] == (row.points, row.rank)
    for mine, theirs in zip(one.robustness, other.robustness, strict=True):
        again = {standing.name: standing for standing in theirs.tasks["skew"]}
        for standing in mine.tasks["skew"]:
            assert again[names[standing.name]].best == pytest.approx(standing.best)
            assert again[names[standing.name]].confidence == standing.confidence


@given(st.floats(0.001, 1000))
@settings(deadline=None, max_examples=20)
def test_scaling_all_weights_changes_no_chance(factor: float) -> None:
    scaled = {name: {"title": name, "weight": factor, "metrics": tuple(entries)} for name, entries in CRITERIA.items()}
    one = judged(rubric(CRITERIA), made(THREE), *THREE).card
    other = judged(rubric(CRITERIA, criteria=scaled), made(THREE), *THREE).card
    for mine, theirs in zip(one.robustness, other.robustness, strict=True):
        for standing, again in zip(mine.tasks["skew"], theirs.tasks["skew"], strict=True):
            assert again.best == pytest.approx(standing.best)
    assert [one.low for one in other.stable["skew"]] == pytest.approx([one.low for one in one.stable["skew"]])


@given(st.tuples(percent, percent), st.tuples(percent, percent))
@settings(deadline=None, max_examples=40)
def test_a_better_value_never_lowers_a_chance(own: tuple[float, float], gain: tuple[float, float]) -> None:
    better = (min(100.0, own[0] + gain[0]), min(100.0, own[1] + gain[1]))
    before, after = (judged(rubric(CRITERIA), made(THREE | {"third": pair}), *THREE).card for pair in (own, better))
    for mine, theirs in zip(before.robustness, after.robustness, strict=True):
        was, now = named(mine.tasks["skew"], "third"), named(theirs.tasks["skew"], "third")
        assert now.first[0] >= was.first[0] - 1e-9
        assert all(now.beats[rival] >= share - 1e-9 for rival, share in was.beats.items())


def test_many_rows_get_fewer_draws_and_say_how_many() -> None:
    points = {f"tool-{place}": (float(place), float(90 - place)) for place in range(90)} | {"pandas": (1.0, 1.0)}
    profiles = {f"p{place}": {"title": "P", "weights": {"size": 1.0 + place}} for place in range(30)}
    found = judged(rubric(CRITERIA, profiles=profiles), made(points), *points).card.robustness
    assert {one.draws for one in found} == {3000}
    assert sum(standing.best[0] for standing in found[0].tasks["skew"]) == pytest.approx(1.0)
