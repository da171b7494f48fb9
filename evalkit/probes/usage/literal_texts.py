"""Literal texts: what an expression holds as text, as far as its source tells, and on which lines that stands."""

from __future__ import annotations

import ast
import re
import string
import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evalkit.probes.usage.ownership import Owners
from evalkit.source.names import imported_names, qualified

HOLE_NUMBER = "8014118014"
"""What stands for a value that is put into a text at run time: a number, which every language takes for a value."""

_SAME_TEXT = frozenset({"encode", "strip", "lstrip", "rstrip", "decode", "expandtabs", "replace", "removeprefix"})
_HOLDERS = frozenset({"io.StringIO", "io.BytesIO", "builtins.str", "builtins.bytes"})
_DEDENTS = frozenset({"textwrap.dedent", "inspect.cleandoc"})
_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.*]*[A-Za-z]")


class Line(NamedTuple):
    """A line of a text, and where it is written: a file and a line of that, from 1."""

    text: str
    file: str
    number: int


Text = tuple[Line, ...]
"""A text by its lines, at least one."""


class LiteralTexts:
    """The literal texts of some Python sources, which may import each other; `trees` are those by name of file."""

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self._trees = trees
        self._imported = {file: imported_names(tree) for file, tree in trees.items()}
        self._owners = {file: Owners(tree, self._imported[file], frozenset()) for file, tree in trees.items()}
        self._asked: set[ast.AST] = set()

    def of(self, node: ast.AST | None, file: str) -> Text | None:
        """The text that an expression of a file holds, with `HOLE_NUMBER` for what is put in at run time; None if it has none.

        Followed are names, functions of these sources and what they are called with, joined and formatted strings.
        """
        if node is None or node in self._asked:  # something that is made of itself
            return None
        self._asked.add(node)
        try:
            return self._read(node, file)
        finally:
            self._asked.discard(node)

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
                return text and tuple(line._replace(text=_PERCENT.sub(HOLE_NUMBER, line.text)) for line in text)
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
                more = held or (Line(HOLE_NUMBER, file, text[-1].number),)
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
        hole: Text = (Line(HOLE_NUMBER, file, node.lineno),)
        return _appended(left or hole, right or hole)

    def _call(self, node: ast.Call, file: str) -> Text | None:
        name = qualified(node.func, self._imported[file])
        first = node.args[0] if node.args else None
        if name in _DEDENTS or name in _HOLDERS:
            text = self.of(first, file)
            return _dedented(text, but_first=name == "inspect.cleandoc") if text and name in _DEDENTS else text
        if isinstance(node.func, ast.Attribute) and name is None:
            if node.func.attr == "join" and isinstance(first, ast.List | ast.Tuple):
                between = self.of(node.func.value, file)
                parts = [self.of(each, file) for each in first.elts]
                return _one_after_the_other(parts, _whole(between)) if between else None
            text = self.of(node.func.value, file)
            if text and node.func.attr in {"format", "format_map"}:
                return _formatted(text)
            return text if node.func.attr in _SAME_TEXT else None
        if isinstance(node.func, ast.Name) and node.func.id in {"str", "bytes"} and first is not None:
            return self.of(first, file)
        return self._returned(node.func, file)

    def _returned(self, function: ast.expr, file: str) -> Text | None:
        """What a function of these sources returns."""
        for definition, where in self._bound(function, file):
            if isinstance(definition, ast.FunctionDef):
                for each in ast.walk(definition):
                    if isinstance(each, ast.Return) and (text := self.of(each.value, where)):
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
        if isinstance(node, ast.Name):
            scope = self._owners[file].scope_of.get(node)
            found = scope.find(node.id) if scope else None
            if found is not None:
                return [(value, file) for value, how in found[1] if how == "value"]
        name = qualified(node, self._imported[file])
        if name is not None:
            module, _, last = name.rpartition(".")
            return [
                (value, other)
                for other, tree in self._trees.items()
                if other.removesuffix(".py").rpartition("/")[2] == module.rpartition(".")[2]
                for value in _bound_in(tree.body, last)
            ]
        if isinstance(node, ast.Attribute):
            return [(value, file) for value in _set_as_attribute(self._trees[file], node.attr)]
        return []

    def _given(self, parameter: ast.arg, file: str) -> Text | None:
        """What a function of a source is called with for a parameter, else what that is by default."""
        for function in ast.walk(self._trees[file]):
            if isinstance(function, ast.FunctionDef) and parameter in ast.walk(function.args):
                return self._passed(function, parameter, file)
        return None

    def _passed(self, function: ast.FunctionDef, parameter: ast.arg, file: str) -> Text | None:
        positional = [*function.args.posonlyargs, *function.args.args]
        at = positional.index(parameter) if parameter in positional else -1
        for where, tree in self._trees.items():
            for call in ast.walk(tree):
                called = isinstance(call, ast.Call) and _last_name(call.func) == function.name
                if not called or not isinstance(call, ast.Call):
                    continue
                named = [keyword.value for keyword in call.keywords if keyword.arg == parameter.arg]
                for value in (*named, *(call.args[at : at + 1] if at >= 0 else ())):
                    if text := self.of(value, where):
                        return text
        defaults = dict(zip(reversed(positional), reversed(function.args.defaults), strict=False))
        defaults |= dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))  # type: ignore[arg-type]
        return self.of(defaults.get(parameter), file)


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


def _formatted(text: Text) -> Text:
    try:
        return tuple(
            line._replace(
                text="".join(
                    literal + ("" if field is None else HOLE_NUMBER)
                    for literal, field, _, _ in string.Formatter().parse(line.text)
                )
            )
            for line in text
        )
    except ValueError:  # a field that goes over lines
        return text


def _whole(text: Text) -> str:
    return "\n".join(line.text for line in text)


def _bound_in(body: Sequence[ast.stmt], name: str) -> list[ast.AST]:
    found: list[ast.AST] = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            found.append(statement)
        elif isinstance(statement, ast.Assign):
            found += [statement.value for target in statement.targets if _last_name(target) == name]
        elif isinstance(statement, ast.AnnAssign) and statement.value and _last_name(statement.target) == name:
            found.append(statement.value)
    return found


def _set_as_attribute(tree: ast.Module, name: str) -> list[ast.AST]:
    """What classes, and assignments to attributes, give an attribute of some name."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found += _bound_in(node.body, name)
        elif isinstance(node, ast.Assign):
            targets = [target for target in node.targets if isinstance(target, ast.Attribute)]
            found += [node.value for target in targets if target.attr == name]
    return found


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
