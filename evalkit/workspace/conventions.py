"""What an implementation promises and no run can show: its source, its hand-over, its marks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from evalkit.documents import BadInput, Place, Problem, read_text, shown
from evalkit.model import EDIT_MARK, HAND_OVER_MARK, Adapter, Implementation, Task
from evalkit.workspace.handover import handover_problems
from evalkit.workspace.python_file import PythonFile, read_python

_MARKS = (EDIT_MARK, HAND_OVER_MARK)
_LINK = "https://"


def implementation_problems(
    implementation: Implementation, adapter: Adapter | None, task: Task | None, root: Path
) -> list[Problem]:
    """Every convention that one implementation breaks; files that cannot be read are problems too.

    `adapter` and `task` are None where their own files have mistakes; what depends on them is then not judged.
    """
    if implementation.unsupported:
        return list(_unsupported(implementation.unsupported, root))
    problems: list[Problem] = []
    sources: list[PythonFile] = []
    scripts = [path for path in implementation.files if path.suffix == ".py"]
    for path in scripts:
        try:
            text = read_text(path, root)
            if path == implementation.main:
                problems += _first_line(path, text, root)
            sources.append(read_python(path, text, root))
        except BadInput as error:
            problems += error.problems
    for source in sources:
        problems += _unknown_marks(source)
        problems += handover_problems(source, adapter.packages if adapter else ())
    level = task.levels.get(implementation.level) if task else None
    if level and level.edit is not None and len(sources) == len(scripts):
        problems += _edit_line(sources, f"level {implementation.level} has `edit: {level.edit}`")
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


def _edit_line(sources: list[PythonFile], because: str) -> Iterator[Problem]:
    """Exactly one line may carry the edit mark, and it must be an assignment that fits on it."""
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
    """The lines that hold one whole assignment."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and len(getattr(node, "targets", "1")) == 1
        and node.lineno == node.end_lineno
    }
