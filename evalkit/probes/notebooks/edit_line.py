"""The line of an implementation that a person would edit: where it is, and the source with another value on it."""

from __future__ import annotations

import ast
import io
import tokenize

from evalkit.model import EDIT_MARK

Value = int | float | str


class NoEditLine(ValueError):
    """A source has no line with the edit mark, or that line is not an assignment; the text says which."""


def edit_line(text: str) -> int | None:
    """The number, from 1, of the first line with the edit mark; None where there is none or Python cannot read it."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (SyntaxError, tokenize.TokenError, ValueError):
        return None
    return next((t.start[0] for t in tokens if t.type == tokenize.COMMENT and t.string == EDIT_MARK), None)


def with_value(text: str, value: Value) -> str:
    """The source with `value` on the marked line; the name that it is given to and the comment stay.

    Raises:
        NoEditLine: there is no such line, or it does not hold one whole assignment.
    """
    number = edit_line(text)
    if number is None:
        raise NoEditLine(f"no line carries the mark '{EDIT_MARK}'")
    [*assigned] = (
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and node.lineno == node.end_lineno == number
    )
    if len(assigned) != 1:
        raise NoEditLine(f"line {number} carries the mark '{EDIT_MARK}' but does not hold one whole assignment")
    [old] = assigned
    lines = text.split("\n")
    line = lines[number - 1].encode()  # columns of the syntax tree are counted in bytes
    lines[number - 1] = (line[: old.col_offset] + repr(value).encode() + line[old.end_col_offset :]).decode()
    return "\n".join(lines)
