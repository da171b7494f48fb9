"""What names in a Python source stand for, once import aliases are resolved, and what they are bound to where.

Reading names without that loses a third of what is looked for as soon as somebody writes `import x as y`.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from evalkit.source.walking import nodes_of

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


BINDS = frozenset({
    ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.ExceptHandler,
    ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp,
})  # fmt: skip
"""The kinds of nodes that bind names, but for definitions and imports: a look at the kind is cheaper than asking for
names."""
_TELLS_IMPORTS = frozenset({ast.Import, ast.ImportFrom, ast.ExceptHandler})
_KEPT = 64
"""Trees of which the imported names are kept: half a dozen readers ask about each."""
_LONGEST = 50
"""Names in a qualified name: nobody's is longer, and looking further down every chain would take too long."""


def imported_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: {'pd': 'pandas', 'read_csv': 'pandas.read_csv'}.

    Imports anywhere in the tree count; one that stands in for another, should that fail, counts only where there is no
    other. A relative import keeps its dots ('.helper.mean'); `import a.b` binds 'a'.
    """
    return dict(_imported_names(tree))


@lru_cache(maxsize=_KEPT)
def _imported_names(tree: ast.AST) -> dict[str, str]:
    names: dict[str, str] = {}
    instead: dict[str, str] = {}
    told = [node for node in nodes_of(tree) if type(node) in _TELLS_IMPORTS]
    handled = {each for node in told if isinstance(node, ast.ExceptHandler) for each in node.body}
    for node in told:
        if isinstance(node, ast.Import | ast.ImportFrom):
            (instead if node in handled else names).update(bound_by_import(node))
    return instead | names


def bound_by_import(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """What one import binds: each name, and what it stands for."""
    if isinstance(node, ast.Import):
        tops = {alias: alias.name.partition(".")[0] for alias in node.names}
        return {alias.asname or top: alias.name if alias.asname else top for alias, top in tops.items()}
    module = "." * node.level + (node.module or "")
    joint = "" if module.endswith(".") or not module else "."
    return {alias.asname or alias.name: f"{module}{joint}{alias.name}" for alias in node.names}


def is_static(function: Function) -> bool:
    """Whether a function is a static method, whose first parameter is no instance of its class."""
    decorators = () if isinstance(function, ast.Lambda) else function.decorator_list
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in decorators)


def qualified(node: ast.expr, names: Mapping[str, str], *, through_subscripts: bool = False) -> str | None:
    """The qualified name that an expression spells, such as 'pandas.read_csv' for `pd.read_csv`; None for any other.

    With `through_subscripts`, `pl.table[0].name` spells 'polars.table.name'.
    """
    parts: list[str] = []
    while isinstance(node, ast.Attribute) or (through_subscripts and isinstance(node, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            if len(parts) > _LONGEST:
                return None
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return None
    return ".".join([names[node.id], *reversed(parts)])


class Scope(ABC):
    """A module, a function, a class or a comprehension, whose names code within it sees."""

    __slots__ = ()
    parent: Self | None

    @property
    @abstractmethod
    def is_class(self) -> bool:
        """Whether it is the body of a class, whose names functions within it do not see."""

    def seen(self) -> Iterator[Self]:
        """The scopes whose names code that stands in this one sees, inner before outer."""
        yield self
        scope = self.parent
        while scope is not None:
            if not scope.is_class:
                yield scope
            scope = scope.parent


@dataclass(eq=False, slots=True)
class NameScope(Scope):
    """What names are bound to in a module, a function, a class or a comprehension.

    A binding is an expression or definition, and how the name is taken from it: 'value', 'element', or
    'key', which is the first of each pair it gives.
    """

    node: ast.AST
    parent: NameScope | None
    bindings: dict[str, list[tuple[ast.AST, str]]] = field(default_factory=dict)

    @property
    def is_class(self) -> bool:
        """Whether it is the body of a class."""
        return isinstance(self.node, ast.ClassDef)

    def find(self, name: str) -> tuple[NameScope, list[tuple[ast.AST, str]]] | None:
        """The scope that binds a name for code that stands in this one, and what it is bound to there."""
        return next(((scope, scope.bindings[name]) for scope in self.seen() if name in scope.bindings), None)


def bindings_of(node: ast.AST) -> Iterator[tuple[str, ast.AST, str]]:
    """The names that a statement or comprehension binds: the name, what to, and how it is taken from that."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node.value, "value")
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield from _targets(node.target, node.value, "value")
    elif isinstance(node, ast.For | ast.AsyncFor):
        yield from _targets(node.target, node.iter, "element")
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if item.optional_vars is not None:
                yield from _targets(item.optional_vars, item.context_expr, "value")
    elif isinstance(node, ast.ExceptHandler) and node.name and node.type is not None:
        yield node.name, node.type, "value"
    elif isinstance(node, Comprehension):
        for generator in node.generators:
            yield from _targets(generator.target, generator.iter, "element")


def _targets(target: ast.expr, value: ast.expr, how: str) -> Iterator[tuple[str, ast.AST, str]]:
    if isinstance(target, ast.Name):
        yield target.id, value, how
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value, value, how)
    elif isinstance(target, ast.Tuple | ast.List):
        if how == "value" and isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
            for inner, part in zip(target.elts, value.elts, strict=True):
                yield from _targets(inner, part, "value")
            return
        first_is_key = how == "element" and len(target.elts) == 2 and _pairs_with_keys(value)
        for place, inner in enumerate(target.elts):
            taken = "key" if first_is_key and place == 0 else "element"
            yield from _targets(inner, value, taken)


def _pairs_with_keys(value: ast.expr) -> bool:
    """Whether an iteration may give pairs whose first is a key or a number: d.items(), enumerate()."""
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Name):
        return value.func.id == "enumerate"
    return isinstance(value.func, ast.Attribute) and value.func.attr == "items"
