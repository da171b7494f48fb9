"""Problems: what is wrong in a file, where, what to write instead, and which name was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_SHOWN_TEXT = 60
_SHOWN_OPTIONS = 12


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: its name relative to the workspace, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: `message` says what is wrong and what to write instead, in one or two lines."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class BadInput(Exception):
    """Files that cannot be used; `problems` are all their mistakes, in the order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return BadInput, (self.problems,)


def quoted(text: str) -> str:
    """Return `text` in single quotes, cut to fit a message, with unprintable characters escaped."""
    return repr(text if len(text) <= _SHOWN_TEXT else text[: _SHOWN_TEXT - 1] + "…")


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
