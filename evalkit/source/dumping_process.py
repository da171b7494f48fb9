"""Reads Python sources for an evalkit that runs on another Python: a script that evalkit runs, not a module.

Reads {"texts": [...]} as JSON from standard input and writes a list of answers: {"nodes", "tokens"}, or {"message",
"line", "column"} where this Python refuses a text too. Standard library only, Python 3.8 and later.

What only newer Pythons have is said in the words of older ones, which mean the same here: `type X = int` is an
assignment, a template string is a formatted one. Type parameters are left out.
"""

from __future__ import annotations

import ast
import io
import json
import sys
import tokenize
import warnings
from typing import Any

_LAST = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def main() -> None:
    """Answer the request on standard input."""
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    request = json.load(sys.stdin)
    json.dump([answer(text) for text in request["texts"]], sys.stdout)


def answer(text: str) -> dict[str, Any]:
    """What this Python makes of one text."""
    try:
        return {"nodes": dumped(_Older().visit(ast.parse(text))), "tokens": tokens(text)}
    except SyntaxError as error:
        return {"message": str(error.msg), "line": error.lineno or 1, "column": error.offset or 1}
    except (ValueError, RecursionError, MemoryError, tokenize.TokenError) as error:
        return {"message": str(error), "line": 1, "column": 1}


def dumped(tree: ast.AST) -> list[Any]:
    """The nodes of a tree, the outermost first: each its kind and its fields, where a node is its place in this list."""
    nodes = [tree]
    said: list[Any] = []
    places = {id(tree): 0}
    for node in nodes:  # which grows while it is read
        fields: dict[str, Any] = {}
        for name, value in ast.iter_fields(node):
            many = value if isinstance(value, list) else [value]
            for each in many:
                if isinstance(each, ast.AST) and id(each) not in places:
                    places[id(each)] = len(nodes)
                    nodes.append(each)
            told = [{"node": places[id(each)]} if isinstance(each, ast.AST) else constant(each) for each in many]
            fields[name] = told if isinstance(value, list) else told[0]
        for name in _LAST:
            if hasattr(node, name):
                fields[name] = getattr(node, name)
        said.append([type(node).__name__, fields])
    return said


def constant(value: Any) -> Any:
    """A constant as JSON can hold it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": hex(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, complex):
        return {"complex": repr(value.imag)}
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    return {"ellipsis": True}


def tokens(text: str) -> list[Any]:
    """The tokens of a text, a string that is put together being one: kind, text, and where it begins and ends."""
    found: list[Any] = []
    begun: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            begun.append(token)
        elif name.endswith("STRING_END"):
            first = begun.pop()
            if not begun:
                found.append(["STRING", first.string, first.start, token.end])
        elif not begun:
            found.append([name, token.string, token.start, token.end])
    return found


class _Older(ast.NodeTransformer):
    """Says what is new in the words of older Pythons."""

    def visit_TypeAlias(self, node: Any) -> Any:
        node.name.ctx = ast.Store()
        return self.generic_visit(ast.copy_location(ast.Assign([node.name], node.value), node))

    def visit_TemplateStr(self, node: Any) -> Any:
        return self.generic_visit(ast.copy_location(ast.JoinedStr(node.values), node))

    def visit_Interpolation(self, node: Any) -> Any:
        made = ast.FormattedValue(node.value, node.conversion, node.format_spec)
        return self.generic_visit(ast.copy_location(made, node))


if __name__ == "__main__":
    main()
