"""Whose values are: Python's own, a library's, or the implementation's, as far as the source tells.

Only what is written in one file is looked at: literals, calls of built-in functions, imports, and what names are bound
to. Where it does not tell, the owner is unknown.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from evalkit.source.names import Comprehension, Function, NameScope, bindings_of, qualified


class Owner(Enum):
    """Whose a value is."""

    BUILT_IN = "built in"
    LIBRARY = "a library's"
    OWN = "the implementation's"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a value is, and whose its elements are."""

    owner: Owner
    element: Owner = Owner.UNKNOWN

    @property
    def item(self) -> Ownership:
        """Whose one of its elements is: the library's where the whole is."""
        if self.owner is Owner.LIBRARY:
            return LIBRARY
        return Ownership(self.element, self.element if self.element is Owner.BUILT_IN else Owner.UNKNOWN)


BUILT_IN, LIBRARY = Ownership(Owner.BUILT_IN, Owner.BUILT_IN), Ownership(Owner.LIBRARY, Owner.LIBRARY)
OWN, UNKNOWN = Ownership(Owner.OWN), Ownership(Owner.UNKNOWN)
BUILT_IN_NAMES = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "reveal_type"}
_GIVE_BUILT_IN = frozenset({
    "ast.literal_eval", "json.load", "json.loads", "os.getenv", "os.listdir", "random.randint", "random.random",
    "time.monotonic", "time.perf_counter", "time.time", "tomllib.load", "tomllib.loads", "yaml.safe_load",
})  # fmt: skip
"""Functions of wide use whose results are Python's own, though nothing they are annotated with says so."""
_PASS_ON = frozenset(["list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "dict"])
_PICK_ONE = frozenset(["min", "max", "next"])
_MAY_BE_ANYTHING = frozenset(
    ["getattr", "eval", "exec", "map", "filter", "sum", "abs", "round", "divmod", "pow", "type", "vars", "__import__"]
)
_DICT_PICKS = frozenset({"get", "pop", "setdefault"})
_KEEP_ELEMENTS = frozenset(["items", "values", "copy", "union", "intersection", "difference"])


class Owners:
    """The scopes of one tree, and whose every expression in it is.

    `imported` says what imported names stand for, `local` which top-level modules belong to the implementation.
    """

    def __init__(self, tree: ast.Module, imported: Mapping[str, str], local: frozenset[str]) -> None:
        self._imported = imported
        self._local = local
        self.scope_of: dict[ast.AST, NameScope] = {}
        self.own_attributes: set[str] = set()
        self._asked: set[tuple[int, str]] = set()
        self._enter(tree, NameScope(tree, None))

    def symbol(self, node: ast.expr) -> str | None:
        """The library symbol that an expression spells by way of an import; None for any other, and for own modules."""
        name = qualified(node, self._imported)
        if name is None or self._is_rebound(node) or name.startswith("."):
            return None
        return None if name.partition(".")[0] in self._local or name.startswith("__future__") else name

    def is_own_import(self, node: ast.expr) -> bool:
        """Whether an expression spells something from one of the implementation's own modules."""
        name = qualified(node, self._imported)
        return name is not None and (name.startswith(".") or name.partition(".")[0] in self._local)

    def of(self, node: ast.AST) -> Ownership:
        """Whose an expression is (or what a definition binds)."""
        if isinstance(node, ast.Constant | ast.JoinedStr):
            return BUILT_IN
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return Ownership(Owner.BUILT_IN, _joint([self.of(each) for each in node.elts]).owner)
        if isinstance(node, ast.Dict):
            return Ownership(Owner.BUILT_IN, _joint([self.of(each) for each in node.values]).owner)
        if isinstance(node, Comprehension):
            return Ownership(Owner.BUILT_IN, self.of(node.value if isinstance(node, ast.DictComp) else node.elt).owner)
        if isinstance(node, Function | ast.ClassDef):
            return OWN
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            whole = self.of(node.value)
            return whole if isinstance(node.slice, ast.Slice) else whole.item
        if isinstance(node, ast.Compare) and all(
            isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops
        ):
            return BUILT_IN
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return BUILT_IN
        parts = _parts(node)
        return _joint([self.of(part) for part in parts]) if parts else UNKNOWN

    def origin(self, node: ast.AST) -> str:
        """The top-level package of the import that a value was got from by calls and names alone; '' where it is not one."""
        while isinstance(node, ast.Attribute | ast.Call | ast.Subscript | ast.Await):
            if isinstance(node, ast.Attribute) and (symbol := self.symbol(node)):
                return symbol.partition(".")[0]
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Name):
            return ""
        if symbol := self.symbol(node):
            return symbol.partition(".")[0]
        found = self.scope_of[node].find(node.id) if node in self.scope_of else None
        if found is None or (id(found[0]), node.id) in self._asked:
            return ""
        self._asked.add((id(found[0]), node.id))
        origins = {self.origin(value) for value, _ in found[1]}
        self._asked.discard((id(found[0]), node.id))
        return origins.pop() if len(origins) == 1 else ""

    def is_computed(self, node: ast.AST) -> bool:
        """Whether a value is made by an operator, whose result inference takes from the left operand alone."""
        if not isinstance(node, ast.Name):
            return isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare)
        found = self.scope_of[node].find(node.id) if node in self.scope_of else None
        return found is not None and any(isinstance(value, ast.BinOp | ast.Compare) for value, _ in found[1])

    def _name(self, node: ast.Name) -> Ownership:
        found = self.scope_of[node].find(node.id) if node in self.scope_of else None
        if found is None:
            if self.symbol(node):
                return LIBRARY
            if self.is_own_import(node):
                return OWN
            return BUILT_IN if node.id in BUILT_IN_NAMES else UNKNOWN
        return self._bound(node.id, *found)

    def _bound(self, name: str, scope: NameScope, bindings: list[tuple[ast.AST, str]]) -> Ownership:
        key = (id(scope), name)
        if key in self._asked:  # bound to something that is made of itself
            return UNKNOWN
        self._asked.add(key)
        try:
            return _joint([_taken(self.of(value), how) for value, how in bindings])
        finally:
            self._asked.discard(key)

    def _attribute(self, node: ast.Attribute) -> Ownership:
        if self.symbol(node):
            return LIBRARY
        ownership = self.of(node.value)
        return UNKNOWN if ownership.owner is Owner.OWN else ownership

    def _call(self, node: ast.Call) -> Ownership:
        function = node.func
        if self.symbol(function) in _GIVE_BUILT_IN:
            return BUILT_IN
        if isinstance(function, ast.Attribute) and not self.symbol(function):
            whole = self.of(function.value)
            if whole.owner is not Owner.BUILT_IN:
                return UNKNOWN if whole.owner is Owner.OWN else whole
            if function.attr in _DICT_PICKS:
                default = self.of(node.args[1]) if len(node.args) > 1 else UNKNOWN
                return default if whole.element is Owner.UNKNOWN else whole.item
            return Ownership(Owner.BUILT_IN, whole.element) if function.attr in _KEEP_ELEMENTS else BUILT_IN
        if isinstance(function, ast.Name):
            found = self.scope_of[function].find(function.id) if function in self.scope_of else None
            if found is not None:
                return self._result(found[1])
            if function.id in BUILT_IN_NAMES and not self.symbol(function):
                return self._built_in_call(function.id, node)
        ownership = self.of(function)
        return UNKNOWN if ownership.owner is Owner.OWN else ownership

    def _built_in_call(self, name: str, node: ast.Call) -> Ownership:
        if name in _MAY_BE_ANYTHING:
            return UNKNOWN
        given = [self.of(each) for each in node.args]
        if name in _PASS_ON:
            return Ownership(Owner.BUILT_IN, given[0].item.owner if given else Owner.UNKNOWN)
        if name in _PICK_ONE:
            return given[0].item if len(given) == 1 else _joint(given)
        if name == "super":
            return OWN
        if name in {"enumerate", "zip"}:
            return Ownership(Owner.BUILT_IN, _joint([each.item for each in given]).owner if given else Owner.UNKNOWN)
        return BUILT_IN

    def _result(self, bindings: list[tuple[ast.AST, str]]) -> Ownership:
        results: list[Ownership] = []
        for definition, how in bindings:
            if isinstance(definition, ast.ClassDef):
                results.append(OWN)
            elif isinstance(definition, ast.FunctionDef) and not definition.decorator_list and how == "value":
                key = (id(definition), "return")
                if key in self._asked:
                    return UNKNOWN
                self._asked.add(key)
                returned = [each.value for each in ast.walk(definition) if isinstance(each, ast.Return) and each.value]
                results.append(_joint([self.of(value) for value in returned]) if returned else UNKNOWN)
                self._asked.discard(key)
            else:
                ownership = self.of(definition)
                results.append(ownership if ownership.owner is Owner.LIBRARY else UNKNOWN)
        return _joint(results)

    def _is_rebound(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node in self.scope_of and self.scope_of[node].find(node.id) is not None

    def _enter(self, node: ast.AST, scope: NameScope) -> None:
        """Note the scope of every node below this one, and what names are bound to in it."""
        for child in ast.iter_child_nodes(node):
            self.scope_of[child] = scope
            inner = scope
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                scope.bindings.setdefault(child.name, []).append((child, "value"))
            if isinstance(child, ast.ClassDef | Function | Comprehension):
                inner = NameScope(child, scope)
            for name, value, how in bindings_of(child):
                inner.bindings.setdefault(name, []).append((value, how))
            if isinstance(child, Function):
                self._parameters(child, inner, scope)
            if isinstance(child, ast.ClassDef):
                self._note_attributes(child)
            self._enter(child, inner)

    def _parameters(self, function: Function, inner: NameScope, outer: NameScope) -> None:
        arguments = function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        for place, argument in enumerate(every):
            is_self = place == 0 and isinstance(outer.node, ast.ClassDef)
            inner.bindings.setdefault(argument.arg, []).append((outer.node if is_self else argument, "value"))
        for variadic in (arguments.vararg, arguments.kwarg):
            if variadic is not None:
                inner.bindings.setdefault(variadic.arg, []).append((ast.List([], ast.Load()), "value"))

    def _note_attributes(self, definition: ast.ClassDef) -> None:
        for node in ast.walk(definition):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
                self.own_attributes.add(node.attr)
        for statement in definition.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self.own_attributes.add(statement.name)
            for name, _, _ in bindings_of(statement):
                self.own_attributes.add(name)


def _taken(ownership: Ownership, how: str) -> Ownership:
    if how == "key" and ownership.owner is Owner.BUILT_IN:
        return BUILT_IN
    return ownership if how == "value" else ownership.item


def _joint(ownerships: list[Ownership]) -> Ownership:
    """Whose a value is that may be any of several; what may be a library's is taken to be."""
    if not ownerships:
        return Ownership(Owner.UNKNOWN)
    owners, elements = {ownership.owner for ownership in ownerships}, {ownership.element for ownership in ownerships}
    owner = Owner.LIBRARY if Owner.LIBRARY in owners else ownerships[0].owner if len(owners) == 1 else Owner.UNKNOWN
    element = (
        Owner.LIBRARY if Owner.LIBRARY in elements else ownerships[0].element if len(elements) == 1 else Owner.UNKNOWN
    )
    return Ownership(owner, element)


def _parts(node: ast.AST) -> list[ast.expr]:
    """The expressions that decide whose an expression made of others is."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.BoolOp):
        return list(node.values)
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Starred | ast.NamedExpr | ast.Await):
        return [node.value]
    return []
