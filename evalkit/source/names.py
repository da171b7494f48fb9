"""What names in a Python source stand for, once import aliases are resolved.

Reading names without that loses a third of what is looked for as soon as somebody writes `import x as y`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping


def imported_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: {'pd': 'pandas', 'read_csv': 'pandas.read_csv'}.

    Imports anywhere in the tree count. A relative import keeps its dots ('.helper.mean'); `import a.b` binds 'a'.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            joint = "" if module.endswith(".") or not module else "."
            for alias in node.names:
                names[alias.asname or alias.name] = f"{module}{joint}{alias.name}"
    return names


def qualified(node: ast.expr, names: Mapping[str, str], *, through_subscripts: bool = False) -> str | None:
    """The qualified name that an expression spells, such as 'pandas.read_csv' for `pd.read_csv`; None for any other.

    With `through_subscripts`, `pl.table[0].name` spells 'polars.table.name'.
    """
    parts: list[str] = []
    while isinstance(node, ast.Attribute) or (through_subscripts and isinstance(node, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return None
    return ".".join([names[node.id], *reversed(parts)])
