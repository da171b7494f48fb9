from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import WALL, Status
from evalkit.scoring import (
    OBJECTIONS,
    ChangeKind,
    Comparison,
    FigureChange,
    RunData,
    compare,
    objections,
    undecided,
)
from tests.scoring.comparing.two_runs import PLAIN, STEADY, TIMES, rubric, run_data, saw, task

OTHER_MACHINE = {"processor": "b", "memory": "8 GB"}


def figure(found: Comparison, tool: str, metric: str, level: str | None = "adapt") -> FigureChange:
    (one,) = [c for c in found.figures if (c.tool, c.metric, c.level) == (tool, metric, level)]
    return one


def wall(found: Comparison, tool: str) -> FigureChange:
    return figure(found, tool, "run.wall_seconds")


def real(found: Comparison) -> list[Any]:
    changes: tuple[Any, ...] = (*found.outcomes, *found.figures)
    return [change for change in changes if change.kind.is_real]


def with_times(factor: float, tool: str = "slow") -> RunData:
    return run_data({tool: {"seconds": 4.0 * factor}})


def test_a_run_does_not_differ_from_itself() -> None:
    found = compare(run_data(), run_data())
    assert real(found) == []
    assert {change.kind for change in found.standings} == {ChangeKind.SAME}
    assert (found.only, found.notes) == ((), ())
    assert wall(found, "pandas").reason == "it is the baseline, and it did not change"
    assert objections(found, list(OBJECTIONS)) == ()


def test_a_tool_that_takes_longer_against_the_baseline_is_worse() -> None:
    slower = wall(compare(run_data(), with_times(1.5)), "slow")
    assert (slower.kind, slower.relative) == (ChangeKind.WORSE, True)
    assert slower.ratio == pytest.approx(1.5, rel=0.05)
    assert slower.interval
    assert slower.interval[0] > 1.05
    assert slower.p is not None
    assert slower.p < 0.025


def test_the_other_way_round_it_is_better() -> None:
    assert wall(compare(with_times(1.5), run_data()), "slow").kind is ChangeKind.BETTER


def test_a_machine_that_was_slow_makes_no_tool_slower_and_is_named() -> None:
    busy = run_data({"pandas": {"seconds": 1.5}, "quick": {"seconds": 0.75}, "slow": {"seconds": 6.0}})
    found = compare(run_data(), busy)
    assert [change for change in real(found) if change.metric == "run.wall_seconds"] == []
    assert wall(found, "pandas").kind is ChangeKind.APART
    assert "it is the baseline" in wall(found, "pandas").reason
    (note,) = found.notes
    assert "1.50 times as long" in note
    installing = figure(found, "slow", "setup.install_seconds", None)
    assert (installing.kind, installing.before.value) == (ChangeKind.APART, 4.0)


def test_where_the_baseline_changed_too_times_are_compared_as_they_are_and_that_is_said() -> None:
    found = compare(run_data(), run_data({"pandas": {"seconds": 2.0, "key": "newer"}}))
    assert (wall(found, "pandas").kind, wall(found, "pandas").relative) == (ChangeKind.WORSE, False)
    assert (wall(found, "slow").kind, wall(found, "slow").relative) == (ChangeKind.SAME, False)
    assert any("a slower machine cannot be told from slower tools" in note for note in found.notes)


def on_a_machine(
    factors: Mapping[str, float] = MappingProxyType({}), *, changed: Sequence[str] = (), noise: Sequence[float] = STEADY
) -> RunData:
    """A run whose tools take so many times as long as usual, on a machine of its own where any does."""
    tools = {
        tool: {
            "seconds": factors.get(tool, 1.0) * PLAIN[tool]["seconds"],
            "noise": (*noise[place:], *noise[:place]),
            "code": " changed" if tool in changed else "",
        }
        for place, tool in enumerate(PLAIN)
    }
    run = run_data(tools)
    return replace(run, machine=OTHER_MACHINE) if factors else run


