"""Plain words for each way in which a written value can fail its model."""

from __future__ import annotations

import math
import re
from typing import Any

from evalkit.documents.suggestion import closest, one_of, quoted
from evalkit.documents.written import Written

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
}
"""What should stand there, by pydantic's name of an error of type."""

_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("below", "lt"),
}
_NAME_RULE = "lower-case letters, digits, '-', '_', '.' or '+'"


def wrong_type(label: str, expected: str, node: Written) -> str:
    """The message for a value of the wrong type, with the text that would be right where it can be told."""
    raw, value = _cut(node.raw), node.value
    if value is None:
        return f"{label} is empty; write {expected}"
    if isinstance(value, str) and "number" in expected and (number := _as_number(value)) is not None:
        return f"{label} must be {expected}, not the string {quoted(value)}; write {number} without quotes"
    if expected == "a string" and isinstance(value, bool | int | float):
        return f'{label} must be a string in quotes, "{raw}"; {raw} alone is read as {described(node)}'
    if expected == "a list" and not (node.is_list or node.is_mapping):
        return f"{label} must be a list; write [{raw}]"
    return f"{label} must be {expected}, not {described(node)}"


def wrong_value(label: str, kind: str, context: dict[str, Any], message: str, node: Written) -> str:
    """The message for a value that has the right type; `kind`, `context` and `message` are pydantic's."""
    if isinstance(node.value, float) and not math.isfinite(node.value):
        return f"{label} must be a finite number, not {_cut(node.raw)}"
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        return f"{label} must be {words} {context[key]:,}, not {_cut(node.raw)}"
    if kind == "literal_error":
        return _not_an_option(label, options(context), node)
    if kind == "string_pattern_mismatch":
        return not_a_name(node.raw)
    if kind in ("too_short", "string_too_short"):
        return f"{label} is empty; write " + ("at least one entry" if kind == "too_short" else "a text")
    if kind == "string_too_long":
        return f"{label} must have at most {context['max_length']} characters, not {len(node.raw)}"
    if kind == "value_error":
        text = str(context["error"])
        return f"{label} {text}" if text.startswith("must ") else text
    return f"{label}: {message}"


def options(context: dict[str, Any]) -> list[str]:
    """The words that a literal allows."""
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def not_a_name(text: str) -> str:
    """The message for a text that cannot be the name of anything."""
    slug = re.sub(r"[^a-z0-9.+_-]+", "-", text.lower()).strip("-._+")[:80]
    return f"{quoted(text)} is not a name; write {_NAME_RULE}" + (f", such as {slug!r}" if slug else "")


def _not_an_option(label: str, allowed: list[str], node: Written) -> str:
    if not isinstance(node.value, str):
        return f"{label} must be {one_of(map(repr, allowed))}, not {described(node)}"
    best = closest(node.value, allowed)
    hint = f"; did you mean {best!r}?" if best and len(allowed) > 1 else ""
    return f"{label} must be {one_of(map(repr, allowed))}, not {quoted(node.value)}{hint}"


def described(node: Written) -> str:
    """A value in words: 'the number 3.1', 'a list'."""
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
