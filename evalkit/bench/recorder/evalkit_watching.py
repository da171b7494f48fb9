"""Looks at what an instrumented source uses: functions that return what they are given, and remember what it was.

Each (place, symbol, type) is written down once, at once, as a line of JSON: a process that is killed has recorded what
it did until then, and a loop of a million calls costs lookups in a dictionary. No object of the user's is kept, and
none is asked for its length, its text or its truth.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, Callable, NamedTuple, Optional, TypeVar  # noqa: UP035 - Python 3.9

import evalkit_naming as naming  # type: ignore[import-not-found]
from evalkit_naming import Symbol

Value = TypeVar("Value")
_MISSING = object()
_MOST = 500  # different callables or types that are told apart at one place


class WatchedPlace:
    """One place in the source, and what has been seen there."""

    __slots__ = ("base", "bases", "crossed", "current", "decorated", "fields", "kind", "left", "name", "symbols")

    def __init__(self, kind: str, name: str, fields: dict[str, Any]) -> None:
        self.kind, self.name, self.fields = kind, name, fields
        self.base: int = 0
        self.bases: dict[int, Any] = {}
        self.symbols: dict[Any, Any] = {}
        self.crossed: set[Any] = set()
        self.current: Any = None  # the symbol's name, None where it is no library's
        self.left: Any = None
        self.decorated: Any = None  # what a decorator is given, until it has made something of it


class _OfModule(NamedTuple):
    module: ModuleType


class _Places(dict[int, WatchedPlace]):
    """Places by number.

    A function that came out of a pickle may have a place in a file that this process has not read. Nothing is written
    down about it here: the process that read the file has seen the function where it was made.
    """

    def __missing__(self, number: int) -> WatchedPlace:
        place = self[number] = WatchedPlace("", "", {})
        return place


SITES = _Places()
_APART = 1 << 32  # between the first numbers of two files
WORDS: set[str] = set()
_into = os.environ.get("EVALKIT_RECORD_INTO", "")
_file = ""
_known: set[str] = set()
_open, _write, _close, _dumps = os.open, os.write, os.close, json.dumps


def start_file() -> None:
    """Begin this process's own file: at the start, and again in a forked child."""
    global _file  # noqa: PLW0603 - one file a process
    _file = os.path.join(_into, f"{os.getpid()}-{time.time_ns():x}.jsonl")