def test_between_machines_ratios_are_compared_where_an_a_a_holds() -> None:
    elsewhere = on_a_machine({"pandas": 2.0, "quick": 2.0, "slow": 4.0}, changed=["slow"])
    found = compare(on_a_machine(), elsewhere)
    assert wall(found, "quick").kind is ChangeKind.SAME
    assert (wall(found, "slow").kind, wall(found, "slow").relative) == (ChangeKind.WORSE, True)
    assert wall(found, "slow").ratio == pytest.approx(2.0, rel=0.05)
    assert wall(found, "pandas").kind is ChangeKind.APART
    assert figure(found, "quick", "setup.install_seconds", None).kind is ChangeKind.APART
    assert figure(found, "quick", "setup.install_mb", None).kind is ChangeKind.SAME
    assert any("the machines differ (processor)" in note and "skew/adapt (quick)" in note for note in found.notes)
    assert len(objections(found, ["slower"])) == 1


@pytest.mark.parametrize(
    ("elsewhere", "reason"),
    [
        (on_a_machine({"pandas": 1.0, "quick": 1.3, "slow": 2.0}, changed=["slow"]), "quick did not change"),
        (on_a_machine({"slow": 2.0}, changed=["quick", "slow"]), "no other tool that did not change"),
        (on_a_machine({"slow": 2.0}, changed=["pandas", "slow"]), "no other tool that did not change"),
        (on_a_machine({"slow": 2.0}, changed=["slow"], noise=STEADY[:1]), "quick did not change"),
        (on_a_machine({"slow": 2.0}, changed=["slow"], noise=TIMES), "quick did not change"),
    ],
    ids=["it moved", "nothing to compare", "another baseline", "few blocks", "noise"],
)
def test_between_machines_nothing_is_called_slower_unless_an_a_a_holds(elsewhere: RunData, reason: str) -> None:
    found = compare(on_a_machine(), elsewhere)
    assert wall(found, "slow").kind is ChangeKind.APART
    assert reason in wall(found, "slow").reason
    assert any("here nowhere" in note for note in found.notes)
    assert objections(found, ["slower", "worse"]) == ()
    assert any("skew/slow/adapt" in said or "more" in said for said in undecided(found, ["slower"]))
    assert undecided(found, ["worse"]) == undecided(found, ["slower"])
    assert undecided(found, ["broken", "bigger"]) == ()


factors = st.floats(0.5, 2.0)


@given(factors, factors, factors)
@settings(max_examples=30, deadline=None)
def test_a_tool_that_did_not_change_is_never_slower_for_another_machine(one: float, other: float, third: float) -> None:
    found = compare(on_a_machine(), on_a_machine({"pandas": one, "quick": other, "slow": third}))
    assert not [change for change in found.figures if change.metric == WALL and change.kind.is_real]


def test_three_samples_are_too_few_to_tell_however_far_apart() -> None:
    few = {"noise": TIMES[:3]}
    before = run_data(dict.fromkeys(("pandas", "quick", "slow"), few))
    after = run_data({"pandas": few, "quick": few, "slow": {**few, "seconds": 400.0}})
    found = compare(before, after)
    assert wall(found, "slow").kind is ChangeKind.UNSURE
    assert wall(found, "slow").p is None
    assert found.tested == 0
    assert objections(found, ["slower"]) == ()
    assert any("too few samples to tell" in said for said in undecided(found, ["slower"]))


def test_a_difference_within_five_percent_is_not_called_real() -> None:
    assert wall(compare(run_data(), with_times(1.03)), "slow").kind is ChangeKind.SAME


def test_every_difference_of_a_counted_metric_is_real_in_the_metrics_direction() -> None:
    found = compare(run_data(), run_data({"quick": {"tokens": 81.0}, "slow": {"megabytes": 399.0}}))
    assert figure(found, "quick", "code.tokens").kind is ChangeKind.WORSE
    assert figure(found, "slow", "setup.install_mb", None).kind is ChangeKind.BETTER
    assert figure(found, "pandas", "code.tokens").kind is ChangeKind.SAME


def test_more_capability_is_better() -> None:
    before = run_data()
    weak = [replace(seen, value=0.5) if seen.metric == "capability.score" else seen for seen in before.observations]
    found = compare(replace(before, observations=weak), before)
    assert figure(found, "quick", "capability.score", None).kind is ChangeKind.BETTER


