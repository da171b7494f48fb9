"""JSON Schemas: what people write passes them, and what they mistype does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from evalkit.workspace import KINDS, schema_of
from evalkit.workspace.hovers import HOVERS

ROOT = Path(__file__).parents[2]
WRITTEN = {"adapter": "adapters/*.yaml", "task": "tasks/*/task.yaml", "rubric": "rubrics/*.yaml"}


def mistakes(kind: str, document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema_of(kind)).iter_errors(document)]


def test_every_kind_of_file_is_held_against_its_schema_here_or_in_the_docs() -> None:
    assert set(KINDS) == {*WRITTEN, "ratings", "data"}


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_file_of_the_workspace_passes_its_schema(kind: str) -> None:
    files = sorted(ROOT.glob(WRITTEN[kind]))
    assert files
    for file in files:
        document = yaml.safe_load(file.read_text("utf-8"))
        assert mistakes(kind, document) == [], file.name


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("adapter", {"nmae": "x"}),
        ("task", {"title": 3}),
        ("ratings", {"ratings": {"skew": {"pandas": {"friction": {"valeu": 4}}}}}),
        ("ratings", {"rubric": "r.yaml", "as_of": "x", "ratings": {"s": {"t": {"c": {"value": 6, "evidence": "x"}}}}}),
        ("rubric", {"criteria": {"friction": {"title": "x", "metrics": [{"metric": "run.wall_seconds", "goood": 1}]}}}),
    ],
)
def test_a_mistyped_key_does_not(kind: str, document: dict[str, Any]) -> None:
    assert mistakes(kind, document)


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_has_something_to_say_about_every_key(kind: str) -> None:
    schema = schema_of(kind)
    for part in (schema, *schema.get("$defs", {}).values()):
        for key, described in part.get("properties", {}).items():
            assert described.get("description"), f"{part.get('title')}.{key}"


def test_every_description_belongs_to_a_key_that_there_is() -> None:
    keys = {
        (part.get("title"), key)
        for schema in map(schema_of, KINDS)
        for part in (schema, *schema.get("$defs", {}).values())
        for key in part.get("properties", {})
    }
    assert {(name, key) for name, described in HOVERS.items() for key in described} <= keys


def test_a_rubric_that_extends_another_may_leave_out_and_take_away_and_no_other_may() -> None:
    assert mistakes("rubric", {"extends": "default.yaml"}) == []
    nulls = {"criteria": {"friction": None}, "profiles": None, "stacks": {"tfx": None}, "measure": {"faults": None}}
    assert mistakes("rubric", {"extends": "default.yaml", **nulls, "tasks": {"skew": None}}) == []
    assert "'title' is a required property" in mistakes("rubric", {"tasks": {"skew": 1}})


def test_a_limit_is_one_to_an_editor_too() -> None:
    assert mistakes("rubric", {"extends": "default.yaml", "tasks": {"skew": -1}})
    assert mistakes("rubric", {"extends": "default.yaml", "measure": {"budget_minutes": 0}})


def test_an_editor_knows_the_roles_of_ones_own_data() -> None:
    assert mistakes("data", {"label": "approved", "groups": ["district"], "separator": ";"}) == []
    assert mistakes("data", {"groups": "district"})
    assert mistakes("data", {"group": ["district"]})


def test_an_editor_can_say_what_the_facts_of_a_level_are() -> None:
    level = schema_of("task")["$defs"]["Level"]["properties"]
    assert "A tool may miss some and still pass" in level["shows"]["description"]
    described = {
        "title": "T",
        "scales": [10],
        "baseline": "plain",
        "levels": {"hello": {"asks": "x", "shows": {"page": "a page"}}},
    }
    assert mistakes("task", described) == []
    assert mistakes("task", {**described, "levels": {"hello": {"asks": "x", "shows": {"page": 3}}}}) != []
