"""The shape of a document: which keys its model has at a place."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

Loc = Sequence[str | int]


def model_at(model: type[BaseModel], path: Loc) -> type[BaseModel] | None:
    """The model of the mapping that stands at `path` in a document of `model`; None where it is no model's."""
    found: list[Any] = [model]
    for part in path:
        found = [inner for annotation in found for inner in _step(annotation, part)]
    return next((option for option in found if _is_model(option)), None)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a document of `model` may hold, as they are written."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    if _is_model(annotation):
        for name, field in annotation.model_fields.items():
            if part == (field.alias or name):
                yield from _options(field.annotation)
    elif get_origin(annotation) is tuple:
        yield from _options(get_args(annotation)[0])
    elif isinstance(get_origin(annotation), type) and issubclass(get_origin(annotation), Mapping):
        yield from _options(get_args(annotation)[1])


def _options(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
