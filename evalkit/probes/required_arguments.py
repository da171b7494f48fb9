"""Required arguments: how many things the callables that are used cannot do without."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from evalkit.model import Usage, Use
from evalkit.model.facts import RequiredArguments
from evalkit.source.names import imported_names, qualified
from evalkit.source.walking import nodes_of


def required_arguments(usage: Usage, trees: Mapping[str, ast.Module]) -> list[RequiredArguments]:
    """The required parameters of each distinct callable that is called, in the order of first use.

    Where a callable says nothing of itself, the positional arguments written count instead, the fewest of any of its
    calls; `trees` are the sources by the name that uses give their files.
    """
    calls: dict[str, list[Use]] = {}
    for use in usage.uses:
        if use.kind == "call":
            calls.setdefault(use.symbol, []).append(use)
    written = {file: _calls_by_name(tree) for file, tree in trees.items()}
    found: list[RequiredArguments] = []
    for symbol, uses in calls.items():
        known, first = usage.symbols.get(symbol), uses[0]
        lines = (first.line, first.end_line)
        if known is not None and known.callable_:
            found.append(RequiredArguments(symbol, len(known.required), first.file, lines, known.required))
        else:
            counts = _written(uses, symbol.rpartition(".")[2], written)
            found.append(RequiredArguments(symbol, min(counts, default=0), first.file, lines))
    return found


_Call = tuple[int, int, int]
"""The first and the last line of a call, and how many positional arguments it is given."""


def _calls_by_name(tree: ast.Module) -> dict[str, list[_Call]]:
    names = imported_names(tree)
    found: dict[str, list[_Call]] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Call):
            spelled = qualified(node.func, names) or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
            count = sum(not isinstance(argument, ast.Starred) for argument in node.args)
            call = (node.lineno, node.end_lineno or node.lineno, count)
            found.setdefault(spelled.rpartition(".")[2], []).append(call)
    return found


def _written(uses: Sequence[Use], name: str, written: Mapping[str, Mapping[str, Sequence[_Call]]]) -> Iterator[int]:
    """The numbers of positional arguments of the calls that one of some uses may be."""
    lines: dict[str, list[int]] = {}
    for use in uses:
        lines.setdefault(use.file, []).append(use.line)
    for file, used in lines.items():
        used.sort()
        for first, last, count in written.get(file, {}).get(name, ()):
            at = bisect_left(used, first)
            if at < len(used) and used[at] <= last:
                yield count
