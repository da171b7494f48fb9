"""JSON Schemas of the files that people write, for editors that complete and check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.model import Adapter, DataMapping, Ratings, Rubric, Task
from evalkit.workspace.hovers import HOVERS
from evalkit.workspace.rubrics import EXTENDS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WRITTEN: Mapping[str, tuple[type[Adapter | Task | Rubric | Ratings | DataMapping], str]] = {
    "adapter": (Adapter, "tool"),
    "task": (Task, "task"),
    "rubric": (Rubric, "rubric"),
    "ratings": (Ratings, "rater"),
    "data": (DataMapping, "table"),
}
"""Each kind of file, and the key that the file's name supplies, which is not written."""

_LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
"""What pydantic calls a limit behind a validator, and JSON Schema's name for it."""

_LAID_OVER = ("Criterion", "RatingAnchors", "Measure", "Profile", "Stack", "Claim")
"""The mappings in a rubric; lists are replaced as a whole."""

KINDS = tuple(_WRITTEN)


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of `KINDS`; raises KeyError for another.

    It says less than `evalkit check`, which knows the other files too: a rubric that extends another may leave out what
    it inherits, or set it to null. Every key has a description, which editors show.
    """
    model, named_by_file = _WRITTEN[kind]
    schema = model.model_json_schema(by_alias=True)
    schema["properties"].pop(named_by_file)
    required = [key for key in schema.get("required", ()) if key != named_by_file]
    schema["required"] = required
    if kind == "rubric":
        schema["properties"][EXTENDS] = {
            "type": "string",
            "title": "The rubric that this one is laid over",
            "description": "A rubric beside this one. What this one leaves out is taken from it, and null takes a key of it away.",
        }
        _may_be_laid_over(schema)
        schema["properties"]["tasks"]["anyOf"].insert(
            1, {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}
        )
        schema["if"] = {"not": {"required": [EXTENDS]}}
        schema["then"] = {"required": required}
    _describe(schema)
    return {"$schema": _DIALECT, **_with_limits(schema)}


def _describe(schema: dict[str, Any]) -> None:
    """Give every key a description for hovers, where its model has none."""
    for part in (schema, *schema.get("$defs", {}).values()):
        known = HOVERS.get(part.get("title", ""), {})
        for key, described in part.get("properties", {}).items():
            inner = next((each["description"] for each in described.get("anyOf", ()) if "description" in each), None)
            if said := known.get(key) or inner:
                described.setdefault("description", said)


def _with_limits(value: Any) -> Any:
    """The same with limits under the names that JSON Schema knows; pydantic keeps its own where a validator comes first."""
    if isinstance(value, list):
        return [_with_limits(each) for each in value]
    if not isinstance(value, dict):
        return value
    is_type = isinstance(value.get("type"), str)
    return {_LIMITS.get(key, key) if is_type else key: _with_limits(each) for key, each in value.items()}


def _may_be_laid_over(schema: dict[str, Any]) -> None:
    """Make the keys of a mapping optional, because they may be inherited, and allow null, which removes them."""
    laid_over = [schema, *(schema["$defs"][name] for name in _LAID_OVER)]
    for part in laid_over:
        part.pop("required", None)
    for part in laid_over:
        part["properties"] = {
            name: {"anyOf": [property_schema, {"type": "null"}]} for name, property_schema in part["properties"].items()
        }
    for property_schema in (each for part in laid_over for each in part["properties"].values()):
        named = property_schema["anyOf"][0].get("patternProperties", {})
        for pattern, value in named.items():
            named[pattern] = {"anyOf": [value, {"type": "null"}]}
