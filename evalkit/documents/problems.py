"""Problems: what is wrong in a file, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_SHOWN_TEXT = 60


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
