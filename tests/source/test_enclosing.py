"""The function that a node stands in."""

from __future__ import annotations

import ast

from evalkit.source.enclosing import enclosed
from evalkit.source.walking import nodes_of


def test_every_node_is_told_the_innermost_function_around_it() -> None:
    tree = ast.parse(
        "a\ndef f(x=b):\n    c\n    def g():\n        d\n    e\n    h = lambda y: i + y\n    j\nk\nclass A:\n    def m(self):\n        l\nn\n"
    )
    names = [node for node in nodes_of(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    told = {
        node.id: getattr(function, "name", type(function).__name__)
        for node, function in enclosed(tree, names)
        if isinstance(node, ast.Name)
    }
    assert told == {
        "a": "NoneType", "b": "f", "c": "f", "d": "g", "e": "f", "i": "Lambda", "y": "Lambda", "j": "f",
        "k": "NoneType", "l": "m", "n": "NoneType",
    }  # fmt: skip
