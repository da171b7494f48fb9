"""What a stack asks one to know: the concepts of all its implementations, each once."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.model import Evidence
from evalkit.scoring.figures import Reading

CONCEPTS = "code.concepts"
AT = "adapt"
"""The level that is counted: the everyday change."""


def concepts_together(readings: Iterable[Reading]) -> int | None:
    """How many distinct concepts these readings of `code.concepts` hold together.

    None where one has no value, or where its evidence does not name as many as it counted.
    """
    union: set[tuple[str, ...]] = set()
    for reading in readings:
        named = _named(item for seen in reading.seen for item in seen.evidence)
        if reading.value is None or len(named) != reading.value:
            return None
        union |= named
    return len(union)


def _named(evidence: Iterable[Evidence]) -> set[tuple[str, ...]]:
    """The concepts as the code probe writes them down: a symbol, and after it each keyword that it is given."""
    found: set[tuple[str, ...]] = set()
    for item in evidence:
        if item.file and item.text:
            symbol, *words = item.text.split(" + ")
            found |= {(symbol,), *((symbol, word) for word in words)}
    return found
