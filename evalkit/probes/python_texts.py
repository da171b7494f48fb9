"""The Python of an implementation, file by file, and what of it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evalkit.model import Implementation
from evalkit.model.facts import LeftOut
from evalkit.probes.probe import CannotTell
from evalkit.source.files import is_python, read_python
from evalkit.source.notebooks import NOT_PYTHON
from evalkit.source.reading import READ_AS, NotPython, Source, read_source


@dataclass(frozen=True, slots=True)
class PythonText:
    """One Python file as it was read."""

    file: Path
    text: str
    source: Source


def python_texts(
    one: Implementation, files: Iterable[Path], name_of: Callable[[Path], str]
) -> tuple[tuple[PythonText, ...], tuple[LeftOut, ...]]:
    """The Python files among some files, and those that cannot be read as Python.

    Raises:
        CannotTell: a file cannot be read, and it is part of an implementation that is scored (a score never rests on
            a part of the code), or nothing is left.
    """
    found: list[PythonText] = []
    left_out: list[LeftOut] = []
    reasons: list[str] = []
    for file in files:
        if not is_python(file):
            continue
        try:
            text = read_python(file)
            found.append(PythonText(file, text, read_source(text)))
            left_out += [
                LeftOut(name_of(file), f"this cell is not {READ_AS}", lines) for lines in _cells_left_out(text)
            ]
        except NotPython as error:
            reasons.append(f"{name_of(file)}:{error.line}:{error.column}: is {error}")
            left_out.append(LeftOut(name_of(file), f"it is {error}", (error.line, error.line)))
    if reasons and (one.tool or not found):
        raise CannotTell(reasons[0])
    return tuple(found), tuple(left_out)


def _cells_left_out(text: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each cell of a notebook that is no Python."""
    numbers = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith(NOT_PYTHON)]
    first = last = 0
    for number in numbers:
        if first and number > last + 1:
            yield first, last
            first = 0
        first, last = first or number, number
    if first:
        yield first, last
