"""Lazy tables that nothing says are any, but for the methods called on them, which no other object has."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from evalkit.probes.dsls.families import families
from evalkit.probes.dsls.known_names import known
from evalkit.source.enclosing import enclosed
from evalkit.source.values import Value
from evalkit.source.walking import nodes_of


def tables_of(tree: ast.Module, packages: frozenset[str]) -> dict[ast.AST | None, dict[str, Value]]:
    """The names that must be tables, and of what kind, by the function that they stand in; None for the module.

    `packages` are those that the source imports.
    """
    tables = _by_method(packages)
    told = [node for node in nodes_of(tree) if isinstance(node, ast.Attribute) and node.attr in tables]
    found: dict[ast.AST | None, dict[str, Value]] = {}
    for node, function in enclosed(tree, told) if told else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.setdefault(function, {})[node.value.id] = tables[node.attr]
    return found


def _by_method(packages: frozenset[str]) -> Mapping[str, Value]:
    """The tables that have each method, in a source with some packages."""
    tables: dict[str, Value] = {}
    for one in known().frames.of_tables:
        if "beside" in one and one["beside"] not in packages:
            continue
        gives = one["gives"]
        placeholder = families().placeholder(gives)
        family = placeholder[0].name if placeholder else ""
        for method in one["methods"]:
            tables.setdefault(method, Value(gives, family=family, frame="" if family else families().frame(gives)))
    return tables
