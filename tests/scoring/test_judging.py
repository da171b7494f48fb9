from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import BlockPlace, Observation, Rubric, Status, Task
from evalkit.probes import METRICS, probe_of
from evalkit.scoring import Points, Scorecard, ToolRow, places, score
from tests.report import sample_report as lifelike

TASK = Task.model_validate(
    {
        "task": "skew",
        "title": "Skew",
        "scales": (1000, 30000, 300000),
        "baseline": "pandas",
        "levels": {"hello": {"asks": "x"}, "adapt": {"asks": "x"}, "stretch": {"asks": "x"}},
    }
)
WALL = {
    "metric": "run.wall_seconds",
    "relative_to": "baseline",
    "curve": "log",
    "good": 0.2,
    "bad": 20.0,
    "because": "x",
}
TOKENS = {"metric": "code.tokens", "relative_to": "baseline", "curve": "log", "good": 0.25, "bad": 4.0, "because": "x"}
SIZE = {"metric": "setup.install_mb", "curve": "log", "good": 50.0, "bad": 5000.0, "because": "x"}
SCORE = {"metric": "capability.score", "good": 1.0, "bad": 0.0, "because": "x"}


def rubric(weights: Mapping[str, float] | None = None, **more: object) -> Rubric:
    weights = weights or {"friction": 1.0, "ergonomics": 1.0, "capability": 1.0}
    metrics = {"friction": (WALL, SIZE), "ergonomics": (TOKENS,), "capability": (SCORE,)}
    return Rubric.model_validate(
        {
            "rubric": "r",
            "title": "R",
            "tasks": {"skew": 1.0},
            "criteria": {n: {"title": n, "weight": w, "metrics": metrics[n]} for n, w in weights.items()},
            **more,
        }
    )


def saw(tool: str, metric: str, value: float | None, status: Status = Status.OK, **more: object) -> Observation:
    fields: dict[str, object] = {
        "tool": tool,
        "probe": probe_of(metric),
        "metric": metric,
        "unit": METRICS[metric].unit,
        "status": status,
        "key": "k",
        "session": "s",
        "taken": "t",
        "value": value,
    }
    return Observation(**{**fields, **more})  # type: ignore[arg-type]


def implementation(
    tool: str, seconds: list[float], tokens: float = 100, mb: float = 200, blocks_of: int = 2, place: int = 0
) -> list[Observation]:
    seen = [saw(tool, "setup.install_mb", mb)]
    seen += [
        saw(tool, "capability.score", 1.0, task="skew", level=level, scale=30000 if level == "adapt" else 1000)
        for level in ("hello", "adapt", "stretch")
    ]
    seen.append(saw(tool, "code.tokens", tokens, task="skew", level="adapt"))
    for number, second in enumerate(seconds):
        where = BlockPlace(f"b{number}", place, blocks_of)
        seen.append(saw(tool, "run.wall_seconds", second, task="skew", level="adapt", scale=30000, block=where))
    return seen


def card(observations: list[Observation], *tools: str, using: Rubric | None = None) -> Scorecard:
    return score(using or rubric(), {"skew": TASK}, {"skew": tools}, observations)


def row(of: Scorecard, tool: str) -> ToolRow:
    return next(row for row in of.tasks[0].rows if row.tool == tool)


TWO = [*implementation("pandas", [1.0, 1.2]), *implementation("other", [2.0, 2.4], tokens=50, place=1)]


def test_a_tool_is_compared_with_the_baseline_in_the_same_block() -> None:
    figure = row(card(TWO, "pandas", "other"), "other").criteria["friction"].figures[0]
    assert figure.ratio == pytest.approx(2.0)
    assert figure.value == pytest.approx(2.2)
    assert figure.points == Points(50.0, 50.0)


def test_the_baseline_runs_unranked_where_it_was_not_chosen() -> None:
    pandas = row(card(TWO, "other"), "pandas")
    assert pandas.rank is None
    assert "the rubric does not list it among its tools" in pandas.unranked
    assert row(card(TWO, "other"), "other").rank == (1, 1)


def test_a_torn_block_does_not_count() -> None:
    torn = [o for o in TWO if not (o.tool == "pandas" and o.block and o.block.block == "b1")]
    figure = row(card(torn, "pandas", "other"), "other").criteria["friction"].figures[0]
    assert figure.samples == (2.0,)


def test_a_wrong_implementation_has_no_time_and_scores_nothing() -> None:
    bad = [
        saw("fast", "capability.score", None, Status.WRONG, task="skew", level="adapt", scale=30000, reason="misses x"),
        *[
            o
            for o in implementation("fast", [0.01, 0.01], place=1)
            if o.metric != "capability.score" or o.level != "adapt"
        ],
    ]
    fast = row(card([*implementation("pandas", [1.0, 1.2]), *bad], "pandas", "fast"), "fast")
    wall = fast.criteria["friction"].figures[0]
    assert (wall.status, wall.value, wall.samples, wall.points) == (Status.WRONG, None, (), Points(0.0, 0.0))
    assert [level.status for level in fast.levels] == [Status.OK, Status.WRONG, Status.OK]
    assert fast.criteria["ergonomics"].points == Points(0.0, 0.0)