def test_what_broke_comes_first_and_is_not_said_again_for_each_metric() -> None:
    found = compare(run_data(), run_data({"quick": {"bad": {"adapt": Status.FAILED}}}))
    (outcome,) = found.outcomes
    assert (outcome.tool, outcome.level, outcome.kind, outcome.after) == (
        "quick",
        "adapt",
        ChangeKind.BROKEN,
        Status.FAILED,
    )
    assert "KeyError" in outcome.reason
    assert next(iter(found.counts)) is ChangeKind.BROKEN
    assert [c for c in found.figures if c.tool == "quick" and c.level == "adapt"] == []
    assert figure(found, "quick", "capability.score", None).kind is ChangeKind.WORSE


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (Status.FAILED, Status.OK, ChangeKind.MENDED),
        (Status.FAILED, Status.TIMEOUT, ChangeKind.ALTERED),
        (Status.OK, Status.UNAVAILABLE, ChangeKind.BROKEN),
    ],
)
def test_each_change_of_a_status_has_its_kind(was: Status, now: Status, kind: ChangeKind) -> None:
    before, after = (run_data({"quick": {"bad": {"adapt": status}}}) for status in (was, now))
    (outcome,) = compare(before, after).outcomes
    assert outcome.kind is kind


def test_what_was_not_run_again_is_lost_and_not_broken() -> None:
    before = run_data()
    after = replace(before, observations=[seen for seen in before.observations if seen.level != "stretch"])
    found = compare(before, after)
    assert {(o.level, o.kind) for o in found.outcomes} == {("stretch", ChangeKind.LOST)}
    assert objections(found, ["broken"]) == ()
    assert len([said for said in objections(found, ["lost"]) if "stretch" in said]) == 3


def test_a_metric_that_is_there_in_one_run_only_is_lost_or_found() -> None:
    before = run_data()
    more = replace(before, observations=[*before.observations, saw("quick", "docs.documented", 0.9)])
    assert figure(compare(before, more), "quick", "docs.documented", None).kind is ChangeKind.FOUND
    assert figure(compare(more, before), "quick", "docs.documented", None).kind is ChangeKind.LOST


def test_a_probe_whose_own_outcome_failed_is_broken() -> None:
    before = run_data()
    fine = [*before.observations, saw("quick", "iteration.notebook", 1.0, task="skew", level="adapt")]
    stale = [
        *before.observations,
        saw("quick", "iteration.notebook", None, task="skew", level="adapt", status=Status.WRONG, reason="stale"),
    ]
    found = compare(replace(before, observations=fine), replace(before, observations=stale))
    assert figure(found, "quick", "iteration.notebook").kind is ChangeKind.BROKEN
    assert objections(found, ["broken"]) == ("skew/quick/adapt: iteration.notebook is wrong: stale",)


def test_tasks_tools_and_stacks_of_one_run_only_are_listed() -> None:
    stacks = {"fast": {"title": "The quick one", "tools": {"skew": "quick"}}}
    fewer = run_data(members={"skew": ("pandas", "quick")}, rubric=rubric(stacks=stacks))
    assert {(one.what, one.name, one.run) for one in compare(run_data(), fewer).only} == {
        ("tool", "skew/slow", "before"),
        ("stack", "calm", "before"),
    }
    assert {one.run for one in compare(fewer, run_data()).only} == {"after"}
    renamed = run_data(members={"drift": ("pandas",), "skew": ("pandas",)}, tasks={"skew": task(), "drift": task()})
    renamed = replace(renamed, rubric=rubric(tasks={"skew": 1.0, "drift": 1.0}, stacks={}))
    assert ("task", "drift", "after") in {(o.what, o.name, o.run) for o in compare(run_data(), renamed).only}


def test_points_and_places_stand_beside_each_other() -> None:
    found = compare(run_data(), run_data({"quick": {"tokens": 499.0, "seconds": 15.0}}))
    (quick,) = [s for s in found.standings if (s.task, s.name) == ("skew", "quick")]
    assert quick.after.low < quick.before.low
    assert quick.kind is ChangeKind.WORSE
    (stack,) = [s for s in found.standings if (s.task, s.name) == (None, "fast")]
    assert stack.kind is ChangeKind.WORSE
    assert any("the stack fast fell from place 1 to 2" in said for said in objections(found, ["rank"]))


