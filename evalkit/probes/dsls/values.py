"""What is known of a value in a Python source without running it: where it comes from, and whether it is a placeholder."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace

from evalkit.probes.dsls.site import Position, Site
from evalkit.source.names import Scope

STRING = "builtins.str()"
_LONGEST_ORIGIN = 300

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of one value; nothing by default.

    `origin` spells how it came about from an import ('polars.col()', 'duckdb.connect().sql'). `family` is set where it
    is a placeholder, `frame` where it is a lazy table of placeholders, `attributes` where it is a class with
    placeholders for attributes. `message` says that it is (part of) a protobuf message. `text` is what a string holds,
    `written` are the strings of the source that it is made of, `inside` is what a container holds. `node` is the function or class of this very source, `instance` that it is one of
    that class, `decorators` are what the function is decorated with.
    """

    origin: str = ""
    family: str = ""
    frame: str = ""
    attributes: str = ""
    message: bool = False
    text: str | None = None
    written: tuple[ast.expr, ...] = ()
    inside: Value | None = None
    node: AnyFunction | ast.ClassDef | None = None
    instance: bool = False
    decorators: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self != UNKNOWN

    @property
    def name(self) -> str:
        """The origin, '?' where it is unknown."""
        return self.origin or "?"

    @property
    def item(self) -> Value:
        """What an item of it, or a part after unpacking, is."""
        if self.inside is not None:
            return self.inside
        if self.text is not None or self.origin == STRING:
            return Value(STRING)
        origin = f"{self.origin}@"[:_LONGEST_ORIGIN] if self.origin else ""
        return Value(origin, family=self.family, message=self.message)

    def then(self, suffix: str) -> str:
        """The origin of what comes about from it."""
        return f"{self.name}{suffix}"[:_LONGEST_ORIGIN]

    def with_inside(self, inside: Value) -> Value:
        """The same container, which also holds `inside`."""
        return replace(self, inside=inside) if inside.known else self


UNKNOWN = Value()


@dataclass(slots=True)
class ValueScope(Scope):
    """The names of one function, class or module, and what is special about its body.

    `graph` is the family whose functions give placeholders in here, `pipelines` the families that give handles here.
    """

    names: dict[str, Value]
    parent: ValueScope | None = None
    function: AnyFunction | None = None
    of_class: ast.ClassDef | None = None
    graph: str = ""
    pipelines: frozenset[str] = frozenset()

    @property
    def is_class(self) -> bool:
        """Whether it is the body of a class."""
        return self.of_class is not None

    def find(self, name: str) -> Value | None:
        """What a name stands for; None where nothing here says."""
        return next((scope.names[name] for scope in self.seen() if name in scope.names), None)

    def rebind(self, name: str, value: Value) -> None:
        """Bind a name anew in the scope that it is bound in."""
        next((scope for scope in self.seen() if name in scope.names), self).names[name] = value


@dataclass(slots=True)
class Notes:
    """What is learned in one pass over a source and used in the next."""

    returns: dict[ast.AST, Value] = field(default_factory=dict)
    arguments: dict[ast.AST, dict[str, Value]] = field(default_factory=dict)
    traced: dict[ast.AST, str] = field(default_factory=dict)
    attributes: dict[tuple[ast.AST, str], Value] = field(default_factory=dict)
    classes: dict[ast.AST, Value] = field(default_factory=dict)
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

    def learned(self) -> tuple[object, ...]:
        """What is known so far of functions, classes and attributes, as it stands."""
        arguments = {function: dict(values) for function, values in self.arguments.items()}
        kept = (self.returns, self.traced, self.attributes, self.classes)
        return (arguments, *(dict(each) for each in kept), frozenset(self.steps))

    def begin_pass(self) -> None:
        """Forget what is noted anew in every pass; what was learned stays."""
        for noted in (self.sites, self.covered, self.embedded, self.parsed, self.literals):
            noted.clear()

    def learn_argument(self, function: AnyFunction, position: int | str, value: Value) -> None:
        """Remember what a function of this source is called with."""
        if not value.known:
            return
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if isinstance(position, int):
            if position >= len(names):
                return
            position = names[position]
        self.arguments.setdefault(function, {})[position] = replace(value, text=None)