def test_one_wrong_run_among_many_is_enough_and_is_counted() -> None:
    wrong = saw("other", "capability.score", None, Status.WRONG, task="skew", level="adapt", scale=30000, reason="no")
    result = row(card([*TWO, wrong], "pandas", "other"), "other").levels[1]
    assert result.status is Status.WRONG
    assert result.reason == "in 1 of 2 runs: no"


def test_what_was_not_measured_makes_points_a_range_and_ranks_too() -> None:
    partly = [o for o in TWO if not (o.tool == "other" and o.metric == "setup.install_mb")]
    scored = card(partly, "pandas", "other")
    other = row(scored, "other")
    assert other.points.low < other.points.high
    assert other.coverage == pytest.approx(5 / 6)
    assert other.rank == (1, 2)
    (lacking,) = (one for one in scored.not_measured if one.metric == "setup.install_mb")
    assert (lacking.where, lacking.count, lacking.reason) == ((("skew", ("other",)),), 1, "not measured yet")


def test_below_80_percent_coverage_a_tool_is_listed_unranked() -> None:
    partly = [o for o in TWO if not (o.tool == "other" and o.metric in ("setup.install_mb", "code.tokens"))]
    other = row(card(partly, "pandas", "other"), "other")
    assert other.rank is None
    assert "50%" in other.unranked


def test_a_failed_baseline_costs_coverage_and_not_points() -> None:
    failed = [
        *[o for o in TWO if not (o.tool == "pandas" and o.level == "adapt")],
        saw("pandas", "capability.score", None, Status.FAILED, task="skew", level="adapt", scale=30000, reason="boom"),
    ]
    figure = row(card(failed, "pandas", "other"), "other").criteria["ergonomics"].figures[0]
    assert not figure.measured
    assert figure.points == Points(0.0, 100.0)
    assert "boom" in figure.reason
    assert any(warning.kind == "baseline" for warning in card(failed, "pandas", "other").warnings)


def test_a_metric_that_does_not_apply_weighs_nothing_for_anybody() -> None:
    task = TASK.model_copy(update={"not_applicable": ("code.tokens",)})
    scored = score(rubric(), {"skew": task}, {"skew": ("pandas", "other")}, TWO)
    assert row(scored, "other").criteria["ergonomics"].points is None
    assert row(scored, "other").coverage == 1.0


def test_an_unsupported_level_counts_nothing_towards_capability() -> None:
    seen = [
        *[o for o in TWO if not (o.tool == "other" and o.level == "stretch")],
        saw("other", "capability.score", None, Status.UNSUPPORTED, task="skew", level="stretch", scale=1000),
    ]
    assert row(card(seen, "pandas", "other"), "other").criteria["capability"].figures[0].value == pytest.approx(2 / 3)


def test_stacks_take_the_tools_they_name_and_count_what_they_were_run_in() -> None:
    stacks = {"a": {"title": "A", "tools": {"skew": "pandas"}}, "b": {"title": "B", "tools": {"skew": "other"}}}
    scored = score(
        rubric(stacks=stacks), {"skew": TASK}, {"skew": ("pandas", "other")}, TWO, {("skew", "pandas"): "lock"}
    )
    by_name = {stack.stack: stack for stack in scored.stacks}
    assert by_name["b"].points == row(scored, "other").points
    assert by_name["a"].ran_in == 1
    assert sorted(stack.rank or (0, 0) for stack in scored.stacks) == [(1, 1), (2, 2)]


def test_what_a_stack_needs_is_what_was_observed_of_that_stack_and_moves_no_points() -> None:
    stacks = {name: {"title": name, "tools": {"skew": name}} for name in ("pandas", "other", "unseen")}
    stacks["unseen"]["tools"] = {"skew": "pandas"}
    observed = [
        saw("", "stack.environments", 2.0, stack="pandas"),
        saw("", "stack.coinstallable", 0.0, stack="pandas"),
        saw("", "stack.environments", None, Status.PROBE_ERROR, reason="no network", stack="other"),
    ]
    using, known = rubric(stacks=stacks), {"skew": TASK}
    without = score(using, known, {"skew": ("pandas", "other")}, TWO)
    scored = score(using, known, {"skew": ("pandas", "other")}, [*TWO, *observed])
    by_name = {stack.stack: stack for stack in scored.stacks}
    assert (by_name["pandas"].environments.value, by_name["pandas"].coinstallable.value) == (2, 0)
    assert (by_name["other"].environments.value, by_name["other"].environments.reason) == (None, "no network")
    assert by_name["unseen"].environments.reason == "not measured yet"
    assert [stack.points for stack in scored.stacks] == [stack.points for stack in without.stacks]
    assert (scored.tools, scored.not_measured) == (without.tools, without.not_measured)


