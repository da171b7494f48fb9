"""What a stack asks one to know: the concepts of all its implementations, each once."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.model.facts import ConceptUse
from evalkit.scoring.figures import Reading

CONCEPTS = "code.concepts"
AT = "adapt"
"""The level that is counted: the everyday change."""


def concepts_together(readings: Iterable[Reading]) -> int | None:
    """How many distinct concepts these readings of `code.concepts` hold together.

    None where one has no value, or where its facts do not name as many as it counted.
    """
    union: set[tuple[str, str, str]] = set()
    for reading in readings:
        facts = (fact for seen in reading.seen for fact in seen.facts)
        named = {fact.name for fact in facts if isinstance(fact, ConceptUse)}
        if reading.value is None or len(named) != reading.value:
            return None
        union |= named
    return len(union)
