"""Facts of every kind by chance, and facts whose texts for people are replaced."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import evalkit.probes  # noqa: F401  (registers the kinds that stand beside their probes)
from evalkit.model import Fact
from evalkit.model.facts import PROSE, kinds

TEXTS = st.text(max_size=20)

_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(10**12), 10**12),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
}


def facts() -> st.SearchStrategy[Fact]:
    """Facts of all kinds that are registered."""
    return st.sampled_from(sorted(kinds())).flatmap(lambda tag: made(kinds()[tag]))


def made(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type that a fact's field may have."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return made(parts[0])
    if origin in (Union, types.UnionType):
        return st.one_of(*map(made, parts))
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple and parts[-1] is Ellipsis:
        return st.lists(made(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(made, parts))
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    hints = get_type_hints(hint, include_extras=True)
    return st.builds(hint, **{field.name: made(hints[field.name]) for field in dataclasses.fields(hint)})


def reworded(value: Any, reword: Callable[[str], str]) -> Any:
    """A fact, or anything in one, with every text for people put into other words; all else stays."""
    if isinstance(value, tuple):
        return tuple(reworded(each, reword) for each in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    hints = get_type_hints(type(value), include_extras=True)
    changed = {}
    for field in dataclasses.fields(value):
        old = getattr(value, field.name)
        is_prose = PROSE in getattr(hints[field.name], "__metadata__", ())
        changed[field.name] = reword(old) if is_prose and old else reworded(old, reword)
    return dataclasses.replace(value, **changed)
