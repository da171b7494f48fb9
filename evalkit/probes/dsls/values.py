"""What the flow of values is told, and what is noted on its way, where DSLs are looked for."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from evalkit.probes.dsls.site import Position, Site
from evalkit.source.values import Learned, ValueScope


@dataclass(slots=True)
class GraphScope(ValueScope):
    """The names of one function, class or module, and what is special about its body.

    `graph` is the family whose functions give placeholders in here, `pipelines` the families that give handles here.
    """

    graph: str = ""
    pipelines: frozenset[str] = frozenset()


@dataclass(slots=True)
class Notes(Learned):
    """What is learned in one pass over a source and used in the next, and the sites of the last one."""

    traced: dict[ast.AST, str] = field(default_factory=dict)
    """The family whose placeholders a function gets for arguments."""
    steps: set[str] = field(default_factory=set)
    """Functions of other modules whose results are used as only handles are."""
    frame_methods: tuple[tuple[Position, str], ...] = ()
    """Where a method that only a table of Spark has is called on a name, and on which."""
    sites: list[Site] = field(default_factory=list)
    covered: list[Site] = field(default_factory=list)
    """Whole operator pipelines: handles within them are no sites of their own."""
    embedded: dict[tuple[Position, Position], str] = field(default_factory=dict)
    """The strings that hold another language, by place, and which."""
    parsed: dict[Position, tuple[str, str]] = field(default_factory=dict)
    """The calls of parsers whose texts have keys, by where they end: what is called, and the language."""
    literals: set[tuple[Position, Position]] = field(default_factory=set)
    """The strings that are statements of SQL by themselves."""

    def so_far(self) -> tuple[object, ...]:
        """What is known so far, as it stands."""
        return (*Learned.so_far(self), dict(self.traced), frozenset(self.steps))

    def begin_pass(self) -> None:
        """Forget what is noted anew in every pass; what was learned stays."""
        Learned.begin_pass(self)
        for noted in (self.sites, self.covered, self.embedded, self.parsed, self.literals):
            noted.clear()
