"""Sites: the places where an implementation speaks another language than Python."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

Position = tuple[int, int]
"""A line from 1 and a column from 0, in bytes of UTF-8, as `ast` counts them."""


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One hit: lines `first` to `last` of `file` hold a DSL of `kind`.

    `dsl` is the language or library for people, `name` the qualified name that told ('?' in front where its beginning
    is unknown), `text` what stands there, `start` and `end` the exact place.
    """

    file: str
    start: Position
    end: Position
    kind: str
    dsl: str
    name: str
    text: str

    @property
    def first(self) -> int:
        """The first line."""
        return self.start[0]

    @property
    def last(self) -> int:
        """The last line."""
        return self.end[0]

    def covers(self, other: Site) -> bool:
        """Whether `other` lies within this site."""
        return self.start <= other.start and other.end <= self.end

    def of(self, file: str) -> Site:
        """The same site of another file."""
        return replace(self, file=file)


def span(node: ast.expr | ast.stmt) -> tuple[Position, Position]:
    """Where a node begins and ends."""
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
