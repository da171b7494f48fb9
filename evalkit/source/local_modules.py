"""Local modules: the Python files that an implementation is made of, those that it imports from its own folder too."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from evalkit.model import Implementation
from evalkit.source.files import is_python, read_python, text_in
from evalkit.source.import_lines import imported_paths, imported_tops
from evalkit.source.reading import NotPython
from evalkit.source.walking import nodes_of, walked


def local_modules(implementation: Implementation) -> tuple[Path, ...]:
    """The implementation's Python files, the script first, and the modules beside them that they import.

    Those in a package beside them count too, whether or not it has an `__init__.py`.
    """
    modules = dict.fromkeys(file for file in implementation.files if is_python(file))
    roots = _roots(implementation)
    waiting = list(modules)
    while waiting:
        file = waiting.pop(0)
        beside = [
            path
            for name in imported_modules(file)
            for path in (file.parent / f"{name}.py", file.parent / name / "__init__.py")
            if not hides_nothing(path, name)
        ]
        packages = {name for root in roots for name in imported_modules(file) if os.path.isdir(root / name)}
        for path in imported_paths(read_python(file)) if packages else ():
            if path.partition(".")[0] in packages:
                beside += [one for root in roots for one in _files_of(root, path)]
        for one in beside:
            if one not in modules and os.path.isfile(one):
                modules[one] = None
                waiting.append(one)
    return tuple(modules)


def hides_nothing(module: Path, name: str) -> bool:
    """Whether a module that is called like a library is not what an import of that name means.

    It imports that library itself, or belongs to a package, in which Python's own library comes first.
    """
    if module.stem == "__init__":
        return False
    in_package = name in sys.stdlib_module_names and os.path.isfile(module.parent / "__init__.py")
    return in_package or name in imported_modules(module)


def module_name(file: Path, implementation: Implementation) -> str:
    """What an implementation calls one of its modules: `helper`, or `app.models` of one in a package beside the script."""
    path = file.parent if file.stem == "__init__" else file.with_suffix("")
    root = next((one for one in _roots(implementation) if one in path.parents), path.parent)
    return ".".join(path.relative_to(root).parts)


def _roots(implementation: Implementation) -> tuple[Path, ...]:
    """The folders that the implementation's modules are imported from, those within others first."""
    folders = {file.parent for file in implementation.files if is_python(file)}
    packaged = {one for one in folders if os.path.isfile(one / "__init__.py")}
    return tuple(sorted(folders - packaged or folders, key=lambda one: (-len(one.parts), one)))


def _files_of(root: Path, path: str) -> tuple[Path, Path]:
    whole = root.joinpath(*path.split("."))
    return whole.with_name(f"{whole.name}.py"), whole / "__init__.py"


def shared_modules(files: Sequence[Path], shared: Sequence[Path]) -> tuple[Path, ...]:
    """Those of some `shared` modules that some files use, by themselves or by way of each other, in the order of `shared`.

    A Python file uses a module that it imports. Any file uses one that it names in quotes, or whose file it names: what
    imports it by a text, or a command that runs it.
    """
    used: dict[Path, None] = {}
    waiting = [*files] if shared else []
    while waiting:
        file = waiting.pop()
        imported = imported_modules(file) if is_python(file) else ()
        text = text_in(file)
        new = [one for one in shared if one not in used and (one.stem in imported or _names(text, one))]
        used |= dict.fromkeys(new)
        waiting += new
    return tuple(one for one in shared if one in used)


def _names(text: str, module: Path) -> bool:
    return module.name in text or any(f"{quote}{module.stem}{quote}" in text for quote in "'\"")


def local_names(implementation: Implementation) -> frozenset[str]:
    """The names of modules that belong to the implementation and not to a library."""
    files = local_modules(implementation)
    roots = _roots(implementation)
    packages = {
        name
        for file in files
        for name in imported_modules(file)
        if any(_is_package(root / name) for root in (*roots, file.parent))
    }
    named = {module_name(file, implementation): file for file in files}
    return frozenset(packages).union(
        name.partition(".")[0] for name, file in named.items() if not hides_nothing(file, name)
    )


def _is_package(folder: Path) -> bool:
    """Whether a folder holds modules, by itself or in a folder of its own."""
    return os.path.isdir(folder) and any(next(folder.glob(each), None) for each in ("*.py", "*/*.py"))


def imported_modules(file: Path) -> tuple[str, ...]:
    """The first names of what a file imports; nothing where it is not Python."""
    try:
        return _imported_modules(file, file.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=2000)
def _imported_modules(file: Path, _changed: int) -> tuple[str, ...]:
    try:
        return imported_tops(read_python(file))
    except NotPython:
        return ()


_LONGEST_PATH = 20
"""Names in the path of a module: there is none that is longer."""


