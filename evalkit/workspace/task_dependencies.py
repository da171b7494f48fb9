"""Which modules of `tasks/` the code of one task imports, directly or through others.

What a task imports can change its inputs and its verdicts; what only other tasks import cannot. So a change of a shared
module makes evalkit measure again the tasks that use it, and no others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_PACKAGE = "tasks"
_BY_NAME = frozenset(("import_module", "__import__"))
"""What imports a module by a name that only a run knows."""


def modules_imported_by_tasks(tasks: Path, files: Iterable[Path]) -> tuple[Path, ...]:
    """Return the modules below the folder `tasks` that `files` import, directly or through each other, by path.

    A file that cannot be read as Python, or that imports by a name that only a run knows, may import all of them.
    """
    waiting, found = list(files), set[Path]()
    while waiting:
        names = _imports(*_as_it_is(waiting.pop()))
        if names is None:
            return tuple(sorted({*tasks.glob("*.py"), *(tasks / "data").rglob("*.py")}))
        new = {file for name in names for file in _files_of(tasks, name)} - found
        found |= new
        waiting += sorted(new)
    return tuple(sorted(found))


def _as_it_is(file: Path) -> tuple[Path, int]:
    return file, file.stat().st_mtime_ns


@cache
def _imports(file: Path, _changed: int) -> frozenset[str] | None:
    """The dotted names below the package that a file imports; None where reading does not tell."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and _name_of(node) in _BY_NAME:
            return None
        found.update(_names(node, file))
    return frozenset(name for name in found if name == _PACKAGE or name.startswith(f"{_PACKAGE}."))


def _name_of(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _names(node: ast.AST, file: Path) -> Iterator[str]:
    """The dotted names that an import statement may stand for: what follows `import` can be a module or not."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            within = [_PACKAGE] if file.parent.name == _PACKAGE else [_PACKAGE, file.parent.name]
            above = within[: max(1, len(within) + 1 - node.level)]
            base = ".".join([*above, *([base] if base else [])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)


def _files_of(tasks: Path, name: str) -> Iterator[Path]:
    """The files that importing a dotted name runs: the module, and the `__init__.py` of each package on the way."""
    at = tasks
    for part in name.split(".")[1:]:
        for file in (at / f"{part}.py", at / part / "__init__.py"):
            if file.is_file():
                yield file
        at /= part
