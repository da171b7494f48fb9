"""Required arguments: how many things the callables that are used cannot do without."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from evalkit.model import Usage, Use
from evalkit.source.names import imported_names, qualified

Required = tuple[Use, int, str]
"""The first use of a callable, how many arguments it requires, and how that is known."""


def required_arguments(usage: Usage, trees: Mapping[str, ast.Module]) -> list[Required]:
    """The required parameters of each distinct callable that is called, in the order of first use.

    Where a callable says nothing of itself, the positional arguments written count instead, the fewest of any of its
    calls; `trees` are the sources by the name that uses give their files.
    """
    calls: dict[str, list[Use]] = {}
    for use in usage.uses:
        if use.kind == "call":
            calls.setdefault(use.symbol, []).append(use)
    found: list[Required] = []
    for symbol, uses in calls.items():
        facts = usage.symbols.get(symbol)
        if facts is not None and facts.callable_:
            said = f"requires {', '.join(facts.required) or 'nothing'}"
            found.append((uses[0], len(facts.required), said))
        else:
            written = [count for use in uses for count in _written(use, trees)]
            count = min(written, default=0)
            found.append((uses[0], count, f"{count} written by position, since its parameters are not known"))
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
