"""Literal texts: what an expression holds as text, as far as its source tells, and on which lines that stands."""

from __future__ import annotations

import ast
import re
import string
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from evalkit.source.scopes import Scopes, default_of, scopes_of

HOLE = "\ue000"
"""What stands for a value that is put into a text at run time: a character that nobody writes."""
HOLE_WORD = "hole"
"""What stands for it where a text is read as another language: a word, which every language takes for a name."""
SAME_TEXT = frozenset({
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "replace", "removeprefix", "removesuffix", "expandtabs",
    "encode", "decode",
})  # fmt: skip
"""Methods of a text that give the same one, as far as it matters here."""
_GIVES_TEXT = SAME_TEXT | {"format", "join", "rjust", "ljust", "zfill"}
_CHANGES_CASE = frozenset({"lower", "upper", "title"})
HOLDERS = frozenset({"io.StringIO", "io.BytesIO", "builtins.str", "builtins.bytes"})
"""What is read, or printed, as the text that it is given."""
DEDENTS = frozenset({"textwrap.dedent", "inspect.cleandoc"})
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


def with_words(text: str) -> str:
    """A text with a word in each of its holes."""
    return text.replace(HOLE, HOLE_WORD)


def filled(text: str) -> str:
    """A text that `%` puts values into, with holes for them."""
    return _PERCENT.sub(HOLE, text)


def formatted(text: str) -> str:
    """A text that `format` puts values into, with holes for them; itself where it is none."""
    try:
        parts = string.Formatter().parse(text)
        return "".join(literal + ("" if field is None else HOLE) for literal, field, _, _ in parts)
    except ValueError:
        return text


class Line(NamedTuple):
    """A line of a text, and where it is written: a file and a line of that, from 1."""

    text: str
    file: str
    number: int


Text = tuple[Line, ...]
"""A text by its lines, at least one."""


class LiteralTexts:
    """The literal texts of some Python sources, which may import each other; `trees` are those by name of file.

    `users` says which of them may call the functions of one; left out, all may. A tree is looked up when it is needed.
    """

    def __init__(self, trees: Mapping[str, ast.Module], users: Callable[[str], Iterable[str]] | None = None) -> None:
        self._trees = trees
        self._users = users or (lambda _: trees)
        self._asked: set[ast.AST] = set()

    def of(self, node: ast.AST | None, file: str) -> Text | None:
        """The text that an expression of a file holds, with `HOLE` for what is put in at run time; None if it has none.

        Followed are names, functions of these sources and what they are called with, joined and formatted strings.
        """
        if node is None or node in self._asked:  # something that is made of itself
            return None
        self._asked.add(node)
        try:
            return self._read(node, file)
        finally:
            self._asked.discard(node)

    def _scopes(self, file: str) -> Scopes:
        return scopes_of(self._trees[file])

    def _read(self, node: ast.AST, file: str) -> Text | None:
        match node:
            case ast.Constant(value=str() | bytes()):
                return _written(node, file)
            case ast.JoinedStr():
                return self._joined(node, file)
            case ast.List() | ast.Tuple():
                return _one_after_the_other([self.of(each, file) for each in node.elts], "\n")
            case ast.BinOp(op=ast.Add()):
                return self._both(node, file)
            case ast.BinOp(op=ast.Mod()):
                text = self.of(node.left, file)
                return text and tuple(line._replace(text=filled(line.text)) for line in text)
            case ast.NamedExpr() | ast.Starred():
                return self.of(node.value, file)
            case ast.IfExp():
                return self.of(node.body, file) or self.of(node.orelse, file)
            case ast.Call():
                return self._call(node, file)
            case ast.Name() | ast.Attribute():
                return self._named(node, file)
        return None

    def _joined(self, node: ast.JoinedStr, file: str) -> Text:
        text: Text = (Line("", file, node.lineno),)
        for part in node.values:
            if isinstance(part, ast.Constant):
                begin, lines = text[-1].number, str(part.value).split("\n")
                own = text[-1].file == file
                more = tuple(Line(one, file, begin + at if own else node.lineno) for at, one in enumerate(lines))
            else:
                held = self.of(part.value, file) if isinstance(part, ast.FormattedValue) else None
                more = held or (Line(HOLE, file, text[-1].number),)
            text = _appended(text, more)
        last = node.end_lineno or node.lineno
        return tuple(
            line._replace(number=min(line.number, last)) if line.file == file and line.number >= node.lineno else line
            for line in text
        )

    def _both(self, node: ast.BinOp, file: str) -> Text | None:
        left, right = self.of(node.left, file), self.of(node.right, file)
        if left is None and right is None:
            return None
        hole: Text = (Line(HOLE, file, node.lineno),)
        return _appended(left or hole, right or hole)

    def _call(self, node: ast.Call, file: str) -> Text | None:
        name = self._scopes(file).qualified(node.func)
        first = node.args[0] if node.args else None
        if name in DEDENTS or name in HOLDERS:
            text = self.of(first, file)
            return _dedented(text, but_first=name == "inspect.cleandoc") if text and name in DEDENTS else text
        if isinstance(node.func, ast.Attribute) and name is None:
            if node.func.attr == "join" and isinstance(first, ast.List | ast.Tuple):
                between = self.of(node.func.value, file)
                parts = [self.of(each, file) for each in first.elts]
                return _one_after_the_other(parts, _whole(between)) if between else None
            if text := self.of(node.func.value, file):
                return _after(node.func.attr, text)
        if isinstance(node.func, ast.Name) and node.func.id in {"str", "bytes"} and first is not None:
            return self.of(first, file)
        return self._returned(node.func, file)

    def _returned(self, function: ast.expr, file: str) -> Text | None:
        """What a function of these sources returns."""
        for definition, where in self._bound(function, file):
            for value in self._scopes(where).returned(definition) if isinstance(definition, ast.FunctionDef) else ():
                if text := self.of(value, where):
                    return text
        return None

    def _named(self, node: ast.Name | ast.Attribute, file: str) -> Text | None:
        for value, where in self._bound(node, file):
            text = self._given(value, where) if isinstance(value, ast.arg) else self.of(value, where)
            if text:
                return text
        return None

    def _bound(self, node: ast.expr, file: str) -> list[tuple[ast.AST, str]]:
        """What a name is bound to, here or in a source that it is imported from; of an attribute, what a class says."""
        scopes = self._scopes(file)
        if isinstance(node, ast.Name) and (found := scopes.bound(node)) is not None:
            return [(value, file) for value, how in found[1] if how == "value"]
        name = scopes.qualified(node)
        if name is not None:
            module, _, last = name.rpartition(".")
            return [
                (value, other)
                for other in self._trees
                if other.removesuffix(".py").rpartition("/")[2] == module.rpartition(".")[2]
                for value, how in self._scopes(other).module.bindings.get(last, ())
                if how == "value"
            ]
        if isinstance(node, ast.Attribute):
            given = (*scopes.attributes.get(node.attr, ()), *scopes.set_anywhere.get(node.attr, ()))
            methods = scopes.methods.get(node.attr, ())
            return [(value, file) for value in (*methods, *given)]
        return []

    def _given(self, parameter: ast.arg, file: str) -> Text | None:
        """What a function of a source is called with for a parameter, else what that is by default."""
        function, outer = self._scopes(file).parameters[parameter]
        if isinstance(function, ast.Lambda):
            return None
        is_method = isinstance(outer.node, ast.ClassDef)
        name = (
            outer.node.name if isinstance(outer.node, ast.ClassDef) and function.name == "__init__" else function.name
        )
        for where in self._users(file):
            for value in self._scopes(where).arguments(name, function, parameter, shift=int(is_method)):
                if text := self.of(value, where):
                    return text
        return self.of(default_of(function, parameter), file)


