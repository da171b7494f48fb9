"""What counts as code in Python: its tokens, its lines of code, and where the hand-over begins.

Pure functions of text. Comments, blank lines, docstrings and layout count nowhere, so that neither praise nor padding
changes a figure; the counts agree with radon, lizard and cloc within 1 % where those leave docstrings out.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from evalkit.model.task import HAND_OVER_MARK
from evalkit.source.collecting import without_collecting
from evalkit.source.depth import however_deep
from evalkit.source.walking import copied, nodes_of

LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
        tokenize.ENCODING,
    }
)
"""Kinds of tokens that are no code."""
Position = tuple[int, int]
"""A line from 1 and a column from 0."""
READ_AS = f"Python {sys.version_info.major}.{sys.version_info.minor}"
"""The Python whose grammar decides what is Python: that of the interpreter which runs evalkit."""
_KEPT = 32
"""Sources that are kept as they were read: several probes ask about the same files."""


class NotPython(ValueError):
    """A source that cannot be read as Python; its text says what it is not, `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file, read for what counts.

    `tokens` and `handover_tokens` are numbers of tokens above and below the hand-over line, a string being one each;
    `lines` are the numbers (from 1) of the lines above it that hold code, `handover_line` is the line of the mark, or
    None. `docstrings` says by line where a docstring begins and ends, columns in bytes.
    """

    tokens: int
    handover_tokens: int
    lines: tuple[int, ...]
    handover_line: int | None
    tree: ast.Module
    docstrings: Mapping[int, tuple[Position, Position]] = field(default_factory=dict)

    def is_docstring(self, at: Position) -> bool:
        """Whether what stands at a place, the column in bytes, is (part of) a docstring."""
        span = self.docstrings.get(at[0])
        return span is not None and span[0] <= at < span[1]


def read_source(text: str) -> Source:
    """Read one Python source; raises `NotPython` with the place where it is not.

    What was read before is given again: the tree belongs to everybody, and nobody changes it.
    """
    return _read(with_plain_lines(text))


def with_plain_lines(text: str) -> str:
    """A text whose lines all end with a line feed, and without a byte-order mark: as Python reads it."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def source_lines(text: str) -> list[str]:
    """The lines that Python counts; `str.splitlines` also breaks at a form feed and at other marks within a line."""
    return with_plain_lines(text).split("\n")


_admitted: dict[str, tuple[ast.Module, tuple[tokenize.TokenInfo, ...]]] = {}
_MOST_ADMITTED = 256


def admit(text: str, tree: ast.Module, tokens: tuple[tokenize.TokenInfo, ...]) -> None:
    """Take what another Python read in a text for what it is; this one may refuse it."""
    while len(_admitted) >= _MOST_ADMITTED:
        del _admitted[next(iter(_admitted))]
    _admitted[with_plain_lines(text)] = (tree, tokens)


@however_deep
def parsed(text: str) -> ast.Module:
    """The syntax tree of a Python source; raises `NotPython` with the place where it is not."""
    if (known := _admitted.get(with_plain_lines(text))) is not None:
        return copied(known[0])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape sequence is the author's business
            return ast.parse(with_plain_lines(text))
    except SyntaxError as error:
        raise NotPython(f"not {READ_AS}: {error.msg}", error.lineno or 1, error.offset or 1) from None
    except ValueError as error:
        raise NotPython(f"not {READ_AS}: {error}", 1, 1) from None
    except MemoryError:
        raise NotPython(f"not {READ_AS}: it is nested more deeply than Python itself can read", 1, 1) from None


@lru_cache(maxsize=_KEPT)
@without_collecting
@however_deep
def _read(text: str) -> Source:
    tree = parsed(text)
    tokens = code_tokens(text)
    handover = next(
        (t.start[0] for t in tokens if t.type == tokenize.COMMENT and t.string.strip() == HAND_OVER_MARK), None
    )
    lines = text.split("\n")
    found = Source(0, 0, (), handover, tree, _docstrings(tree))
    above = below = 0
    counted: set[int] = set()
    for token in tokens:
        if token.type in LAYOUT:
            continue
        if token.start[0] in found.docstrings and found.is_docstring(byte_position(token.start, lines)):
            continue
        if handover is not None and token.start[0] > handover:
            below += 1
        else:
            above += 1
            counted.update(range(token.start[0], token.end[0] + 1))
    return replace(found, tokens=above, handover_tokens=below, lines=tuple(sorted(counted)))


def code_tokens(text: str) -> tuple[tokenize.TokenInfo, ...]:
    """The tokens of a Python source, an f-string being one token whatever the interpreter; raises `NotPython`."""
    return _tokens(with_plain_lines(text))


@lru_cache(maxsize=_KEPT)
def _tokens(text: str) -> tuple[tokenize.TokenInfo, ...]:
    if (known := _admitted.get(text)) is not None:
        return known[1]
    try:
        return tuple(_whole_strings(tokenize.generate_tokens(io.StringIO(text).readline)))
    except SyntaxError as error:
        raise NotPython(f"not {READ_AS}: {error.msg}", error.lineno or 1, error.offset or 1) from None
    except (tokenize.TokenError, ValueError) as error:
        raise NotPython(f"not {READ_AS}: {error}", 1, 1) from None


def _whole_strings(tokens: Iterable[tokenize.TokenInfo]) -> list[tokenize.TokenInfo]:
    """From Python 3.12 on, f-strings come in pieces: put them together, so that counts do not depend on that."""
    if sys.version_info < (3, 12):
        return list(tokens)
    whole: list[tokenize.TokenInfo] = []
    begun: list[tokenize.TokenInfo] = []
    for token in tokens:
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            begun.append(token)
        elif name.endswith("STRING_END"):
            first = begun.pop()
            if not begun:
                whole.append(first._replace(type=tokenize.STRING, end=token.end))
        elif not begun:
            whole.append(token)
    return whole


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement that begins a body is its docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _docstrings(tree: ast.Module) -> dict[int, tuple[Position, Position]]:
    """Where the docstrings of a tree begin and end, by each of their lines."""
    found: dict[int, tuple[Position, Position]] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if is_docstring(first):
                last = first.end_lineno or first.lineno
                span = ((first.lineno, first.col_offset), (last, first.end_col_offset or first.col_offset))
                found |= dict.fromkeys(range(first.lineno, last + 1), span)
    return found


def byte_position(place: Position, lines: Sequence[str]) -> Position:
    """A place as tokens say it, with the column in characters, as syntax trees say it, with the column in bytes."""
    line, column = place
    text = lines[line - 1] if line <= len(lines) else ""
    return (line, column if text.isascii() else len(text[:column].encode()))


class LineNumbers:
    """Tells on which line, from 0, a place of a text stands, however many places are asked about."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def of(self, place: int) -> int:
        """The line of a place, which counts characters from 0."""
        return bisect_left(self._ends, place)
