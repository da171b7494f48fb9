"""Facts: what probes saw, as typed data. A kind of fact is a frozen dataclass with a tag, and is stored as tagged JSON.

A new kind is one dataclass below `@fact("its-tag")` in a module of this folder, which is imported wherever a journal is
read. The journal reads and writes it by its fields. The report shows names and values of the fields until somebody
writes better words for it.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

PROSE = "prose"
"""Marks a field that holds a text for people; no code may extract anything from it."""

Prose = Annotated[str, PROSE]
"""A text for people, such as a resolver's message, a reason, an excerpt or a transcript."""

Lines = tuple[int, int]
"""The first and the last line of a place, counted from 1."""

TAG = "fact"
"""The JSON key of the tag."""


class NotAFact(ValueError):
    """Plain data is not a fact; the text says what is wrong with it."""


class Fact:
    """The base of all kinds of facts; a kind is a frozen dataclass with slots.

    Its fields may be texts, numbers, booleans, literals, enumerations, other dataclasses, tuples of these, or None.
    """

    __slots__ = ()


Kind = TypeVar("Kind", bound=type[Fact])
Reader = Callable[[Any], Any]

_KINDS: dict[str, type[Fact]] = {}
_TAGS: dict[type[Fact], str] = {}
_KNOWN_READERS: dict[Any, Reader] = {}
_KNOWN_DEFAULTS: dict[Any, tuple[tuple[str, Any], ...]] = {}


def fact(tag: str) -> Callable[[Kind], Kind]:
    """Register a dataclass as a kind of fact with this tag; raises ValueError if the tag is taken."""

    def register(kind: Kind) -> Kind:
        known = _KINDS.get(tag)
        if known is not None and (known.__module__, known.__qualname__) != (kind.__module__, kind.__qualname__):
            raise ValueError(f"two kinds of fact are called {tag!r}: {known.__name__} and {kind.__name__}")
        _KINDS[tag] = kind
        _TAGS[kind] = tag
        return kind

    return register


def kinds() -> Mapping[str, type[Fact]]:
    """Return all registered kinds by their tags."""
    return types.MappingProxyType(_KINDS)


def tag_of(kind: type[Fact]) -> str:
    """Return the tag of a kind; raises ValueError if the kind is not registered."""
    try:
        return _TAGS[kind]
    except KeyError:
        raise ValueError(f"{kind.__name__} is no registered kind of fact; write @fact(...) above it") from None


def to_json(one: Fact) -> dict[str, Any]:
    """Return a fact as plain data: its tag and its fields, without default values."""
    return {TAG: tag_of(type(one)), **_fields_of(one)}


def from_json(data: Any) -> Fact:
    """Return a fact from plain data.

    Raises:
        NotAFact: the tag is not registered, a field is missing or unknown, or a value has the wrong type.
    """
    if not isinstance(data, dict) or not isinstance(data.get(TAG), str):
        raise NotAFact(f"a fact must be an object with the key {TAG!r}")
    kind = _KINDS.get(data[TAG])
    if kind is None:
        raise NotAFact(f"no kind of fact has the tag {data[TAG]!r}")
    try:
        made = _reader(kind)({name: value for name, value in data.items() if name != TAG})
    except NotAFact as error:
        raise NotAFact(f"the fact {data[TAG]!r}: {error}") from None
    return typing.cast("Fact", made)


def _fields_of(one: Any) -> dict[str, Any]:
    found = {}
    for name, default in _defaults(type(one)):
        value = getattr(one, name)
        if default is dataclasses.MISSING or value != default:
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _fields_of(value) if dataclasses.is_dataclass(value) else value


def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    if kind not in _KNOWN_DEFAULTS:
        _KNOWN_DEFAULTS[kind] = tuple((field.name, field.default) for field in dataclasses.fields(kind))
    return _KNOWN_DEFAULTS[kind]


def _reader(hint: Any) -> Reader:
    """Return a function that turns plain data into a value of a type; it raises `NotAFact` with a reason."""
    if hint not in _KNOWN_READERS:
        _KNOWN_READERS[hint] = _made_reader(hint)
    return _KNOWN_READERS[hint]


def _made_reader(hint: Any) -> Reader:
    origin = get_origin(hint)
    if origin is Annotated:
        return _reader(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return _either(tuple(get_args(hint)))
    if origin is Literal:
        return _one_of(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member_of(hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _dataclass(hint)
    raise TypeError(f"a fact's field cannot be a {hint}")


def _dataclass(kind: type[Any]) -> Reader:
    hints = get_type_hints(kind, include_extras=True)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            raise NotAFact(f"{_shown(data)} is not an object")
        values = {}
        for name, value in data.items():
            reader = readers.get(name)
            if reader is None:
                raise NotAFact(f"there is no field {name!r}")
            try:
                values[name] = reader(value)
            except NotAFact as error:
                raise NotAFact(f"{name}: {error}") from None
        try:
            return kind(**values)
        except TypeError:
            lacking = [name for name, default in _defaults(kind) if default is dataclasses.MISSING]
            missing = ", ".join(name for name in lacking if name not in values)
            raise NotAFact(f"it lacks {missing}") from None

    return read


def _tuple(parts: tuple[Any, ...]) -> Reader:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = _reader(parts[0])

        def read_all(data: Any) -> tuple[Any, ...]:
            if not isinstance(data, list):
                raise NotAFact(f"{_shown(data)} is not a list")
            return tuple([each(value) for value in data])

        return read_all
    readers = tuple(map(_reader, parts))

    def read(data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list) or len(data) != len(readers):
            raise NotAFact(f"{_shown(data)} is not a list of {len(readers)}")
        return tuple([reader(value) for reader, value in zip(readers, data, strict=True)])

    return read


def _either(parts: tuple[Any, ...]) -> Reader:
    """Return a reader for a union: it takes the first type that fits."""
    readers = [_reader(part) for part in parts if part is not types.NoneType]

    def read(data: Any) -> Any:
        if data is None and types.NoneType in parts:
            return None
        complaints = []
        for reader in readers:
            try:
                return reader(data)
            except NotAFact as error:
                complaints.append(str(error))
        raise NotAFact("; ".join(complaints))

    return read


def _member_of(kind: type[Enum]) -> Reader:
    members = {member.value: member for member in kind}

    def read(data: Any) -> Any:
        if isinstance(data, str | int) and data in members:
            return members[data]
        raise NotAFact(f"{_shown(data)} is none of {', '.join(map(repr, members))}")

    return read


def _one_of(choices: tuple[Any, ...]) -> Reader:
    def read(data: Any) -> Any:
        if type(data) in (str, int, bool) and any(data == one and type(data) is type(one) for one in choices):
            return data
        raise NotAFact(f"{_shown(data)} is none of {', '.join(map(repr, choices))}")

    return read


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise NotAFact(f"{_shown(data)} is not a text")
    return data


def _whole_number(data: Any) -> int:
    if type(data) is not int or abs(data) > sys.float_info.max:
        raise NotAFact(f"{_shown(data)} is not a whole number")
    return data


def _number(data: Any) -> float:
    if type(data) not in (int, float) or not abs(data) <= sys.float_info.max:  # NaN is not, either
        raise NotAFact(f"{_shown(data)} is not a number")
    return float(data)


def _yes_or_no(data: Any) -> bool:
    if not isinstance(data, bool):
        raise NotAFact(f"{_shown(data)} is neither true nor false")
    return data


_SIMPLE: Mapping[Any, Reader] = {str: _text, int: _whole_number, float: _number, bool: _yes_or_no}


def _shown(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= 60 else f"{text[:59]}…"
