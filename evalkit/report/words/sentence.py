"""Sentences whose names can be links, on the page and in other forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a sentence, and where on the page it leads; `of` says more in brackets, such as 'pandas + SciPy'."""

    name: str
    link: str = ""
    of: str = ""

    @property
    def whole(self) -> str:
        """The name, and in brackets what is said of it."""
        return f"{self.name} ({self.of})" if self.of else self.name


Sentence = tuple[str | Named, ...]
Naming = Callable[[str], Named]


def listed(names: Sequence[str], joint: str, naming: Naming) -> Sentence:
    """Return names with commas between them and `joint` before the last one."""
    last = ", " if joint == "," else f" {joint} "
    parts: list[str | Named] = []
    for at, name in enumerate(names):
        parts += ["" if at == 0 else last if at == len(names) - 1 else ", ", naming(name)]
    return tuple(part for part in parts if part != "")
