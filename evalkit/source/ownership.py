"""Whose values are: Python's own, a library's, or the implementation's, as far as the source tells.

Only what is written in one file is looked at: literals, calls of built-in functions, imports, and what names are bound
to. Where it does not tell, the owner is unknown, unless who asks knows better of some names.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Generic, TypeVar

from evalkit.source.literal_texts import is_text
from evalkit.source.names import Comprehension, Function, NameScope, qualified
from evalkit.source.scopes import Bindings, scopes_of

_T = TypeVar("_T")
_NEVER = 1 << 60
_CUT = "\0"


class Owner(Enum):
    """Whose a value is."""

    BUILT_IN = "built in"
    LIBRARY = "a library's"
    OWN = "the implementation's"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a value is, and whose its elements are.

    `is_object` says that it is surely an instance of one of a library's classes: what a library gives may as well be a
    number or a text.
    """

    owner: Owner
    element: Owner = Owner.UNKNOWN
    is_object: bool = False

    @property
    def item(self) -> Ownership:
        """Whose one of its elements is: the library's where the whole is."""
        if self.owner is Owner.LIBRARY:
            return LIBRARY
        return Ownership(self.element, self.element if self.element is Owner.BUILT_IN else Owner.UNKNOWN)


BUILT_IN, LIBRARY = Ownership(Owner.BUILT_IN, Owner.BUILT_IN), Ownership(Owner.LIBRARY, Owner.LIBRARY)
OWN, UNKNOWN = Ownership(Owner.OWN), Ownership(Owner.UNKNOWN)
OBJECT = Ownership(Owner.LIBRARY, Owner.LIBRARY, is_object=True)
HANDED_OVER = Ownership(Owner.BUILT_IN)
"""What somebody else's code hands to a function of this source: data, as far as anybody can tell here."""
BUILT_IN_NAMES = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "reveal_type"}
_PASS_ON = frozenset(["list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "dict"])
_PICK_ONE = frozenset(["min", "max", "next"])
_MAY_BE_ANYTHING = frozenset(
    ["getattr", "eval", "exec", "map", "filter", "sum", "abs", "round", "divmod", "pow", "type", "vars", "__import__"]
)
_DICT_PICKS = frozenset({"get", "pop", "setdefault"})
_KEEP_ELEMENTS = frozenset(["items", "values", "copy", "union", "intersection", "difference"])


@dataclass(frozen=True, slots=True)
class Hearsay:
    """What is known of functions by their qualified names, since no source says it.

    `gives_object` says whether calling a symbol gives an instance of a library's class. `built_in` give values of
    Python's own types, `fields` make objects whose fields the source defines itself, `classes` make such classes.
    `field_methods` are the methods that give such objects, by the package that they belong to.
    """

    gives_object: Callable[[str], bool] = bool
    built_in: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    field_methods: frozenset[tuple[str, str]] = frozenset()


class Owners:
    """Whose every expression in one tree is.

    `local` says which top-level modules belong to the implementation, `hearsay` what is known of some names.
    """

    def __init__(self, tree: ast.Module, local: frozenset[str] = frozenset(), hearsay: Hearsay | None = None) -> None:
        self.scopes = scopes_of(tree)
        self._local = local
        self._hearsay = hearsay or Hearsay()
        self._known: dict[ast.AST, Ownership] = {}
        self._texts: dict[ast.expr, bool] = {}
        self._origins = _Answers(_CUT)
        self._got_from: dict[ast.AST, str] = {}
        self._answers = _Answers(UNKNOWN)

    def symbol(self, node: ast.expr) -> str | None:
        """The library symbol that an expression spells by way of an import; None for any other, and for own modules."""
        name = self.scopes.qualified(node)
        if name is None or name.startswith("."):
            return None
        return None if name.partition(".")[0] in self._local or name.startswith("__future__") else name

    def is_own_import(self, node: ast.expr) -> bool:
        """Whether an expression spells something from one of the implementation's own modules."""
        name = qualified(node, self.scopes.imported)
        return name is not None and (name.startswith(".") or name.partition(".")[0] in self._local)

    def of(self, node: ast.AST) -> Ownership:
        """Whose an expression is (or what a definition binds)."""
        known = self._known.get(node)
        if known is not None:
            return known
        before = self._answers.begin()
        known = self._of(node)
        if self._answers.end(before):
            self._known[node] = known
        return known

    def _of(self, node: ast.AST) -> Ownership:
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
        if isinstance(node, ast.arg):
            return self._parameter(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            whole = self.of(node.value)
            return whole if isinstance(node.slice, ast.Slice) or whole.is_object else whole.item
        if isinstance(node, ast.Compare) and all(
            isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops
        ):
            return BUILT_IN
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return BUILT_IN
        if isinstance(node, ast.BinOp) and self.is_text(node):
            return BUILT_IN
        parts = _parts(node)
        return _joint([self.of(part) for part in parts]) if parts else UNKNOWN

    def origin(self, node: ast.AST) -> str:
        """The top-level package of the import that a value was got from by calls and names alone; '' where it is not one."""
        found = self._origin(node)
        return "" if found == _CUT else found

    def _origin(self, node: ast.AST) -> str:
        """The same, `_CUT` where a name is bound to something that is made of itself."""
        way: list[ast.AST] = []
        while isinstance(node, ast.Attribute | ast.Call | ast.Subscript | ast.Await) and node not in self._got_from:
            way.append(node)
            if isinstance(node, ast.Attribute) and (symbol := self.symbol(node)):
                found = symbol.partition(".")[0]
                break
            node = node.func if isinstance(node, ast.Call) else node.value
        else:
            found = self._got_from[node] if node in self._got_from else self._origin_of_name(node)
        if self._origins.is_idle:
            self._got_from |= dict.fromkeys(way, found)
        return found

    def _origin_of_name(self, node: ast.AST) -> str:
        if not isinstance(node, ast.Name):
            return ""
        if symbol := self.symbol(node):
            return symbol.partition(".")[0]
        found = self.scopes.bound(node)
        if found is None:
            return ""
        scope, bindings = found
        return self._origins.of((id(scope), node.id), lambda: self._one_origin(bindings))

    def _one_origin(self, bindings: Bindings) -> str:
        origins = {self._origin(value) for value, _ in bindings} - {_CUT}
        return origins.pop() if len(origins) == 1 else ""

    def is_text(self, node: ast.expr) -> bool:
        """Whether an expression is plainly a text: written out, put together with another one, or made of one."""
        known = self._texts.get(node)
        if known is None:
            known = self._texts[node] = is_text(node, self.is_text)
        return known

    def is_computed(self, node: ast.AST) -> bool:
        """Whether a value is made by an operator, whose result inference takes from the left operand alone."""
        if not isinstance(node, ast.Name):
            return isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare)
        found = self.scopes.bound(node)
        return found is not None and any(isinstance(value, ast.BinOp | ast.Compare) for value, _ in found[1])

    def _name(self, node: ast.Name) -> Ownership:
        found = self.scopes.bound(node)
        if found is None:
            if self.symbol(node):
                return LIBRARY
            if self.is_own_import(node):
                return OWN
            return BUILT_IN if node.id in BUILT_IN_NAMES else UNKNOWN
        return self._bound(node.id, *found)

    def _bound(self, name: str, scope: NameScope, bindings: Bindings) -> Ownership:
        return self._answers.of(
            (id(scope), name), lambda: _joint([_taken(self.of(value), how) for value, how in bindings])
        )

    def _attribute(self, node: ast.Attribute) -> Ownership:
        if self.symbol(node):
            return LIBRARY
        ownership = self.of(node.value)
        if ownership.owner is not Owner.OWN:
            return ownership
        values = self.scopes.attributes.get(node.attr)
        if not values:
            return UNKNOWN
        return self._answers.of((0, f".{node.attr}"), lambda: _joint([self.of(value) for value in values]))

    def _parameter(self, node: ast.arg) -> Ownership:
        """Whose an argument is: by its annotation, by what the function is called with here, by its default."""
        annotated = self._annotated(node.annotation)
        if annotated.owner is not Owner.UNKNOWN or node not in self.scopes.parameters:
            return annotated
        function, _ = self.scopes.parameters[node]
        given = self.scopes.passed(node)
        if given:
            return self._answers.of((id(node), "passed"), lambda: _joint([self.of(value) for value in given]))
        if isinstance(function, ast.Lambda) or function.name in self.scopes.handed_on:
            return HANDED_OVER
        return UNKNOWN

    def _annotated(self, node: ast.expr | None) -> Ownership:
        """Whose the values of an annotation are."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode="eval").body
            except (SyntaxError, ValueError):
                return UNKNOWN
        if isinstance(node, ast.BinOp):
            left = self._annotated(node.left)
            return left if left.owner is not Owner.UNKNOWN else self._annotated(node.right)
        if isinstance(node, ast.Subscript):
            outer = qualified(node.value, self.scopes.imported) or ""
            return self._annotated(node.slice) if outer.endswith(".Optional") else self._annotated(node.value)
        if not isinstance(node, ast.Name | ast.Attribute):
            return UNKNOWN
        if isinstance(node, ast.Name) and node.id in BUILT_IN_NAMES and node.id not in self.scopes.imported:
            return UNKNOWN if node.id in {"object", "type"} else BUILT_IN
        symbol = qualified(node, self.scopes.imported)
        if symbol is None or symbol.startswith((".", "typing.", "typing_extensions.", "collections.abc.")):
            return UNKNOWN
        return UNKNOWN if symbol.partition(".")[0] in self._local else OBJECT

    def _call(self, node: ast.Call) -> Ownership:
        function = node.func
        if self.symbol(function) in self._hearsay.built_in:
            return BUILT_IN
        if isinstance(function, ast.Attribute) and not self.symbol(function):
            whole = self.of(function.value)
            if whole.owner is Owner.OWN:
                defined = self.scopes.methods.get(function.attr)
                return self._result([(each, "value") for each in defined]) if defined else UNKNOWN
            if whole.owner is not Owner.BUILT_IN:
                if (self.origin(function.value), function.attr) in self._hearsay.field_methods:
                    return BUILT_IN
                return replace(whole, is_object=False)
            if function.attr in _DICT_PICKS:
                default = self.of(node.args[1]) if len(node.args) > 1 else UNKNOWN
                return default if whole.element is Owner.UNKNOWN else whole.item
            return Ownership(Owner.BUILT_IN, whole.element) if function.attr in _KEEP_ELEMENTS else BUILT_IN
        if isinstance(function, ast.Name):
            found = self.scopes.bound(function)
            if found is not None:
                scope, bindings = found
                return self._answers.of((id(scope), f"{function.id}()"), lambda: self._result(bindings))
            if function.id in BUILT_IN_NAMES and not self.symbol(function):
                return self._built_in_call(function.id, node)
        if symbol := self.symbol(function):
            if symbol in self._hearsay.fields:
                return BUILT_IN
            return replace(LIBRARY, is_object=self._hearsay.gives_object(symbol))
        ownership = self.of(function)
        return UNKNOWN if ownership.owner is Owner.OWN else replace(ownership, is_object=False)

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

    def _result(self, bindings: Bindings) -> Ownership:
        results: list[Ownership] = []
        for definition, how in bindings:
            if isinstance(definition, ast.ClassDef):
                results.append(OWN)
            elif isinstance(definition, ast.FunctionDef) and not definition.decorator_list and how == "value":
                results.append(self._answers.of((id(definition), "return"), partial(self._returned, definition)))
            elif isinstance(definition, ast.Call) and self.symbol(definition.func) in self._hearsay.classes:
                results.append(BUILT_IN)
            else:
                ownership = self.of(definition)
                results.append(replace(ownership, is_object=False) if ownership.owner is Owner.LIBRARY else UNKNOWN)
        return _joint(results)

    def _returned(self, definition: ast.FunctionDef) -> Ownership:
        returned = self.scopes.returned(definition)
        return _joint([self.of(value) for value in returned]) if returned else UNKNOWN


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
    is_object = any(ownership.is_object for ownership in ownerships)
    element = (
        Owner.LIBRARY if Owner.LIBRARY in elements else ownerships[0].element if len(elements) == 1 else Owner.UNKNOWN
    )
    return Ownership(owner, element, is_object)


class _Answers(Generic[_T]):
    """Answers to questions that may come back to themselves: then `cut` is taken for the inner one.

    An answer is kept where no question outside of it was cut: it is the same whoever asks. Any other holds until the
    question that was cut is answered: to work it out again within that would take twice as long with each one more.
    """

    def __init__(self, cut: _T) -> None:
        self._cut = cut
        self._kept: dict[tuple[int, str], _T] = {}
        self._meanwhile: dict[tuple[int, str], tuple[_T, int]] = {}
        self._asked: dict[tuple[int, str], int] = {}
        self._lowest = _NEVER

    def of(self, key: tuple[int, str], answer: Callable[[], _T]) -> _T:
        """The answer to a question, worked out at most once where that is possible."""
        if key in self._kept:
            return self._kept[key]
        if key in self._asked:
            self._lowest = min(self._lowest, self._asked[key])
            return self._cut
        if key in self._meanwhile:
            given, lowest = self._meanwhile[key]
            self._lowest = min(self._lowest, lowest)
            return given
        place = len(self._asked)
        self._asked[key] = place
        before = self.begin()
        given = answer()
        del self._asked[key]
        if self._lowest >= place:
            self._kept[key] = given
            self._lowest = _NEVER
            self._meanwhile = {one: held for one, held in self._meanwhile.items() if held[1] < place}
        else:
            self._meanwhile[key] = (given, self._lowest)
            for one, (other, lowest) in self._meanwhile.items():
                if lowest >= place:  # what rests on this one rests on what this one rests on
                    self._meanwhile[one] = (other, self._lowest)
        self.end(before)
        return given

    @property
    def is_idle(self) -> bool:
        """Whether no question is being answered."""
        return not self._asked

    def begin(self) -> int:
        """Begin to watch whether a question is cut; what is returned is handed to `end`."""
        before, self._lowest = self._lowest, _NEVER
        return before

    def end(self, before: int) -> bool:
        """Whether none was cut since."""
        is_whole = self._lowest == _NEVER
        self._lowest = min(before, self._lowest)
        return is_whole


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
