"""On what the lead hangs, held against what scoring says where the same thing is really left out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import BlockPlace, LevelRule, Observation, Rubric, Status
from evalkit.probes import METRICS
from evalkit.scoring import Figure, Fragility, Points, Scorecard, StackRow, Without, score, weigh
from evalkit.scoring.fragility import medians_without_each
from evalkit.scoring.weighing import NEARLY
from tests.report.sample_report import MEMBERS, observations, sample
from tests.report.sample_report import rubric as sample_rubric
from tests.report.sample_report import tasks as sample_tasks
from tests.scoring.blocks import LINES, RATIO, SIZE, TOKENS, judged, rubric, saw, timed, verified

TOOLS = ("pandas", "quick", "other")
STACKS = {tool: {"title": tool, "tools": {"skew": tool}} for tool in TOOLS}


def small(**criteria: Sequence[Mapping[str, object]]) -> Rubric:
    return rubric(criteria, stacks=STACKS)


def hangs(using: Rubric, seen: Sequence[Observation]) -> Fragility:
    found = judged(using, seen, *TOOLS).card.fragility
    assert found is not None
    return found


def leaders(card: Scorecard) -> set[str]:
    return {row.stack for row in card.stacks if row.rank and row.rank[1] == 1}


def of_kind(found: Fragility, kind: str) -> dict[tuple[str | None, ...], set[str]]:
    return {(one.name, one.task, one.level): set(one.leaders) for one in found.changed if one.kind == kind}


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=12))
def test_the_median_without_each_value_is_that_of_the_others(values: list[float]) -> None:
    others = [statistics.median([*values[:at], *values[at + 1 :]]) for at in range(len(values))]
    assert medians_without_each(np.array(values)).tolist() == others


SECONDS = st.floats(0.2, 20)
TIMES = st.integers(2, 3).flatmap(
    lambda count: st.fixed_dictionaries({tool: st.lists(SECONDS, min_size=count, max_size=count) for tool in TOOLS})
)


@settings(max_examples=6, deadline=None)
@given(TIMES, st.lists(st.integers(20, 800), min_size=3, max_size=3), st.sampled_from([None, *TOOLS]))
def test_a_block_matters_if_without_it_others_would_lead(
    times: dict[str, list[float]], tokens: list[int], wrong: str | None
) -> None:
    using = small(friction=[RATIO], ergonomics=[TOKENS])
    seen = timed(times)
    seen += [saw(tool, "code.tokens", float(count)) for tool, count in zip(TOOLS, tokens, strict=True)]
    names = sorted({one.block.block for one in seen if one.block})
    if wrong:
        at = BlockPlace(names[0], TOOLS.index(wrong), len(TOOLS))
        seen.append(saw(wrong, "capability.score", None, Status.WRONG, block=at, reason="x"))
    card = judged(using, seen, *TOOLS).card
    if card.fragility is None:
        assert not leaders(card)
        return
    assert card.fragility.tried["block"] == (1 if wrong == "pandas" else len(names)), (
        "a wrong baseline leaves no ratios"
    )
    told = of_kind(card.fragility, "block")
    for name in names:
        others = [one for one in seen if not (one.block and one.block.block == name)]
        then = leaders(judged(using, others, *TOOLS).card)
        assert told.get((name, "skew", None), leaders(card)) == then, name


def test_the_only_wrong_run_of_a_level_is_a_block_that_matters() -> None:
    seen = timed({tool: [1.0, 1.0, 1.0] for tool in TOOLS})
    seen += [saw("quick", "code.tokens", 20.0), saw("pandas", "code.tokens", 400.0), saw("other", "code.tokens", 500.0)]
    at = BlockPlace("skew/adapt/30000/s/1", 1, 3)
    seen.append(saw("quick", "capability.score", None, Status.WRONG, block=at, reason="a race"))
    found = hangs(
        small(
            ergonomics=[TOKENS], capability=[{"metric": "capability.score", "good": 1.0, "bad": 0.0, "because": "x"}]
        ),
        seen,
    )
    assert found.leaders == ("pandas",)
    assert of_kind(found, "block") == {(at.block, "skew", None): {"quick"}}


def test_a_slope_is_lost_with_either_of_its_blocks() -> None:
    slope = {"metric": "run.seconds_per_million_rows", "curve": "log1p", "good": 0.0, "bad": 100.0, "because": "x"}
    seen = timed({"pandas": [1, 1, 1], "quick": [1, 1, 1], "other": [1, 1, 1]})
    seen += timed({"pandas": [2, 2, 2], "quick": [1.5, 1.5, 9], "other": [9, 9, 9]}, scale=300_000)
    assert hangs(small(friction=[slope]), seen).tried["block"] == 6


def test_a_slope_up_to_the_largest_scale_of_the_rubric_is_lost_with_either_of_its_blocks_too() -> None:
    slope = {"metric": "run.seconds_per_million_rows", "curve": "log1p", "good": 0.0, "bad": 1000.0, "because": "x"}
    seen = timed({"pandas": [1, 1], "quick": [1, 1], "other": [1, 1]})
    seen += timed({"pandas": [4, 4], "quick": [1.5, 9], "other": [30, 30]}, scale=100_000)
    using = rubric({"friction": [slope]}, stacks=STACKS, measure={"largest_scale": 100_000})
    found = hangs(using, seen)
    assert found.leaders == ("pandas",)
    assert of_kind(found, "block") == {
        (f"skew/adapt/{scale}/s/1", "skew", None): {"quick"} for scale in (30_000, 100_000)
    }


CRITERIA = ("friction", "ergonomics", "capability")


@cache
def of_sample(weights: tuple[float, ...]) -> Scorecard:
    return score(weighed(dict(zip(CRITERIA, weights, strict=True))), sample_tasks(), MEMBERS, tuple(observations()))


def weighed(
    criteria: Mapping[str, float], tasks: Mapping[str, float] | None = None, without: str | None = None
) -> Rubric:
    document = sample_rubric().model_dump(by_alias=True)
    for name, weight in criteria.items():
        document["criteria"][name]["weight"] = weight
        entries = document["criteria"][name]["metrics"]
        if all(entry["metric"] == without for entry in entries):
            document["criteria"][name]["weight"] = 0.0  # nothing of it is left
        else:
            for entry in entries:
                entry["weight"] = 0.0 if entry["metric"] == without else entry["weight"]
    return Rubric.model_validate(document | ({"tasks": tasks} if tasks else {}))


WEIGHTS = [(1.0, 1.0, 1.0), (1.0, 5.0, 0.2), (4.0, 1.0, 1.0)]


@pytest.mark.parametrize("weights", WEIGHTS[:1])
def test_a_criterion_a_metric_or_a_task_matters_if_without_its_weight_others_lead(weights: tuple[float, ...]) -> None:
    card = of_sample(weights)
    found = card.fragility
    assert found is not None
    assert set(found.leaders) == leaders(card)
    held, tasks = dict(zip(CRITERIA, weights, strict=True)), dict(sample_rubric().tasks)
    metrics = dict.fromkeys(e.metric for c in sample_rubric().criteria.values() for e in c.metrics)
    cases: dict[tuple[str, str], Rubric] = {("criterion", name): weighed(held | {name: 0.0}) for name in held}
    cases |= {("task", name): weighed(held, tasks | {name: 0.0}) for name in tasks}
    cases |= {("metric", name): weighed(held, without=name) for name in metrics}
    for (kind, name), using in cases.items():
        then = leaders(score(using, sample_tasks(), MEMBERS, tuple(observations())))
        assert of_kind(found, kind).get((name, None, None), set(found.leaders)) == then, (kind, name)
    assert {kind: found.tried[kind] for kind in ("criterion", "task", "metric")} == {
        "criterion": 3,
        "task": 3,
        "metric": len(metrics),
    }


def rests_on(figure: Figure, level: str) -> bool:
    rule = METRICS[figure.metric].rule
    return rule in (LevelRule.ALL_LEVELS, LevelRule.TOGETHER) or (rule is LevelRule.ONE_LEVEL and figure.level == level)


def points_without(card: Scorecard, stack: StackRow, left_out: Callable[[str, Figure], bool]) -> Points:
    parts = []
    for table in card.tasks:
        row = next(row for row in table.rows if row.tool == stack.tools[table.task])
        criteria = []
        for name, found in row.criteria.items():
            figures = [(f.weight, f.points, 1.0) for f in found.figures if f.points and not left_out(table.task, f)]
            criteria.append((card.weights[name], weigh(figures)[0] if figures else None, 1.0))
        parts.append((table.weight, weigh(criteria)[0] if any(points for _, points, _ in criteria) else None, 1.0))
    return weigh(parts)[0]


def implementations(card: Scorecard) -> Iterator[tuple[str, str, str]]:
    for table in card.tasks:
        for tool in dict.fromkeys(stack.tools[table.task] for stack in card.stacks):
            row = next(row for row in table.rows if row.tool == tool)
            for result in row.levels:
                if result.status and not result.status.is_evalkit_failure and result.status is not Status.UNSUPPORTED:
                    yield table.task, tool, result.level


@pytest.mark.parametrize("weights", WEIGHTS)
def test_without_an_implementation_its_users_are_compared_with_others_over_the_rest(weights: tuple[float, ...]) -> None:
    card = of_sample(weights)
    found = card.fragility
    assert found is not None
    ranked = [stack for stack in card.stacks if stack.rank]
    every = [*implementations(card)]
    assert found.tried["implementation"] == len(every)
    for task, tool, level in every:
        less = {s.stack: points_without(card, s, lambda at, f: at == task and rests_on(f, level)) for s in ranked}  # noqa: B023

        def ahead(one: StackRow, other: StackRow) -> bool:
            both = tool in (one.tools[task], other.tools[task])  # noqa: B023
            mine, theirs = (less[s.stack] if both else s.points for s in (one, other))  # noqa: B023
            return theirs.high <= mine.low + NEARLY

        then = {one.stack for one in ranked if all(ahead(one, other) for other in ranked if other is not one)}
        assert of_kind(found, "implementation").get((tool, task, level), set(found.leaders)) == then, (
            task,
            tool,
            level,
        )


def test_where_nobody_is_sure_to_lead_there_is_no_lead_to_lose() -> None:
    seen = [verified(tool) for tool in TOOLS]
    seen += [
        saw("pandas", "code.tokens", 100.0),
        saw("quick", "code.tokens", 100.0),
        saw("pandas", "setup.install_mb", 60.0),
    ]
    assert judged(small(ergonomics=[TOKENS] * 5 + [SIZE]), seen, *TOOLS).card.fragility is None
    assert score(sample_rubric(stacks={}), sample_tasks(), MEMBERS, tuple(observations())).fragility is None


def test_what_is_all_there_is_cannot_be_left_out() -> None:
    seen = [verified(tool) for tool in TOOLS]
    seen += [saw(tool, "code.tokens", float(count)) for tool, count in zip(TOOLS, (100, 200, 300), strict=True)]
    found = hangs(small(ergonomics=[TOKENS]), seen)
    assert found.tried == {"criterion": 0, "metric": 0, "task": 0, "block": 0, "implementation": 0}
    assert found.changed == ()


def test_a_lead_that_one_metric_carries_names_who_would_lead_without_it() -> None:
    seen = [verified(tool) for tool in TOOLS]
    for tool, tokens, lines in (("pandas", 20, 90), ("quick", 100, 20), ("other", 900, 95)):
        seen += [saw(tool, "code.tokens", float(tokens)), saw(tool, "code.lines", float(lines))]
    found = hangs(small(ergonomics=[TOKENS | {"weight": 3.0}, LINES]), seen)
    assert found.leaders == ("pandas",)
    assert found.changed == (Without("metric", "code.tokens", ("quick",)),)


def test_a_whole_report_says_of_each_kind_what_was_tried() -> None:
    found = sample().scorecard.fragility
    assert found is not None
    assert all(found.tried[kind] > 1 for kind in ("criterion", "metric", "task", "block", "implementation"))