class Exports:
    """What each module of an implementation is used for from outside; `trees` are its modules, the script among them."""

    def __init__(self, implementation: Implementation, trees: Mapping[Path, ast.Module]) -> None:
        self._one = implementation
        self._trees = trees
        self._taken: dict[Path, _Taken] = {}

    def of(self, file: Path) -> frozenset[str] | None:
        """The names of a module that live because others may use them; None where they may use any.

        Of a script nobody uses any. What is public of a helper module lives, and of a file that stands alone and does
        not call its own functions, or is one of tests: others do.
        """
        used = _used(file.stem, [self._taken_by(other) for other in self._trees if other != file])
        tree = self._trees[file]
        is_scored = bool(self._one.tool)
        if file in self._one.scripts and (is_scored or (runs_itself(tree) and not _is_of_tests(file))):
            return used or frozenset()
        if used is None and is_scored:
            return None
        # of a file that keeps all to itself, its neighbours take what they need
        offered = public_names(tree) or frozenset(
            node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        )
        return (used or frozenset()) | offered

    def _taken_by(self, file: Path) -> _Taken:
        """What a module takes from others: nobody asks this of a file that stands alone."""
        if file not in self._taken:
            self._taken[file] = _taken(self._trees[file])
        return self._taken[file]


def public_names(tree: ast.Module) -> frozenset[str]:
    """What a module offers: what `__all__` lists, else every name at its top that does not begin with an underscore."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bound = {each.id for target in targets for each in walked(target) if isinstance(each, ast.Name)}
            if "__all__" in bound and isinstance(node.value, ast.List | ast.Tuple):
                return frozenset(
                    each.value
                    for each in node.value.elts
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )
            names |= bound
        elif isinstance(node, ast.If | ast.Try | ast.With):  # a function that is defined one way or another
            inner = [each for each in walked(node) if isinstance(each, ast.FunctionDef | ast.ClassDef)]
            names |= {each.name for each in inner}
    return frozenset(name for name in names if not name.startswith("_"))


def _is_of_tests(file: Path) -> bool:
    """Whether a file is called as a runner of tests looks for them."""
    return file.stem.startswith("test_") or file.stem.endswith("_test")


def runs_itself(tree: ast.Module) -> bool:
    """Whether a file is a script that calls its own functions at the top, or asks whether it is run as one."""
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(statement, ast.If) and _asks_for_main(statement.test):
            if all(isinstance(each, ast.Pass) or _is_constant(each) for each in statement.body):
                continue  # nothing is run
            return True
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        for node in walked(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in own:
                return True
    return False


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _asks_for_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and any(
        isinstance(side, ast.Name) and side.id == "__name__" for side in (test.left, *test.comparators)
    )


_Taken = Mapping[str, frozenset[str] | None]
"""What one source takes from each module, by the module's last name; None where it may be anything."""


def _used(module: str, others: Sequence[_Taken]) -> frozenset[str] | None:
    names: set[str] = set()
    imported = False
    for taken in others:
        if module in taken:
            imported = True
            given = taken[module]
            if given is None:
                return None
            names |= given
    return frozenset(names) if imported and "*" not in names else None


def _taken(tree: ast.Module) -> _Taken:
    names: dict[str, set[str]] = {}
    aliases: dict[str, set[str]] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.ImportFrom):
            names.setdefault((node.module or "").rpartition(".")[2], set()).update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom | ast.Import):
            for alias in node.names:
                aliases.setdefault(alias.name.rpartition(".")[2], set()).add(alias.asname or alias.name)
    read, whole = _attributes_read(tree, frozenset(one for each in aliases.values() for one in each))
    taken: dict[str, frozenset[str] | None] = {}
    for module in names.keys() | aliases.keys():
        bound = aliases.get(module, set())
        if bound & whole:
            taken[module] = None
        else:
            direct = (read.get(alias, set()) for alias in bound)
            taken[module] = frozenset(names.get(module, set()).union(*direct))
    return taken


def _attributes_read(tree: ast.Module, aliases: frozenset[str]) -> tuple[dict[str, set[str]], set[str]]:
    """What is read from modules bound to some (dotted) names, and which of these are handed on as a whole."""
    read: dict[str, set[str]] = {}
    direct: dict[str, int] = {}
    every: dict[str, int] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Attribute):
            owner = _dotted(node.value)
            if owner in aliases:
                read.setdefault(owner, set()).add(node.attr)
                direct[owner] = direct.get(owner, 0) + isinstance(node.value, ast.Name)
        elif isinstance(node, ast.Name) and node.id in aliases:
            every[node.id] = every.get(node.id, 0) + 1
    return read, {name for name, times in every.items() if times > direct.get(name, 0)}


def _dotted(node: ast.expr) -> str:
    """The dotted name that an expression spells, '' for any other."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
        if len(parts) > _LONGEST_PATH:
            return ""
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
