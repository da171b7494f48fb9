"""What the classes of a source have: the names of their methods and attributes, and what they are derived from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evalkit.source.names import bindings_of, imported_names, qualified
from evalkit.source.walking import nodes_of, walked

_Method = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class ClassMembers:
    """The names that one class gives its instances, and the qualified names of its bases that were imported.

    One that `is_derived` may give them more. `parameters` are those of each method, without the instance; a method that
    takes any keyword has none here.
    """

    bases: tuple[str, ...]
    names: frozenset[str]
    is_derived: bool = False
    parameters: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)


def class_members(tree: ast.Module) -> tuple[ClassMembers, ...]:
    """The members of every class in a tree that has any, in their order."""
    imported = imported_names(tree)
    found = []
    for node in nodes_of(tree):
        if isinstance(node, ast.ClassDef) and (names := frozenset(_names(node))):
            bases = (qualified(base, imported) for base in node.bases)
            given = tuple(base for base in bases if base)
            found.append(ClassMembers(given, names, bool(node.bases), dict(_parameters(node))))
    return tuple(found)


def _parameters(definition: ast.ClassDef) -> Iterator[tuple[str, frozenset[str]]]:
    for method in definition.body:
        if isinstance(method, _Method) and method.args.kwarg is None:
            taken = [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
            yield method.name, frozenset(one.arg for one in taken) - {"self", "cls"}


def _names(definition: ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for statement in definition.body:
        if isinstance(statement, _Method):
            names.add(statement.name)
            given = [*statement.args.posonlyargs, *statement.args.args]
            names |= {
                node.attr
                for node in walked(statement)
                if isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and isinstance(node.value, ast.Name)
                and given
                and node.value.id == given[0].arg
            }
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names.add(statement.target.id)
        names |= {name for name, _, _ in bindings_of(statement)}
    return {name for name in names if not name.startswith("__")}
