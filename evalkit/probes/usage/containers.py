"""What holds other values: dictionaries, lists and files that a library gave, whose methods are Python's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cached_property

from evalkit.probes.dsls.kinds import pattern
from evalkit.probes.dsls.known_names import known
from evalkit.probes.usage.unknown_objects import OF_FILES
from evalkit.source.ownership import Owners
from evalkit.source.scopes import last_name
from evalkit.source.walking import nodes_of

_GOES_THROUGH = frozenset({"items", "keys", "values"})
"""Methods of dictionaries that are told nothing."""

_TAKE_KEYS: Mapping[str, tuple[int, ...]] = {"get": (2,), "pop": (1, 2), "setdefault": (2,)}
"""Methods of dictionaries that are told a key, with how many arguments tell that it is a dictionary's."""

_SORTS_BY = frozenset({"key", "reverse"})
"""What only a list is sorted by."""

_EMPTIES = frozenset({"clear"})
"""Methods of a list or a dictionary that few other objects have which an object holds."""

_ADDS_ONE = frozenset({"append", "extend"})
"""Methods of a list that many other objects have, too."""

_MANY = re.compile(r"[^s]s$|children$")
"""How people call what an object has many of."""

_OBJECT_HAS = re.compile(r"\)@?\.\w+$")
"""What an object of a library has."""


class Holders:
    """The dictionaries, lists and files among what libraries give in one tree, of which `owners` tell."""

    def __init__(self, live: ast.Module, owners: Owners) -> None:
        self._live, self._owners = live, owners

    def has(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether a method is one of a dictionary, a list or a file that a library gave."""
        return self._is_of_mapping(node, call) or self._is_of_list(node, call) or self._is_of_file(node)

    def _is_of_mapping(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether a method is one by which dictionaries are gone through, or asked for a key, of what surely is no other object.

        What an object has (`study.params.items()`), and what a function gives that is no class, is mostly a dictionary.
        """
        if node.attr not in _GOES_THROUGH and node.attr not in _TAKE_KEYS:
            return False
        if self._is_session(node.value) or pattern(known().data.dictionaries).match(
            self._owners.value(node.value).origin
        ):
            return True
        goes_through = node.attr in _GOES_THROUGH and not call.args and not call.keywords
        if not (goes_through or self._is_told_key(node, call) or self._is_asked_for_key(node, call)):
            return False
        is_object = self._owners.of(node.value).is_object and not self._is_of_loop(node.value)
        return not is_object and self._owners.origin(node.value) not in known().data.columns_as_items

    def _is_of_list(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether a method is one of a list: told what only a list's is, or called on what an object has."""
        if node.attr == "sort":
            return bool(call.keywords) and not call.args and all(one.arg in _SORTS_BY for one in call.keywords)
        if call.keywords or node.attr not in _EMPTIES | _ADDS_ONE:
            return False
        held = node.value
        if isinstance(held, ast.Subscript):
            return self._owners.has_fields(held.value)
        if isinstance(held, ast.Attribute) and self._owners.is_field(held):
            return True
        has = _OBJECT_HAS.search(self._owners.value(held).origin)
        return has is not None and (node.attr in _EMPTIES or (len(call.args) == 1 and _MANY.search(has[0]) is not None))

    def _is_of_file(self, node: ast.Attribute) -> bool:
        """Whether a method is one of a file: of what was opened, or reads what stands at a key of an answer."""
        if node.attr == "read" and isinstance(node.value, ast.Subscript) and isinstance(node.value.slice, ast.Constant):
            return isinstance(node.value.slice.value, str)
        return node.attr in OF_FILES and self._owners.value(node.value).origin.endswith(".open()")

    def _is_of_loop(self, node: ast.expr) -> bool:
        """Whether a name stands for what one turn of a loop gets."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        return found is not None and any(how == "element" for _, how in found[1])

    def _is_asked_for_key(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether a method is told a key by which something of the same name is asked elsewhere, with a default."""
        is_key = len(call.args) == 1 and not call.keywords and isinstance(call.args[0], ast.Constant)
        return is_key and node.attr == "get" and last_name(node.value) in self._asked_with_default

    @cached_property
    def _asked_with_default(self) -> frozenset[str]:
        """The last names of what is asked for a key, and told what to give where there is none."""
        return frozenset(
            last_name(node.func.value)
            for node in nodes_of(self._live)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and self._is_told_key(node.func, node)
        ) - {""}

    def _is_session(self, node: ast.expr) -> bool:
        """Whether an object is one that a module has in which the author keeps what they like."""
        return self._owners.symbol(node) is not None and self._owners.has_fields(node)

    def _is_told_key(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether a method is told a key, and what to take or put where there is none, as one of a dictionary is."""
        if call.keywords or len(call.args) not in _TAKE_KEYS.get(node.attr, ()):
            return False
        key, origin = call.args[0], self._owners.value(node.value).origin
        is_key = isinstance(key, ast.Constant) and isinstance(key.value, str) and "/" not in key.value
        return is_key and pattern(known().data.objects_of_modules).match(origin) is None
