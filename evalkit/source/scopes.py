"""Scopes: what each name in a Python source may be bound to, whatever the order of its statements.

What a value is, the flow of values tells (flow.py). Here stands where a name is given a value at all.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from evalkit.source.names import (
    BINDS,
    Comprehension,
    Function,
    NameScope,
    bindings_of,
    bound_by_import,
    imported_names,
    is_static,
)
from evalkit.source.walking import children, nodes_of, walked

Bindings = list[tuple[ast.AST, str]]
"""What a name is bound to: expressions, definitions and parameters, each with how the name is taken from it."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef
_STANDS_IN = ast.Constant | ast.Name | ast.Attribute | ast.Lambda | Definition | ast.ClassDef
"""What people bind a name to that they could not import."""
_KEPT = 64
_TELLS_OF_NAMES = BINDS | {
    ast.arg, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Import, ast.ImportFrom,
}  # fmt: skip
"""The kinds of nodes that begin a scope or bind names; of all others only what stands in them does."""


@lru_cache(maxsize=_KEPT)
def scopes_of(tree: ast.Module) -> Scopes:
    """The scopes of a tree that nobody changes; what was asked before is given again."""
    return Scopes(tree)


class Scopes:
    """The scopes of one tree.

    `imported` says what imported names stand for. `own_attributes` are the names of all attributes that classes have,
    `attributes_of` says which each has, `fields` are the names of those that are declared with a type. `handed_on` are
    names of what is looked at and not called.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.imported = imported_names(tree)
        self.module = NameScope(tree, None)
        self.own_attributes: set[str] = set()
        self.attributes_of: dict[ast.AST, set[str]] = {}
        self.fields: set[str] = set()
        self._scope_of: dict[ast.AST, NameScope] = {}
        self._imports: dict[NameScope, set[str]] = {}
        self._enter(tree)

    def bound(self, name: ast.Name) -> tuple[NameScope, Bindings] | None:
        """What a name is bound to, and in which scope; None where only an import, a `global` or nothing says.

        Beside an import, what stands in for it where that fails (`except ImportError: np = None`) says nothing.
        """
        scope = self._scope_of.get(name)
        found = scope.find(name.id) if scope is not None else None
        if found is None or name.id not in self._imports.get(found[0], ()):
            return found
        stands_in = all(how == "value" and isinstance(value, _STANDS_IN) for value, how in found[1])
        return None if stands_in else found

    @cached_property
    def handed_on(self) -> frozenset[str]:
        """The names, and names of attributes, that are read and not called: somebody else may call what they are."""
        called = {node.func for node in nodes_of(self.tree) if isinstance(node, ast.Call)}
        return frozenset(
            last_name(node)
            for node in nodes_of(self.tree)
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and node not in called
        )

    def callbacks(self, calls_back: Callable[[str], bool]) -> frozenset[str | ast.Lambda]:
        """The names of functions, and lambdas, that are handed to what says that it calls them when something happens.

        `calls_back` says of a name whether what is called so does that.
        """
        return frozenset(
            each if isinstance(each, ast.Lambda) else last_name(each)
            for node in nodes_of(self.tree)
            for told in _told_as_callbacks(node, calls_back)
            for each in (told.elts if isinstance(told, ast.List | ast.Tuple) else (told,))
            if isinstance(each, ast.Name | ast.Attribute | ast.Lambda)
        )

    def _enter(self, tree: ast.Module) -> None:
        """Note the scope of every name, and what names are bound to in it, in the order of the source."""
        waiting: list[tuple[ast.AST, NameScope]] = [(child, self.module) for child in _backwards(tree)]
        while waiting:
            node, scope = waiting.pop()
            kind = type(node)
            if kind is ast.Name:
                self._scope_of[node] = scope
                continue
            if kind not in _TELLS_OF_NAMES:
                waiting += [(child, scope) for child in _backwards(node)]
                continue
            inner = scope
            if isinstance(node, ast.arg):
                self._scope_of[node] = scope
            elif isinstance(node, ast.ClassDef | Function | Comprehension):
                inner = NameScope(node, scope)
                if not isinstance(node, ast.Lambda | Comprehension):
                    scope.bindings.setdefault(node.name, []).append((node, "value"))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._imports.setdefault(scope, set()).update(bound_by_import(node))
            for name, value, how in bindings_of(node):
                inner.bindings.setdefault(name, []).append((value, how))
            if isinstance(node, Function):
                self._parameters(node, inner, scope)
            elif isinstance(node, ast.ClassDef):
                self._class(node)
            waiting += [(child, inner) for child in _backwards(node)]

    def _parameters(self, function: Function, inner: NameScope, outer: NameScope) -> None:
        arguments = function.args
        for place, argument in enumerate([*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]):
            is_self = place == 0 and isinstance(outer.node, ast.ClassDef) and not is_static(function)
            inner.bindings.setdefault(argument.arg, []).append((outer.node if is_self else argument, "value"))
        for variadic in (arguments.vararg, arguments.kwarg):
            if variadic is not None:
                inner.bindings.setdefault(variadic.arg, []).append((ast.List([], ast.Load()), "value"))

    def _class(self, definition: ast.ClassDef) -> None:
        found: set[str] = set()
        nodes = list(walked(definition))
        methods = [node for node in nodes if isinstance(node, Definition)]
        objects = {one.arg for each in methods for one in (*each.args.posonlyargs, *each.args.args)[:1]}
        for node in nodes:
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
                continue
            if isinstance(node.value, ast.Name) and node.value.id in objects:
                found.add(node.attr)
        for statement in definition.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(statement.name)
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                self.fields.add(statement.target.id)
                found.add(statement.target.id)
            found |= {name for name, _, _ in bindings_of(statement)}
        self.attributes_of[definition] = found
        self.own_attributes |= found


def default_of(function: Function, parameter: ast.arg) -> ast.expr | None:
    """What a parameter is where nobody gives it; None of one that has no default."""
    positional = [*function.args.posonlyargs, *function.args.args]
    defaults: dict[ast.arg, ast.expr | None] = dict(
        zip(reversed(positional), reversed(function.args.defaults), strict=False)
    )
    defaults |= dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))
    return defaults.get(parameter)


def last_name(node: ast.expr) -> str:
    """The last name that an expression spells; '' where it spells none."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _backwards(node: ast.AST) -> Sequence[ast.AST]:
    return list(children(node))[::-1]


def _told_as_callbacks(node: ast.AST, calls_back: Callable[[str], bool]) -> Iterator[ast.expr]:
    """What is handed over by a keyword, a key, an attribute or to a method that is called like one for callbacks."""
    if isinstance(node, ast.keyword) and calls_back(node.arg or ""):
        yield node.value
    elif isinstance(node, ast.Call) and calls_back(last_name(node.func)):
        yield from node.args
    elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Attribute):
        if calls_back(node.targets[0].attr):
            yield node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and calls_back(key.value):
                yield value
