"""Sources that compute nothing before they are told to: every call into the library that does so gives a placeholder."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from evalkit.probes.dsls.families import families, matches
from evalkit.source.enclosing import enclosed
from evalkit.source.names import qualified
from evalkit.source.walking import nodes_of

_USES = (ast.Call, ast.Attribute)
_AT_ONCE = "numpy"
"""What a tensor is asked for where it was computed at once, though a session stands beside it."""


def deferred(tree: ast.Module, names: Mapping[str, str]) -> tuple[str, dict[ast.AST, str]]:
    """The family that a whole source defers, '' if none, and the functions that do so by themselves, each with its family.

    `names` says what imported names stand for.
    """
    packages = {name.partition(".")[0] for name in names.values()}
    told = [one for one in families() if one.deferred_by and one.deferred_by[0].partition(".")[0] in packages]
    used = (node.func if isinstance(node, ast.Call) else node for node in nodes_of(tree) if isinstance(node, _USES))
    uses = list(dict.fromkeys(node for node in used if isinstance(node, ast.expr))) if told else []
    functions: dict[ast.AST, str] = {}
    every = {qualified(use, names) or "" for use in uses}
    told = [family for family in told if not any(matches(family.at_once_by, name) for name in every)]
    at_once: set[ast.AST | None] = set()
    for called, function in enclosed(tree, uses):
        name = qualified(called, names) or ""
        if not name and isinstance(called, ast.Attribute) and called.attr == _AT_ONCE:
            at_once.add(function)
        for family in told:
            if matches(family.deferred_by, name) or (function is None and matches(family.deferred_in, name)):
                return family.name, {}
            if function is not None and matches(family.deferred_in, name):
                functions[function] = family.name
    return "", {function: name for function, name in functions.items() if function not in at_once}


def branched(tree: ast.Module) -> frozenset[ast.AST]:
    """The comparisons that a source branches on, so that Python can."""
    tests = [node.test for node in nodes_of(tree) if isinstance(node, _BRANCHES)]
    tests += [test for node in nodes_of(tree) if isinstance(node, ast.comprehension) for test in node.ifs]
    parts = [each for test in tests for each in (test.values if isinstance(test, ast.BoolOp) else [test])]
    return frozenset(one for one in parts if isinstance(one, ast.Compare))


_BRANCHES = (ast.If, ast.While, ast.IfExp, ast.Assert)
