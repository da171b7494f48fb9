"""What the page says would make a stack or a tool lead: it is so, and where nothing would, that is said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from evalkit.report import ReportInput, reweighing
from evalkit.report.reweighing import Weights, of_stacks, weights_of
from evalkit.report.words.advice import advice_views
from evalkit.report.words.for_whom import ProfileView, profile_views
from evalkit.report.words.sentence import Named
from evalkit.report.words.ways_to_lead import what_would_change, would_lead
from evalkit.scoring import Nearest, WayToLead, Window, shares_by_name, ways_of_stacks, ways_of_tools
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import RUNS, page_of, words


def told(report: ReportInput, views: tuple[ProfileView, ...] = ()) -> list[str]:
    card = report.scorecard
    said = what_would_change(of_stacks(card, weights_of(card)), ways_of_stacks(card), views, Named, weighed)
    return [words(sentence) for sentence in said]


def weighed(kind: str, name: str) -> Named:
    return Named(f"{kind}/{name}")


def said(way: WayToLead, why: str = "") -> str:
    return words(would_lead(way, {way.name: why}, Named, weighed)).replace("\u202f", " ")


def moved(weights: Weights, kind: str, name: str, percent: int) -> Weights:
    held = shares_by_name(getattr(weights, kind))
    others = shares_by_name({other: weight for other, weight in held.items() if other != name})
    share = percent / 100
    found = {other: share if other == name else (1 - share) * others[other] for other in held}
    return replace(weights, criteria=found) if kind == "criteria" else replace(weights, tasks=found)


@pytest.mark.parametrize("run", RUNS)
def test_each_stack_that_does_not_lead_has_one_sentence(run: str) -> None:
    report = RUNS[run]()
    card = report.scorecard
    ranking = of_stacks(card, weights_of(card))
    leading = set(reweighing.sure_leaders(ranking))
    others = [row.stack for row in card.stacks if row.stack not in leading]
    sentences = told(report)
    if run == "empty":
        assert sentences == ["Nothing yet: no stack has enough measured values."]
    elif not others:
        assert sentences == ["Nothing: all stacks share the first place."]
    else:
        assert len(sentences) == len(others)
        assert all(name in sentence for name, sentence in zip(others, sentences, strict=True))
    shown = page_of(run).text
    assert ("would lead if" in shown or "No single weight makes" in shown) is (run not in {"empty", "tied"})


@pytest.mark.parametrize("run", RUNS)
def test_what_is_said_to_lead_leads_at_both_ends_and_not_beyond(run: str) -> None:
    card = RUNS[run]().scorecard
    weights = weights_of(card)
    for way in ways_of_stacks(card):
        for window in way.windows:
            for percent in (window.low, window.high):
                ranking = of_stacks(card, moved(weights, window.kind, window.weighed, percent))
                assert way.name in reweighing.sure_leaders(ranking)
            for percent in {window.low - 1, window.high + 1} & set(range(100)):
                ranking = of_stacks(card, moved(weights, window.kind, window.weighed, percent))
                stands = 100 * shares_by_name(getattr(weights, window.kind))[window.weighed]
                assert way.name not in reweighing.sure_leaders(ranking) or window.low < stands < window.high


@pytest.mark.parametrize("run", RUNS)
def test_where_one_comes_nearest_it_has_so_many_points_less_and_nowhere_fewer(run: str) -> None:
    card = RUNS[run]().scorecard
    weights = weights_of(card)

    def behind(name: str, tried: Weights) -> float:
        ranked = {place.name: place.points for place in of_stacks(card, tried) if place.rank}
        others = [points.high for other, points in ranked.items() if other != name]
        return max(others) - ranked[name].low if name in ranked and others else float("inf")

    for way in ways_of_stacks(card):
        if way.nearest is None:
            continue
        at = way.nearest
        there = weights if at.kind is None else moved(weights, at.kind, at.weighed or "", at.percent or 0)
        assert behind(way.name, there) == pytest.approx(at.behind)
        tried = [moved(weights, "criteria", name, percent) for name in card.weights for percent in range(0, 100, 3)]
        assert min(behind(way.name, one) for one in tried) >= at.behind - 1e-5


def test_a_window_is_told_by_the_ends_that_say_something() -> None:
    windows = [
        ((40, 99), "at least 40 % of all"),
        ((0, 12), "at most 12 % of all"),
        ((34, 66), "between 34 % and 66 % of all"),
        ((7, 7), "7 % of all"),
        ((0, 0), "nothing"),
    ]
    for (low, high), text in windows:
        way = WayToLead("b", (Window("criteria", "x", low, high),), None)
        assert said(way) == f"b would lead if “criteria/x” weighed {text}."


def test_of_one_that_may_lead_as_it_is_the_sentence_says_what_makes_it_certain() -> None:
    way = WayToLead("b", (Window("criteria", "x", 40, 99),), None)
    found = would_lead(way, {}, Named, lambda kind, name: Named(f"{kind}/{name}"), may=True)
    assert words(found) == "b would certainly lead if “criteria/x” weighed at least 40\u202f% of all."


def test_only_the_weights_that_move_least_are_named_and_the_others_counted() -> None:
    windows = tuple(Window("criteria", name, 40, 99) for name in "xyzuv")
    three = "“criteria/x” weighed at least 40 % of all, or “criteria/y” at least 40 %, or “criteria/z” at least 40 %"
    assert said(WayToLead("b", windows[:3], None)) == f"b would lead if {three}."
    assert said(WayToLead("b", windows[:4], None)).endswith("; moving 1 other weight would do it too.")
    assert said(WayToLead("b", windows, None)).endswith("; moving 2 other weights would do it too.")


def test_where_no_weight_does_it_the_nearest_is_told_or_why_there_is_no_place() -> None:
    nearest = Nearest(3.24, "a", open=True, kind="tasks", weighed="t", percent=99)
    start = "No single weight makes b lead: it comes nearest"
    assert (
        said(WayToLead("b", (), nearest))
        == f"{start}, at most 3.2 points behind a, where “tasks/t” weighs 99 % of all."
    )
    closed = replace(nearest, open=False, behind=0.01, percent=0)
    assert (
        said(WayToLead("b", (), closed)) == f"{start}, less than 0.1 points behind a, where “tasks/t” weighs nothing."
    )
    here = Nearest(10.0, "a", open=False)
    assert said(WayToLead("b", (), here)) == f"{start} with the weights as they are, 10.0 points behind a."
    assert (
        said(WayToLead("b", (), None), "out because of tfdv")
        == "No single weight gives b a place: out because of tfdv."
    )
    assert said(WayToLead("b", (), None)) == "No single weight makes b lead."


def test_profiles_are_told_for_which_a_stack_leads_but_not_where_it_is_level() -> None:
    report = sample()
    views = profile_views(report, Named)
    leads = tuple(replace(view, top=replace(view.top, kind="leads", names=("tfx",))) for view in views)
    assert told(report, leads)[-1].endswith(" It leads for “On a laptop” and “A bank”.")
    level = tuple(replace(view, top=replace(view.top, kind="tied", names=("tfx", "plain"))) for view in views)
    assert "It leads for" not in " ".join(told(report, level))


def test_one_stack_alone_has_nobody_to_overtake() -> None:
    report = sample()
    card = replace(report.scorecard, stacks=report.scorecard.stacks[:1])
    assert told(replace(report, scorecard=card)) == ["Nothing: there is only one stack."]
    assert told(replace(report, scorecard=replace(card, stacks=()))) == [
        "Move the weights and watch the tables of the tasks."
    ]


@pytest.mark.parametrize("run", RUNS)
def test_advice_on_a_tool_says_what_would_make_it_lead_its_task(run: str) -> None:
    report = RUNS[run]()
    card = report.scorecard
    _, tools = advice_views(report)
    found = {
        (view.advice.task, tool): [
            one for one in map(words, view.sentences) if re.search("would lead if|No single weight", one)
        ]
        for tool, views in tools
        for view in views
    }
    ways = {(table.task, way.name) for table in card.tasks for way in ways_of_tools(table, card.weights)}
    assert {place for place, sentences in found.items() if len(sentences) == 1} == ways
    assert {place for place, sentences in found.items() if not sentences} == set(found) - ways
