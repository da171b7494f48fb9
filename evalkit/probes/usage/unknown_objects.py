"""Objects of which nothing is known, and which of them are surely none of Python's own.

A method that Python's types have is taken to be theirs on a value of which nothing is known. But where another method is
called on the same name that none of these types has, all of them belong to somebody else's object.
"""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet

from evalkit.source.names import NameScope
from evalkit.source.ownership import Owner, Owners
from evalkit.source.walking import nodes_of

PYTHONS_OWN = frozenset(
    name
    for each in (str, bytes, list, dict, set, tuple, int, float, complex, BaseException)
    for name in dir(each)
    if not name.startswith("_")
) | {"read", "write", "close", "readline", "readlines", "writelines", "flush", "name"}
"""Methods of Python's own types: on a value of which nothing is known they are taken to be that."""
_Binding = tuple[NameScope, str]


class UnknownObjects:
    """The unknown objects of one tree that are none of Python's own; `own` are names that classes of the author have."""

    def __init__(self, live: ast.Module, owners: Owners, own: AbstractSet[str]) -> None:
        self._owners = owners
        known = PYTHONS_OWN | own | owners.scopes.own_attributes
        called = (node.func for node in nodes_of(live) if isinstance(node, ast.Call))
        methods = (each for each in called if isinstance(each, ast.Attribute) and each.attr not in known)
        self._foreign = {
            self._binding(each.value) for each in methods if owners.of(each.value).owner is Owner.UNKNOWN
        } - {None}

    def is_foreign(self, node: ast.expr) -> bool:
        """Whether a name is bound to an object that is surely none of Python's own."""
        return self._binding(node) in self._foreign

    def is_given_by_foreign(self, node: ast.expr) -> bool:
        """Whether a name is bound to what such an object gave: `answer = sender.patch("x").return_value`."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        roots = [_root(value) for value, how in found[1] if how == "value"] if found else []
        return any(isinstance(root, ast.Name) and self.is_foreign(root) for root in roots)

    def _binding(self, node: ast.expr) -> _Binding | None:
        """A name with its scope; None of any other expression."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        return None if found is None or not isinstance(node, ast.Name) else (found[0], node.id)


def _root(node: ast.AST) -> ast.AST:
    """What a chain of calls and attributes begins with."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node
