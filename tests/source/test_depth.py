"""Code that is nested deeply is read as any other: no kind of it ends in a RecursionError."""

from __future__ import annotations

import ast
import sys
import threading

import pytest

from evalkit.source.code_shape import above, complexity, depth_of, longest_chain
from evalkit.source.depth import however_deep, with_room
from evalkit.source.live_code import live_code
from evalkit.source.reading import NotPython, read_source
from evalkit.source.statements import normalised
from tests.source.deep_code import DEEP, REFUSED


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_code_is_read_counted_pruned_and_compared(text: str) -> None:
    source = read_source(text)
    assert source.tokens > 1000
    live = live_code(source.tree, None)
    assert above(live.tree, None).body
    assert sum(statement.tokens for statement in normalised(text, None)) > 1000
    longest_chain(source.tree)


@pytest.mark.parametrize("name", sorted(DEEP.keys() - REFUSED))
def test_the_complexity_of_deep_code_is_counted(name: str) -> None:
    assert sum(points for _, points in complexity(read_source(DEEP[name]).tree)) >= 0


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_complexipy_finds_too_deep_it_says_so(name: str) -> None:
    with pytest.raises(ValueError, match="too deeply nested"):
        complexity(read_source(DEEP[name]).tree)


def test_the_longest_chain_is_counted_however_long_it_is() -> None:
    found = longest_chain(read_source(DEEP["a chain of calls"]).tree)
    assert found is not None
    assert found.links == 1 + 1500


def test_what_python_itself_cannot_read_is_refused_in_words() -> None:
    with pytest.raises(NotPython):
        read_source("x = " + "(" * 5000 + ")" * 5000)


def test_the_depth_of_a_tree_is_that_of_its_deepest_branch() -> None:
    assert depth_of(ast.parse("x")) == depth_of(ast.parse("x\ny")) == 3
    assert depth_of(ast.parse("x\n-y")) == 4


def test_the_limit_of_the_process_is_as_before_afterwards() -> None:
    before = sys.getrecursionlimit()

    @however_deep
    def down(levels: int) -> int:
        return 0 if levels == 0 else 1 + down.__wrapped__(levels - 1)  # type: ignore[attr-defined]

    assert down(5000) == 5000
    assert sys.getrecursionlimit() == before
    assert threading.stack_size() == 0


def test_what_is_raised_on_the_large_stack_arrives() -> None:
    def fails() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        with_room(fails)
    assert with_room(lambda: with_room(lambda: 3)) == 3
