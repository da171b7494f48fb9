"""Objects of classes that stand in the modules beside a file, which it does not import: somebody hands it instances.

Nothing in the file says whose such an object is. What is asked of it does: a class beside it has all of that, or its
annotation names the base that such a class is derived from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from evalkit.probes.usage.unknown_objects import PYTHONS_OWN
from evalkit.source.class_members import ClassMembers
from evalkit.source.ownership import Owner, Owners
from evalkit.source.walking import nodes_of

_FEWEST = 2
"""Names that a class must share with an unknown object: one may be anybody's."""


class ClassesBeside:
    """The objects of one tree that are taken to be instances of `classes`."""

    def __init__(self, live: ast.Module, owners: Owners, classes: Iterable[ClassMembers]) -> None:
        self._live = live
        self._owners = owners
        self._classes = tuple(classes)

    def has(self, node: ast.Attribute) -> bool:
        """Whether an attribute is one that a class beside the file gives to the object that it is asked of."""
        if not self._classes:
            return False
        value = self._owners.value(node.value)
        if self._owners.of(node.value).owner is Owner.UNKNOWN:
            asked = self._asked.get(_spelled(node.value), frozenset())
            return node.attr in asked and any(asked <= one.names for one in self._classes)
        return any(
            node.attr in one.names and any(_is_part_of(value.origin, base) for base in one.bases)
            for one in self._classes
        )

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str]]:
        """What is asked of each unknown object that no type of Python's has, by the name that it goes by."""
        asked: dict[str, set[str]] = {}
        for node in nodes_of(self._live):
            if not isinstance(node, ast.Attribute) or node.attr in PYTHONS_OWN:
                continue
            if (name := _spelled(node.value)) and self._owners.of(node.value).owner is Owner.UNKNOWN:
                asked.setdefault(name, set()).add(node.attr)
        return {name: frozenset(attributes) for name, attributes in asked.items() if len(attributes) >= _FEWEST}


def _spelled(node: ast.expr) -> str:
    """How an object is called: a name, or a name and an attribute; '' of any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def _is_part_of(origin: str, base: str) -> bool:
    """Whether an origin is an instance of a base, or what was read off one."""
    made: Sequence[str] = origin.partition(f"{base}()")
    return made[0] == "" and made[1] != "" and "(" not in made[2]
