"""The words of problems: the meaning of pydantic's errors, the names of parts of documents, and examples."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evalkit.documents.problems import quoted
from evalkit.documents.suggestions import closest, one_of
from evalkit.documents.yaml_tree import Written

EXPECTED = {
    "string_type": "a string",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "dataclass_type": "a mapping",
}
"""What is expected, by pydantic's name of a type error."""

_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("below", "lt"),
}

_NUMBERS = {"int_parsing": "a whole number", "int_from_float": "a whole number", "float_parsing": "a number"}
"""What a text should have been a number of, by pydantic's name of the error."""

WHOLES: Mapping[str, str] = MappingProxyType(
    {
        "Adapter": "every adapter",
        "AdapterNote": "every note",
        "Task": "every task",
        "Level": "every level",
        "Fault": "every fault",
        "Rubric": "every rubric",
        "Criterion": "every criterion",
        "Entry": "every metric of a criterion",
        "Profile": "every profile",
        "Stack": "every stack",
        "Claim": "every claim",
        "Test": "every test of a claim",
        "Operand": "every side of a claim",
        "RatingAnchors": "a scale",
        "Ratings": "every file of ratings",
        "Rating": "every rating",
    }
)
"""Which documents need a key, by the name of their model."""

EXAMPLES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("Adapter", "name"): "name: pandas",
        ("Adapter", "homepage"): "homepage: https://pandas.pydata.org",
        ("Adapter", "python"): 'python: "3.11"',
        ("Adapter", "requires"): "requires: [pandas==3.1.1]",
        ("Adapter", "packages"): "packages: [pandas]",
        ("AdapterNote", "says"): "says: breaks on pandas 3",
        ("AdapterNote", "severity"): "severity: minor",
        ("AdapterNote", "source"): "source: https://github.com/...",
        ("Task", "title"): "title: Catch bad rows before they reach training",
        ("Task", "scales"): "scales: [1000, 30000, 300000]",
        ("Task", "baseline"): "baseline: pandas",
        ("Task", "levels"): 'levels: {hello: {asks: "..."}}',
        ("Level", "asks"): 'asks: "Report every unexpected value in eval.csv."',
        ("Fault", "must"): "must: caught",
        ("Rubric", "title"): "title: Seven criteria for MLOps tools",
        ("Rubric", "tasks"): "tasks: {data-validation: 1}",
        ("Rubric", "criteria"): "criteria: {friction: {title: ..., metrics: [...]}}",
        ("Criterion", "title"): "title: Friction in critical parts of the workflow",
        ("Criterion", "metrics"): "metrics: [{metric: code.tokens, good: 50, bad: 500, because: ...}]",
        ("Entry", "metric"): "metric: run.wall_seconds",
        ("Entry", "good"): "good: 0.2, the value that earns 100",
        ("Entry", "bad"): "bad: 20, the value that earns 0",
        ("Entry", "because"): "because: the reason for these anchors",
        ("Profile", "title"): "title: A platform team",
        ("Stack", "title"): "title: Ordinary Python",
        ("Stack", "tools"): "tools: {data-validation: pandas}",
        ("Operand", "metric"): "metric: code.tokens",
        ("Operand", "tool"): "tool: pandas",
        ("Claim", "says"): "says: what is claimed, in one sentence",
        ("Claim", "source"): "source: who said it, and where",
        ("Claim", "as_of"): 'as_of: "2021"',
        ("Test", "left"): "left: {metric: code.tokens, task: skew, tool: pandas, level: adapt}",
        ("Test", "is"): "is: at most",
        ("Test", "right"): "right: 100, or a mapping like that of left",
        ("RatingAnchors", "1"): '"1": what a rater must have seen to give the lowest number',
        ("RatingAnchors", "3"): '"3": what a rater must have seen to give the middle',
        ("RatingAnchors", "5"): '"5": what a rater must have seen to give the highest number',
        ("Ratings", "rubric"): "rubric: default.yaml, whose words the ratings go by",
        ("Ratings", "as_of"): 'as_of: "November 2026"',
        ("Ratings", "ratings"): "ratings: {skew: {pandas: {friction: {value: 4, evidence: ...}}}}",
        ("Rating", "value"): "value: 4",
        ("Rating", "evidence"): "evidence: tasks/skew/pandas/adapt.py:12, or a link",
    }
)
"""What to write where a key is missing, by model and key."""