def emit(what: str, **fields: Any) -> None:
    """Append one line to this process's file; a line is written whole or not at all."""
    line = _dumps({"what": what, **fields}).encode() + b"\n"
    try:
        descriptor = _open(_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _write(descriptor, line)
        finally:
            _close(descriptor)
    except OSError:
        pass


def site_maker(file: str) -> Any:
    """What makes the numbered places of one file; they have the same numbers in every process of the run."""
    files = os.environ.get("EVALKIT_RECORD_FILES", "").split(os.pathsep)
    numbers = itertools.count((files.index(file) if file in files else len(files)) * _APART)

    def new_site(kind: str, node: Any, name: str, keywords: Any = (), config_keys: Any = ()) -> int:
        fields = {
            "file": file,
            "line": node.lineno,
            "column": node.col_offset,
            "end_line": node.end_lineno,
            "end_column": node.end_col_offset,
            "kind": kind,
            "keywords": sorted(set(keywords)),
            "config_keys": sorted(set(config_keys)),
        }
        number = next(numbers)
        SITES[number] = WatchedPlace(kind, name, fields)
        return number

    return new_site


def _use(site: WatchedPlace, symbol: Optional[Symbol]) -> Optional[str]:  # noqa: UP045
    if symbol is None or not site.fields:
        return None
    if symbol.name not in _known:
        _known.add(symbol.name)
        emit("symbol", symbol=symbol.name, **naming.facts(symbol.target))
    emit("use", symbol=symbol.name, package=symbol.package, **site.fields)
    return str(symbol.name)


def _cross(site: WatchedPlace, value: Any, direction: str) -> None:
    name, of = site.current, type(value)
    key = (name, direction, id(of))
    if key in site.crossed or len(site.crossed) > _MOST:
        return
    site.crossed.add(key)
    try:
        place = {"file": site.fields["file"], "line": site.fields["line"]}
        told = {"type_name": naming.class_name(of), "placeholder": direction == "out" and naming.is_placeholder(value)}
        emit("crossing", symbol=name, direction=direction, **told, **place)
    except Exception:  # noqa: S110 - the user's program goes on, whatever is odd about an object
        pass


def _key(function: Any) -> Any:
    of = type(function)
    if of is FunctionType:
        return id(function.__code__), function.__qualname__
    if of is MethodType:
        owner = function.__self__
        return id(owner if issubclass(type(owner), type) else type(owner)), id(function.__func__)
    if of is BuiltinFunctionType:
        owner = function.__self__
        if type(owner) is ModuleType:
            return id(function)
        return id(owner if issubclass(type(owner), type) else type(owner)), function.__name__
    if issubclass(of, type):
        return id(function)
    return (id(of), naming.own_name(function)) if naming.top(of) not in ("functools", "numpy") else id(function)


def fn(place: int, function: Value) -> Value:
    """What is called here, or used as a decorator or a base class."""
    site = SITES[place]
    try:
        key = _key(function)
        symbol = site.symbols.get(key, _MISSING)
        if symbol is _MISSING:
            symbol = None
            if len(site.symbols) <= _MOST:
                base = site.bases.get(site.base)
                symbol = _use(site, naming.of_callable(function, _spelled(base, site.name), site.name))
                site.symbols[key] = symbol
        site.current = symbol
    except Exception:
        site.current = None
    return function


def _spelled(base: Any, name: str) -> Any:
    return naming.in_module(base.module, name) if type(base) is _OfModule else base


def arg(place: int, value: Value) -> Value:
    """An argument of the call."""
    site = SITES[place]
    if site.current is not None and (site.current, "in", id(type(value))) not in site.crossed:
        _cross(site, value, "in")
    return value


def out(place: int, value: Value) -> Value:
    """The result of the call or the operator."""
    site = SITES[place]
    if site.current is not None and (site.current, "out", id(type(value))) not in site.crossed:
        _cross(site, value, "out")
    return value


def given(place: int) -> Callable[[Value], Value]:
    """A decorator that looks at what the one above it is given."""

    def look(value: Value) -> Value:
        SITES[place].decorated = value
        return value

    return look


def made(place: int) -> Callable[[Value], Value]:
    """A decorator that looks at what the one below it made: the very function or class, or something else."""

    def look(value: Value) -> Value:
        site = SITES[place]
        before, site.decorated = site.decorated, None
        key = (site.current, "decorated", value is before)
        if site.current is not None and key not in site.crossed:
            site.crossed.add(key)
            where = {"file": site.fields["file"], "line": site.fields["line"]}
            emit("decorated", symbol=site.current, kept=value is before, **where)
        return value

    return look


def star(place: int, values: Any) -> Any:
    """The values behind a `*`, looked at where that consumes nothing."""
    if SITES[place].current is not None and type(values) in (tuple, list):
        for value in values[:20]:
            arg(place, value)
    return values


def stars(place: int, values: Any) -> Any:
    """The values behind a `**`; those names count that are written somewhere in the implementation."""
    site = SITES[place]
    if site.current is not None and type(values) is dict:
        for value in values.values():
            arg(place, value)
        passed = sorted(name for name in values if name in WORDS and name not in site.fields["keywords"])
        key = (site.current, "**", tuple(passed))
        if passed and key not in site.crossed:
            site.crossed.add(key)
            package = site.current.partition(".")[0]
            keywords = [*site.fields["keywords"], *passed]
            emit("use", symbol=site.current, package=package, **{**site.fields, "keywords": keywords})
    return values


def obj(place: int, value: Any) -> Any:
    """What an attribute is read from."""
    site, of = SITES[place], type(value)
    site.base = key = id(value) if issubclass(of, (type, ModuleType)) else id(of)
    if key not in site.bases and len(site.bases) <= _MOST:
        try:
            is_module = issubclass(of, ModuleType)
            site.bases[key] = _OfModule(value) if is_module else naming.of_attribute(value, site.name)
        except Exception:
            site.bases[key] = None
    return value


def att(place: int, value: Value) -> Value:
    """The value of the attribute."""
    site = SITES[place]
    base = site.bases.get(site.base)
    if base is None:
        site.current = None
        return value
    symbol = site.symbols.get(site.base, _MISSING)
    if symbol is _MISSING:
        try:
            found = naming.of_module_value(base.module, site.name, value) if type(base) is _OfModule else base
            symbol = _use(site, found)
        except Exception:
            symbol = None
        site.symbols[site.base] = symbol
    site.current = symbol
    if symbol is not None:
        _cross(site, value, "out")
    return value


def via(place: int, value: Value) -> Value:
    """The value of an attribute that another one is read from: a class there is just the way to its own."""
    return value if issubclass(type(value), type) else att(place, value)


def put(place: int, value: Value) -> Value:
    """What an attribute is set on: its name had to be known as well."""
    obj(place, value)
    site = SITES[place]
    base = site.bases.get(site.base)
    if base is not None and site.base not in site.symbols:
        try:
            site.symbols[site.base] = _use(site, _spelled(base, site.name))
        except Exception:
            site.symbols[site.base] = None
    return value


def name(place: int, value: Value) -> Value:
    """A name that was imported from a module, and is neither called nor read from here."""
    site = SITES[place]
    if "" not in site.symbols:
        site.symbols[""] = None
        try:
            module, _, attribute = site.name.rpartition(".")
            owner = sys.modules.get(module)
            if owner is not None and vars(owner).get(attribute) is value:
                site.symbols[""] = _use(site, naming.of_module_value(owner, attribute, value))
        except Exception:  # noqa: S110
            pass
    return value


def left(place: int, value: Value) -> Value:
    """The left operand."""
    SITES[place].left = type(value)
    return value


def right(place: int, value: Value) -> Value:
    """The right operand: from here on it is known whose operator it is."""
    site = SITES[place]
    _operate(site, site.left, type(value))
    return value


def only(place: int, value: Value) -> Value:
    """The operand of a unary operator."""
    _operate(SITES[place], type(value), None)
    return value


def aug(place: int, value: Value) -> None:
    """What stands on the left of an assignment like `+=`, after it; the right was looked at before."""
    site = SITES[place]
    _operate(site, type(value), site.left)
    out(place, value)


def _operate(site: WatchedPlace, of_left: Any, of_right: Any) -> None:
    key = (id(of_left), id(of_right))
    symbol = site.symbols.get(key, _MISSING)
    if symbol is _MISSING:
        try:
            symbol = _use(site, naming.of_operator(site.name, of_left, of_right))
        except Exception:
            symbol = None
        if len(site.symbols) <= _MOST:
            site.symbols[key] = symbol
    site.current = symbol


LOOKS = (fn, arg, out, given, made, star, stars, obj, att, via, put, name, left, right, only, aug)
