"""Statements of a Python source in a form that comments, layout, dead code and the names of locals do not change.

A compound statement gives one for each of its headers ('for _ in _ :'), a decorator one of its own. Names that are
neither imported nor built in become `_`, imported ones what they stand for, strings 'S'.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.source.depth import however_deep
from evalkit.source.embedded import EmbeddedLine, EmbeddedText, embedded_lines, weighed_tokens
from evalkit.source.live_code import live_code
from evalkit.source.names import imported_names
from evalkit.source.reading import LAYOUT, Position, byte_position, code_tokens, read_source, source_lines
from evalkit.source.walking import nodes_of, walked

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_HEADERS = frozenset(
    ["if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class", "async"]
)
_SOFT = frozenset({"match", "case"})
_COMPOUND = (
    ast.If
    | ast.For
    | ast.AsyncFor
    | ast.While
    | ast.Try
    | ast.TryStar
    | ast.With
    | ast.AsyncWith
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.ClassDef
    | ast.Match
)
_BUILT_IN = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Statement:
    """One simple statement, one header of a compound one, or one line of an embedded text.

    `text` is what two statements are compared by; `tokens` counts those of the source; lines count from 1.
    """

    text: str
    tokens: int
    line: int
    end_line: int
    is_compound: bool = False
    is_import: bool = False
    uses_import: bool = False
    passes_keyword: bool = False
    is_embedded: bool = False

    @property
    def is_telling(self) -> bool:
        """Whether it says enough to be compared: all but simple statements of the implementation's own names alone."""
        is_foreign = self.uses_import or self.passes_keyword or self.is_embedded
        return self.is_compound or self.is_import or is_foreign


@however_deep
def normalised(
    text: str, exported: frozenset[str] | None = frozenset(), embedded: Sequence[EmbeddedText] = ()
) -> tuple[Statement, ...]:
    """The live statements above the hand-over mark, in order.

    `exported` are the names that other modules use from this one, None where they may use any. Each line of the
    `embedded` texts is a statement of its own, as it is in a file of its language.

    Raises:
        NotPython: the text is not Python.
    """
    source = read_source(text)
    live = live_code(source.tree, exported)
    lines = source_lines(text)
    spelling = _Spelling(live.tree, lines)
    last = source.handover_line
    spoken = {one.at: one for one in weighed_tokens(text, embedded) if one.language} if embedded else {}
    normal = []
    for tokens in _split(code_tokens(text), spelling.soft_headers):
        begin = spelling.position(tokens[0])
        if (last is None or begin[0] < last) and not live.is_dead(begin):
            normal.append(spelling.statement(tokens))
            for token in tokens if spoken else ():
                if one := spoken.get(spelling.position(token)):
                    normal += [_of_text(line) for line in embedded_lines(one, lines)]
    return tuple(normal)


def _of_text(line: EmbeddedLine) -> Statement:
    return Statement(line.text, line.tokens, line.number, line.number, is_embedded=True)


def _split(tokens: Sequence[tokenize.TokenInfo], soft_headers: frozenset[int]) -> Iterator[list[tokenize.TokenInfo]]:
    """Tokens statement by statement, headers ending with their colon; `soft_headers` are lines of match and case."""
    statement: list[tokenize.TokenInfo] = []
    depth = lambdas = 0
    for token in tokens:
        if token.type == tokenize.NEWLINE or (token.string == ";" and token.type == tokenize.OP):
            if statement:
                yield statement
            statement, depth, lambdas = [], 0, 0
        if token.type in LAYOUT or (token.string == ";" and token.type == tokenize.OP):
            continue
        statement.append(token)
        if token.type == tokenize.OP:
            depth += (token.string in _OPENING) - (token.string in _CLOSING)
        lambdas += depth == 0 and token.string == "lambda"
        if token.string != ":" or token.type != tokenize.OP or depth:
            continue
        if lambdas:
            lambdas -= 1
        elif statement[0].string in _HEADERS or (
            statement[0].string in _SOFT and statement[0].start[0] in soft_headers
        ):
            yield statement
            statement = []
    if statement:
        yield statement


