"""Suggestions: which of the known words somebody meant by one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN_OPTIONS = 12


def closest(word: str, options: Iterable[str]) -> str | None:
    """Return the option most similar to `word`, or None if none is similar."""
    by_lower = {option.lower(): option for option in options}
    near = difflib.get_close_matches(word.lower()[:200], by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: '; did you mean …?', or the known words."""
    known = sorted(set(options))
    if not known:
        return ""
    if best := closest(word, known):
        return f"; did you mean {best!r}?"
    if len(known) <= _SHOWN_OPTIONS:
        return f"; write {one_of(known)}"
    near = difflib.get_close_matches(word[:200], known, n=_SHOWN_OPTIONS, cutoff=0.0)
    return f"; write one of the {len(known)} there are, such as {', '.join(sorted(near))}"


def one_of(options: Iterable[str]) -> str:
    """Return 'a', 'a or b', or 'one of a, b, c'."""
    known = list(options)
    if len(known) <= 2:
        return " or ".join(known)
    return f"one of {', '.join(known)}"
