"""Tensors of a graph that nothing says are any, but for a layer that is made there and called with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from evalkit.probes.dsls.reader import canonical
from evalkit.source.enclosing import enclosed
from evalkit.source.names import qualified
from evalkit.source.walking import nodes_of

_PACKAGES = frozenset({"tensorflow", "keras", "tf_keras"})
_ENDS = frozenset({"output", "outputs", "input", "inputs"})
"""What the tensors at either end of a model are called."""


def tensors_of(
    tree: ast.Module, names: Mapping[str, str], packages: frozenset[str]
) -> dict[ast.AST | None, frozenset[str]]:
    """The names that layers of Keras are called with, by the function that they stand in; None for the module.

    A layer that is made where it is called puts a graph together, whatever it is given. `names` says what imported
    names stand for, `packages` are those of the source.
    """
    if _PACKAGES.isdisjoint(packages):
        return {}
    calls = [node for node in nodes_of(tree) if isinstance(node, ast.Call) and _is_layer(node.func, names)]
    return _names_in(tree, calls)


def given_to_made(tree: ast.Module, packages: frozenset[str]) -> dict[ast.AST | None, frozenset[str]]:
    """The names that anything is called with which another call made: `self.block()(x)`; by function, as above."""
    if _PACKAGES.isdisjoint(packages):
        return {}
    return _names_in(
        tree, [node for node in nodes_of(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Call)]
    )


def _names_in(tree: ast.Module, calls: list[ast.Call]) -> dict[ast.AST | None, frozenset[str]]:
    found: dict[ast.AST | None, set[str]] = {}
    for name, function in enclosed(tree, [each for call in calls for each in _given(call)]):
        if isinstance(name, ast.Name):
            found.setdefault(function, set()).add(name.id)
    return {function: frozenset(given) for function, given in found.items()}


def is_end_of_model(node: ast.expr) -> bool:
    """Whether an expression spells the tensors at an end of a model: `encoder.output`."""
    if isinstance(node, ast.Subscript):
        return is_end_of_model(node.value)
    return isinstance(node, ast.Attribute) and node.attr in _ENDS


def _is_layer(made: ast.expr, names: Mapping[str, str]) -> bool:
    """Whether what is called is a layer that is made there: `Dense(3)` of `Dense(3)(x)`."""
    if not isinstance(made, ast.Call):
        return False
    origin = canonical(qualified(made.func, names) or "")
    package, *path = origin.split(".")
    return package in _PACKAGES and "layers" in path and path[-1][:1].isupper()


def _given(call: ast.Call) -> Iterator[ast.expr]:
    for argument in call.args[:1]:
        yield from argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
