"""Objects of which nothing is known, and which of them are surely none of Python's own.

A method that Python's types have is taken to be theirs on a value of which nothing is known. But where another method is
called on the same name that none of these types has, all of them belong to somebody else's object. So do those that are
told a keyword which no such method takes, and those of the columns of what only a table can be.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, cached_property

from evalkit.probes.dsls.known_names import known
from evalkit.source.class_members import ClassMembers
from evalkit.source.names import NameScope
from evalkit.source.ownership import HANDED_OVER, Owner, Owners
from evalkit.source.standard_library import attribute_of
from evalkit.source.walking import nodes_of, walked

OF_FILES = frozenset({"read", "write", "close", "readline", "readlines", "writelines", "flush"})
"""Methods of files."""
PYTHONS_OWN = (
    frozenset(
        name
        for each in (str, bytes, list, dict, set, tuple, int, float, complex, BaseException)
        for name in dir(each)
        if not name.startswith("_")
    )
    | OF_FILES
    | {"name"}
)
"""Methods of Python's own types: on a value of which nothing is known they are taken to be that."""
_MANY_FIELDS = 5
"""Fields that are read of a configuration: a library's object seldom has as many that are, and is asked to do something."""
_Binding = tuple[NameScope, str]


@cache
def takes(method: str) -> frozenset[str] | None:
    """The keywords that methods of Python's own types take which are called so; None where they take any, or are none."""
    taken: set[str] = set()
    is_one = False
    for kind in ("str", "bytes", "list", "dict", "set", "tuple", "int", "float", "complex"):
        found = attribute_of(f"builtins.{kind}", method)
        for function in found.nodes if found is not None else ():
            if isinstance(function, ast.FunctionDef):
                is_one = True
                if function.args.kwarg is not None:
                    return None
                taken |= {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    return frozenset(taken) if is_one else None


class UnknownObjects:
    """The unknown objects of one tree that are none of Python's own; `own` are names that classes of the author have."""

    def __init__(self, live: ast.Module, owners: Owners, own: AbstractSet[str]) -> None:
        self._owners = owners
        self._live = live
        pythons = PYTHONS_OWN | own | owners.scopes.own_attributes
        called = [node.func for node in nodes_of(live) if isinstance(node, ast.Call)]
        methods = [each for each in called if isinstance(each, ast.Attribute) and each.attr not in pythons]
        told = {node.func for node in nodes_of(live) if isinstance(node, ast.Call) and (node.args or node.keywords)}
        asked = [each.value for each in methods if self._may_be_foreign(each.value, told=each in told)]
        asked += [root for each in methods if each in told and (root := self._given_by_decorator(each.value))]
        self._foreign = {self._binding(each) for each in asked} - {None}

        tells = known().data.only_tables_have - own - owners.scopes.own_attributes
        told_of = [node.value for node in nodes_of(live) if isinstance(node, ast.Attribute) and node.attr in tells]
        told_of += [node.value for node in nodes_of(live) if isinstance(node, ast.Subscript) and _is_masked(node)]
        told_of += [node.args[0] for node in nodes_of(live) if isinstance(node, ast.Call) and self._takes_column(node)]
        foreign = (each for each in told_of if owners.of(each).owner in (Owner.UNKNOWN, Owner.LIBRARY))
        self._tables = {self._binding(_held(each)) for each in foreign} - {None}
        self._note_copies(live)

        self._of_tables = frozenset(
            one for node in nodes_of(live) if isinstance(node, ast.Call) for one in self._handed_by_table(node)
        )

        self._records = self._read_alone(live, frozenset(called))

    def _given_by_decorator(self, node: ast.expr) -> ast.Name | None:
        """What a function that a library decorates is handed, a part of which is told something: `context.log.info("x")`."""
        root = _root(node)
        if root is node or not isinstance(root, ast.Name) or self._owners.of(node).owner is Owner.OWN:
            return None
        found = self._owners.scopes.bound(root)
        is_given = found is not None and all(value in self._given for value, _ in found[1])
        return root if is_given and self._owners.value(root).origin in ("", HANDED_OVER) else None

    @cached_property
    def _given(self) -> frozenset[ast.AST]:
        """The parameters, but those with a type, of the functions that a library decorates."""
        return frozenset(
            one
            for node in nodes_of(self._live)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and any(self._owners.origin(_called(each)) for each in node.decorator_list)
            for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            if one.annotation is None
        )

    def _note_copies(self, live: ast.Module) -> None:
        """Take what something is a copy of for what the copy is, and the copy for what it was made of."""
        for node in nodes_of(live):
            if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Call)):
                continue
            made = node.value.func
            if not (isinstance(made, ast.Attribute) and made.attr == "copy" and not node.value.args):
                continue
            both = {self._binding(node.targets[0]), self._binding(made.value)} - {None}
            if not both.isdisjoint(self._tables) and self._owners.of(made.value).owner is Owner.UNKNOWN:
                self._tables |= both
                self._foreign |= both

    def _read_alone(self, live: ast.Module, called: frozenset[ast.expr]) -> frozenset[_Binding]:
        """The objects of which many fields are read, and nothing else is asked: configurations that somebody hands over."""
        fields: dict[_Binding, set[str]] = {}
        more: set[_Binding | None] = set()
        for node in nodes_of(live):
            if isinstance(node, ast.Attribute) and (binding := self._binding(node.value)):
                if node in called or not isinstance(node.ctx, ast.Load):
                    more.add(binding)
                elif self._owners.of(node.value).owner is Owner.UNKNOWN:
                    fields.setdefault(binding, set()).add(node.attr)
        return frozenset(each for each, names in fields.items() if len(names) >= _MANY_FIELDS and each not in more)

    def _may_be_foreign(self, node: ast.expr, *, told: bool) -> bool:
        """Whether nothing says whose a value is; what somebody else's code hands to a function is no row where it is told something."""
        handed = self._owners.value(node).origin == HANDED_OVER
        return (handed and told) or self._owners.of(node).owner is Owner.UNKNOWN

    def is_record(self, node: ast.expr) -> bool:
        """Whether a name is bound to an object of which many fields are read, and nothing else is asked."""
        return self._binding(node) in self._records

    def _takes_column(self, call: ast.Call) -> bool:
        """Whether a function of a package with tables is told a part of something by its name: `pd.cut(table["age"])`."""
        first = call.args[0] if call.args else None
        is_part = isinstance(first, ast.Subscript) and isinstance(first.slice, ast.Constant)
        package = (self._owners.symbol(call.func) or "").partition(".")[0] if is_part else ""
        return is_part and package in known().data.columns_as_attributes

    def may_be_of(self, node: ast.Attribute, classes: Iterable[ClassMembers]) -> bool:
        """Whether an object of which nothing is known, and of which an attribute is asked, may be one of some classes.

        None of those that have the attribute is what lacks anything else that is asked of the same name, unless it may
        have got that from another class.
        """
        having = [one for one in classes if node.attr in one.names]
        asked = self._asked.get(self._binding(node.value), frozenset())
        return not having or any(one.is_derived or asked <= one.names for one in having)

    @cached_property
    def _asked(self) -> Mapping[_Binding | None, AbstractSet[str]]:
        """All that is asked of each name, but what every object has."""
        asked: dict[_Binding | None, set[str]] = {}
        for node in nodes_of(self._live):
            if (
                isinstance(node, ast.Attribute)
                and not node.attr.startswith("__")
                and (name := self._binding(node.value))
            ):
                asked.setdefault(name, set()).add(node.attr)
        return asked

    def is_foreign(self, node: ast.expr) -> bool:
        """Whether a name is bound to an object that is surely none of Python's own."""
        return self._binding(node) in self._foreign

    def is_table(self, node: ast.expr) -> bool:
        """Whether a name is bound to an object that is surely a table by what is done with it."""
        return self._binding(node) in self._tables

    def is_of_table(self, node: ast.expr) -> bool:
        """Whether a value is what a table hands to a function, one after the other, or was got from that: none of the author's."""
        root = _root(node)
        found = self._owners.scopes.bound(root) if isinstance(root, ast.Name) else None
        return found is not None and any(value in self._of_tables for value, _ in found[1])

    def _handed_by_table(self, call: ast.Call) -> list[ast.arg]:
        """The first parameter of a function that a table calls with each of its values: `table["day"].apply(shift)`."""
        if not (isinstance(call.func, ast.Attribute) and call.func.attr in known().data.calls_with_each and call.args):
            return []
        held, told = call.func.value, call.args[0]
        is_table = self._owners.origin(held) in known().data.columns_as_attributes
        if not (is_table or self.is_table(held) or self.is_part_of_table(held)):
            return []
        function: ast.AST = told
        if isinstance(told, ast.Name) and (found := self._owners.scopes.bound(told)):
            function = found[1][0][0]
        return function.args.args[:1] if isinstance(function, ast.Lambda | ast.FunctionDef) else []

    def is_part_of_table(self, node: ast.expr) -> bool:
        """Whether a value is a column, or some rows, of an object that is surely a table by what is done with it."""
        return isinstance(node, ast.Subscript) and self._binding(_held(node)) in self._tables

    def is_given_by_foreign(self, node: ast.expr) -> bool:
        """Whether a name is bound to what such an object gave: `answer = sender.patch("x").return_value`."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        roots = [_root(value) for value, how in found[1] if how == "value"] if found else []
        return any(isinstance(root, ast.Name) and self.is_foreign(root) for root in roots)

    def _binding(self, node: ast.expr) -> _Binding | None:
        """A name with its scope; None of any other expression."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        return None if found is None or not isinstance(node, ast.Name) else (found[0], node.id)


def _called(decorator: ast.expr) -> ast.expr:
    """What a decorator is, or calls."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _held(node: ast.expr) -> ast.expr:
    """The table that something is a part of: `frame` of `frame["a"]` and of `frame.loc[mask, "a"]`."""
    if isinstance(node, ast.Subscript):
        node = node.value
        if isinstance(node, ast.Attribute) and node.attr == "loc":
            node = node.value
    return node


def _is_masked(node: ast.Subscript) -> bool:
    """Whether an object is asked for what fulfils a condition over its own parts: `frame[frame["a"] > 3]`."""
    held = node.value
    if not isinstance(held, ast.Name) or not isinstance(node.slice, ast.Compare | ast.BinOp | ast.UnaryOp):
        return False
    parts = (each for each in walked(node.slice) if isinstance(each, ast.Compare))
    sides = (_root(side) for each in parts for side in (each.left, *each.comparators))
    return any(
        isinstance(side, ast.Subscript) and isinstance(side.value, ast.Name) and side.value.id == held.id
        for side in sides
    )


def _root(node: ast.AST) -> ast.AST:
    """What a chain of calls and attributes begins with."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node
