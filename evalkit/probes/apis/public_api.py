"""The public API of packages: what can be reached by a public path, each object once, read statically.

Public is what a module without a leading underscore defines or re-exports. `__all__` decides where there is one. Where
there is none, what is defined there counts; an import counts if it comes from the package itself and is written as
`from x import y as y`, by a star, or in the `__init__` of a package out of one of its own submodules. Whatever an alias
leads to counts under the path where it is defined, once. Tests, names with a leading underscore, what comes from other
packages and what is imported for type checking alone do not count.

Classes, functions, methods and properties count; modules and data do not. Methods and properties are those of public
classes, nested classes among them, with those inherited from the package's own bases, public or private; dunder methods
belong to their class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import griffe

from evalkit.probes.apis.api_entry import Entry, EntryKind, entry_of, entry_of_class, is_property_call
from evalkit.probes.apis.api_source import Loaded, NoSuchPackage, is_test, load
from evalkit.probes.apis.module_exports import Unread

_UNRESOLVED = (griffe.AliasResolutionError, griffe.CyclicAliasError)


@dataclass(frozen=True, slots=True)
class Api:
    """The public API of some packages, and what of it could not be seen.

    `modules_not_seen` are compiled (or broken) modules without stubs, `names_not_seen` the public names that lead to
    something that cannot be read, `names_served` those in `__all__` that a module's `__getattr__` serves from a place
    that cannot be read (deprecated paths, mostly); `guessed` modules whose `__all__`
    is computed in part.
    """

    packages: tuple[str, ...]
    entries: tuple[Entry, ...]
    modules_not_seen: tuple[str, ...] = ()
    names_not_seen: tuple[str, ...] = ()
    names_served: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()

    def count(self, kind: EntryKind) -> int:
        """How many objects of a kind there are."""
        return sum(entry.kind == kind for entry in self.entries)


def public_api(packages: str | Sequence[str], search: Sequence[Path]) -> Api:
    """The API of one package, or of several taken together; `search` are the folders that they lie in.

    Raises:
        NoSuchPackage: one of them is not there, or cannot be read statically at all.
    """
    names = (packages,) if isinstance(packages, str) else tuple(packages)
    loaded = load(names, search)
    walk = _Walk(loaded, search)
    for name in names:
        found = loaded.find(name)
        try:
            target = _resolved(found) if found is not None else None
        except _UNRESOLVED:
            target = None
        if not isinstance(target, griffe.Module):
            raise NoSuchPackage(f"there is no module {name} that can be read statically")
        walk.module(target)
    return Api(
        names,
        tuple(entry for _, entry in sorted(walk.entries.items())),
        loaded.not_seen,
        tuple(sorted(walk.names_not_seen)),
        tuple(sorted(walk.names_served)),
        tuple(sorted(p for p, known in loaded.partial.items() if p in walk.modules and Unread.COMPUTED in known)),
    )


class _Walk:
    """One walk over the public paths; `entries` fills up, by canonical path."""

    def __init__(self, loaded: Loaded, search: Sequence[Path]) -> None:
        self.entries: dict[str, Entry] = {}
        self.names_not_seen: set[str] = set()
        self.names_served: set[str] = set()
        self.modules: set[str] = set()
        self._loaded = loaded
        self._search = tuple(folder.absolute() for folder in search)

    def module(self, module: griffe.Module) -> None:
        """Take everything that is public in a module and in the modules below it."""
        if module.path in self.modules or is_test(module.path):
            return
        self.modules.add(module.path)
        exports = None if module.exports is None else {export for export in module.exports if isinstance(export, str)}
        lazy = self._loaded.lazy.get(module.path, {})
        for name, member in list(module.members.items()):
            if name.startswith("_") or (isinstance(member, griffe.Alias) and member.wildcard):
                continue
            if isinstance(member, griffe.Module):
                self.module(member)
                # griffe keeps one member of a name: an import of the same name stands behind the submodule.
                if (
                    (origin := module.imports.get(name))
                    and origin != member.path
                    and self._exported(module, name, exports)
                ):
                    self._follow(origin, f"{module.path}.{name}")
            elif name in exports if exports is not None else self._public_without_all(module, member):
                self._take(member, f"{module.path}.{name}")
        served = set(lazy) if Unread.ATTACHED in self._partial(module) else exports or set()
        for name in served - module.members.keys():
            if not name.startswith("_") and not self._below(module, name):
                if name in lazy or module.path not in self._loaded.lazy:
                    self._follow(lazy.get(name, f"{module.path}.{name}"), f"{module.path}.{name}")
                else:
                    self.names_served.add(f"{module.path}.{name}")

    def _below(self, module: griffe.Module, name: str) -> bool:
        return f"{module.path}.{name}" in self._loaded.not_seen

    def _exported(self, module: griffe.Module, name: str, exports: set[str] | None) -> bool:
        return name in exports if exports is not None else self._reexported(module, name, module.imports[name])

    def _partial(self, module: griffe.Module) -> frozenset[str | Unread]:
        return self._loaded.partial.get(module.path, frozenset())

    def _public_without_all(self, module: griffe.Module, member: griffe.Object | griffe.Alias) -> bool:
        known = self._partial(module)
        if member.name in known:
            return True
        if not member.runtime:
            return False
        if not isinstance(member, griffe.Alias):
            return True
        if Unread.NAMESPACE in known:
            # The namespace as it is at that line: what is imported below is not in it.
            if (member.alias_lineno or 0) < (module.members["__all__"].lineno or 0):
                return True
            if Unread.COMPUTED not in known:
                return False
        if member.wildcard_imported:
            # A star passes on what is public over there.
            origin = member.target if member.resolved else None
            if isinstance(origin, griffe.Alias) and isinstance(origin.parent, griffe.Module):
                exports = origin.parent.exports
                return (
                    origin.name in exports if exports is not None else self._public_without_all(origin.parent, origin)
                )
            return origin is not None
        return self._reexported(module, member.name, member.target_path)

    def _reexported(self, module: griffe.Module, name: str, origin: str) -> bool:
        if origin.partition(".")[0] not in self._loaded.own:
            return False
        # Only a package's __init__ has anything below it.
        return (module.path, name) in self._loaded.reexports or origin.startswith(f"{module.path}.")

    def _follow(self, origin: str, public: str) -> None:
        found = self._loaded.find(origin)
        if found is not None:
            self._take(found, public)
        elif origin.partition(".")[0] in self._loaded.own and not is_test(origin):
            self.names_not_seen.add(public)

    def _take(self, member: griffe.Object | griffe.Alias, public: str) -> None:
        """Take what a public name leads to."""
        try:
            target = _resolved(member)
        except _UNRESOLVED:
            origin = member.target_path if isinstance(member, griffe.Alias) else public
            if origin.partition(".")[0] in self._loaded.own and not is_test(origin):
                self.names_not_seen.add(public)
            return
        if target.path.partition(".")[0] not in self._loaded.own or is_test(target.module.path):
            return
        if isinstance(target, griffe.Module):
            self.module(target)
        elif isinstance(target, griffe.Class):
            self._class(target)
        elif isinstance(target, griffe.Function):
            self._add(target, "function" if isinstance(target.parent, griffe.Module) else "method")
        elif isinstance(target, griffe.Attribute) and (origin := _named_by(target)) not in {"", target.path}:
            found = self._loaded.find(origin)
            if found is not None and not (isinstance(found, griffe.Attribute) and found.path == target.path):
                self._take(found, public)

    def _class(self, cls: griffe.Class) -> None:
        if cls.path in self.entries:
            return
        line = _lineage(cls)
        self.entries[cls.path] = entry_of_class(cls, line, self._file(cls))
        seen: set[str] = set()
        for holder in line:
            for name, member in list(holder.members.items()):
                if name.startswith("_") or name in seen:
                    continue
                seen.add(name)
                if isinstance(member, griffe.Attribute) and ("property" in member.labels or is_property_call(member)):
                    self._add(member, "property")
                elif isinstance(member, griffe.Class | griffe.Function | griffe.Attribute | griffe.Alias):
                    self._take(member, f"{cls.path}.{name}")

    def _add(self, target: griffe.Function | griffe.Attribute, kind: EntryKind) -> None:
        if target.path not in self.entries:
            self.entries[target.path] = entry_of(target, kind, self._file(target))

    def _file(self, target: griffe.Object) -> str:
        path = target.filepath if isinstance(target.filepath, Path) else target.filepath[0]
        roots = (folder for folder in self._search if path.is_relative_to(folder))
        return path.relative_to(next(roots, path.parent)).as_posix()


def _resolved(member: griffe.Object | griffe.Alias) -> griffe.Object:
    return member.final_target if isinstance(member, griffe.Alias) else member


def _named_by(attribute: griffe.Attribute) -> str:
    """The path that an assignment such as `New = module.Old` names; '' where it assigns anything else."""
    value = attribute.value
    if isinstance(value, griffe.ExprName | griffe.ExprAttribute):
        return value.canonical_path
    return ""


def _lineage(cls: griffe.Class) -> tuple[griffe.Class, ...]:
    """The class and those of its bases that could be read, in Python's order where there is one."""
    try:
        return (cls, *cls.mro())
    except (ValueError, RecursionError):
        return (cls, *(base for base in cls.resolved_bases if isinstance(base, griffe.Class)))
