"""Reading a branch costs what the branch binds, however many names there are."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.flow import Flow
from evalkit.source.values import Learned, Names, Value, ValueScope

NAMES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9).map(lambda n: Value(f"lib.v{n}")))
CHANGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 9).map(lambda n: Value(f"lib.v{n}"))))


class Counted(Names):
    """Names that count how often one of them is looked at or bound."""

    __slots__ = ("looked_at",)

    def __init__(self) -> None:
        super().__init__()
        self.looked_at = 0

    def __iter__(self) -> Iterator[str]:
        for name in super().__iter__():
            self.looked_at += 1
            yield name

    def keys(self) -> list[str]:  # type: ignore[override]
        return [*self]

    def items(self) -> list[tuple[str, Value]]:  # type: ignore[override]
        return [(name, self[name]) for name in self]

    def get(self, name: str, default: Value | None = None) -> Value | None:  # type: ignore[override]
        self.looked_at += 1
        return super().get(name, default)

    def __setitem__(self, name: str, value: Value) -> None:
        self.looked_at += 1
        super().__setitem__(name, value)


def looks(text: str) -> int:
    names = Counted()
    flow = Flow(ValueScope(names), Learned())
    flow.read_module(ast.parse(text), {})
    assert flow.scope.names is names  # a copy would be looked at in secret
    return names.looked_at


@pytest.mark.parametrize(
    "block",
    [
        "if a:\n    b{n} = f()\nelse:\n    c{n} = g()\n",
        "for d in a:\n    b{n} = f(d)\n",
        "while a:\n    b{n} = f()\n",
        "try:\n    b{n} = f()\nexcept E:\n    b{n} = g()\nelse:\n    c{n} = h()\n",
        "match a:\n    case 1:\n        b{n} = f()\n    case _:\n        b{n} = g()\n",
    ],
    ids=["if", "for", "while", "try", "match"],
)
def test_twice_as_many_branches_take_twice_the_work(block: str) -> None:
    once, twice = (looks("".join(block.replace("{n}", str(n)) for n in range(count))) for count in (100, 200))
    assert once < 100 * 30
    assert twice < 2.1 * once


@given(NAMES, CHANGES, CHANGES)
def test_what_was_bound_can_be_taken_back(
    begin: dict[str, Value], outer: list[tuple[str, Value]], inner: list[tuple[str, Value]]
) -> None:
    names = Names(begin)

    def bind(changes: list[tuple[str, Value]]) -> None:
        for name, value in changes:
            names[name] = value

    def both() -> None:
        bind(outer)
        middle = dict(names)
        until_now = names.taken_back(names.watched(lambda: bind(inner)))
        assert until_now == dict(inner)
        assert names == middle
        names.bind_all(until_now)

    earlier = names.watched(both)
    assert names == begin | dict(outer) | dict(inner)
    assert earlier.keys() == dict(outer).keys() | dict(inner).keys()
    names.taken_back(earlier)
    assert names == begin
