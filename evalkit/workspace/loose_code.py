"""Read any file or folder as implementations, in a workspace or not, for `evalkit probe`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evalkit.documents import BadInput, Place, Problem
from evalkit.model import LEVELS, Implementation, LevelName
from evalkit.probes.dsl import OWN_KINDS
from evalkit.probes.dsls import DslPattern, built_in, file_kind, load_kinds
from evalkit.source.files import is_python, name_of, read_python
from evalkit.source.local_modules import shared_modules
from evalkit.source.reading import NotPython, read_source
from evalkit.workspace.workspace import Workspace

_NOT_WRITTEN = frozenset({"__pycache__", ".git", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
"""Folders whose files nobody wrote."""
_READ = (
    "evalkit reads Python (.py, .pyi, .pyw, .ipynb, or a first line that asks for Python) and other languages that it knows by "
    "a file's name, such as .sql, .yaml or Dockerfile"
)


def implementations_at(path: Path, workspace: Workspace | None, folder: Path) -> tuple[Implementation, ...]:
    """The implementations that a file or folder holds, the lowest level first; none where a folder holds no file.

    What lies in `workspace` is the implementation that it is there. Elsewhere a folder with files named after levels is
    one implementation per level, and any other file or folder is one of level adapt. Of a folder, files that are no
    source are left out, such as texts for people and tables. Messages name files relative to `folder`.

    Raises:
        BadInput: what should be Python is none, or cannot be read, and no other file here is Python; or nothing here is
            source.
    """
    path = path.resolve()
    if workspace is not None and (known := _in_workspace(path, workspace)):
        return known
    kinds = tuple(_kinds(workspace.root if workspace else folder))
    loose = tuple(_loose(path, kinds))
    problems = list(_not_python(loose, folder)) or list(_no_source(path, loose, kinds, folder))
    if problems:
        raise BadInput(problems)
    return loose


def _in_workspace(path: Path, workspace: Workspace) -> tuple[Implementation, ...]:
    """Return the implementation with this script or folder, or else all those of the task and tool with this folder."""
    written = [(each, each.main) for each in workspace.implementations if each.main is not None]
    exact = tuple(each for each, main in written if path == (main.parent if main.stem == "main" else main))
    cell = tuple(each for each, _ in written if path == workspace.task_folder(each.task) / each.tool)
    return exact or cell


def _kinds(root: Path) -> Iterator[DslPattern]:
    """Yield the kinds of files that evalkit knows, with those that the workspace at `root` adds; raises BadInput."""
    if (own := root / OWN_KINDS).is_file():
        yield from load_kinds(own)
    yield from built_in()


def _is_source(file: Path, kinds: Sequence[DslPattern]) -> bool:
    return is_python(file) or file_kind(kinds, file) is not None


def _no_source(
    path: Path, loose: Sequence[Implementation], kinds: Sequence[DslPattern], folder: Path
) -> Iterator[Problem]:
    """Yield a problem where nothing at a path is source; an empty folder is none."""
    if path.is_file() and not _is_source(path, kinds):
        yield Problem(Place(name_of(path, folder)), f"is no source that evalkit reads; {_READ}")
    elif path.is_dir() and not loose and _files_below(path):
        yield Problem(Place(name_of(path, folder)), f"holds no source that evalkit reads; {_READ}")


def _loose(path: Path, kinds: Sequence[DslPattern]) -> Iterable[Implementation]:
    if path.is_file():
        return (Implementation(path.name, "", "adapt", path, (path,)),)
    levels = [level for level in LEVELS if (path / f"{level}.py").is_file() or (path / level / "main.py").is_file()]
    if levels:
        return (_level(path, level, kinds) for level in levels)
    files = _sources_below(path, kinds)
    if not files:
        return ()
    first = next((path / name for name in ("__init__.py", "main.py") if (path / name).is_file()), None)
    python = (file for file in files if is_python(file))
    main = first or next((file for file in python if _is_read(file)), files[0])
    return (Implementation(path.name, "", "adapt", main, (main, *(file for file in files if file != main))),)


def _is_read(file: Path) -> bool:
    try:
        read_source(read_python(file))
    except NotPython:
        return False
    return True


def _level(folder: Path, level: LevelName, kinds: Sequence[DslPattern]) -> Implementation:
    main = folder / f"{level}.py"
    rest: list[Path] = []
    if not main.is_file():
        main = folder / level / "main.py"
        rest = [file for file in _sources_below(main.parent, kinds) if file != main]
    shared = shared_modules([main, *rest], sorted(folder.glob("_*.py")))
    return Implementation(folder.name, "", level, main, (main, *rest, *shared))


def _sources_below(folder: Path, kinds: Sequence[DslPattern]) -> list[Path]:
    return [file for file in _files_below(folder) if _is_source(file, kinds)]


def _files_below(folder: Path) -> list[Path]:
    """Every file, links that lead nowhere among them; not what tools keep for themselves."""
    return sorted(
        file
        for file in folder.rglob("*")
        if (file.is_file() or (file.is_symlink() and not file.exists()))
        and not _NOT_WRITTEN.intersection(file.relative_to(folder).parts)
    )


def _not_python(implementations: Sequence[Implementation], folder: Path) -> Iterator[Problem]:
    """Why a path that holds Python shows none: what is wrong with each file, unless one of them can be read."""
    problems: list[Problem] = []
    for file in dict.fromkeys(file for each in implementations for file in each.files if is_python(file)):
        try:
            read_source(read_python(file))
        except NotPython as error:
            problems.append(Problem(Place(name_of(file, folder), error.line, error.column), f"is {error}"))
        else:
            return
    yield from problems
