"""Sources that only another Python can read: what it says of them, as the trees and tokens of this one.

A newer Python has syntax that the one which runs evalkit refuses. `dumping_process.py` is run by an interpreter that
has it; what it prints is put together here, and `read_source` gives it for the same text from then on.
"""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.source.reading import NotPython, admit

_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")
SCRIPT = Path(__file__).with_name("dumping_process.py")
"""What an interpreter runs to say what it reads."""


def take_over(text: str, said: Mapping[str, Any]) -> None:
    """Let `read_source` give what another Python said of a text.

    Raises:
        NotPython: it refused the text too, or says something that cannot be understood.
    """
    if "message" in said:
        raise NotPython(str(said["message"]), int(said["line"]), int(said["column"]))
    try:
        tree = _tree(said["nodes"])
        tokens = tuple(
            tokenize.TokenInfo(getattr(tokenize, name, tokenize.OP), string, tuple(start), tuple(end), "")
            for name, string, start, end in said["tokens"]
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise NotPython(f"it cannot be understood: {error}", 1, 1) from None
    admit(text, tree, tokens)


def _tree(nodes: Sequence[tuple[str, Mapping[str, Any]]]) -> ast.Module:
    made = [_kind(name)() for name, _ in nodes]
    for node, (_, fields) in zip(made, nodes, strict=True):
        for name, value in fields.items():
            if name in node._fields or name in _PLACE:
                many = isinstance(value, list)
                setattr(node, name, [_value(each, made) for each in value] if many else _value(value, made))
    whole = made[0]
    if not isinstance(whole, ast.Module):
        raise TypeError("it is no module")
    return whole


def _kind(name: str) -> type[ast.AST]:
    kind = getattr(ast, name, None)
    if not (isinstance(kind, type) and issubclass(kind, ast.AST)):
        return ast.AST  # a type parameter, which stands in a field that nobody here reads
    return kind


def _value(said: Any, made: Sequence[ast.AST]) -> Any:
    if not isinstance(said, dict):
        return said
    ((what, value),) = said.items()
    match what:
        case "node":
            return made[value]
        case "int":
            return int(value, 16)
        case "float":
            return float(value)
        case "complex":
            return complex(0, float(value))
        case "bytes":
            return value.encode("latin-1")
    return ...
