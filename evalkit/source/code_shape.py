"""The shape of code: how long its chains of calls are, and how hard its control flow is to follow."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from evalkit.source.depth import however_deep, with_room
from evalkit.source.walking import children, copied, walked

_SHALLOW = 100
"""Levels of a syntax tree that any stack has room for."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A dotted chain that holds a call: how many links it has, where it stands, and how it is written."""

    links: int
    line: int
    end_line: int
    text: str


@however_deep
def longest_chain(tree: ast.Module) -> Chain | None:
    """The longest dotted chain that holds a call; None where there is none.

    A link is one dotted name, whether or not it is called: `a.b(x).c.append(y)` has three. Chains go through calls and
    subscripts, but not into arguments.
    """
    inner: set[ast.expr] = set()
    most, found = 0, list[ast.expr]()
    for node in walked(tree):  # a chain comes before its parts, which are no longer than it
        if isinstance(node, ast.Attribute | ast.Call | ast.Subscript) and node not in inner:
            links, calls = _links(node, inner)
            if calls and links > most:
                most, found = links, []
            if calls and links == most and links:
                found.append(node)
    # Of the chains with most links, the first in the file, and of that the longest stretch.
    first = min((node.lineno for node in found), default=0)
    chains = (
        Chain(most, node.lineno, node.end_lineno or node.lineno, ast.unparse(node))
        for node in found
        if node.lineno == first
    )
    return max(chains, key=lambda chain: len(chain.text), default=None)


def _links(node: ast.expr, parts: set[ast.expr]) -> tuple[int, int]:
    """The dotted names and the calls along a chain; its parts are put among `parts`."""
    dots = calls = 0
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        parts.add(node)
        dots += isinstance(node, ast.Attribute)
        calls += isinstance(node, ast.Call)
        node = node.func if isinstance(node, ast.Call) else node.value
    return dots, calls


@however_deep
def above(tree: ast.Module, handover_line: int | None) -> ast.Module:
    """The tree without what stands below the hand-over mark."""
    if handover_line is None:
        return tree
    kept = _Above(handover_line).visit(copied(tree))
    return kept if isinstance(kept, ast.Module) else tree


class _Above(ast.NodeTransformer):
    def __init__(self, last: int) -> None:
        self._last = last

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.stmt) and node.lineno > self._last:
            return None
        kept = super().visit(node)
        if isinstance(kept, ast.stmt | ast.ExceptHandler) and getattr(kept, "body", None) == []:
            kept.body = [ast.copy_location(ast.Pass(), kept)]  # type: ignore[union-attr]
        return kept


def complexity(tree: ast.Module) -> tuple[tuple[str, int], ...]:
    """Cognitive complexity of each function and of the module level, in points, as complexipy counts them.

    Raises:
        ImportError: complexipy is not installed.
    """
    import complexipy  # noqa: PLC0415  (an answer of its own where it is missing)

    def count() -> tuple[tuple[str, int], ...]:
        counted = complexipy.code_complexity(ast.unparse(tree), check_script=True, no_ignore=True)
        return tuple((each.name, each.complexity) for each in counted.functions)

    # Compiled code does not ask how much of the stack is left.
    return with_room(count) if depth_of(tree) > _SHALLOW else count()


def depth_of(tree: ast.AST) -> int:
    """How many levels of nodes stand in each other, without `ctx`."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in children(node)]
    return depth
