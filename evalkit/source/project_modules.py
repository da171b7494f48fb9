"""Modules of the project that a file stands in: what it imports from the folders above it, as a clone of a repository has them.

A file that somebody measures where it stands imports its own package by its whole name (`from shop.models import Order`
in `shop/views.py`), or one from the project's root. These are the author's own as much as modules beside it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from evalkit.source.files import read_python, text_in
from evalkit.source.import_lines import imported_paths
from evalkit.source.local_modules import hides_nothing
from evalkit.source.own_names import is_called_like_own
from evalkit.source.reading import NotPython

_REPOSITORIES = (".git", ".hg", ".svn")
_PROJECTS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "environment.yml")
_MOST_ABOVE = 12
"""Folders above a file that are looked at."""
_MOST_FOLDERS = 100
"""Folders of a project that a file may have added to `sys.path`."""
_MOST_AROUND = 400
"""Modules of a project that are looked through for a method that is called so."""
_MOST_MODULES = 60
"""Modules of a project that are asked what they import."""


class Project:
    """The project that some files stand in; `own_tops` are the first names of what they import from it.

    A name counts only where a file is found at the whole path that an import spells: a folder that is merely called
    like a library hides none. Where none is found, it counts if people call modules of their own so: a file may have
    been taken out of its project.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        given = tuple(dict.fromkeys(file.absolute() for file in files))
        roots = [root for file in given for root in (*_import_roots(file), *_added_roots(file))]
        self._roots = tuple(dict.fromkeys(roots))
        self.own_tops = (self._tops(given) if self._roots else frozenset()) | _called_like_own(given)

    def module(self, path: str, asker: Path) -> Path | None:
        """The file of a module that another one imports by a dotted name, `..models` too; None where there is none."""
        name = path.lstrip(".")
        if name == path:
            # a folder above a file that is called like a module of Python's hides none
            here = (asker.absolute().parent,) if name in sys.stdlib_module_names else self._roots
            found = (_file_of(root, name) for root in here)
            return next((file for file in found if file is not None), None)
        folder = asker.absolute()
        for _ in range(len(path) - len(name)):
            folder = folder.parent
        return _file_of(folder, name)

    def beside(self, file: Path) -> tuple[Path, ...]:
        """The other modules in the folder of a file of the project, by name; none of a file that stands in no project."""
        folder = file.absolute().parent
        return tuple(sorted(one for one in folder.glob("*.py") if one.name != file.name)) if self._roots else ()

    def around(self, file: Path) -> Iterator[Path]:
        """The modules in other folders of a file's project, those that stand near it first; not more than a few hundred."""
        here, looked_at, seen = file.absolute().parent, set[Path](), 0
        for root in self._roots if here in self._roots else ():
            waiting = [root]
            while waiting and seen < _MOST_AROUND and len(looked_at) < _MOST_AROUND:
                folder = waiting.pop(0)
                if folder in looked_at or not os.path.isdir(folder):
                    continue
                looked_at.add(folder)
                found = [] if folder == here else sorted(folder.glob("*.py"))
                seen += len(found)
                yield from found
                waiting += [Path(each) for each in _folders_in(folder)]

    def _tops(self, files: tuple[Path, ...]) -> frozenset[str]:
        tops: set[str] = set()
        seen = dict.fromkeys(files)
        waiting = [*files]
        while waiting and len(seen) < _MOST_MODULES:
            file = waiting.pop(0)
            for path in _paths_in(file):
                found = self.module(path, file)
                if found is None or not _is_meant(found, path):
                    continue
                tops.add(path.partition(".")[0])
                if found not in seen:
                    seen[found] = None
                    waiting.append(found)
        return frozenset(tops)


def _import_roots(file: Path) -> tuple[Path, ...]:
    """The folders that a file's project may import from, the nearest first; none of a file that stands in no project."""
    above = list(file.parents)[:_MOST_ABOVE]
    whole = next((at for at, folder in enumerate(above) if _holds(folder, _REPOSITORIES)), None)
    if whole is None:
        whole = next((at for at, folder in enumerate(above) if _holds(folder, _PROJECTS)), None)
    if whole is None:  # a package, which is imported from the folder that it stands in
        packaged = next((at for at, folder in enumerate(above) if not os.path.isfile(folder / "__init__.py")), 0)
        return (above[packaged],) if packaged else _by_name(file)
    return tuple(each for folder in above[: whole + 1] for each in (folder, folder / "src"))


def _by_name(file: Path) -> tuple[Path, ...]:
    """The folder above that of a file which imports modules of its own folder by that folder's name; none of any other."""
    package, above = file.parent.name, file.parent.parent
    own = (path for path in _paths_in(file) if path.startswith(f"{package}."))
    return (above,) if any(_file_of(above, path) is not None for path in own) else ()


def _called_like_own(files: Iterable[Path]) -> frozenset[str]:
    """The first names of what files import that are those of nobody's library."""
    tops = (path.partition(".")[0] for file in files for path in _paths_in(file))
    return frozenset(top for top in tops if is_called_like_own(top))


def _added_roots(file: Path) -> tuple[Path, ...]:
    """The folders of its project that a file which changes `sys.path` may import from: any, those that stand near first."""
    whole = _import_roots(file)
    if not whole or not _changes_path(file):
        return ()
    found: list[Path] = []
    waiting = [*whole]
    while waiting and len(found) < _MOST_FOLDERS:
        folder = waiting.pop(0)
        if folder not in found and os.path.isdir(folder):
            found.append(folder)
            waiting += [Path(each) for each in _folders_in(folder)]
    return tuple(found)


def _folders_in(folder: Path) -> list[str]:
    """The folders in a folder, by name; none where nobody may look."""
    try:
        with os.scandir(folder) as entries:
            return sorted(each.path for each in entries if each.name[0] not in "._" and os.path.isdir(each.path))
    except OSError:
        return []


def _changes_path(file: Path) -> bool:
    try:
        return "sys.path" in read_python(file)
    except NotPython:
        return False


def _holds(folder: Path, names: Iterable[str]) -> bool:
    return any(os.path.exists(folder / name) for name in names)  # False too where nobody may look


def _file_of(root: Path, name: str) -> Path | None:
    whole = root.joinpath(*name.split(".")) if name else root
    files = [whole / "__init__.py", *([whole.with_name(f"{whole.name}.py")] if name else [])]
    return next((file for file in files if os.path.isfile(file)), None)


def _paths_in(file: Path) -> tuple[str, ...]:
    try:
        return imported_paths(read_python(file))
    except NotPython:
        return ()


def _is_meant(module: Path, path: str) -> bool:
    """Whether an import of a path means the module that stands there, and no library that is called like it."""
    if "." in path:
        return True
    if module.stem == "__init__":
        return bool(text_in(module))  # an empty package gives no names
    return not hides_nothing(module, path)
