"""The modules beside a file, as far as they say whose the values in it are."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from evalkit.probes.usage.known_calls import known_calls
from evalkit.source.class_members import ClassMembers, class_members
from evalkit.source.own_modules import OwnModules
from evalkit.source.ownership import Owners
from evalkit.source.reading import NotPython, read_source
from evalkit.source.scopes import scopes_of
from evalkit.source.walking import nodes_of


class Neighbours:
    """Whose the values in the own modules of an implementation are, each read when one that imports from it asks.

    `own_attributes` are the names of what the classes in those have that were read in the project around it,
    `own_classes` these classes, `displays` what is written out in files that are none of the implementation's.
    """

    def __init__(self, modules: OwnModules, written: Iterable[Path]) -> None:
        self._modules = modules
        self._written = frozenset(written)
        self._known: dict[Path, Owners | None] = {}
        self.own_attributes: frozenset[str] = frozenset()
        self.own_classes: tuple[ClassMembers, ...] = ()
        self.displays: set[ast.AST] = set()

    def beside(self, asker: Path) -> Callable[[str], Owners | None]:
        """What gives the owners of a module that a file imports; None of one that is not there, is no Python, or waits."""

        def of(module: str) -> Owners | None:
            return self._of(module, asker)

        return of

    def classes_beside(self, file: Path) -> Iterator[ClassMembers]:
        """The classes in the other modules of a file's folder, as far as these are not too long to read."""
        return _classes_in(self._modules.beside(file, "class "))

    def classes_around(self, file: Path) -> Callable[[str], Iterator[ClassMembers]]:
        """What gives the classes in other folders of a file's project that have a method which is called so."""

        def having(method: str) -> Iterator[ClassMembers]:
            classes = _classes_in(self._modules.around(file, f"def {method}("))
            return (one for one in classes if method in one.parameters)

        return having

    def _of(self, module: str, asker: Path) -> Owners | None:
        file = self._modules.file(module, asker)
        if file is None:
            return None
        if file not in self._known:
            self._known[file] = None
            self._known[file] = self._read(file)
        return self._known[file]

    def _read(self, file: Path) -> Owners | None:
        text = self._modules.text(file)
        try:
            tree = None if text is None else read_source(text).tree
        except NotPython:
            return None
        if tree is None:
            return None
        if self._modules.is_around(file):
            self.own_attributes |= scopes_of(tree).own_attributes
            self.own_classes += class_members(tree)
        if file not in self._written:
            self.displays.update(node for node in nodes_of(tree) if isinstance(node, ast.Dict | ast.Call))
        return Owners(tree, self._modules.names, known_calls(), self.beside(file))


def _classes_in(texts: Iterable[str]) -> Iterator[ClassMembers]:
    for text in texts:
        try:
            yield from class_members(read_source(text).tree)
        except NotPython:
            continue
