"""Reading a package's source with griffe, statically: nothing of it is ever imported.

What griffe leaves out is added: which imports say that they re-export, `__all__` that is put together, functions that a
stub only overloads, and names that a module's `__getattr__` serves.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import griffe

from evalkit.probes.apis.module_exports import AllOf, Unread, read_exports, statements, strings

_COMPILED = frozenset({".so", ".pyd", ".pyc", ".pyo"})


class NoSuchPackage(Exception):
    """A package cannot be found or read; its text says which and why, in one line."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Packages that were read.

    `own` are the top-level names whose objects are the packages' own. `reexports` are the (module, name) of imports
    written as `from x import y as y`, `lazy` what each module's `__getattr__` serves, by name; `partial` holds what can
    be read of an `__all__` that is computed in part. `not_seen` are the modules that cannot be read statically.
    """

    modules: griffe.ModulesCollection
    own: frozenset[str]
    reexports: frozenset[tuple[str, str]]
    lazy: dict[str, dict[str, str]]
    partial: dict[str, frozenset[str | Unread]]
    not_seen: tuple[str, ...]

    def find(self, path: str) -> griffe.Object | griffe.Alias | None:
        """What stands at a dotted path, or None."""
        try:
            found = self.modules.get_member(path)
        except (KeyError, griffe.GriffeError):
            return None
        return found if isinstance(found, griffe.Object | griffe.Alias) else None


def is_test(path: str) -> bool:
    """Tell whether a module of this dotted path belongs to a package's tests."""
    return any(
        part in {"tests", "conftest"} or part.startswith("test_") or part.endswith("_test") for part in path.split(".")
    )