class _Spelling:
    """How the names of one tree are written once they are normalised, and what each of its statements is."""

    def __init__(self, tree: ast.Module, lines: Sequence[str]) -> None:
        self._lines = lines
        self._imported = imported_names(tree)
        self._bound = _bound(tree)
        self._nodes: dict[Position, ast.AST] = {}
        self._parts: dict[Position, list[ast.AST]] = {}
        self._keywords: set[Position] = set()
        soft: set[int] = set()
        for node in nodes_of(tree):
            if isinstance(node, ast.stmt | ast.ExceptHandler):
                self._note((node.lineno, node.col_offset), node, list(_own_parts(node)))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                for decorator in node.decorator_list:
                    self._note((decorator.lineno, decorator.col_offset), decorator, [decorator])
            elif isinstance(node, ast.Match):
                soft.add(node.lineno)
                for case in node.cases:
                    soft.add(case.pattern.lineno)
                    guard = [case.guard] if case.guard else []
                    self._note((case.pattern.lineno, case.pattern.col_offset), case, [case.pattern, *guard])
            given = node.keywords if isinstance(node, ast.Call | ast.ClassDef) else []
            if not (isinstance(node, ast.Call) and self._is_own(node.func)):
                self._keywords.update((k.lineno, k.col_offset) for k in given if k.arg)
        self.soft_headers = frozenset(soft)

    def position(self, token: tokenize.TokenInfo) -> Position:
        """Where a token begins as syntax trees say it: the column in bytes."""
        return byte_position(token.start, self._lines)

    def statement(self, tokens: Sequence[tokenize.TokenInfo]) -> Statement:
        """The statement that some tokens make."""
        node = self._nodes.get(self.position(tokens[0]))
        if node is None and len(tokens) > 1:  # '@' and 'case' stand before what the tree holds
            node = self._nodes.get(self.position(tokens[1]))
            parts = self._parts.get(self.position(tokens[1]), [])
        else:
            parts = self._parts.get(self.position(tokens[0]), [])
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        is_case = tokens[0].string in _SOFT and tokens[0].start[0] in self.soft_headers
        inside = [each for part in parts for each in walked(part)]
        return Statement(
            text=_import_text(node) if isinstance(node, ast.Import | ast.ImportFrom) else self._text(tokens, is_case),
            tokens=len(tokens),
            line=tokens[0].start[0],
            end_line=tokens[-1].end[0],
            is_compound=isinstance(node, _COMPOUND | ast.ExceptHandler) or tokens[0].string in _HEADERS or is_case,
            is_import=is_import,
            uses_import=any(isinstance(each, ast.Name) and each.id in self._imported for each in inside),
            passes_keyword=any(isinstance(each, ast.keyword) and each.arg is not None for each in inside),
        )

    def _note(self, where: Position, node: ast.AST, parts: list[ast.AST]) -> None:
        self._nodes[where] = node
        self._parts[where] = parts

    def _is_own(self, function: ast.expr) -> bool:
        return (
            isinstance(function, ast.Name)
            and function.id not in self._imported
            and (function.id in self._bound or function.id not in _BUILT_IN)
        )

    def _text(self, tokens: Sequence[tokenize.TokenInfo], is_case: bool) -> str:
        words: list[str] = []
        for place, token in enumerate(tokens):
            before = tokens[place - 1].string if place else ""
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            if token.type == tokenize.STRING:
                if words[-1:] != ["'S'"]:  # strings side by side are one
                    words.append("'S'")
            elif token.string == "," and after is not None and after.string in _CLOSING:
                continue
            elif token.type == tokenize.NAME and not (is_case and place == 0):
                words.append(token.string if before == "." else self._name(token))
            else:
                words.append(token.string)
        return " ".join(words)

    def _name(self, token: tokenize.TokenInfo) -> str:
        name = token.string
        if keyword.iskeyword(name) or self.position(token) in self._keywords:
            return name
        if name in self._imported:
            return self._imported[name]
        return name if name in _BUILT_IN and name not in self._bound else "_"


def _own_parts(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a statement that its header holds."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            inner = isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            if isinstance(child, ast.AST) and not inner and name != "decorator_list":
                yield child


def _bound(tree: ast.Module) -> frozenset[str]:
    names: set[str] = set()
    for node in nodes_of(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
    return frozenset(names)


def _import_text(node: ast.Import | ast.ImportFrom) -> str:
    """An import without the aliases, which are names of locals."""
    names = ", ".join(sorted(alias.name for alias in node.names))
    if isinstance(node, ast.Import):
        return f"import {names}"
    return f"from {'.' * node.level}{node.module or ''} import {names}"
