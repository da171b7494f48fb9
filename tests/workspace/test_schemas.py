"""JSON Schemas: what people write passes them, and what they mistype does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from evalkit.workspace import KINDS, schema_of

ROOT = Path(__file__).parents[2]
WRITTEN = {"adapter": "adapters/*.yaml", "task": "tasks/*/task.yaml", "rubric": "rubrics/*.yaml"}


def mistakes(kind: str, document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema_of(kind)).iter_errors(document)]


def test_every_kind_of_file_is_held_against_its_schema_here_or_in_the_docs() -> None:
    assert set(KINDS) == {*WRITTEN, "ratings"}


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
