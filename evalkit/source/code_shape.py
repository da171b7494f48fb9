"""The shape of code: how long its chains of calls are, and how hard its control flow is to follow."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Chain:
    """A dotted chain that holds a call: how many links it has, where it stands, and how it is written."""

    links: int
    line: int
    end_line: int
    text: str


def longest_chain(tree: ast.Module) -> Chain | None:
    """The longest dotted chain that holds a call; None where there is none.

    A link is one dotted name, whether or not it is called: `a.b(x).c.append(y)` has three. Chains go through calls and
    subscripts, but not into arguments.
    """
    chains = [
        Chain(links, node.lineno, node.end_lineno or node.lineno, ast.unparse(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Call | ast.Subscript)
        for links, calls in [_links(node)]
        if links and calls
    ]
    # Of the chains with most links, the first in the file, and of that the longest stretch.
    return min(chains, key=lambda chain: (-chain.links, chain.line, -len(chain.text)), default=None)


def _links(node: ast.expr) -> tuple[int, int]:
    """The dotted names and the calls along a chain."""
    dots = calls = 0
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        dots += isinstance(node, ast.Attribute)
        calls += isinstance(node, ast.Call)
        node = node.func if isinstance(node, ast.Call) else node.value
    return dots, calls


def above(tree: ast.Module, handover_line: int | None) -> ast.Module:
    """The tree without what stands below the hand-over mark."""
    if handover_line is None:
        return tree
    kept = _Above(handover_line).visit(tree)
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

    counted = complexipy.code_complexity(
        ast.unparse(ast.fix_missing_locations(tree)), check_script=True, no_ignore=True
    )
    return tuple((each.name, each.complexity) for each in counted.functions)
