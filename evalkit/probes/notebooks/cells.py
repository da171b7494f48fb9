"""A script as a person would paste it into a notebook: one cell for every paragraph of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Cell:
    """Some lines of a script; `first` and `last` are their numbers, from 1."""

    source: str
    first: int
    last: int


def cells(text: str) -> tuple[Cell, ...]:
    """Cut a script at its top-level blank lines; raises SyntaxError where Python cannot read it.

    A blank line within a statement (a function's body, brackets, a text) is none of them. Paragraphs of comments alone
    are left out: a notebook would have them as text.
    """
    lines = text.split("\n")
    statements = [(_first_line(node), node.end_lineno or node.lineno) for node in ast.parse(text).body]
    within = {number for first, last in statements for number in range(first, last + 1)}
    cuts = [number for number, line in enumerate(lines, start=1) if not line.strip() and number not in within]
    spans = [(before + 1, after - 1) for before, after in pairwise([0, *cuts, len(lines) + 1])]
    return tuple(
        Cell("\n".join(lines[first - 1 : last]), first, last)
        for first, last in spans
        if any(number in within for number in range(first, last + 1))
    )


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
