"""The hand-over: what may stand below its mark, where a result is only turned into the checker's format."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from evalkit.documents import Place, Problem
from evalkit.source.names import imported_names, qualified
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
    imported = {"__import__": "__import__", **imported_names(source.source.tree)}
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
        name = qualified(node.func, imported, through_subscripts=True)
        if name == "__import__":
            return "imports"
        if name and any(name == package or name.startswith(f"{package}.") for package in packages):
            return f"calls {name}"
    return None
