"""Suggestions: the word that somebody probably meant, or the words there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN_TEXT = 60
_SHOWN_OPTIONS = 12


def quoted(text: str) -> str:
    """`text` in single quotes, cut to a length that fits a message, unprintable characters escaped."""
    return repr(text if len(text) <= _SHOWN_TEXT else text[: _SHOWN_TEXT - 1] + "…")


def closest(word: str, options: Iterable[str]) -> str | None:
    """The option that looks most like `word`, or None where none comes near."""
    by_lower = {option.lower(): option for option in options}
    found = difflib.get_close_matches(word.lower()[:200], by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """The end of a message about an unknown word: '; did you mean …?', or which words there are."""
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
    """'a', 'a or b', or 'one of a, b, c'."""
    known = list(options)
    if len(known) <= 2:
        return " or ".join(known)
    return f"one of {', '.join(known)}"
