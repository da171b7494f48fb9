"""Check conventions of implementations that no run can check: the source link, the hand-over and the marks."""

from __future__ import annotations

import ast
import sys
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.bench.given_code import RAN, VARIABLE
from evalkit.documents import BadInput, Place, Problem, read_text, shown
from evalkit.model import EDIT_MARK, HAND_OVER_MARK, Adapter, Implementation, Task
from evalkit.probes.dsls import find_in_python
from evalkit.source.embedded import CodeCount, counted
from evalkit.source.names import imported_names, qualified
from evalkit.source.reading import NotPython, Source, code_tokens, read_source, source_lines

_MARKS = (EDIT_MARK, HAND_OVER_MARK)
_LINK = "https://"

LARGEST_HANDOVER = 0.30
"""The share of a file's tokens that may be below the hand-over mark."""


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A Python file that parses: its name in messages, its lines, and its comments as (line, column, text) from 1."""

    file: str
    lines: tuple[str, ...]
    source: Source
    count: CodeCount
    comments: tuple[tuple[int, int, str], ...]

    def place(self, line: int, byte_offset: int) -> Place:
        """Return the place of a syntax node, whose offset Python counts in bytes from 0."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Place(self.file, line, len(text.encode()[:byte_offset].decode(errors="replace")) + 1)


def read_python(path: Path, text: str, root: Path, python: str = "") -> PythonFile:
    """Read the text of a Python file, which runs on the minor version `python`; raises BadInput where it is not Python."""
    file = shown(path, root)
    try:
        source = read_source(text)
        count = counted(text, source, find_in_python(text).embedded)
    except NotPython as error:
        place = Place(file, max(error.line, 1), max(error.column, 1))
        raise BadInput([Problem(place, not_python(error, python))]) from None
    comments = tuple(
        (token.start[0], token.start[1] + 1, token.string.strip())
        for token in code_tokens(text)
        if token.type == tokenize.COMMENT
    )
    return PythonFile(file, tuple(source_lines(text)), source, count, comments)


def not_python(error: NotPython, python: str = "") -> str:
    """Say that a file is not Python, or that it may be in the minor version `python`, which evalkit does not run on."""
    if python and _number(python) > sys.version_info[:2]:
        return f"is {error}; if it is Python {python}, run evalkit on that"
    return f"is {error}; fix this line or the one before it"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def implementation_problems(
    implementation: Implementation, adapter: Adapter | None, task: Task | None, root: Path
) -> list[Problem]:
    """Return every convention that one implementation breaks; unreadable files are problems too.

    `adapter` and `task` are None if their own files have mistakes; conventions that depend on them are then not
    checked.
    """
    if implementation.unsupported:
        return list(_unsupported(implementation.unsupported, root))
    problems: list[Problem] = []
    sources: list[PythonFile] = []
    scripts = [path for path in implementation.files if path.suffix == ".py"]
    for path in (*scripts, *implementation.beside):
        try:
            text = read_text(path, root)
            if path in implementation.scripts:
                problems += _first_line(path, text, root)
            sources.append(read_python(path, text, root, adapter.python if adapter else ""))
        except BadInput as error:
            problems += error.problems
    for source in sources:
        problems += _unknown_marks(source)
        problems += handover_problems(source, adapter.packages if adapter else ())
        problems += _given_code(source, task.given_modules if task else frozenset())
    level = task.levels.get(implementation.level) if task else None
    used = [source for source in sources if source.file in {shown(path, root) for path in scripts}]
    if level and level.edit is not None and len(used) == len(scripts):
        problems += _edit_line(used, f"level {implementation.level} has `edit: {level.edit}`")
    return problems


def _unsupported(path: Path, root: Path) -> Iterator[Problem]:
    try:
        if _LINK not in read_text(path, root):
            message = f"names no source; link the documentation that says so ({_LINK}...)"
            yield Problem(Place(shown(path, root)), message)
    except BadInput as error:
        yield from error.problems


def _first_line(path: Path, text: str, root: Path) -> Iterator[Problem]:
    first = text.partition("\n")[0]
    if not (first.startswith("#") and _LINK in first):
        message = f"the first line must link the documentation this follows; write `# {_LINK}...`"
        yield Problem(Place(shown(path, root)), message)


