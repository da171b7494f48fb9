"""Which statements of one implementation survive in another.

Statements are compared as for boilerplate: the header alone of a compound one, names that are neither imported nor
built in blanked, strings blanked; comments, layout, docstrings and dead code are none. Every statement above the
hand-over line counts, imports among them. Text files that are not Python count line by line, less blanks and comments,
and so do texts in another language inside a string.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.model import Implementation
from evalkit.model.facts import Gone
from evalkit.probes.dsls.detector import find_in_python
from evalkit.probes.python_texts import PythonText, python_texts
from evalkit.source.files import is_python, text_in
from evalkit.source.local_modules import runs_itself
from evalkit.source.other_languages import text_lines
from evalkit.source.statements import normalised


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: as it is compared, and where it stands (`file` as facts name it, lines from 1)."""

    text: str
    file: str
    lines: tuple[int, int]


def statements_of(one: Implementation, name_of: Callable[[Path], str]) -> tuple[Statement, ...]:
    """The statements of an implementation in the order of its files; raises `CannotTell` where one is not Python."""
    texts, _ = python_texts(one, one.files, name_of)
    read = {each.file: each for each in texts}
    found: list[Statement] = []
    for file in one.files:
        found += _of_python(read[file], name_of(file), one) if file in read else _of_text(file, name_of(file))
    return tuple(found)


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


def _of_python(read: PythonText, name: str, one: Implementation) -> list[Statement]:
    is_script = read.file in one.scripts and (one.tool or runs_itself(read.source.tree))
    exported = frozenset[str]() if is_script else None  # what others import is not dead
    statements = normalised(read.text, exported, find_in_python(read.text).embedded)
    return [Statement(each.text, name, (each.line, each.end_line)) for each in statements]


def _of_text(file: Path, name: str) -> list[Statement]:
    text = "" if is_python(file) else text_in(file)
    return [Statement(line.text, name, (line.number, line.number)) for line in text_lines(text, file.suffix)]
