"""Lazy tables that nothing says are any, but for what is done with them, which no other object allows.

Only a table has some of the methods called on it, or is given a condition over its own columns: `t.filter(t.age > 3)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evalkit.probes.dsls.families import families
from evalkit.probes.dsls.known_names import known
from evalkit.source.enclosing import enclosed
from evalkit.source.values import Value
from evalkit.source.walking import nodes_of, walked

Tables = Mapping[str, Value]
"""What kind of table some method, or name, tells."""


@dataclass(frozen=True, slots=True)
class ToldTables:
    """The names that must be tables, by the function that they stand in (None for the module), and attributes of `self`."""

    names: Mapping[ast.AST | None, Tables] = field(default_factory=dict)
    held: Tables = field(default_factory=dict)


def tables_of(tree: ast.Module, packages: frozenset[str]) -> ToldTables:
    """What must be a table in a source that imports some `packages`, and of what kind."""
    by_method, by_condition = _by("methods", packages), _by("conditions", packages)
    through = {one["gives"]: frozenset(one["through"]) for one in known().frames.of_tables if "through" in one}
    told: dict[ast.expr, Value] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Attribute) and node.attr in by_method:
            told.setdefault(_root(node.value, by_method[node.attr], through), by_method[node.attr])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in by_condition:
            told |= dict.fromkeys(_compared(node.func, node), by_condition[node.func.attr])
    names: dict[ast.AST | None, dict[str, Value]] = {}
    held: dict[str, Value] = {}
    for base, function in enclosed(tree, told) if told else ():
        if isinstance(base, ast.Name):
            names.setdefault(function, {})[base.id] = told[base]
        elif isinstance(base, ast.Attribute) and _spelled(base) == f"self.{base.attr}":
            held[base.attr] = told[base]
    return ToldTables(names, held)


def _root(base: ast.expr, table: Value, through: Mapping[str, frozenset[str]]) -> ast.expr:
    """What a chain of methods is called on each of which gives a table and takes one."""
    methods = through.get(table.origin, frozenset())
    while isinstance(base, ast.Call) and isinstance(base.func, ast.Attribute) and base.func.attr in methods:
        base = base.func.value
    return base


def _compared(method: ast.Attribute, call: ast.Call) -> Iterator[ast.expr]:
    """The tables whose columns a method compares that is called on one of them: on none other, a condition says nothing."""
    tables = [
        base
        for argument in (*call.args, *(one.value for one in call.keywords))
        for compare in walked(argument)
        if isinstance(compare, ast.Compare)
        for base in (_table(side) for side in (compare.left, *compare.comparators))
        if base is not None
    ]
    if _spelled(method.value) in {_spelled(base) for base in tables} - {""}:
        yield method.value
        yield from tables


def _table(column: ast.expr) -> ast.expr | None:
    """What an expression may be a column of: `t` of `t.age` and `t["age"]`."""
    if isinstance(column, ast.Subscript):
        is_named = isinstance(column.slice, ast.Constant) and isinstance(column.slice.value, str)
        return column.value if is_named else None
    return column.value if isinstance(column, ast.Attribute) else None


def _spelled(node: ast.expr) -> str:
    """How a name, or an attribute of `self`, is spelled; '' of anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _by(what: str, packages: frozenset[str]) -> Tables:
    """The tables that have each method, in a source with some packages."""
    tables: dict[str, Value] = {}
    for one in known().frames.of_tables:
        if "beside" in one and one["beside"] not in packages:
            continue
        gives = one["gives"]
        placeholder = families().placeholder(gives)
        family = placeholder[0].name if placeholder else ""
        for method in one.get(what, ()):
            tables.setdefault(method, Value(gives, family=family, frame="" if family else families().frame(gives)))
    return tables