def test_few_blocks_are_said() -> None:
    assert [w.kind for w in card(TWO, "pandas", "other").warnings].count("few-blocks") == 1


def test_anchors_that_most_values_miss_are_said() -> None:
    seen = [*implementation("pandas", [1.0, 1.0], mb=1), *implementation("other", [1.0, 1.0], mb=2, place=1)]
    assert any(w.kind == "clipped" and "setup.install_mb" in w.text for w in card(seen, "pandas", "other").warnings)


seconds = st.floats(0.01, 100)
one_tool = st.tuples(st.lists(seconds, min_size=2, max_size=2), st.floats(1, 1000), st.floats(1, 10000))
many_tools = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), one_tool, min_size=1)


def observations_of(tools: Mapping[str, tuple[list[float], float, float]]) -> list[Observation]:
    seen = implementation("pandas", [1.0, 1.3], blocks_of=1)
    for name, (times, tokens, mb) in tools.items():
        seen += implementation(name, times, tokens, mb, blocks_of=1)
    # Each member of a block has its own place; of = the number of members.
    names = ["pandas", *tools]
    return [
        saw(
            o.tool,
            o.metric,
            o.value,
            task=o.task,
            level=o.level,
            scale=o.scale,
            block=BlockPlace(o.block.block, names.index(o.tool), len(names)) if o.block else None,
        )
        for o in seen
    ]


@given(many_tools, one_tool)
@settings(max_examples=60, deadline=None)
def test_adding_a_tool_changes_no_other_tools_points_or_order(
    tools: dict[str, tuple[list[float], float, float]], new: tuple[list[float], float, float]
) -> None:
    before = card(observations_of(tools), "pandas", *tools)
    after = card(observations_of({**tools, "new": new}), "pandas", *tools, "new")
    for tool in ("pandas", *tools):
        assert row(before, tool).points == row(after, tool).points
        assert row(before, tool).criteria == row(after, tool).criteria
    order = [r.tool for r in after.tasks[0].rows if r.tool != "new"]
    assert order == [r.tool for r in before.tasks[0].rows]


@given(many_tools, st.floats(0.01, 100))
@settings(max_examples=30, deadline=None)
def test_scaling_all_weights_changes_nothing(tools: dict[str, tuple[list[float], float, float]], factor: float) -> None:
    seen = observations_of(tools)
    one = card(seen, "pandas", *tools)
    scaled = rubric({"friction": factor, "ergonomics": factor, "capability": factor})
    other = card(seen, "pandas", *tools, using=scaled)
    for tool in tools:
        assert row(one, tool).points.low == pytest.approx(row(other, tool).points.low)


@given(many_tools, one_tool, st.floats(0.1, 1.0))
@settings(max_examples=60, deadline=None)
def test_a_better_value_never_lowers_a_score(
    tools: dict[str, tuple[list[float], float, float]], mine: tuple[list[float], float, float], factor: float
) -> None:
    times, tokens, mb = mine
    better = ([t * factor for t in times], tokens * factor, mb * factor)
    before = row(card(observations_of({**tools, "mine": mine}), "pandas", *tools, "mine"), "mine")
    after = row(card(observations_of({**tools, "mine": better}), "pandas", *tools, "mine"), "mine")
    assert after.points.low >= before.points.low - 1e-9


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=6))
def test_places_are_ranges_that_hold_every_order_possible(ranges: dict[str, tuple[float, float]]) -> None:
    points = {name: Points(min(pair), max(pair)) for name, pair in ranges.items()}
    for best, worst in places(points).values():
        assert 1 <= best <= worst <= len(points)


@settings(deadline=None)
@given(st.lists(st.sampled_from(TWO), max_size=20))
def test_no_nan_comes_out_of_any_part_of_the_observations(seen: list[Observation]) -> None:
    for table in card(seen, "pandas", "other").tasks:
        for r in table.rows:
            assert math.isfinite(r.points.low)
            assert math.isfinite(r.points.high)
            assert 0 <= r.coverage <= 1


def test_a_tool_that_was_not_timed_in_all_blocks_is_told_apart() -> None:
    def earlier(seen: Observation) -> list[Observation]:
        """The first block was run before tfdv was there."""
        if seen.block is None or seen.block.block != "data-validation/0":
            return [seen]
        place = replace(seen.block, of=seen.block.of - 1)
        return [] if seen.tool == "tfdv" else [replace(seen, block=place)]

    whole = [*lifelike.observations(7)]
    for observations, apart in ((whole, ()), ([one for seen in whole for one in earlier(seen)], ("tfdv",))):
        card = score(lifelike.rubric(), lifelike.tasks(), lifelike.MEMBERS, observations)
        assert [table.apart for table in card.tasks] == [apart, (), ()]
        assert [table.blocks for table in card.tasks] == [7, 7, 7]
