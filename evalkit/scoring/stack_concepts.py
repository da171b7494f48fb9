"""The number of concepts in a stack: those of all its implementations, without duplicates."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.model.facts import ConceptUse
from evalkit.scoring.figures import Reading


def concepts_together(readings: Iterable[Reading]) -> int | None:
    """Return how many distinct concepts these readings of `code.concepts` contain together.

    Returns None if a reading has no value, or if its facts do not name all the concepts that it counted.
    """
    union: set[tuple[str, str, str]] = set()
    for reading in readings:
        facts = (fact for seen in reading.seen for fact in seen.facts)
        named = {fact.name for fact in facts if isinstance(fact, ConceptUse)}
        if reading.value is None or len(named) != reading.value:
            return None
        union |= named
    return len(union)
