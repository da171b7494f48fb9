"""Facts about APIs: what is documented, what is not, and which types go in and come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evalkit.model.facts.fact_kinds import Fact, fact

Documentation = Literal["docstring", "example", "parameters", "annotations"]
"""What evalkit looks for in the objects of an API."""


@fact("api-object")
@dataclass(frozen=True, slots=True)
class ApiObject(Fact):
    """One object of an API, and whether it lacks what evalkit looked for.

    `missing` are the parameters that lack it, `mentioned` those that only prose mentions. `made_later` says that a
    decorator or an assignment may add a docstring at run time.
    """

    name: str
    file: str
    line: int
    sought: Documentation
    lacking: bool = False
    missing: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    made_later: bool = False


@dataclass(frozen=True, slots=True)
class StyleCount:
    """The number of docstrings in one style."""

    style: str
    docstrings: int


@fact("docstring-styles")
@dataclass(frozen=True, slots=True)
class DocstringStyles(Fact):
    """The styles of some docstrings that could be parsed, and the number of parameters that only prose mentions."""

    docstrings: int
    styles: tuple[StyleCount, ...] = ()
    mentioned: int = 0

    @property
    def parsed(self) -> int:
        """The number of docstrings that could be parsed."""
        return sum(each.docstrings for each in self.styles)


@fact("api-size")
@dataclass(frozen=True, slots=True)
class ApiSize(Fact):
    """The size of the public API of some packages.

    `made_later` counts the objects without a docstring whose decorator may add one. `unread` counts the objects that
    only a stub file shows; they are left out.
    """

    packages: tuple[str, ...]
    distributions: tuple[str, ...]
    classes: int
    functions: int
    methods: int
    properties: int
    made_later: int = 0
    unread: int = 0


ApiNamesAre = Literal[
    "unknown", "unreadable objects", "served by __getattr__", "unreadable modules", "computed __all__", "classes"
]
"""What some names of an API have in common; 'unknown' are used symbols about which evalkit knows nothing."""


@fact("api-names")
@dataclass(frozen=True, slots=True)
class ApiNames(Fact):
    """Names of an API with something in common."""

    are: ApiNamesAre
    names: tuple[str, ...]


@fact("unresolved")
@dataclass(frozen=True, slots=True)
class Unresolved(Fact):
    """The number of uses that could not be resolved to a symbol, of this package or another."""

    uses: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One place at which a value went into a symbol or came out of it."""

    symbol: str
    direction: Literal["in", "out"]
    file: str
    line: int


@fact("border-type")
@dataclass(frozen=True, slots=True)
class BorderType(Fact):
    """One type that crossed the border of a tool, whether it is a common type, and every place where it crossed."""

    type_name: str
    everybodys: bool
    passages: tuple[Passage, ...]
