"""The nodes of syntax trees: listed once for everybody who asks about the same tree, and copied.

`ast.walk` looks every field of every node up by name. Half a dozen readers ask about each tree, so that this was most
of the time that a large file took.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

_Node = TypeVar("_Node", bound=ast.AST)
_KEPT = 64
"""Trees whose nodes are kept: a few for each of the sources that are kept as they were read."""
_NO_NODES = frozenset({"ctx", "id", "attr", "arg", "asname", "module", "level", "kind", "conversion", "simple", "type_comment", "is_async"})  # fmt: skip
"""Fields that hold no node, or only whether a name is read or set."""


@lru_cache(maxsize=_KEPT)
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes of a tree that nobody changes, in the order of `ast.walk`: outer before inner; without `ctx`."""
    return tuple(walked(tree))


def walked(tree: ast.AST) -> list[ast.AST]:
    """The same of any tree, or of a part of one, listed anew."""
    found = [tree]
    for node in found:  # which grows while it is read
        fields = node.__dict__
        for name in _FIELDS[type(node)]:
            value = fields.get(name)
            if type(value) is list:
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that stand directly in a node, in their order; without `ctx`."""
    fields = node.__dict__
    for name in _FIELDS[type(node)]:
        value = fields.get(name)
        if type(value) is list:
            for each in value:
                if isinstance(each, ast.AST):
                    yield each
        elif isinstance(value, ast.AST):
            yield value


def copied(node: _Node, kinds: tuple[type[ast.AST], ...] = (ast.AST,)) -> _Node:
    """A copy of a tree that may be changed: its nodes are new as far as they are of `kinds`, all else is shared."""
    kind = type(node)
    new = kind.__new__(kind)
    held = new.__dict__
    for name, value in node.__dict__.items():
        if type(value) is list:
            held[name] = [copied(each, kinds) if isinstance(each, kinds) else each for each in value]
        elif isinstance(value, kinds) and name != "ctx":
            held[name] = copied(value, kinds)
        else:
            held[name] = value
    return new


class _ChildFields(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node that may hold nodes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        is_leaf = issubclass(kind, ast.Constant)
        self[kind] = () if is_leaf else tuple(name for name in kind._fields if name not in _NO_NODES)
        return self[kind]


_FIELDS = _ChildFields()