def test_versions_before_and_after_are_told() -> None:
    newer = run_data(versions={"pandas": "1.0", "quick": "2.0", "slow": "1.0"})
    assert compare(run_data(), newer).versions["quick"] == ("1.0", "2.0")


def test_verdicts_on_claims_before_and_after_are_told() -> None:
    claim = {
        "says": "slow is short to write",
        "source": "a test",
        "as_of": "today",
        "left": {"metric": "code.tokens", "task": "skew", "tool": "slow", "level": "adapt"},
        "is": "at most",
        "right": 70.0,
        "because": "a test",
    }
    asked = rubric(claims={"short": claim})
    found = compare(run_data(rubric=asked), run_data({"slow": {"tokens": 90.0}}, rubric=asked))
    assert found.claims == {"short": ("supported", "refuted")}


def test_whatever_else_differs_between_the_runs_is_told() -> None:
    measure = {"scale": 1000}
    other = replace(
        run_data(),
        rubric=rubric(measure=measure, tasks={"skew": 2.0}),
        tasks={"skew": task(title="Another title")},
        evalkit="0.2.0",
        seed=9,
    )
    found = compare(run_data(), other)
    told = "\n".join(found.notes)
    for words in (
        "30,000 rows and the other 1,000",
        "rubrics differ in their tasks",
        "these tasks themselves",
        "0.2.0",
        "seeds",
    ):
        assert words in told
    assert not [c for c in found.figures if c.metric == "run.wall_seconds" and c.kind is ChangeKind.WORSE]


def test_each_objection_finds_its_own_and_names_it() -> None:
    after = run_data({"slow": {"seconds": 9.0}, "quick": {"megabytes": 900.0, "bad": {"stretch": Status.WRONG}}})
    found = compare(run_data(), after)
    assert [said.split()[0] for said in objections(found, ["slower"])] == ["skew/slow/adapt:"]
    assert objections(found, ["bigger"]) == ("quick: setup.install_mb is 4.5 times what it was",)
    (broken,) = objections(found, ["broken"])
    assert broken.startswith("skew/quick/stretch was ok and is wrong")
    assert {*objections(found, ["slower", "bigger", "broken"])} <= {*objections(found, ["worse"])}
    assert len(objections(found, ["worse", "slower"])) == len(objections(found, ["worse"]))


noises = st.lists(st.floats(0.5, 2.0), min_size=1, max_size=12)


@given(noises, noises, st.floats(0.2, 5.0))
@settings(max_examples=20, deadline=None)
def test_looked_at_backwards_worse_is_better_and_nothing_else_changes(
    one: list[float], other: list[float], factor: float
) -> None:
    before = run_data({tool: {"noise": one} for tool in ("pandas", "quick", "slow")})
    after = run_data(
        {t: {"noise": other, "seconds": s} for t, s in (("pandas", 1.0), ("quick", factor), ("slow", 4.0))}
    )
    turned = {ChangeKind.WORSE: ChangeKind.BETTER, ChangeKind.BETTER: ChangeKind.WORSE}
    there, back = compare(before, after), compare(after, before)
    kinds = {(c.tool, c.metric, c.level): c.kind for c in there.figures}
    assert kinds == {(c.tool, c.metric, c.level): turned.get(c.kind, c.kind) for c in back.figures}
    assert there.tested == back.tested
    for change in there.figures:
        assert change.ratio is None or math.isfinite(change.ratio)
        assert change.kind is not ChangeKind.UNSURE or change.p is None


def test_runs_on_different_data_are_said_to_be_so() -> None:
    assert not any("own data" in note for note in compare(run_data(data="x"), run_data(data="x")).notes)
    for was, now, said in (
        ("", "x", "one run used its author's own data and the other the census's"),
        ("x", "y", "the runs used different data of their authors' own"),
    ):
        notes = compare(run_data(data=was), run_data(data=now)).notes
        assert f"{said}: nothing that depends on the inputs can be compared" in notes
