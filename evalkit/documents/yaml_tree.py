"""The contents of a YAML file: every key and value with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.documents.problems import Place

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A value as it was written, and where.

    `raw` is the text of a scalar before YAML turned it into `value`. `nodes` counts the value and everything within it,
    each use of an alias anew; `height` how deep it nests (a scalar has 0).
    """

    place: Place
    value: Scalar | tuple[Written, ...] | Mapping[str, Member]
    raw: str = ""
    nodes: int = 1
    height: int = 0

    @property
    def is_mapping(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self.value, Mapping)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, tuple)

    def child(self, part: str | int) -> Written | None:
        """Return the value of a key, or the item of a list at an index from 0, or None."""
        if isinstance(self.value, Mapping) and isinstance(part, str) and part in self.value:
            return self.value[part].value
        if isinstance(self.value, tuple) and isinstance(part, int) and 0 <= part < len(self.value):
            return self.value[part]
        return None

    def key_place(self, key: str) -> Place:
        """Return the place of a key, or of the mapping if there is no such key."""
        if isinstance(self.value, Mapping) and key in self.value:
            return self.value[key].place
        return self.place

    def at(self, *path: str | int) -> Written | None:
        """Return the value at a path of keys and list indices, or None."""
        node: Written | None = self
        for part in path:
            node = node.child(part) if node else None
        return node

    def members(self, *path: str | int) -> Iterator[tuple[str, Place, Written]]:
        """Yield key, place of the key, and value for the mapping at `path`; nothing if it is not a mapping."""
        node = self.at(*path)
        if node and isinstance(node.value, Mapping):
            for key, member in node.value.items():
                yield key, member.place, member.value

    def items(self, *path: str | int) -> Iterator[Written]:
        """Yield the items of the list at `path`; nothing if it is not a list."""
        node = self.at(*path)
        if node and isinstance(node.value, tuple):
            yield from node.value

    def text(self, *path: str | int) -> str | None:
        """Return the text at `path`, or None if it is not a text."""
        node = self.at(*path)
        return node.value if node and isinstance(node.value, str) else None

    def plain(self) -> Any:
        """Return the same as dict, tuple and scalar, without places."""
        if isinstance(self.value, Mapping):
            return {key: member.value.plain() for key, member in self.value.items()}
        if isinstance(self.value, tuple):
            return tuple(item.plain() for item in self.value)
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One entry of a mapping: the place of its key, and its value."""

    place: Place
    value: Written


def overlay(base: Written, top: Written) -> Written:
    """Lay `top` over `base`: merge mappings key by key, and replace everything else.

    A key that `top` sets to null is removed from `base`, as in JSON Merge Patch (RFC 7396). Every value keeps the place
    where it was written.
    """
    if not (isinstance(base.value, Mapping) and isinstance(top.value, Mapping)):
        return top
    members = dict(base.value)
    for key, member in top.value.items():
        if key not in members:
            members[key] = member
        elif member.value.value is None:
            del members[key]
        else:
            members[key] = Member(member.place, overlay(members[key].value, member.value))
    return Written(top.place, members)
