"""Required arguments: how many things the callables that are used cannot do without."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from evalkit.model import Usage, Use
from evalkit.model.facts import RequiredArguments
from evalkit.source.names import imported_names, qualified


def required_arguments(usage: Usage, trees: Mapping[str, ast.Module]) -> list[RequiredArguments]:
    """The required parameters of each distinct callable that is called, in the order of first use.

    Where a callable says nothing of itself, the positional arguments written count instead, the fewest of any of its
    calls; `trees` are the sources by the name that uses give their files.
    """
    calls: dict[str, list[Use]] = {}
    for use in usage.uses:
        if use.kind == "call":
            calls.setdefault(use.symbol, []).append(use)
    found: list[RequiredArguments] = []
    for symbol, uses in calls.items():
        known, first = usage.symbols.get(symbol), uses[0]
        lines = (first.line, first.end_line)
        if known is not None and known.callable_:
            found.append(RequiredArguments(symbol, len(known.required), first.file, lines, known.required))
        else:
            written = [count for use in uses for count in _written(use, trees)]
            found.append(RequiredArguments(symbol, min(written, default=0), first.file, lines))
    return found


def _written(use: Use, trees: Mapping[str, ast.Module]) -> list[int]:
    """The numbers of positional arguments of the calls that a use may be."""
    tree = trees.get(use.file)
    if tree is None:
        return []
    names = imported_names(tree)
    last = use.symbol.rpartition(".")[2]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.lineno <= use.line <= (node.end_lineno or node.lineno):
            spelled = qualified(node.func, names) or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
            if spelled.rpartition(".")[2] == last:
                found.append(sum(not isinstance(argument, ast.Starred) for argument in node.args))
    return found
