"""What surely is an object, and no number or text: an instance of a class, a table, or a column of one."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import PurePath

from evalkit.probes.dsls.known_names import known, pandas_names
from evalkit.probes.usage.object_operators import is_of_numbers, is_operation, operands
from evalkit.probes.usage.text_methods import methods_along
from evalkit.probes.usage.unknown_objects import PYTHONS_OWN, UnknownObjects
from evalkit.source.names import NameScope
from evalkit.source.ownership import Owner, Owners
from evalkit.source.walking import nodes_of

_TABLE = re.compile(r"(pandas|modin\.pandas|cudf)\.(read_\w+|DataFrame|concat|merge)\(\)(\.\w+\(\))*$")
"""What is surely a table, or made of one by its methods."""


_PYTHONS = PYTHONS_OWN | {name for each in (date, datetime, time, timedelta, tzinfo, Decimal, Fraction, PurePath) for name in dir(each)}  # fmt: skip
"""What values of Python's own have that operators are written between."""


class SureObjects:
    """The objects of one tree, of which `owners` and `unknown` tell; `handed_on` are attributes that are handed on."""

    def __init__(
        self, live: ast.Module, owners: Owners, unknown: UnknownObjects, handed_on: AbstractSet[ast.AST]
    ) -> None:
        self._live, self._owners, self._unknown, self._handed_on = live, owners, unknown, handed_on
        self._objects: dict[ast.expr, bool] = {}

    def is_object(self, node: ast.expr | None) -> bool:
        """Whether a value is surely an object, and no number or text: an instance of a class, or a column of a table.

        What an operator makes of such a value is one too.
        """
        if node is None:
            return False
        if node not in self._objects:
            self._objects[node] = False  # what is made of itself
            parts = operands(node) if is_operation(node) else []
            is_one = self._owners.of(node).is_object and not self._is_one_of_array(node)
            is_one = is_one and not is_of_numbers(node, self._owners)
            is_one = is_one or self._is_column(node) or self._is_made_of_table(node)
            is_made = any(self.is_object(each) for each in parts) and not self.may_be_pythons(parts)
            self._objects[node] = is_one or is_made
        return self._objects[node]

    def may_be_pythons(self, parts: Sequence[ast.expr]) -> bool:
        """Whether operands may all be Python's own: one is an object of its library, as a date, and no other surely none.

        What goes with such an object is seldom anything else (`mail.sent - timedelta(days=1)`), but for a package that
        has dates of its own, or columns of them.
        """
        packages = [(each, self._owners.origin(each)) for each in parts]
        others = [(each, package) for each, package in packages if package not in sys.stdlib_module_names]
        return len(others) < len(parts) and not any(
            package in known().data.has_dates or self.is_object(each) for each, package in others
        )

    def is_column_of_table(self, node: ast.Attribute) -> bool:
        """Whether an attribute of a table, which is not called or handed on, is none of those that tables have."""
        is_table = _TABLE.match(self._owners.value(node.value).origin) is not None
        is_read = isinstance(node.ctx, ast.Load) and node not in self._handed_on
        return is_table and is_read and node.attr not in known().data.attributes_of_tables

    def does_more(self, node: ast.expr | None) -> bool:
        """Whether a name stands for what a library gave, and is asked for what no value of Python's own has: no number."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        if found is None or not isinstance(node, ast.Name) or (found[0], node.id) not in self._asked_for_more:
            return False
        return all(how == "value" and self._owners.of(value).owner is Owner.LIBRARY for value, how in found[1])

    @cached_property
    def _asked_for_more(self) -> frozenset[tuple[NameScope, str]]:
        """The names that are asked for what no value of Python's own has."""
        asked = set()
        for node in nodes_of(self._live):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr not in _PYTHONS:
                found = self._owners.scopes.bound(node.value)
                asked |= {(found[0], node.value.id)} if found else set()
        return frozenset(asked)

    def _is_one_of_array(self, node: ast.expr) -> bool:
        """Whether a value may be a number that stands in an array: one of its items, and no part of it."""
        value = self._owners.value(node).origin
        if not value.endswith("@") or self._owners.origin(node) not in known().data.gives_arrays:
            return False
        parts = [node]
        if isinstance(node, ast.Name) and (found := self._owners.scopes.bound(node)):
            parts = [each for each, how in found[1] if how == "value" and isinstance(each, ast.expr)]
        return not any(isinstance(each, ast.Subscript) and self._is_stretch(each.slice) for each in parts)

    def _is_stretch(self, node: ast.expr) -> bool:
        """Whether a subscript takes several items: a slice, or a mask."""
        if isinstance(node, ast.Tuple):
            return any(self._is_stretch(each) for each in node.elts)
        return isinstance(node, ast.Slice | ast.Compare | ast.List) or self._owners.of(node).is_object

    def _is_column(self, node: ast.expr) -> bool:
        """Whether a value is got out of a table by a name."""
        if isinstance(node, ast.Name) and (found := self._owners.scopes.bound(node)):
            return any(isinstance(value, ast.Subscript) and self._is_column(value) for value, _ in found[1])
        if isinstance(node, ast.Attribute) and self.is_column_of_table(node):
            return True
        if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)):
            return False
        if not isinstance(node.slice.value, str):
            return False
        is_named = self._unknown.is_part_of_table(node) or self._owners.origin(node) in known().data.columns_as_items
        return is_named and not known().data.gives_rows.intersection(methods_along(self._owners.value(node).origin))

    def _is_made_of_table(self, node: ast.expr) -> bool:
        """Whether a table, or a column, gave another one: no method along the way makes a number of it."""
        if isinstance(node, ast.Name) and (found := self._owners.scopes.bound(node)):
            given = (value for value, how in found[1] if how == "value" and isinstance(value, ast.Call | ast.Attribute))
            return any(self._is_made_of_table(each) for each in given)
        if isinstance(node, ast.Attribute) and node.attr in known().data.objects_of_tables:
            # Elsewhere, as in Polars, the names of columns are a list.
            package = self._owners.origin(node.value)
            return package in known().data.columns_as_attributes or (not package and self._unknown.is_table(node.value))
        if not isinstance(node, ast.Call) or self._owners.origin(node) not in known().data.columns_as_attributes:
            return False
        data, names = known().data, methods_along(self._owners.value(node).origin)
        is_method = isinstance(node.func, ast.Attribute) and self._owners.symbol(node.func) is None
        no_table = data.gives_no_table | data.gives_rows | data.sums_up
        return is_method and names[-1] in pandas_names() and no_table.isdisjoint(names)
