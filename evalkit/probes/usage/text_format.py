"""The names of fields in protobuf's text format, read by its grammar, since its own parser wants the message's schema.

https://protobuf.dev/reference/protobuf/textformat-spec/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalkit.source.reading import LineNumbers

_TOKEN = re.compile(r"""\#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[A-Za-z_]\w*|\.?\d(?:[eE][-+]|[\w.])*|\S""")
_CLOSES = {"{": "}", "<": ">"}


def text_format_fields(text: str) -> Iterator[tuple[str, int]]:
    """The names of the fields of a message and of those within it, each with its line from 0, in their order.

    An extension, or the type of an Any, is the full name that stands in brackets. What breaks the grammar is stepped
    over.
    """
    reader = _Reader(text)
    while reader.word:
        yield from reader.fields("")
        reader.step()  # a bracket that nothing has opened


class _Reader:
    """Reads the tokens of a text from the first to the last; comments are none."""

    def __init__(self, text: str) -> None:
        lines = LineNumbers(text)
        self._tokens = [
            (match[0], lines.of(match.start())) for match in _TOKEN.finditer(text) if not match[0].startswith("#")
        ]
        self._at = 0

    @property
    def word(self) -> str:
        """The token that comes next, '' at the end."""
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def step(self) -> None:
        """Go on to the next token."""
        self._at += 1

    def fields(self, closing: str) -> Iterator[tuple[str, int]]:
        """'name: scalar', 'name: [list]', 'name {message}', 'name <message>', '[full.name]: ...' up to a bracket."""
        while self.word not in {"", closing}:
            word, (_, line) = self.word, self._tokens[self._at]
            self.step()
            if word == "[":
                yield "".join(self._up_to("]")), line
                yield from self._value()
            elif word.isidentifier():
                yield word, line
                yield from self._value()

    def _value(self) -> Iterator[tuple[str, int]]:
        if self.word == ":":
            self.step()
        if self.word in _CLOSES:
            closing = _CLOSES[self.word]
            self.step()
            yield from self.fields(closing)
            self.step()
        elif self.word == "[":
            self.step()
            while self.word not in {"]", ""}:
                if self.word in _CLOSES:
                    yield from self._value()
                else:
                    self.step()
            self.step()
        else:
            self._scalar()

    def _scalar(self) -> None:
        if self.word == "-":
            self.step()
        if self.word[:1] not in {'"', "'"}:
            if self.word not in {"}", ">"}:
                self.step()
            return
        while self.word and self.word[0] in "\"'":  # strings that follow each other are one
            self.step()

    def _up_to(self, closing: str) -> Iterator[str]:
        while self.word not in {closing, ""}:
            yield self.word
            self.step()
        self.step()
