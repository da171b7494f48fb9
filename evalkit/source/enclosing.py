"""The function that each of some nodes stands in."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from evalkit.source.names import Function
from evalkit.source.walking import nodes_of


def enclosed(tree: ast.Module, nodes: Iterable[ast.expr]) -> Iterator[tuple[ast.expr, ast.AST | None]]:
    """Some nodes of a tree in the order of the source, each with the innermost function around it; None for the module."""
    functions = sorted((node for node in nodes_of(tree) if isinstance(node, Function)), key=_start)
    around: list[ast.expr | ast.stmt] = []
    at = 0
    for node in sorted(nodes, key=_start):
        while at < len(functions) and _start(functions[at]) <= _start(node):
            _leave(around, functions[at])
            around.append(functions[at])
            at += 1
        _leave(around, node)
        yield node, around[-1] if around else None


def _leave(around: list[ast.expr | ast.stmt], node: ast.expr | ast.stmt) -> None:
    while around and _end(around[-1]) <= _start(node):
        around.pop()


def _start(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
