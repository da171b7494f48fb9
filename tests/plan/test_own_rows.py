"""A run on a reader's own data: which tasks it leaves out, with which reason, and what is left of the rubric."""

from __future__ import annotations

from pathlib import Path

from evalkit.model import OwnData, Task
from evalkit.plan.own_rows import NOT_MADE, TAKES_NONE, lacking, left_out_of, refusal_to_mix, said
from evalkit.workspace import OwnTable, load

ROOT = Path(__file__).parents[2]
TAKING = {"data-validation", "sliced-metrics", "skew", "transform", "split", "eda", "slice-plots"}


def table(*, shown: bool = False, **roles: int) -> OwnTable:
    return OwnTable(b"", OwnData(1000, 1000, sum(roles.values()), "digest", shown), roles)  # type: ignore[arg-type]


def task(**roles: int) -> Task:
    values = {"task": "some", "title": "Some", "scales": (10,), "baseline": "plain", "levels": {"hello": {"asks": "?"}}}
    return Task.model_validate({**values, "roles": roles})


def test_a_task_that_gets_all_its_roles_takes_part() -> None:
    assert lacking(task(numbers=2, texts=1), {"numbers": 2, "texts": 3}) == ""


def test_a_task_says_what_it_lacks() -> None:
    assert lacking(task(), {"numbers": 9}) == TAKES_NONE
    assert lacking(task(numbers=2, label=1), {"numbers": 1}) == "needs 2 columns of numbers and a label"


def test_one_sentence_names_all_tasks_that_are_left_out_by_reason() -> None:
    sentence = said({"train": TAKES_NONE, "serving": TAKES_NONE, "skew": "needs a column of numbers"})
    assert sentence == (
        "left out of a run on your own data: train, serving (takes no data of one's own); skew (needs a column of numbers)"
    )
    assert said({}) == ""


def test_what_a_tasks_own_code_says_is_apart_from_the_reason_that_is_published() -> None:
    workspace, _ = load(ROOT, ROOT / "rubrics" / "quick.yaml")
    own = table(numbers=1, texts=1)
    left, failed = left_out_of(workspace, ["skew", "train", "eda"], own, 0, lambda *_: {"skew": "no draw of Altstadt"})
    assert left == {"train": TAKES_NONE, "skew": NOT_MADE}
    assert failed == {"skew": "no draw of Altstadt"}


def test_the_tasks_that_take_own_data_are_those_that_the_guide_lists() -> None:
    workspace, _ = load(ROOT, ROOT / "rubrics" / "full.yaml")
    assert {name for name, one in workspace.tasks.items() if one.roles} == TAKING
    guide = (ROOT / "docs" / "your-own-data.md").read_text(encoding="utf-8")
    for name in workspace.tasks:
        assert (f"| `{name}` |" in guide) == (name in TAKING), name
        assert f"`{name}`" in guide, name


def test_runs_on_different_data_are_never_mixed() -> None:
    hidden, shown = {"data": {"digest": "x", "shown": False}}, {"data": {"digest": "x", "shown": True}}
    assert refusal_to_mix({}, table()) == refusal_to_mix({}, None) == ""
    assert refusal_to_mix({"seed": 0}, None) == ""
    assert "the census's data" in refusal_to_mix({"seed": 0}, table())
    assert "a reader's own data" in refusal_to_mix(hidden, None)
    assert refusal_to_mix(hidden, table()) == refusal_to_mix(hidden, table(shown=True)) == ""
    assert refusal_to_mix(shown, table(shown=True)) == ""
    assert "may hold values" in refusal_to_mix(shown, table())
