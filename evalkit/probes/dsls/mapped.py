"""Queries of object-relational mappers, told without their sources: what is done with a class's attributes says so.

The classes of a program's tables stand in other modules. No ordinary method is given what `User.age > 3` gives: a
class's attribute is compared so that somebody else may look the rows up.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from evalkit.probes.dsls.known_names import known

_COMPARES = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def is_query(node: ast.Call, method: str, called: Callable[[str], str]) -> bool:
    """Whether a call of a method makes a query: of classes, or of what holds for attributes of theirs.

    `called` tells what a name is called in the module that it comes from.
    """
    if not isinstance(node.func, ast.Attribute) or not node.args:
        return False
    if method == "query":
        return all(_is_of_class(one, called) for one in node.args) or _is_session(node)
    return method in known().frames.of_queries and any(_is_condition(one, called) for one in node.args)


def is_condition(node: ast.Compare, origin: Callable[[str], str]) -> bool:
    """Whether a comparison is a condition for rows: of an attribute of a class from a module of tables.

    `origin` tells where a name comes from.
    """
    left = node.left
    if not (isinstance(left, ast.Attribute) and isinstance(left.value, ast.Name) and left.attr[:1].islower()):
        return False
    return _is_table(origin(left.value.id)) and all(isinstance(op, _COMPARES) for op in node.ops)


def is_condition_by_method(node: ast.Call, origin: Callable[[str], str]) -> bool:
    """Whether a call is of a method that a class's attribute has as a column alone: `User.name.ilike("a%")`."""
    method = node.func
    if not (isinstance(method, ast.Attribute) and method.attr in known().frames.of_columns_alone):
        return False
    column = method.value
    if not (isinstance(column, ast.Attribute) and isinstance(column.value, ast.Name)):
        return False
    return column.attr[:1].islower() and _is_table(origin(column.value.id))


def _is_table(origin: str) -> bool:
    """Whether an imported name is that of a class from a module of tables."""
    module, _, name = origin.rpartition(".")
    words = {word.rstrip("s") for part in module.lower().split(".") for word in part.split("_")}
    return name[:1].isupper() and not name.isupper() and not words.isdisjoint(known().frames.table_modules)


def _is_of_class(node: ast.expr, called: Callable[[str], str]) -> bool:
    """Whether an expression spells a class, or an attribute of one: `User`, `models.User.name`."""
    words = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return False
    return any(word[:1].isupper() and not word.isupper() for word in (*words, called(node.id)))


def _is_session(node: ast.Call) -> bool:
    """Whether what a method is called on is called a session, and the method is given names, or items, alone."""
    held = node.func.value if isinstance(node.func, ast.Attribute) else None
    name = held.attr if isinstance(held, ast.Attribute) else held.id if isinstance(held, ast.Name) else ""
    given = all(isinstance(one, ast.Name | ast.Attribute | ast.Subscript) for one in node.args)
    return given and name.lower().endswith("session")


def _is_condition(node: ast.expr, called: Callable[[str], str]) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_condition(node.operand, called)
    if isinstance(node, ast.BinOp):
        return _is_condition(node.left, called) or _is_condition(node.right, called)
    if isinstance(node, ast.Compare):
        return _is_attribute(node.left, called) and all(isinstance(op, _COMPARES) for op in node.ops)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in known().frames.of_columns and _is_attribute(node.func.value, called)
    return False


def _is_attribute(node: ast.expr, called: Callable[[str], str]) -> bool:
    """Whether an expression spells a class's attribute, and neither a constant of its nor another class."""
    return isinstance(node, ast.Attribute) and node.attr[:1].islower() and _is_of_class(node.value, called)
