"""Objects of classes that stand in other modules of a project, which a file does not import: somebody hands it instances.

Nothing in the file says whose such an object is. What is asked of it does: a class beside it has all of that, or its
annotation names the base that such a class is derived from. A class in another folder has it too, where methods are told
keywords that are called like its own parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from evalkit.probes.usage.unknown_objects import PYTHONS_OWN
from evalkit.source.class_members import ClassMembers
from evalkit.source.ownership import Owner, Owners
from evalkit.source.walking import nodes_of

_FEWEST = 2
"""Names that a class must share with an unknown object: one may be anybody's."""
_FEWEST_AROUND = 3
"""The same of a class in another folder, keywords among them: many classes have `fit` and `predict`."""


def _none(_: str) -> Iterable[ClassMembers]:
    return ()


class ClassesBeside:
    """The objects of one tree that are taken to be instances of `classes`; `around` gives those elsewhere with a method."""

    def __init__(
        self,
        live: ast.Module,
        owners: Owners,
        classes: Iterable[ClassMembers],
        around: Callable[[str], Iterable[ClassMembers]] = _none,
    ) -> None:
        self._live = live
        self._owners = owners
        self._classes = tuple(classes)
        self._around = around
        self._of_classes_around: dict[str, bool] = {}

    def has(self, node: ast.Attribute) -> bool:
        """Whether an attribute is one that a class beside the file gives to the object that it is asked of."""
        value = self._owners.value(node.value)
        if self._owners.of(node.value).owner is Owner.UNKNOWN:
            name = _spelled(node.value)
            asked = self._asked.get(name, frozenset())
            if node.attr not in asked:
                return False
            is_beside = len(asked) >= _FEWEST and any(asked <= one.names for one in self._classes)
            return is_beside or self._is_around(name, asked)
        return any(
            node.attr in one.names and any(_is_part_of(value.origin, base) for base in one.bases)
            for one in self._classes
        )

    def _is_around(self, name: str, asked: frozenset[str]) -> bool:
        """Whether a class in another folder has all that an object is asked for, and takes all that it is told."""
        if name not in self._of_classes_around:
            told = self._told.get(name, {})
            enough = len(asked) + sum(map(len, told.values())) >= _FEWEST_AROUND and any(told.values())
            first = min(told, key=lambda method: -len(told[method])) if enough else ""
            self._of_classes_around[name] = enough and any(
                asked <= one.names and all(words <= one.parameters.get(method, words) for method, words in told.items())
                for one in self._around(first)
            )
        return self._of_classes_around[name]

    @cached_property
    def _told(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The keywords that the methods of each object are told, by the name that it goes by."""
        told: dict[str, dict[str, frozenset[str]]] = {}
        for node in nodes_of(self._live):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and (name := _spelled(node.func.value))
            ):
                methods = told.setdefault(name, {})
                words = frozenset(one.arg for one in node.keywords if one.arg is not None)
                methods[node.func.attr] = methods.get(node.func.attr, frozenset()) | words
        return told

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str]]:
        """What is asked of each unknown object that no type of Python's has, by the name that it goes by."""
        asked: dict[str, set[str]] = {}
        for node in nodes_of(self._live):
            if not isinstance(node, ast.Attribute) or node.attr in PYTHONS_OWN:
                continue
            if (name := _spelled(node.value)) and self._owners.of(node.value).owner is Owner.UNKNOWN:
                asked.setdefault(name, set()).add(node.attr)
        return {name: frozenset(attributes) for name, attributes in asked.items()}


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