_NAME_RULE = "lower-case letters, digits, '-', '_', '.' or '+'"


def wrong_type(label: str, expected: str, node: Written) -> str:
    """Return the message for a value of the wrong type, with the right text if it is known."""
    raw, value = _cut(node.raw), node.value
    if value is None:
        return f"{label} is empty; write {expected}"
    if isinstance(value, str) and "number" in expected and (number := _as_number(value)) is not None:
        return f"{label} must be {expected}, not the string {quoted(value)}; write {number} without quotes"
    if isinstance(value, str) and "number" in expected and (number := _as_number(value.replace(",", "."))) is not None:
        return f"{label} must be {expected}, not the string {quoted(value)}; write {number}, with a point"
    if expected == "a string" and isinstance(value, bool | int | float):
        return f'{label} must be a string in quotes, "{raw}"; {raw} alone is read as {described(node)}'
    if expected == "a list" and not (node.is_list or node.is_mapping):
        return f"{label} must be a list; write [{raw}]"
    return f"{label} must be {expected}, not {described(node)}"


def wrong_value(label: str, kind: str, context: dict[str, Any], message: str, node: Written) -> str:
    """Return the message for a wrong value of the right type; `kind`, `context` and `message` are pydantic's."""
    if isinstance(node.value, float) and not math.isfinite(node.value):
        return f"{label} must be a finite number, not {_cut(node.raw)}"
    if words := limit(kind, context):
        return f"{label} must be {words}, not {_cut(node.raw)}"
    if kind == "literal_error":
        return _not_an_option(label, options(context), node)
    if kind == "string_pattern_mismatch":
        return not_a_name(node.raw)
    if kind in ("too_short", "string_too_short"):
        return f"{label} is empty; write " + ("at least one entry" if kind == "too_short" else "a text")
    if kind == "too_long":
        return f"{label} must have at most {context['max_length']} entries"
    if kind == "string_too_long":
        return f"{label} must have at most {context['max_length']} characters, not {len(node.raw)}"
    if kind == "value_error":
        text = str(context["error"])
        return f"{label} {text}" if text.startswith("must ") else text
    return f"{label}: {message}"


def limit(kind: str, context: Mapping[str, Any]) -> str:
    """Return what a number must be, such as 'at least 1'; '' if pydantic's error is of another kind."""
    if kind not in _LIMITS:
        return ""
    words, key = _LIMITS[kind]
    return f"{words} {context[key]:,}"


def number_expected(kind: str) -> str:
    """Return which number a text should have been, such as 'a whole number'; '' if pydantic's error is of another kind."""
    return _NUMBERS.get(kind, "")


def options(context: dict[str, Any]) -> list[str]:
    """Return the words that a literal allows."""
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def not_a_name(text: str) -> str:
    """Return the message for a text that cannot be a name."""
    slug = re.sub(r"[^a-z0-9.+_-]+", "-", text.lower()).strip("-._+")[:80]
    return f"{quoted(text)} is not a name; write {_NAME_RULE}" + (f", such as {slug!r}" if slug else "")


def _not_an_option(label: str, allowed: list[str], node: Written) -> str:
    if not isinstance(node.value, str):
        return f"{label} must be {one_of(map(repr, allowed))}, not {described(node)}"
    best = closest(node.value, allowed)
    hint = f"; did you mean {best!r}?" if best and len(allowed) > 1 else ""
    return f"{label} must be {one_of(map(repr, allowed))}, not {quoted(node.value)}{hint}"


def described(node: Written) -> str:
    """Return a value in words: 'the number 3.1', 'a list'."""
    value = node.value
    if node.is_list:
        return "a list"
    if node.is_mapping:
        return "a mapping"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, str):
        return f"the string {quoted(value)}"
    return f"the number {value}"


def _as_number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and "." not in text and abs(number) < 1e15 else number


def _cut(raw: str) -> str:
    return raw if len(raw) <= 40 else raw[:39] + "…"
