"""The hand-over: what may stand below its mark, where a result is only turned into the checker's format."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from evalkit.workspace.problem import Place, Problem
from evalkit.workspace.python_file import PythonFile

LARGEST_SHARE = 0.30
"""The share of a file's tokens that may stand below the mark."""


def handover_problems(source: PythonFile, packages: Sequence[str]) -> list[Problem]:
    """Everything below the hand-over mark that computes; `packages` are the import names of the tool.

    Aliases are resolved: below `import pandas as pd`, a call of `pd.concat` is one of pandas.
    """
    mark = source.source.handover_line
    if mark is None:
        return []
    column = next((column for line, column, _ in source.comments if line == mark), 1)
    problems = list(_size(source, Place(source.file, mark, column)))
    imported = _imported_names(source.source.tree)
    for node in ast.walk(source.source.tree):
        if isinstance(node, ast.stmt | ast.expr) and node.lineno > mark and (what := _breach(node, imported, packages)):
            message = f"{what} below the hand-over mark (line {mark}); move it above the mark"
            problems.append(Problem(source.place(node.lineno, node.col_offset), message))
    return problems


def _size(source: PythonFile, place: Place) -> Iterator[Problem]:
    below = source.source.handover_tokens
    total = source.source.tokens + below
    if below > LARGEST_SHARE * total:
        message = (
            f"the hand-over has {below} of the file's {total} tokens ({below / total:.0%}); at most "
            f"{LARGEST_SHARE:.0%} may stand below this mark: move what computes above it"
        )
        yield Problem(place, message)


def _breach(node: ast.stmt | ast.expr, imported: Mapping[str, str], packages: Sequence[str]) -> str | None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "imports"
    if isinstance(node, ast.For | ast.AsyncFor):
        return "loops with `for`"
    if isinstance(node, ast.While):
        return "loops with `while`"
    if isinstance(node, ast.Call):
        name = _qualified(node.func, imported)
        if name == "__import__":
            return "imports"
        if name and any(name == package or name.startswith(f"{package}.") for package in packages):
            return f"calls {name}"
    return None


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: {'pd': 'pandas', 'read_csv': 'pandas.read_csv'}."""
    names: dict[str, str] = {"__import__": "__import__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _qualified(node: ast.expr, imported: Mapping[str, str]) -> str | None:
    """The full name of what is called, where it begins with an imported name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in imported:
        return ".".join([imported[node.id], *reversed(parts)])
    return None
