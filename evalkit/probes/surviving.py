"""Which statements of one implementation survive in another.

Statements are compared as for boilerplate: the header alone of a compound one, names that are neither imported nor
built in blanked, strings blanked; comments, layout, docstrings and dead code are none. Every statement above the
hand-over line counts, imports among them. Text files that are not Python count line by line, less blanks and comments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.model import Implementation
from evalkit.model.facts import Gone
from evalkit.probes.probe import CannotTell
from evalkit.source.files import read_file
from evalkit.source.reading import NotPython, text_lines
from evalkit.source.statements import normalised


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: as it is compared, and where it stands (`file` as facts name it, lines from 1)."""

    text: str
    file: str
    lines: tuple[int, int]


def statements_of(one: Implementation, name_of: Callable[[Path], str]) -> tuple[Statement, ...]:
    """The statements of an implementation in the order of its files; raises `CannotTell` where one is not Python."""
    return tuple(statement for file in one.files for statement in _of_file(file, name_of(file), file in one.scripts))


def gone(before: Sequence[Statement], after: Iterable[Statement]) -> tuple[Statement, ...]:
    """Those of `before` that are not in `after`; one that stands there twice and here once is gone once."""
    left = Counter(statement.text for statement in after)
    lost = []
    for statement in before:
        if left[statement.text]:
            left[statement.text] -= 1
        else:
            lost.append(statement)
    return tuple(lost)


def gone_facts(statements: Iterable[Statement]) -> tuple[Gone, ...]:
    """Where statements stand that did not survive, and how they were compared."""
    return tuple(Gone(one.file, one.lines, one.text) for one in statements)


def _of_file(file: Path, name: str, is_main: bool) -> list[Statement]:
    text = read_file(file) if file.suffix == ".py" else file.read_text(encoding="utf-8", errors="replace")
    if "\0" in text:
        return []
    if file.suffix != ".py":
        return [Statement(line.text, name, (line.number, line.number)) for line in text_lines(text, file.suffix)]
    try:
        exported = frozenset[str]() if is_main else None  # what others import is not dead
        return [Statement(each.text, name, (each.line, each.end_line)) for each in normalised(text, exported)]
    except NotPython as error:
        raise CannotTell(f"{name}:{error.line}:{error.column}: {error}") from None
