"""What the flow of values is told, and what is noted on its way, where DSLs are looked for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.probes.dsls.module_offers import Neighbour, Offer, nobody
from evalkit.probes.dsls.site import Position, Site
from evalkit.probes.dsls.tables import ToldTables
from evalkit.source.values import Learned, Value, ValueScope


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
    tables: ToldTables = field(default_factory=ToldTables)
    """What must be a table, since nothing else allows what is done with it."""
    tensors: Mapping[ast.AST | None, frozenset[str]] = field(default_factory=dict)
    """The names that must be tensors of a graph, by the function that they stand in: a layer is called with them."""
    given_to_made: Mapping[ast.AST | None, frozenset[str]] = field(default_factory=dict)
    """The same of what anything is called with that another call made."""
    handed_on: frozenset[str] = frozenset()
    """The names, and names of attributes, that are read and not called: somebody else may call what they are."""
    packages: frozenset[str] = frozenset()
    """The packages that the source imports."""
    graph: str = ""
    """The family that computes nothing before it is told to, in the whole source."""
    deferred: Mapping[ast.AST, str] = field(default_factory=dict)
    """The same of single functions."""
    routers: set[str] = field(default_factory=set)
    """The names of what routes requests, of which nothing else is known: all of its decorators are a web service's."""
    branched: frozenset[ast.AST] = frozenset()
    """The comparisons that a source branches on: in a graph, and of a class's attribute, they are no placeholders."""
    sites: list[Site] = field(default_factory=list)
    covered: list[Site] = field(default_factory=list)
    """Whole operator pipelines: handles within them are no sites of their own."""
    embedded: dict[tuple[Position, Position], str] = field(default_factory=dict)
    """The strings that hold another language, by place, and which."""
    parsed: dict[Position, tuple[str, str]] = field(default_factory=dict)
    """The calls of parsers whose texts have keys, by where they end: what is called, and the language."""
    parts: dict[tuple[str, str], Value] = field(default_factory=dict)
    """What the source puts into a model, by the model's origin and the name of the part."""
    beside: Neighbour = nobody
    """What gives the offers of the modules that belong together with the source."""
    offered: dict[str, Offer] = field(default_factory=dict)
    """What the source imports from them, by the name that it spells."""
    literals: set[tuple[Position, Position]] = field(default_factory=set)
    """The strings that are statements of SQL by themselves."""

    def so_far(self) -> tuple[object, ...]:
        """What is known so far, as it stands."""
        return (*Learned.so_far(self), dict(self.traced), frozenset(self.steps), frozenset(self.routers))

    def begin_pass(self) -> None:
        """Forget what is noted anew in every pass; what was learned stays."""
        Learned.begin_pass(self)
        for noted in (self.sites, self.covered, self.embedded, self.parsed, self.literals):
            noted.clear()
