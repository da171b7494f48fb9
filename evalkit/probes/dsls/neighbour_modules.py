"""The modules that belong together with a source: each is read when one that imports from it asks what it offers."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from evalkit.probes.dsls.detector import offers
from evalkit.probes.dsls.kinds import DslPattern
from evalkit.probes.dsls.module_offers import Neighbour, Offer
from evalkit.source.names import bound_by_import
from evalkit.source.own_modules import OwnModules
from evalkit.source.reading import NotPython
from evalkit.source.walking import nodes_of

_Offers = Mapping[str, Offer]
_NOTHING: _Offers = {}


class Beside:
    """What some `modules` offer each other: tables, texts, tasks, decorators, and what their functions give."""

    def __init__(self, modules: OwnModules, kinds: tuple[DslPattern, ...] = ()) -> None:
        self._modules = modules
        self._kinds = kinds
        self._known: dict[Path, _Offers] = {}

    def of_importer(self, asker: Path, tree: ast.Module) -> Neighbour | None:
        """As `of`, but None of a file that imports none of the modules: it reads as if it stood alone."""
        imports = (node for node in nodes_of(tree) if isinstance(node, ast.Import | ast.ImportFrom))
        names = (name for node in imports for name in bound_by_import(node).values())
        return self.of(asker) if any(map(self._modules.owns, names)) else None

    def of(self, asker: Path) -> Neighbour:
        """What gives the offers of a module that a file imports; none of one that is not there, is no Python, or waits."""

        def given(module: str) -> _Offers:
            return self._offers(module, asker) if self._modules.owns(module) else _NOTHING

        return given

    def _offers(self, module: str, asker: Path) -> _Offers:
        file = self._modules.file(module, asker)
        if file is None or file == asker:
            return _NOTHING
        if file not in self._known:
            self._known[file] = _NOTHING  # for modules that import each other
            self._known[file] = self._read(file)
        return self._known[file]

    def _read(self, file: Path) -> _Offers:
        text = self._modules.text(file)
        try:
            return _NOTHING if text is None else offers(text, self._kinds, self.of(file))
        except NotPython:
            return _NOTHING
