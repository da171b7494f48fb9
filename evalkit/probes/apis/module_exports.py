"""What a module's `__all__` says, read off its syntax tree: lists put together, extended, and made of others'.

griffe reads the plain ones. It takes a list that is bound to a name for another module, and does not follow calls.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from evalkit.source.names import imported_names

ALL = "__all__"
_NAMESPACE = frozenset({"dir()", "globals()", "list(globals())", "locals()", "vars()"})
_SAME_ITEMS = frozenset({"list", "set", "sorted", "tuple"})


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything that another module exports; `spelled` is how its list is called here ('core.__all__')."""

    spelled: str


class Unread(Enum):
    """What stands in `__all__` for a part that cannot be read."""

    COMPUTED = "computed"
    """Some names."""
    NAMESPACE = "namespace"
    """All of the module's names that do not begin with an underscore: `[n for n in dir() ...]`."""
    ATTACHED = "attached"
    """Made by one call together with `__getattr__`, as lazy loaders do."""


Item = str | AllOf | Unread
Items = tuple[Item, ...]


def read_exports(tree: ast.Module) -> Items | None:
    """What `__all__` of a module says; None where there is none.

    Where conditions give it several values, it says all of them.
    """
    bindings: dict[str, Items] = {
        name: (AllOf(name),) for name, origin in imported_names(tree).items() if origin.endswith(f".{ALL}")
    }
    bindings.pop(ALL, None)
    for statement in statements(tree.body):
        targets = _targets(statement)
        if isinstance(statement, ast.Assign) and any(isinstance(target, ast.Tuple) for target in statement.targets):
            attached = {ALL, "__getattr__"} <= targets
            bindings.update(dict.fromkeys(targets, (Unread.ATTACHED if attached else Unread.COMPUTED,)))
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            value = _evaluated(statement.value, bindings)
            for name in targets:
                again = name == ALL and statement not in tree.body
                bindings[name] = (*bindings.get(name, ()), *value) if again else value
        elif isinstance(statement, ast.AugAssign):
            for name in targets & bindings.keys():
                bindings[name] = (*bindings[name], *_evaluated(statement.value, bindings))
        elif isinstance(statement, ast.Expr):
            _called(statement.value, bindings)
        elif isinstance(statement, ast.For | ast.While) and ALL in bindings and _touches(statement):
            bindings[ALL] = (*bindings[ALL], Unread.COMPUTED)
    return bindings.get(ALL)


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those under conditions among them."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from statements(statement.body)
            for handler in statement.handlers if isinstance(statement, ast.Try) else ():
                yield from statements(handler.body)
            yield from statements(statement.orelse)
        if isinstance(statement, ast.Try):
            yield from statements(statement.finalbody)


def strings(node: ast.expr | None) -> list[str]:
    """The strings that a literal writes out: itself, or those of its elements that are strings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return []


def _targets(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.Assign):
        return {n.id for target in statement.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    if isinstance(statement, ast.AnnAssign | ast.AugAssign) and isinstance(statement.target, ast.Name):
        return {statement.target.id}
    return set()


def _called(call: ast.expr, bindings: dict[str, Items]) -> None:
    """Follow `names.extend([...])`, `.append("x")` and `.remove("x")`."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 1):
        return
    name = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    if name not in bindings:
        return
    if call.func.attr == "extend":
        bindings[name] = (*bindings[name], *_evaluated(call.args[0], bindings))
    elif call.func.attr == "append":
        bindings[name] = (*bindings[name], *_element(call.args[0], bindings))
    elif call.func.attr == "remove":
        gone = strings(call.args[0])
        kept = tuple(item for item in bindings[name] if item not in gone)
        bindings[name] = kept if gone else (*kept, Unread.COMPUTED)


def _evaluated(node: ast.expr, bindings: Mapping[str, Items]) -> Items:
    """The items of a list that an expression makes, as far as they can be read."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return tuple(item for element in node.elts for item in _element(element, bindings))
    if isinstance(node, ast.Name):
        return bindings.get(node.id, (Unread.COMPUTED,))
    if isinstance(node, ast.Attribute) and node.attr == ALL:
        return (AllOf(ast.unparse(node)),)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.BitOr):
        return (*_evaluated(node.left, bindings), *_evaluated(node.right, bindings))
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _SAME_ITEMS and len(node.args) <= 1:
        return _evaluated(node.args[0], bindings) if node.args else ()
    if isinstance(node, ast.ListComp) and ast.unparse(node.generators[0].iter) in _NAMESPACE:
        return (Unread.NAMESPACE,)
    return (Unread.COMPUTED,)


def _element(node: ast.expr, bindings: Mapping[str, Items]) -> Items:
    if isinstance(node, ast.Starred):
        return _evaluated(node.value, bindings)
    if isinstance(node, ast.Attribute) and node.attr == "__name__" and isinstance(node.value, ast.Name):
        return (node.value.id,)
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else (Unread.COMPUTED,)


def _touches(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Name) and node.id == ALL for node in ast.walk(statement))
