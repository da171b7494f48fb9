"""Concepts: what a person must recall to write an implementation from memory.

Three kinds: a library's symbol, a keyword argument of a callable, and a string key of a configuration, whether that is
a dictionary, a text that is parsed, or a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.facts import ConceptUse
from evalkit.model.usage import Usage, Use

_REFLECTED = re.compile(r"\.__r(add|sub|mul|truediv|floordiv|mod|divmod|pow|matmul|lshift|rshift|and|xor|or)__$")


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """One thing to recall.

    A symbol has `symbol` alone, a keyword argument `symbol` and `keyword`, a configuration key `key` alone: the same
    key is recalled once, whatever it is handed to.
    """

    symbol: str = ""
    keyword: str = ""
    key: str = ""

    @property
    def spelled(self) -> str:
        """The concept as people would write it: 'pandas.read_csv', 'pandas.read_csv(sep=)', "'alpha':"."""
        if self.key:
            return f"{self.key!r}:"
        return f"{self.symbol}({self.keyword}=)" if self.keyword else self.symbol


def concepts_of(usage: Usage) -> dict[Concept, tuple[Use, ...]]:
    """Every distinct concept of a usage with the places where it is used, in the order of first use."""
    places: dict[Concept, list[Use]] = {}
    for use in usage.uses:
        for concept in _concepts(use):
            places.setdefault(concept, []).append(use)
    return {concept: tuple(uses) for concept, uses in places.items()}


def uses_of(concepts: Mapping[Concept, Sequence[Use]]) -> dict[Concept, ConceptUse]:
    """Each concept as a fact: where it is used first, and at how many places, in the same order."""
    return {concept: _as_fact(concept, uses) for concept, uses in concepts.items()}


def _as_fact(concept: Concept, uses: Sequence[Use]) -> ConceptUse:
    first = uses[0]
    lines = (first.line, first.end_line)
    return ConceptUse(first.file, lines, concept.symbol, concept.keyword, concept.key, len(uses))


def _concepts(use: Use) -> tuple[Concept, ...]:
    """The distinct concepts of one use, so that a key written twice in one call is one place.

    An operator is one concept, on whichever side of it the library's value stands. Keys that stand in a text have no
    symbol: the call of its parser is a use of its own.
    """
    symbol = _REFLECTED.sub(r".__\1__", use.symbol) if use.kind == "operator" else use.symbol
    found = [Concept(symbol)] if symbol else []
    found += [Concept(symbol, keyword=keyword) for keyword in use.keywords]
    found += [Concept(key=key) for key in use.config_keys]
    return tuple(dict.fromkeys(found))
