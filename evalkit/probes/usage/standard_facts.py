"""Facts about symbols of Python's own library, told without a process: parameters by its type stubs, docstrings by itself."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable
from functools import lru_cache

from evalkit.model import SymbolFacts
from evalkit.source.standard_library import member, parameters_of

_DO_SOMETHING = frozenset({"antigravity", "this", "idlelib", "turtledemo", "turtle", "test", "lib2to3", "__main__"})
"""Modules that do something as soon as they are imported, or are no library."""


def standard_facts(symbols: Iterable[str]) -> dict[str, SymbolFacts]:
    """The facts of those symbols that the standard library has."""
    told = ((symbol, _facts(symbol)) for symbol in sorted(set(symbols)))
    return {symbol: facts for symbol, facts in told if facts is not None}


@lru_cache(maxsize=4096)
def _facts(symbol: str) -> SymbolFacts | None:
    found = member(symbol)
    if found is None:
        return None
    given = parameters_of(found)
    return SymbolFacts(
        callable_=given is not None,
        parameters=tuple(one.arg for one, _ in given or ()),
        required=tuple(one.arg for one, needed in given or () if needed),
        annotated=tuple(one.arg for one, _ in given or () if one.annotation is not None),
        docstring=_docstring(symbol) if given is not None else "",
    )


def _docstring(symbol: str) -> str:
    parts = symbol.split(".")
    if parts[0] in _DO_SOMETHING:
        return ""
    for length in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        try:
            for name in parts[length:]:
                found = getattr(found, name)
        except AttributeError:
            return ""
        return inspect.getdoc(found) or ""
    return ""
