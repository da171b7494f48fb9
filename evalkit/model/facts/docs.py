"""Facts about APIs: what is documented, what is not, and which types go in and come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evalkit.model.facts.registry import Fact, fact

Documentation = Literal["docstring", "example", "parameters", "annotations"]
"""What an object of an API was looked through for."""


@fact("api-object")
@dataclass(frozen=True, slots=True)
class ApiObject(Fact):
    """One object of an API, and whether it lacks what it was looked through for.

    `missing` are the parameters that lack it, `mentioned` those that only prose mentions. `made_later` says that a
    decorator, or an assignment, may give it a docstring at run time.
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
    """How many docstrings are in one style."""

    style: str
    docstrings: int


@fact("docstring-styles")
@dataclass(frozen=True, slots=True)
class DocstringStyles(Fact):
    """Of some docstrings, how many are in which style that could be parsed, and how many parameters only prose mentions."""

    docstrings: int
    styles: tuple[StyleCount, ...] = ()
    mentioned: int = 0

    @property
    def parsed(self) -> int:
        """How many docstrings could be parsed."""
        return sum(each.docstrings for each in self.styles)


@fact("api-size")
@dataclass(frozen=True, slots=True)
class ApiSize(Fact):
    """The public API of some packages, counted.

    `made_later` are the objects without a docstring whose decorator may make one, `unread` those that only a stub shows,
    which are left out.
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
"""What some names of an API have in common; 'unknown' are used symbols of which nothing is known."""


@fact("api-names")
@dataclass(frozen=True, slots=True)
class ApiNames(Fact):
    """Names of an API that have something in common."""

    are: ApiNamesAre
    names: tuple[str, ...]


@fact("unresolved")
@dataclass(frozen=True, slots=True)
class Unresolved(Fact):
    """How many uses could not be resolved to a symbol, of this or another package."""

    uses: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One place where a value went into a symbol or came out of it."""

    symbol: str
    direction: Literal["in", "out"]
    file: str
    line: int


@fact("border-type")
@dataclass(frozen=True, slots=True)
class BorderType(Fact):
    """One type that crossed the border of a tool, whether it is everybody's, and every place where it did."""

    type_name: str
    everybodys: bool
    passages: tuple[Passage, ...]
