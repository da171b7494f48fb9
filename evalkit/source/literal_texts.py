"""Literal texts: what expressions hold as text, as far as their sources tell, and on which lines that is written.

The flow of values through some sources which may import each other, one of which takes another's functions and texts
for what they are there.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from evalkit.source.flow import MOST_PASSES, Flow, until_settled
from evalkit.source.names import imported_names
from evalkit.source.texts import HOLE
from evalkit.source.values import Learned, Value, ValueScope


class Line(NamedTuple):
    """A line of a text, and where it is written: a file and a line of that, from 1."""

    text: str
    file: str
    number: int


Text = tuple[Line, ...]
"""A text by its lines, at least one; `HOLE` stands for what is put in at run time."""


class LiteralTexts:
    """The literal texts of some Python sources, `trees` by name of file; they are read when they are asked for first."""

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self._trees = trees

    def of(self, node: ast.expr) -> tuple[Text, ...]:
        """The texts that an expression of one of the sources may hold; none where it has none.

        Followed are names, attributes, functions of these sources and what they are called with, joined and formatted
        strings.
        """
        flow = self._flow
        return tuple(dict.fromkeys(flow.held(flow.values[node]))) if node in flow.values else ()

    @cached_property
    def _flow(self) -> _Texts:
        files = _used_first(self._trees)
        modules = {_module(file): file for file in files}
        learned, scopes = _Carried(), dict[str, ValueScope]()

        def once() -> _Texts:
            flow = _Texts(ValueScope(), learned)
            flow.modules, flow.scopes = modules, scopes
            for file in files:
                flow = flow.of_file(file)
                flow.read_module(self._trees[file], imported_names(self._trees[file]))
            return flow

        return until_settled(learned, once, MOST_PASSES)


class _Carried(Learned):
    """What functions are called with and return, texts as they are."""

    def carried(self, value: Value) -> Value:
        """What is remembered of a value that goes into a function, or comes out of one."""
        return value


class _Placed(str):
    """A text that knows where each of its lines is written, and which strings of the source it is made of."""

    __slots__ = ("lines", "strings")
    lines: Text
    strings: tuple[ast.expr, ...]

    @classmethod
    def of(cls, lines: Text, strings: tuple[ast.expr, ...]) -> _Placed:
        """The text of some lines, which is made of some strings."""
        made = cls("\n".join(line.text for line in lines))
        made.lines, made.strings = lines, strings
        return made


class _Texts(Flow):
    """The flow of values through one of several sources, whose texts know where they are written."""

    hole = HOLE
    modules: Mapping[str, str]
    """The file of each module, by its last name."""
    scopes: dict[str, ValueScope]
    """What the names of each file stand for at its end."""
    file: str = ""

    def __init__(self, scope: ValueScope, learned: Learned) -> None:
        super().__init__(scope, learned)
        self.whole: dict[ast.expr, _Placed] = {}
        """The widest text that each string which is written out is a part of."""

    def of_file(self, file: str) -> _Texts:
        """The same flow in the scope of another file."""
        scope = ValueScope()
        flow = self.within(scope)
        flow.file, self.scopes[file] = file, scope
        return flow

    def held(self, value: Value) -> Iterator[Text]:
        """The texts that a value may be: its own, and those that other strings of the source make it."""
        strings = dict.fromkeys(value.written)
        if isinstance(value.text, _Placed):
            yield value.text.lines
            strings = {node: None for node in strings if node not in value.text.strings}
        for node in strings:
            if node in self.whole:
                yield self.whole[node].lines
        if not value.written and value.inside is not None:
            for part in value.parts or (value.inside,):
                yield from self.held(part)

    def text(self, node: ast.expr, text: str, written: tuple[ast.expr, ...]) -> Value:
        """What an expression gives whose text is known."""
        if isinstance(text, _Placed):
            text.strings = written
            self.whole |= dict.fromkeys(written, text)
        return super().text(node, text, written)

    def literal(self, node: ast.expr, text: str) -> str:
        """A text that is written out."""
        lines = text.split("\n")
        last = node.end_lineno or node.lineno
        # a backslash behind the opening quotes hides the first line
        hidden = 1 if len(lines) > 1 and last - node.lineno == len(lines) else 0
        numbers = (min(node.lineno + hidden + at, last) for at in range(len(lines)))
        placed = tuple(Line(line, self.file, number) for line, number in zip(lines, numbers, strict=True))
        return _Placed.of(placed, (node,))

    def put_together(self, node: ast.expr, parts: Sequence[str]) -> str:
        """A text made of several; what is no text of its own stands on the line where the one before it ends."""
        text: Text = (Line("", self.file, node.lineno),)
        last = node.end_lineno or node.lineno
        for part in parts:
            before = text[-1]
            if isinstance(part, _Placed):
                text = _appended(text, part.lines)
                continue
            begin = before.number if before.file == self.file else node.lineno
            lines = enumerate(part.split("\n"))
            text = _appended(text, tuple(Line(line, self.file, min(begin + at, last)) for at, line in lines))
        strings = (one for part in parts if isinstance(part, _Placed) for one in part.strings)
        return _Placed.of(text, tuple(dict.fromkeys(strings)))

    def changed(self, text: str, change: Callable[[str], str]) -> str:
        """A text of which something else is made, line by line."""
        made = change(text)
        lines = made.split("\n")
        if not isinstance(text, _Placed) or len(lines) != len(text.lines):
            return made
        placed = tuple(line._replace(text=one) for line, one in zip(text.lines, lines, strict=True))
        return _Placed.of(placed, text.strings)

    # Names of other modules

    def import_of(self, origin: str) -> Value:
        """What an imported name stands for: in another of these sources, what it is there."""
        module, _, name = origin.rpartition(".")
        return self._of_module(module, name) or super().import_of(origin)

    def attribute(self, base: Value, node: ast.Attribute, *, called: bool = False) -> Value:
        """An attribute of a value: of another of these sources, what a name stands for there."""
        found = self._of_module(base.origin, node.attr) if base.node is None else None
        return found or super().attribute(base, node, called=called)

    def _of_module(self, module: str, name: str) -> Value | None:
        file = self.modules.get(module.rpartition(".")[2])
        scope = None if file is None or file == self.file else self.scopes.get(file)
        return None if scope is None else scope.names.get(name)


def _used_first(trees: Mapping[str, ast.Module]) -> list[str]:
    """The files in an order in which those that others import come before them, as far as that is possible."""
    modules = {_module(file): file for file in trees}
    ordered: dict[str, None] = {}
    begun: set[str] = set()
    waiting = [(file, False) for file in reversed([*trees])]
    while waiting:
        file, is_done = waiting.pop()
        if is_done:
            ordered[file] = None
        elif file not in begun:
            begun.add(file)
            waiting.append((file, True))
            words = {word for origin in imported_names(trees[file]).values() for word in origin.split(".")}
            waiting += [(modules[word], False) for word in sorted(words & modules.keys())]
    return [*ordered]


def _module(file: str) -> str:
    """The last name of the module that a file is."""
    folder, _, name = file.rpartition("/")
    return folder.rpartition("/")[2] if name == "__init__.py" else name.removesuffix(".py")


def _appended(left: Text, right: Text) -> Text:
    """Two texts as one; the line where they meet stands where its longer part does."""
    before, after = left[-1], right[0]
    where = before if len(before.text.strip()) >= len(after.text.strip()) else after
    return (*left[:-1], where._replace(text=before.text + after.text), *right[1:])
