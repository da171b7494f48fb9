"""Texts in a Python source: what is plainly one, and what methods, operators and formats make of it."""

from __future__ import annotations

import ast
import re
import string
import textwrap
from collections.abc import Callable

HOLE = "\ue000"
"""What stands for a value that is put into a text at run time: a character that nobody writes."""
HOLE_WORD = "hole"
"""What stands for it where a text is read as another language: a word, which every language takes for a name."""
SAME_TEXT = frozenset({
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "replace", "removeprefix", "removesuffix", "expandtabs",
    "encode", "decode",
})  # fmt: skip
"""Methods of a text that give the same one, as far as it matters here."""
CHANGES_CASE = frozenset({"lower", "upper", "title"})
HOLDERS = frozenset({"io.StringIO", "io.BytesIO", "builtins.str", "builtins.bytes"})
"""What is read, or printed, as the text that it is given."""
DEDENTS = frozenset({"textwrap.dedent", "inspect.cleandoc"})
_GIVES_TEXT = SAME_TEXT | {"format", "join", "rjust", "ljust", "zfill"}
_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.*]*[A-Za-z]")


def is_text(node: ast.expr, again: Callable[[ast.expr], bool]) -> bool:
    """Whether an expression is plainly a text; `again` asks the same of a part of it."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Mod):
            return again(node.left)
        return isinstance(node.op, ast.Add | ast.Mult) and (again(node.left) or again(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _GIVES_TEXT and again(node.func.value)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def filled(text: str, hole: str = HOLE) -> str:
    """A text that `%` puts values into, with holes for them."""
    return _PERCENT.sub(hole, text)


def formatted(text: str, hole: str = HOLE) -> str:
    """A text that `format` puts values into, with holes for them; itself where it is none."""
    try:
        parts = string.Formatter().parse(text)
        return "".join(literal + ("" if field is None else hole) for literal, field, _, _ in parts)
    except ValueError:
        return text


def dedented(text: str) -> str:
    """A text without what all its lines are indented by, as `textwrap.dedent` gives it."""
    return textwrap.dedent(text)


def cleaned(text: str) -> str:
    """A text as `inspect.cleandoc` gives it, whose blank lines at either end stay."""
    first, line_end, rest = text.partition("\n")
    return first.lstrip() + line_end + textwrap.dedent(rest)
