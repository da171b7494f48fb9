from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from evalkit.model import Adapter, Claim, Entry, Measure, Rubric, Task
from evalkit.probes import METRICS
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]
ENTRY: dict[str, Any] = {"metric": "run.wall_seconds", "good": 0.2, "bad": 20.0, "curve": "log", "because": "x"}


def complaint(model: type, **fields: Any) -> tuple[tuple[Any, ...], str]:
    with pytest.raises(ValidationError) as error:
        model.model_validate(fields, context={"metrics": METRICS})  # type: ignore[attr-defined]
    first = error.value.errors()[0]
    return first["loc"], first["msg"]


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"good": 20.0}, "bad", "must differ from good"),
        ({"good": 30.0}, "bad", "less is better"),
        ({"good": -1.0}, "good", "above 0"),
        ({"relative_to": "baseline", "good": 2.0}, "bad", "both sides of 1"),
        ({"relative_to": "baseline", "metric": "setup.import_seconds", "curve": "log1p"}, "relative_to", "can be 0"),
        ({"metric": "setup.install_mb", "level": "hello"}, "level", "from the adapter"),
        ({"metric": "capability.score", "good": 0.0, "bad": 1.0, "curve": "linear"}, "bad", "more is better"),
        ({"weight": -1.0}, "weight", "greater than or equal to 0"),
        ({"weight": math.nan}, "weight", "finite"),
        ({"bad": math.inf}, "bad", "finite"),
        ({"curve": "cubic"}, "curve", "linear"),
    ],
)
def test_anchors_that_cannot_score_are_refused_where_they_stand(change: dict[str, Any], where: str, words: str) -> None:
    location, message = complaint(Entry, **{**ENTRY, **change})
    assert location[0] == where
    assert words in message


def test_an_entry_needs_its_reason() -> None:
    assert complaint(Entry, **{k: v for k, v in ENTRY.items() if k != "because"})[0] == ("because",)


def rubric(**change: Any) -> dict[str, Any]:
    criteria = {"friction": {"title": "F", "metrics": (ENTRY,)}}
    return {"rubric": "r", "title": "R", "tasks": {"skew": 1.0}, "criteria": criteria, **change}


def test_weights_that_are_all_zero_are_refused() -> None:
    assert "at least one weight" in complaint(Rubric, **rubric(tasks={"skew": 0.0}))[1]
    zero = {"friction": {"title": "F", "weight": 0.0, "metrics": (ENTRY,)}}
    assert "at least one weight" in complaint(Rubric, **rubric(criteria=zero))[1]


def test_until_something_else_is_said_criteria_weigh_the_same() -> None:
    assert Rubric.model_validate(rubric()).criteria["friction"].weight == 1.0
    assert Rubric.model_validate(rubric()).measure == Measure()


def test_a_rubric_survives_json() -> None:
    one = Rubric.model_validate(rubric(stacks={"s": {"title": "S", "tools": {"skew": "pandas"}}}))
    assert Rubric.model_validate_json(one.model_dump_json(by_alias=True)) == one


LEFT = {"metric": "code.lines", "task": "skew", "tool": "pandas"}
SAID = {"says": "s", "source": "t", "as_of": "2021"}


def test_a_claim_written_as_one_comparison_or_as_tests_reads_the_same() -> None:
    test = {"left": LEFT, "is": "at most", "right": 3.0, "because": "x"}
    one, other = Claim.model_validate({**SAID, **test}), Claim.model_validate({**SAID, "tests": (test,)})
    assert one.comparisons == other.comparisons
    assert one.comparisons[0].because == "x"
    assert Claim.model_validate({**SAID, "not_measured": "why"}).comparisons == ()


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ({}, "write left, is and right"),
        ({"left": LEFT}, "add is and right"),
        ({"left": LEFT, "right": 1.0}, "add is"),
        ({"left": LEFT, "tests": ({"left": LEFT, "is": "at most", "right": 1.0},)}, "either left, is and right, or"),
    ],
)
def test_a_claim_says_in_exactly_one_way_how_it_is_measured(claim: dict[str, Any], words: str) -> None:
    assert words in complaint(Claim, **SAID, **claim)[1]


def test_a_claim_that_is_measured_survives_json() -> None:
    whole = {"left": LEFT, "is": "at most", "right": 0.0}
    for claim in (whole, {"not_measured": "x"}, {**whole, "not_measured": "the other half"}):
        one = Rubric.model_validate(rubric(claims={"c": {**SAID, **claim}}))
        assert Rubric.model_validate_json(one.model_dump_json(by_alias=True)) == one