def load(packages: Sequence[str], search: Sequence[Path]) -> Loaded:
    """Read packages and everything below their top-level packages, tests left out; `search` is where they lie.

    Raises:
        NoSuchPackage: one of them is not there or cannot be read.
    """
    # Other people's source has odd lines, of which griffe and the compiler warn.
    with griffe.logger.disable(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _loaded(packages, search)


def _loaded(packages: Sequence[str], search: Sequence[Path]) -> Loaded:
    notes = _Notes()
    loader = _Tolerant(
        extensions=griffe.load_extensions(notes),
        search_paths=[str(folder) for folder in search],
        allow_inspection=False,
        store_source=False,
    )
    loader.partial = notes.partial
    finder = _WithoutTests([str(folder) for folder in search])
    loader.finder = finder
    tops = dict.fromkeys(package.partition(".")[0] for package in packages)
    for top in tops:
        try:
            loader.load(top, try_relative_path=False)
        except (ImportError, griffe.GriffeError, SyntaxError) as error:
            why = _line(error, top, search)
            raise NoSuchPackage(f"the package {top} cannot be read statically: {why}") from None
    own = set(tops)
    for top in tops:
        # '_pytest' beside 'pytest': where some packages keep what they export.
        if any((folder / f"_{top}").is_dir() for folder in search):
            try:
                loader.load(f"_{top}", try_relative_path=False)
            except (ImportError, griffe.GriffeError, SyntaxError):
                continue
            own.add(f"_{top}")
    loader.resolve_aliases(implicit=True, external=False)
    loaded = Loaded(
        loader.modules_collection,
        frozenset(own),
        frozenset(notes.reexports),
        notes.lazy,
        notes.partial,
        (),
    )
    unread = (path for path in dict.fromkeys(finder.found) if not isinstance(loaded.find(path), griffe.Module))
    return replace(loaded, not_seen=tuple(sorted(unread)))


def _line(error: BaseException, top: str, search: Sequence[Path]) -> str:
    """The first line of an error, in which files are named by where they lie below `search`."""
    line = next(iter(str(error).splitlines()), "") or f"no {top} there"
    for folder in search:
        line = line.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")
    return line


def _leads(alias: griffe.Alias) -> bool:
    try:
        return bool(alias.final_target)
    except griffe.GriffeError:
        return False


class _Tolerant(griffe.GriffeLoader):
    """griffe's loader, which passes over one module that cannot be read rather than give up the package."""

    partial: dict[str, frozenset[str | Unread]]

    def expand_exports(self, module: griffe.Module, seen: set[str] | None = None) -> None:
        """Put other modules' exports into those of a module and of all below it, whether or not it has any itself."""
        seen = set() if seen is None else seen
        seen.add(module.path)
        for origin in [export for export in module.exports or () if isinstance(export, griffe.ExprName)]:
            try:
                other = self.modules_collection.get_member(origin.canonical_path.rpartition(".")[0])
            except (KeyError, griffe.GriffeError):
                continue
            if not isinstance(other, griffe.Module):
                continue
            if other.path not in seen:
                self.expand_exports(other, seen)
            if other.exports is None:
                # What is made of a list that cannot be read cannot be read either.
                known = frozenset(export for export in module.exports or () if isinstance(export, str))
                self.partial[module.path] = known | {Unread.COMPUTED}
                module.exports = None
        super().expand_exports(module, seen)
        for below in list(module.modules.values()):
            if isinstance(below, griffe.Module) and below.path not in seen:
                self.expand_exports(below, seen)

    def _load_module(self, *args: Any, **kwargs: Any) -> griffe.Module:
        try:
            return super()._load_module(*args, **kwargs)
        except (ValueError, RecursionError, MemoryError) as error:
            raise griffe.LoadingError(str(error)) from error


class _WithoutTests(griffe.ModuleFinder):
    """griffe's finder, which passes tests over and remembers the dotted paths of the modules that it found."""

    def __init__(self, search_paths: Sequence[str | Path]) -> None:
        super().__init__(search_paths)
        self.found: list[str] = []

    def submodules(self, module: griffe.Module) -> list[tuple[tuple[str, ...], Path]]:
        """The submodules of a module, less its tests."""
        kept = [(parts, path) for parts, path in super().submodules(module) if not is_test(".".join(parts))]
        # A module without an __init__ in its folder is a script, a data file or a template: nobody imports it.
        packages = {(), *(parts for parts, path in kept if path.name.partition(".")[0] == "__init__")}
        for parts, path in kept:
            if parts[:-1] in packages and (path.suffix in _COMPILED or path.suffix == ".py"):
                self.found.append(".".join((module.path, *parts)))
        return kept


@dataclass
class _Notes(griffe.Extension):
    """What the syntax tree says and griffe's objects do not keep."""

    reexports: set[tuple[str, str]] = field(default_factory=set)
    lazy: dict[str, dict[str, str]] = field(default_factory=dict)
    partial: dict[str, frozenset[str | Unread]] = field(default_factory=dict)

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Drop what a class body imports and nobody can follow: at that, griffe's own reading of dataclasses gives up."""
        waiting: list[griffe.Object] = [pkg]
        while waiting:
            within = waiting.pop()
            for name, member in list(within.members.items()):
                if isinstance(member, griffe.Module | griffe.Class):
                    waiting.append(member)
                elif isinstance(member, griffe.Alias) and isinstance(within, griffe.Class) and not _leads(member):
                    del within.members[name]

    def on_alias_instance(self, *, node: Any, alias: griffe.Alias, agent: Any, **_: Any) -> None:
        """Note `from x import y as y`."""
        if isinstance(node, ast.ImportFrom | ast.Import) and any(n.name == n.asname == alias.name for n in node.names):
            self.reexports.add((agent.current.path, alias.name))

    def on_module_members(self, *, node: Any, mod: griffe.Module, **_: Any) -> None:
        """Complete `__all__`, and note what is served lazily."""
        _add_overloaded(mod)
        if not isinstance(node, ast.Module):
            return
        items = read_exports(node)
        if items is None or any(isinstance(item, Unread) for item in items):
            # Without a whole list a star passes on every name: what of it is public is for the walk to tell.
            mod.exports = None
        else:
            mod.exports = [_as_griffe(item, mod) for item in items if not isinstance(item, Unread)]
        if items is not None and mod.exports is None:
            self.partial[mod.path] = frozenset(item for item in items if not isinstance(item, AllOf))
        getters = [s for s in statements(node.body) if isinstance(s, ast.FunctionDef) and s.name == "__getattr__"]
        if getters or Unread.ATTACHED in self.partial.get(mod.path, ()):
            self.lazy[mod.path] = dict(_served(node, getters, mod))

    def on_class_members(self, *, cls: griffe.Class, **_: Any) -> None:
        """Add the methods that a stub only overloads."""
        _add_overloaded(cls)


def _add_overloaded(holder: griffe.Module | griffe.Class) -> None:
    for name, overloads in holder.overloads.items():
        if overloads and name not in holder.members:
            holder.set_member(name, overloads[0])


def _as_griffe(item: str | AllOf, module: griffe.Module) -> str | griffe.ExprName:
    if isinstance(item, str):
        return item
    first, *rest = item.spelled.split(".")
    name = griffe.ExprName(first, parent=module)
    for part in rest:
        name = griffe.ExprName(part, parent=name)
    return name


def _served(tree: ast.Module, getters: Sequence[ast.FunctionDef], module: griffe.Module) -> Iterator[tuple[str, str]]:
    """What `__getattr__` serves: imports in its body, and dictionaries of names to places as lazy loaders read them."""
    for node in (node for getter in getters for node in ast.walk(getter)):
        if isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                yield alias.asname or alias.name, f"{_absolute(origin, module)}.{alias.name}"
    for node in (node for s in tree.body if not isinstance(s, ast.ClassDef) for node in ast.walk(s)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                for name in strings(key):
                    yield from _placed(name, value, module)


def _placed(name: str, value: ast.expr, module: griffe.Module) -> Iterator[tuple[str, str]]:
    named = strings(value)
    if isinstance(value, ast.Constant) and named:
        place, _, attribute = named[0].partition(":")
        yield name, f"{_absolute(place, module)}.{attribute or name}"
    elif isinstance(value, ast.Tuple) and len(named) == 2:
        yield name, f"{_absolute(named[0], module)}.{named[1]}"
    elif isinstance(value, ast.List | ast.Set):
        yield from ((attribute, f"{_absolute('.' + name, module)}.{attribute}") for attribute in named)


def _absolute(place: str, module: griffe.Module) -> str:
    """The dotted path of a module that is named from within another; a bare submodule's name counts as relative."""
    level = len(place) - len(place.lstrip("."))
    rest = place.lstrip(".")
    if not level:
        return f"{module.path}.{rest}" if rest in module.members else rest
    base = module.path.split(".")
    up = level - 1 if module.is_init_module else level
    return ".".join([*base[: len(base) - up], *([rest] if rest else [])])
