"""Own modules: those that some Python belongs together with, found as its imports spell them.

What a scored implementation is made of, its folder says; a file by itself is part of whatever project it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from evalkit.model import Implementation
from evalkit.source.files import read_python
from evalkit.source.local_modules import local_modules, local_names, module_name
from evalkit.source.project_modules import Project
from evalkit.source.reading import NotPython

_MOST_OF_PROJECT = 80_000
"""Characters in modules of the project around a file that are read to know what it got from them."""


class OwnModules:
    """The modules that belong to an implementation, of which some `files` are read: beside these, and in their project.

    `names` are the first names of what they import from each other.
    """

    def __init__(self, implementation: Implementation, files: Iterable[Path]) -> None:
        self._project = Project(() if implementation.tool else files)
        self._files = {module_name(file, implementation): file for file in local_modules(implementation)}
        self._allowed = _MOST_OF_PROJECT
        self.names = local_names(implementation) | self._project.own_tops

    def owns(self, name: str) -> bool:
        """Whether a qualified name is that of something in one of them."""
        return name.startswith(".") or name.partition(".")[0] in self.names

    def file(self, module: str, asker: Path) -> Path | None:
        """The file of a module that one of them imports by a dotted name, `..models` too; None where there is none."""
        name = module.lstrip(".")
        file = None if module.startswith("..") else self._files.get(name)
        if file is not None:
            return file
        # an own module that was imported by its whole name has one dot before that, too
        spelled = (module, name) if module.startswith(f".{name}") else (module,)
        return next((one for each in spelled if each and (one := self._project.module(each, asker))), None)

    def is_around(self, file: Path) -> bool:
        """Whether a module belongs to the project alone, and not to the implementation."""
        return file not in self._files.values()

    def text(self, file: Path) -> str | None:
        """The Python of a module; None of one that cannot be read, or that is too long after all that was read before."""
        try:
            text = read_python(file)
        except NotPython:
            return None
        if self.is_around(file):
            if len(text) > self._allowed:
                return None
            self._allowed -= len(text)
        return text

    def beside(self, file: Path, word: str) -> Iterator[str]:
        """The Python of other modules in the folder of a file of the project that has a word, as far as it is not too long."""
        yield from _having(self._project.beside(file), word)

    def around(self, file: Path, word: str) -> Iterator[str]:
        """The same of modules in the other folders of its project."""
        yield from _having(self._project.around(file), word)


def _having(modules: Iterable[Path], word: str) -> Iterator[str]:
    left = _MOST_OF_PROJECT
    for module in modules:
        try:
            text = read_python(module)
        except NotPython:
            continue
        if len(text) <= left and word in text:
            left -= len(text)
            yield text