def test_what_is_weighed_claimed_or_required_is_asked_for() -> None:
    test = {"left": LEFT, "is": "at most", "right": {**LEFT, "metric": "code.tokens"}}
    other = {"left": {"metric": "setup.install_mb", "tool": "x"}, "is": "at most", "right": 1.0}
    one = Rubric.model_validate(
        rubric(
            claims={"a": {**SAID, "tests": (test,)}, "b": {**SAID, **other}, "c": {**SAID, "not_measured": "x"}},
            profiles={"p": {"title": "P", "requires": ("works-offline", "nobody-knows")}},
        )
    )
    named = {"run.wall_seconds", "code.lines", "code.tokens", "setup.install_mb", "network.works_offline"}
    assert one.metrics == named


def test_scales_ascend() -> None:
    task = {"task": "t", "title": "T", "baseline": "b", "levels": {"hello": {"asks": "x"}}}
    assert "ascend" in complaint(Task, **task, scales=(10, 10))[1]


def test_python_is_a_minor_version_in_quotes() -> None:
    adapter = {"tool": "t", "name": "T", "homepage": "https://x.example", "requires": ("t==1",), "packages": ("t",)}
    assert "quotes" in complaint(Adapter, **adapter, python="3.11.2")[1]
    assert Adapter.model_validate({**adapter, "python": "3.11", "companions": {"skew": ("p",)}}).requirements(
        "skew"
    ) == (
        "t==1",
        "p",
    )


@pytest.mark.parametrize(
    ("scales", "largest", "between"),
    [
        ((1000, 30_000, 300_000), None, (30_000, 300_000)),
        ((1000, 30_000, 300_000), 100_000, (30_000, 100_000)),
        ((1000, 30_000, 300_000), 30_000, (1000, 30_000)),
        ((1000, 30_000, 300_000), 1_000_000, (30_000, 300_000)),
        ((1000, 30_000, 300_000), 500, None),
        ((1000, 30_000), 10_000, (1000, 10_000)),
        ((30_000,), None, None),
    ],
)
def test_growth_is_measured_between_the_two_largest_scales_that_are_allowed(
    scales: tuple[int, ...], largest: int | None, between: tuple[int, int] | None
) -> None:
    assert Measure(largest_scale=largest).growing_over(scales) == between


@pytest.mark.parametrize(
    ("adapters", "competing"),
    [
        (None, {("mlflow", "skew"), ("mlflow", "tracking"), ("pandas", "skew"), ("pandas", "tracking")}),
        (("pandas",), {("pandas", "skew"), ("pandas", "tracking")}),
        (("pandas", {"mlflow": ("tracking",)}), {("mlflow", "tracking"), ("pandas", "skew"), ("pandas", "tracking")}),
    ],
)
def test_a_tool_competes_in_all_tasks_or_in_those_that_the_rubric_names_beside_it(
    adapters: tuple[Any, ...] | None, competing: set[tuple[str, str]]
) -> None:
    rubric_ = Rubric.model_validate(rubric(tasks={"skew": 1.0, "tracking": 1.0}, adapters=adapters))
    cells = {(tool, task) for tool in ("mlflow", "pandas") for task in rubric_.tasks}
    assert {(tool, task) for tool, task in cells if rubric_.takes_part(tool, task)} == competing


def test_the_tasks_beside_a_tool_survive_the_way_to_a_file_and_back() -> None:
    before = Rubric.model_validate(rubric(adapters=("pandas", {"mlflow": ("tracking",)})))
    assert Rubric.model_validate_json(before.model_dump_json()) == before


@pytest.mark.parametrize("name", ["default", "full", "claims-tfx-talk"])
def test_a_rubric_without_some_tasks_names_them_nowhere(name: str) -> None:
    _, rubric = load(ROOT, ROOT / "rubrics" / f"{name}.yaml")
    gone = {task for task in rubric.tasks if task != "skew"}
    left = rubric.without_tasks(gone)
    assert list(left.tasks) == ["skew"]
    assert left.stacks
    assert all(list(stack.tools) == ["skew"] for stack in left.stacks.values())
    assert rubric.claims or name != "claims-tfx-talk"
    assert not any(gone & set(profile.tasks) for profile in left.profiles.values())
    sides = [side for claim in left.claims.values() for test in claim.comparisons for side in (test.left, test.right)]
    assert {getattr(side, "task", None) for side in sides} <= {"skew", None}
    assert not rubric.claims or 0 < len(left.claims) < len(rubric.claims)