def _written(node: ast.Constant, file: str) -> Text:
    value = node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else str(node.value)
    lines = value.split("\n")
    last = node.end_lineno or node.lineno
    # a backslash behind the opening quotes hides the first line
    hidden = 1 if len(lines) > 1 and last - node.lineno == len(lines) else 0
    return tuple(Line(one, file, min(node.lineno + hidden + at, last)) for at, one in enumerate(lines))


def _appended(left: Text, right: Text) -> Text:
    """Two texts as one; the line where they meet stands where its longer part does."""
    before, after = left[-1], right[0]
    where = before if len(before.text.strip()) >= len(after.text.strip()) else after
    return (*left[:-1], where._replace(text=before.text + after.text), *right[1:])


def _one_after_the_other(texts: Sequence[Text | None], between: str) -> Text | None:
    known = [text for text in texts if text]
    if not known:
        return None
    whole = known[0]
    for text in known[1:]:
        gap = tuple(Line(part, whole[-1].file, whole[-1].number) for part in between.split("\n"))
        whole = _appended(_appended(whole, gap), text)
    return whole


def _dedented(text: Text, *, but_first: bool) -> Text:
    first, rest = (text[:1], text[1:]) if but_first else ((), text)
    lines = textwrap.dedent("\n".join(line.text for line in rest)).split("\n")
    kept = tuple(line._replace(text=one) for line, one in zip(rest, lines, strict=False))
    return (*(line._replace(text=line.text.lstrip()) for line in first), *kept)


def _after(method: str, text: Text) -> Text | None:
    """What a method of a text gives."""
    if method in {"format", "format_map"}:
        return tuple(line._replace(text=formatted(line.text)) for line in text)
    if method in _CHANGES_CASE:
        return tuple(line._replace(text=str(getattr(line.text, method)())) for line in text)
    return text if method in SAME_TEXT else None


def _whole(text: Text) -> str:
    return "\n".join(line.text for line in text)
