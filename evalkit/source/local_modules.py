"""Local modules: the Python files that an implementation is made of, those that it imports from its own folder too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from evalkit.model import Implementation
from evalkit.source.files import read_file


def local_modules(implementation: Implementation) -> tuple[Path, ...]:
    """The implementation's Python files, the script first, and the modules beside them that they import."""
    modules = dict.fromkeys(file for file in implementation.files if file.suffix == ".py")
    waiting = list(modules)
    while waiting:
        file = waiting.pop(0)
        for name in imported_modules(file):
            for beside in (file.parent / f"{name}.py", file.parent / name / "__init__.py"):
                if beside not in modules and beside.is_file():
                    modules[beside] = None
                    waiting.append(beside)
    return tuple(modules)


def local_names(implementation: Implementation) -> frozenset[str]:
    """The names of modules that belong to the implementation and not to a library."""
    files = local_modules(implementation)
    return frozenset(file.parent.name if file.stem == "__init__" else file.stem for file in files)


def imported_modules(file: Path) -> Iterator[str]:
    """The first names of what a file imports; nothing where it is not Python."""
    try:
        tree = ast.parse(read_file(file))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module:
                yield node.module.partition(".")[0]
            else:
                yield from (alias.name for alias in node.names)


def exported_names(module: str, others: Sequence[ast.Module]) -> frozenset[str] | None:
    """The names that other modules use from the one called `module`; None where they may use any, or do not import it."""
    names: set[str] = set()
    imported = False
    for tree in others:
        aliases: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                if (node.module or "").rpartition(".")[2] == module:
                    imported = True
                    names.update(alias.name for alias in node.names)
                bound = [alias.asname or alias.name for alias in node.names if alias.name == module]
            elif isinstance(node, ast.Import):
                bound = [alias.asname or alias.name for alias in node.names if alias.name.split(".")[-1] == module]
            else:
                continue
            aliases.update(bound)
        imported = imported or bool(aliases)
        read = _attributes_read(tree, aliases)
        if read is None:
            return None
        names |= read
    return frozenset(names) if imported and "*" not in names else None


def _attributes_read(tree: ast.Module, aliases: set[str]) -> set[str] | None:
    """What is read from modules bound to some names; None if one is handed on as a whole."""
    owners = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) in aliases]
    whole = sum(isinstance(n, ast.Name) and n.id in aliases for n in ast.walk(tree))
    direct = sum(isinstance(n.value, ast.Name) for n in owners)
    return None if whole > direct else {owner.attr for owner in owners}
