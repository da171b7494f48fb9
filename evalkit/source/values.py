"""What is known of a value in a Python source without running it: where it comes from, what it holds, what it may be else."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evalkit.source.names import Function, Scope

STRING = "builtins.str()"
CONTAINERS = ("builtins.list()", "builtins.dict()", "builtins.set()", "builtins.tuple()", "collections.deque()")
_LONGEST_ORIGIN = 300
_NONE = "builtins.NoneType()"


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of one value; nothing by default.

    `origin` spells how it came about from an import ('polars.col()', 'duckdb.connect().sql'); '?' stands for what
    nothing says. `text` is what a string holds, `written` are the strings of the source that it is made of, `displays`
    the dictionaries and lists that are written out and handed on as it. `inside` is what a container holds, `parts`
    what each place of a tuple does. `node` is the function or class of this very source, `instance` that it is one of
    that class, `decorators` are what the function is decorated with.

    What cannot be branched on or iterated over is a placeholder: `family` says whose, `frame` whose it is if it is a
    lazy table of them, `attributes` if it is a class with placeholders for attributes. `message` says that it is (part
    of) a message of a generated class. Who visits a flow decides which values are any of these; the flow hands it on.
    """

    origin: str = ""
    family: str = ""
    frame: str = ""
    attributes: str = ""
    message: bool = False
    text: str | None = None
    written: tuple[ast.expr, ...] = ()
    displays: tuple[ast.expr, ...] = ()
    inside: Value | None = None
    parts: tuple[Value, ...] = ()
    node: Function | ast.ClassDef | None = None
    instance: bool = False
    decorators: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self is not UNKNOWN and (bool(self.origin) or self != UNKNOWN)

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
        return replace(self, inside=inside, parts=()) if inside.known else self


UNKNOWN = Value()


class Added(ast.Dict):
    """A key that a dictionary is given after it was written out, as one that holds this alone."""


def telling(value: Value) -> float:
    """How much a value says, of several that an expression may be: what may be a library's is taken to be."""
    if value.family:
        return 8
    if value.message or value.frame or value.attributes:
        return 7
    inner = 0.0 if value.inside is None else telling(value.inside)
    if inner >= _OWN:
        return inner - 0.5
    origin = value.origin
    if origin and not origin.startswith(("builtins.", "?", ".")):
        return _OWN + 1
    if value.node is not None or origin.startswith("."):
        return _OWN
    if value.text is not None or value.written or value.displays or inner >= SAYS_SOMETHING:
        return SAYS_SOMETHING
    if not origin or origin.startswith("?"):
        return 1
    return 0 if origin == _NONE else 0.8 if origin in CONTAINERS else 0.5


_OWN, SAYS_SOMETHING = 4.0, 2.0


def either(first: Value | None, second: Value) -> Value:
    """What may be either of two values: the one that tells more, the later one where both tell as much."""
    if first is None or first is second or first == second:
        return second
    before, after = telling(first), telling(second)
    chosen = first if before > after else second
    return _made_of(chosen, (first, second)) if min(before, after) >= SAYS_SOMETHING else chosen


def joint(values: Sequence[Value]) -> Value:
    """What may be any of several values: the first of those that tell most; `UNKNOWN` of none."""
    if not values:
        return UNKNOWN
    return _made_of(max(values, key=telling), values)


def _made_of(value: Value, others: Sequence[Value]) -> Value:
    """A value that may be made of what others are made of as well."""
    written = _all([one.written for one in others])
    displays = _all([one.displays for one in others])
    alike = [one for one in others if one.origin == value.origin and len(one.parts) == len(value.parts)]
    if value.parts and len(alike) > 1 and any(one.parts != value.parts for one in alike):
        parts = tuple(joint(each) for each in zip(*(one.parts for one in alike), strict=True))
        value = replace(value, parts=parts, inside=joint(parts))
    held = [one.inside for one in others if one.inside is not None and one.origin == value.origin]
    if held:
        inside = value.inside or max(held, key=telling)
        strings = _all([one.written for one in held])
        if inside is not value.inside or strings != inside.written:
            value = replace(value, inside=replace(inside, written=strings))
    if written == value.written and displays == value.displays:
        return value
    return replace(value, written=written, displays=displays)


def _all(parts: Sequence[tuple[ast.expr, ...]]) -> tuple[ast.expr, ...]:
    several = {part for part in parts if part}
    if len(several) <= 1:
        return several.pop() if several else ()
    return tuple(dict.fromkeys(one for part in parts for one in part))


