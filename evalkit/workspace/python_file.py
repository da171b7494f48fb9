"""One Python file of an implementation, read for its conventions."""

from __future__ import annotations

import io
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path

from evalkit.documents import BadInput, Place, Problem, shown
from evalkit.source.reading import NotPython, Source, read_source


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A file that parses: how messages call it, its lines, and its comments as (line, column, text) from 1."""

    file: str
    lines: tuple[str, ...]
    source: Source
    comments: tuple[tuple[int, int, str], ...]

    def place(self, line: int, byte_offset: int) -> Place:
        """Where a syntax node stands, whose offset Python counts in bytes from 0."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Place(self.file, line, len(text.encode()[:byte_offset].decode(errors="replace")) + 1)


def read_python(path: Path, text: str, root: Path) -> PythonFile:
    """Read the text of a Python file; raises BadInput with the place where it is not Python."""
    file = shown(path, root)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape sequence is the author's business
            source = read_source(text)
    except NotPython as error:
        place = Place(file, max(error.line, 1), max(error.column, 1))
        raise BadInput([Problem(place, f"is not Python: {error}; mend this line or the one before it")]) from None
    comments = tuple(
        (token.start[0], token.start[1] + 1, token.string.strip())
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    )
    return PythonFile(file, tuple(io.StringIO(text)), source, comments)
