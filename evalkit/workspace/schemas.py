"""JSON Schemas of the files that people write, for editors that complete and check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.model import Adapter, Ratings, Rubric, Task
from evalkit.workspace.rubrics import EXTENDS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WRITTEN: Mapping[str, tuple[type[Adapter | Task | Rubric | Ratings], str]] = {
    "adapter": (Adapter, "tool"),
    "task": (Task, "task"),
    "rubric": (Rubric, "rubric"),
    "ratings": (Ratings, "rater"),
}
"""Each kind of file, and the key that the file's name supplies, which is not written."""

_LAID_OVER = ("Criterion", "RatingAnchors", "Measure", "Profile", "Stack", "Claim")
"""The mappings in a rubric; lists are replaced as a whole."""

KINDS = tuple(_WRITTEN)


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of `KINDS`; raises KeyError for another.

    It says less than `evalkit check`, which knows the other files too: a rubric that extends another may leave out what
    it inherits, so nothing is required of it.
    """
    model, named_by_file = _WRITTEN[kind]
    schema = model.model_json_schema(by_alias=True)
    schema["properties"].pop(named_by_file)
    required = [key for key in schema.get("required", ()) if key != named_by_file]
    schema["required"] = required
    if kind == "rubric":
        schema["properties"][EXTENDS] = {"type": "string", "title": "The rubric that this one is laid over"}
        _may_be_laid_over(schema)
        schema["properties"]["tasks"]["anyOf"].insert(
            1, {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}
        )
    return {"$schema": _DIALECT, **schema}


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