class Names(dict[str, Value]):
    """What names stand for; while somebody watches, also what they stood for before they were bound anew.

    A source may bind thousands of names and branch thousands of times: whoever reads a branch must not copy all names.
    """

    __slots__ = ("_earlier",)

    def __init__(self, names: Mapping[str, Value] | Iterable[tuple[str, Value]] = ()) -> None:
        super().__init__(names)
        self._earlier: dict[str, Value | None] | None = None

    def __setitem__(self, name: str, value: Value) -> None:
        earlier = self._earlier
        if earlier is not None and name not in earlier:
            earlier[name] = self.get(name)
        super().__setitem__(name, value)

    def bind_all(self, values: Mapping[str, Value]) -> None:
        """Bind several names."""
        if self._earlier is None:
            super().update(values)
            return
        for name, value in values.items():
            self[name] = value

    def watched(self, work: Callable[[], object]) -> dict[str, Value | None]:
        """The names that `work` binds, and what each stood for before; None where that was nothing."""
        outer, earlier = self._earlier, dict[str, Value | None]()
        self._earlier = earlier
        try:
            work()
        finally:
            self._earlier = outer
        if outer is not None:
            for name, value in earlier.items():
                outer.setdefault(name, value)
        return earlier

    def taken_back(self, earlier: Mapping[str, Value | None]) -> dict[str, Value]:
        """Let names stand for what they did before; what they stood for until now is given."""
        until_now = {name: self[name] for name in earlier if name in self}
        for name, value in earlier.items():
            if value is None:
                self.pop(name, None)
            else:
                super().__setitem__(name, value)
        return until_now


@dataclass(slots=True)
class ValueScope(Scope):
    """What the names of one function, class, comprehension or module stand for at the place that is read."""

    names: Names = field(default_factory=Names)
    parent: ValueScope | None = None
    function: Function | None = None
    of_class: ast.ClassDef | None = None
    elsewhere: set[str] = field(default_factory=set)
    """Names that a `global` or `nonlocal` says are bound further out."""

    @property
    def is_class(self) -> bool:
        """Whether it is the body of a class."""
        return self.of_class is not None

    def find(self, name: str) -> Value | None:
        """What a name stands for; None where nothing here says."""
        if name in self.names:
            return self.names[name]
        scope = self.parent
        while scope is not None:  # what `seen` gives, in a loop: this is asked for every name
            if name in scope.names and scope.of_class is None:
                return scope.names[name]
            scope = scope.parent
        return None

    def rebind(self, name: str, value: Value) -> None:
        """Bind a name anew in the scope that it is bound in."""
        next((scope for scope in self.seen() if name in scope.names), self).names[name] = value

    def bind(self, name: str, value: Value) -> None:
        """Bind a name."""
        if name not in self.elsewhere:
            self.names[name] = value
            return
        outer = [scope for scope in self.seen() if scope is not self]
        scope = next((one for one in outer if name in one.names), outer[-1] if outer else self)
        scope.names[name] = either(scope.names.get(name), value)


Attribute = tuple[ast.AST, str]
"""A class, and the name of one of its attributes."""


@dataclass(slots=True)
class Learned:
    """What is learned in one pass over a source and used in the next."""

    returns: dict[ast.AST, Value] = field(default_factory=dict)
    arguments: dict[ast.AST, dict[str, Value]] = field(default_factory=dict)
    attributes: dict[Attribute, Value] = field(default_factory=dict)
    classes: dict[ast.AST, Value] = field(default_factory=dict)
    parents: dict[ast.AST, ast.ClassDef] = field(default_factory=dict)
    """The class of this source that a class is derived from."""
    loops: dict[ast.AST, dict[str, Value]] = field(default_factory=dict)
    """What the body of a loop leaves in names that were bound before it: so they begin its next turn."""
    added: dict[ast.AST, Added] = field(default_factory=dict)
    """What dictionaries are given later, by where that stands."""
    waiting: dict[ast.AST, ValueScope] = field(default_factory=dict)
    """The functions whose bodies were not read yet in this pass, with their scopes."""

    def begin_pass(self) -> None:
        """Forget what is noted anew in every pass; what was learned stays."""
        self.waiting.clear()

    def so_far(self) -> tuple[object, ...]:
        """What is known so far of functions, classes, attributes and loops, as it stands."""
        nested = ({key: dict(values) for key, values in each.items()} for each in (self.arguments, self.loops))
        return (*nested, dict(self.returns), dict(self.attributes), dict(self.classes))

    def learn_from(self, other: Learned) -> None:
        """Remember what was learned in another source: of its functions, its classes and their attributes."""
        self.returns |= other.returns
        self.attributes |= other.attributes
        self.classes |= other.classes
        self.parents |= other.parents

    def attribute(self, owner: ast.AST | None, name: str) -> Value | None:
        """What a class of this source, or one that it is derived from, gives an attribute."""
        for _ in range(_MOST_PARENTS):
            if owner is None:
                return None
            if (owner, name) in self.attributes:
                return self.attributes[owner, name]
            owner = self.parents.get(owner)
        return None

    def learn_attribute(self, owner: ast.AST, name: str, value: Value) -> None:
        """Remember what an attribute is set to."""
        if value.known:
            self.attributes[owner, name] = either(self.attributes.get((owner, name)), value)

    def carried(self, value: Value) -> Value:
        """What is remembered of a value that goes into a function, or comes out of one: others have another text."""
        return replace(value, text=None)

    def learn_return(self, function: ast.AST, value: Value) -> None:
        """Remember what a function returns."""
        if value.known:
            self.returns[function] = either(self.returns.get(function), self.carried(value))

    def learn_argument(self, function: Function, position: int | str, value: Value) -> None:
        """Remember what a function of this source is called with."""
        if not value.known:
            return
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if isinstance(position, int):
            if position >= len(names):
                return
            position = names[position]
        given = self.arguments.setdefault(function, {})
        given[position] = either(given.get(position), self.carried(value))


_MOST_PARENTS = 20