def _unknown_marks(source: PythonFile) -> Iterator[Problem]:
    for line, column, comment in source.comments:
        if comment.lstrip("# ").lower().startswith("evalkit:") and comment not in _MARKS:
            message = f"unknown mark {comment!r}; write {EDIT_MARK!r} or {HAND_OVER_MARK!r}"
            yield Problem(Place(source.file, line, column), message)


def _given_code(source: PythonFile, modules: Collection[str]) -> Iterator[Problem]:
    """Find what reaches behind given code, so that a step would run without its line in the record.

    Only what is written out is found; what a script puts together at run time is not.
    """
    if not modules:
        return
    names = imported_names(source.source.tree)
    for node in ast.walk(source.source.tree):
        if isinstance(node, ast.ImportFrom | ast.Attribute) and (inner := _inner(node, names, modules)):
            message = f"uses {inner}, which writes no record of what ran; call what has no underscore"
            yield Problem(source.place(node.lineno, node.col_offset), message)
        if isinstance(node, ast.Constant) and node.value in (VARIABLE, RAN):
            message = f"names {node.value!r}, the record of what ran; only given code and evalkit use it"
            yield Problem(source.place(node.lineno, node.col_offset), message)


def _inner(node: ast.ImportFrom | ast.Attribute, names: Mapping[str, str], modules: Collection[str]) -> str | None:
    """Return the name with an underscore that is taken from one of some modules, if there is one."""
    if isinstance(node, ast.ImportFrom):
        taken = [f"{node.module}.{one.name}" for one in node.names if one.name.startswith("_")]
        return taken[0] if taken and node.module in modules else None
    name = qualified(node, names) if node.attr.startswith("_") else None
    return name if name and name.rpartition(".")[0] in modules else None


def _edit_line(sources: list[PythonFile], because: str) -> Iterator[Problem]:
    """Check that exactly one line has the edit mark, and that it is a whole assignment."""
    marked = [
        (source, Place(source.file, line, column))
        for source in sources
        for line, column, comment in source.comments
        if comment == EDIT_MARK
    ]
    example = f"`name = value  {EDIT_MARK}`"
    if not marked:
        yield Problem(Place(sources[0].file), f"{because}; write one line as {example}")
    for source, place in marked[:1]:
        if place.line not in _assignment_lines(source.source.tree):
            yield Problem(place, f"{because}, so this line must be an assignment; write {example}")
    for _, place in marked[1:]:
        yield Problem(place, f"{because}, which one line alone takes, as in {marked[0][1]}; remove this mark")


def _assignment_lines(tree: ast.Module) -> set[int]:
    """Return the lines that hold one whole assignment."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and len(getattr(node, "targets", "1")) == 1
        and node.lineno == node.end_lineno
    }


def handover_problems(source: PythonFile, packages: Sequence[str]) -> list[Problem]:
    """Return everything below the hand-over mark that computes; `packages` are the import names of the tool.

    Aliases are resolved: below `import pandas as pd`, a call of `pd.concat` is one of pandas.
    """
    mark = source.source.handover_line
    if mark is None:
        return []
    column = next((column for line, column, _ in source.comments if line == mark), 1)
    problems = list(_size(source, Place(source.file, mark, column)))
    imported = {"__import__": "__import__", **imported_names(source.source.tree)}
    for node in ast.walk(source.source.tree):
        if isinstance(node, ast.stmt | ast.expr) and node.lineno > mark and (what := _breach(node, imported, packages)):
            message = f"{what} below the hand-over mark (line {mark}); move it above the mark"
            problems.append(Problem(source.place(node.lineno, node.col_offset), message))
    return problems


def _size(source: PythonFile, place: Place) -> Iterator[Problem]:
    below = source.count.handover_tokens
    total = source.count.tokens + below
    if below > LARGEST_HANDOVER * total:
        message = (
            f"the hand-over has {below} of the file's {total} tokens ({below / total:.0%}); at most "
            f"{LARGEST_HANDOVER:.0%} may be below this mark; move computations above it"
        )
        yield Problem(place, message)


def _breach(node: ast.stmt | ast.expr, imported: Mapping[str, str], packages: Sequence[str]) -> str | None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "imports"
    if isinstance(node, ast.For | ast.AsyncFor):
        return "loops with `for`"
    if isinstance(node, ast.While):
        return "loops with `while`"
    if isinstance(node, ast.Call):
        name = qualified(node.func, imported, through_subscripts=True)
        if name == "__import__":
            return "imports"
        if name and any(name == package or name.startswith(f"{package}.") for package in packages):
            return f"calls {name}"
    return None
