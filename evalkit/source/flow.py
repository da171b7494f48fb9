"""The flow of values through a Python source: what every expression in it may be, as far as its text tells.

Statements are read in their order, the bodies of functions where they are called first, else after the module's own
statements. Where ways meet, a name is what it may be on either. What a function is called with and returns is learned in
one pass and used in the next, until a pass learns nothing new.

A visitor is a flow that says more of some values than the source does, or notes what it meets: it overrides what one kind
of expression or statement gives.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Self, TypeVar

from evalkit.source.names import Comprehension, Function, bound_by_import
from evalkit.source.scopes import default_of
from evalkit.source.texts import (
    CHANGES_CASE,
    DEDENTS,
    HOLDERS,
    HOLE_WORD,
    SAME_TEXT,
    cleaned,
    dedented,
    filled,
    formatted,
)
from evalkit.source.values import (
    CONTAINERS,
    SAYS_SOMETHING,
    STRING,
    UNKNOWN,
    Learned,
    Names,
    Value,
    ValueScope,
    either,
    joint,
    telling,
)
from evalkit.source.walking import children, walked

Definition = ast.FunctionDef | ast.AsyncFunctionDef
BUILT_IN_NAMES = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "reveal_type"}
MOST_PASSES = 4
"""What a function is called with, and what it gives, is known to its callers after one pass, to theirs after two."""
_IMPORTS = (ast.Import, ast.ImportFrom)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_ADDS = frozenset({"append", "appendleft", "add", "insert", "extend", "update"})
_OF_SAME_ITEMS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
_PICKS = frozenset({"get", "pop", "setdefault"})
_ITEM_METHODS = frozenset({"popitem", "popleft", "__getitem__"})
_LISTS_OF = frozenset({"list", "tuple", "sorted", "reversed", "set", "frozenset", "iter", "dict", "filter", "deque"})
_PICK_ONE = frozenset({"next", "min", "max"})
_GIVES_PARTS = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_DEDENT_NAMES, _HOLDER_NAMES = ({name.rpartition(".")[2] for name in names} for names in (DEDENTS, HOLDERS))
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_TYPING = ("typing.", "typing_extensions.", "collections.abc.", "?")
_HOLD_MANY = {
    f"{module}.{name}": f"builtins.{kind}()"
    for module in ("typing", "collections.abc")
    for kind, names in (
        (
            "list",
            "List Sequence MutableSequence Iterable Iterator Generator Collection Set FrozenSet AbstractSet Deque",
        ),
        ("dict", "Dict Mapping MutableMapping DefaultDict"),
    )
    for name in names.split()
}
"""What annotations call containers, and which kind each is."""
_FIELDS = frozenset({"dataclasses.field()", "attr.ib()", "attr.field()", "attrs.field()"})
"""What a class gives its declared fields, so that somebody else makes values of the declared type of them."""
_LONGEST_TEXT = 200_000
"""Characters that a text made of others may have: what doubles itself again and again has no end."""
_Flow = TypeVar("_Flow", bound="Flow")


def read_through(tree: ast.Module, imported: Mapping[str, str], begin: Callable[[], Flow], passes: int) -> Flow:
    """Read a module as often as it takes until nothing new is learned, at most `passes` times; the last flow is given.

    `imported` says what imported names stand for, wherever the import stands; `begin` makes the flow of one pass.
    """

    def once() -> Flow:
        flow = begin()
        flow.read_module(tree, imported)
        return flow

    return until_settled(begin().learned, once, passes)


def until_settled(learned: Learned, once: Callable[[], _Flow], passes: int) -> _Flow:
    """Read `once` as often as it takes until nothing new is learned, at most `passes` times; the last flow is given."""
    while True:
        before = learned.so_far()
        learned.begin_pass()
        flow = once()
        passes -= 1
        if not passes or learned.so_far() == before:
            return flow


class Flow:
    """Reads expressions and statements in one scope; `values` is what each expression may be where it was read last."""

    hole = HOLE_WORD
    """What stands in a text for what is put into it at run time."""

    def __init__(self, scope: ValueScope, learned: Learned, stars: Sequence[str] = ()) -> None:
        self.scope = scope
        self.learned = learned
        self.stars = stars
        self.values: dict[ast.AST, Value] = {}
        self.for_effect: ast.expr | None = None
        """The expression that is a statement by itself: nothing is done with what it gives."""

    # Scopes

    def inner(self, node: ast.AST) -> ValueScope:
        """A scope for a function, a class or a comprehension that stands in this one."""
        function = (
            node if isinstance(node, Function) else None if isinstance(node, ast.ClassDef) else self.scope.function
        )
        return ValueScope(Names(), self.scope, function, node if isinstance(node, ast.ClassDef) else None)

    def within(self, scope: ValueScope) -> Self:
        """The same flow in another scope."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.scope, other.for_effect = scope, None
        return other

    def read_module(self, tree: ast.Module, imported: Mapping[str, str]) -> None:
        """Read a module once: its own statements first, then the bodies of functions that nobody called."""
        self.scope.names.bind_all({key: self.import_of(origin) for key, origin in imported.items() if key != "*"})
        self.body(tree.body)
        while self.learned.waiting:
            self.run(next(iter(self.learned.waiting)))

    def run(self, function: ast.AST | None) -> None:
        """Read the body of a function, unless that was done in this pass."""
        scope = self.learned.waiting.pop(function, None) if function is not None else None
        if scope is not None and isinstance(function, Definition):
            self.within(scope).read_function(function)

    # What a visitor says of values

    def imported(self, origin: str) -> str:
        """What an imported name is called."""
        return origin

    def import_of(self, origin: str) -> Value:
        """What an imported name stands for."""
        return Value(self.imported(origin))

    def unbound(self, name: str) -> Value:
        """What a name stands for that nothing here binds."""
        return Value(f"{self.stars[0]}.{name}") if self.stars else UNKNOWN

    def named(self, value: Value) -> Value:
        """What a name gives that stands for a value."""
        return value

    def text(self, node: ast.expr, text: str, written: tuple[ast.expr, ...]) -> Value:
        """What an expression gives whose text is known."""
        return Value(STRING, text=text, written=written)

    def literal(self, node: ast.expr, text: str) -> str:
        """A text that is written out."""
        return text

    def put_together(self, node: ast.expr, parts: Sequence[str]) -> str:
        """A text that an expression makes of several, in their order."""
        return "".join(parts)

    def changed(self, text: str, change: Callable[[str], str]) -> str:
        """A text of which something else is made."""
        return change(text)

    def handed_over(self, function: Function) -> Value:
        """What the arguments of a function are that nothing here calls with any."""
        return UNKNOWN

    def decorated(self, node: Definition | ast.ClassDef, decorator: ast.expr, value: Value, name: str) -> None:
        """Called with each decorator, what it is, and what it is called."""

    # Expressions

    def read(self, node: ast.expr | None) -> Value:
        """What an expression gives."""
        if node is None:
            return UNKNOWN
        value = self._read(node)
        self.values[node] = value
        return value

    def read_all(self, nodes: Sequence[ast.expr]) -> list[Value]:
        """The values of several expressions."""
        return [self.read(node) for node in nodes]

    def quietly(self, node: ast.expr) -> Value:
        """What an expression gives that only names a type: a visitor notes nothing in it."""
        return self.read(node)

    def again(self, node: ast.expr) -> Value:
        """The value of what was read before."""
        known = self.values.get(node)
        return self.read(node) if known is None else known

    def _read(self, node: ast.expr) -> Value:
        match node:
            case ast.Name():
                return self.name(node.id)
            case ast.Attribute():
                return self.attribute(self.read(node.value), node)
            case ast.Call():
                return self.call(node)
            case ast.Constant(value=str() as text):
                return self.text(node, self.literal(node, text), (node,))
            case ast.Constant(value=bytes() as raw):
                decoded = self.literal(node, raw.decode("utf-8", "replace"))
                return Value("builtins.bytes()", written=(node,), text=decoded)
            case ast.Constant():
                return Value(f"builtins.{type(node.value).__name__}()")
            case ast.JoinedStr():
                return self.text(node, self._joined(node), (node,))
            case ast.Subscript():
                return self.subscript(node)
            case ast.BinOp():
                return self.operation(node)
            case ast.Compare():
                return self.comparison(node)
            case ast.UnaryOp():
                return self.unary(node)
            case ast.Lambda():
                return self.function_value(node)
            case ast.List() | ast.Tuple() | ast.Set():
                return self._container(node, self.read_all(node.elts))
            case ast.Dict():
                self.read_all([key for key in node.keys if key is not None])
                return self._container(node, self.read_all(node.values))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node)
            case ast.IfExp():
                self.read(node.test)
                return joint(self.read_all([node.body, node.orelse]))
            case ast.BoolOp():
                return joint(self.read_all(node.values))
            case ast.NamedExpr():
                value = self.read(node.value)
                self.bind(node.target, value)
                return value
            case ast.Yield():
                value = self.read(node.value)
                function = self.scope.function
                if isinstance(function, Definition) and not function.decorator_list:
                    self.learned.learn_return(function, Value("builtins.list()", inside=value))
                return UNKNOWN
            case ast.Starred() | ast.Await() | ast.FormattedValue() | ast.YieldFrom():
                return self.read(node.value)
            case _:
                for child in children(node):
                    if isinstance(child, ast.expr):
                        self.read(child)
                return UNKNOWN

    def name(self, name: str) -> Value:
        """What a name stands for."""
        found = self.scope.find(name)
        if found is not None:
            return self.named(found)
        if name in BUILT_IN_NAMES:
            return Value(f"builtins.{name}")
        return self.named(self.unbound(name))

    def attribute(self, base: Value, node: ast.Attribute, *, called: bool = False) -> Value:
        """An attribute of a value; `called` where it is not looked at but called."""
        own = self.own_attribute(base, node.attr)
        return Value(base.then(f".{node.attr}")) if own is None else own

    def own_attribute(self, base: Value, name: str) -> Value | None:
        """What a class of this source gives an attribute of its instances, or of itself; None where it does not."""
        if not isinstance(base.node, ast.ClassDef):
            return None
        own = self.learned.attribute(base.node, name)
        if own is not None and base.instance and own.node is not None and not _PROPERTIES.isdisjoint(own.decorators):
            self.run(own.node)
            return self.learned.returns.get(own.node, UNKNOWN)
        return own

    def subscript(self, node: ast.Subscript) -> Value:
        """What an item, or a stretch, of a value is."""
        base = self.read(node.value)
        self.read(node.slice)
        return self.item(base, node)

    def item(self, base: Value, node: ast.Subscript) -> Value:
        """The same, of a value that was read."""
        if base.parts and isinstance(node.slice, ast.Constant):
            at = _place(base, node.slice.value)
            if at is not None and -len(base.parts) <= at < len(base.parts):
                return base.parts[at]
        if isinstance(node.slice, ast.Slice) and (base.inside is not None or base.origin == STRING):
            return replace(base, parts=(), text=None)
        return base.item

    def _joined(self, node: ast.JoinedStr) -> str:
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                value = self.read(part.value)
                self.read(part.format_spec)
                parts.append(self.hole if value.text is None else value.text)
        return self.put_together(node, parts)

    def _container(self, node: ast.expr, values: Sequence[Value]) -> Value:
        kind = {ast.Dict: "dict", ast.Set: "set", ast.Tuple: "tuple"}.get(type(node), "list")
        inside = joint(values) if values else None
        parts = tuple(values) if not isinstance(node, ast.Set) and len(values) <= _MOST_PARTS else ()
        displays = () if isinstance(node, ast.Set) else (node,)
        return Value(f"builtins.{kind}()", inside=inside, parts=parts, displays=displays)

    def _comprehension(self, node: Comprehension) -> Value:
        inner = self.within(self.inner(node))
        for generator in node.generators:
            inner.bind(generator.target, inner.each(inner.read(generator.iter)))
            inner.read_all(generator.ifs)
        if isinstance(node, ast.DictComp):
            inner.read(node.key)
            return Value("builtins.dict()", inside=inner.read(node.value), displays=(node,))
        return Value("builtins.list()", inside=inner.read(node.elt), displays=(node,))

    # Operators

    def operation(self, node: ast.BinOp, *, for_effect: bool = False) -> Value:
        """What a binary operation gives; `for_effect` where nothing is done with it."""
        left, right = self.read(node.left), self.read(node.right)
        if STRING in (left.origin, right.origin) and isinstance(node.op, ast.Add | ast.Mod | ast.Mult):
            return self.joined_text(node, left, right)
        return self.computed(node, left, right)

    def computed(self, node: ast.expr, *values: Value) -> Value:
        """What an operator makes of values: something of the kind of that which tells most."""
        value = joint(values)
        if value.node is not None:
            return UNKNOWN
        return replace(value, text=None, parts=(), written=(), displays=())

    def joined_text(self, node: ast.BinOp, left: Value, right: Value) -> Value:
        """The text that an operator makes."""
        if isinstance(node.op, ast.Mult):
            return Value(STRING, written=_strings_of((left, right)))
        if isinstance(node.op, ast.Mod):
            return self.text_found(node, self._with_holes(left.text, filled), left)
        if left.text is None and right.text is None:
            return Value(STRING, written=_strings_of((left, right)))
        between = [" "] if left.text is None or right.text is None else []
        parts = [self._or_hole(left), *between, self._or_hole(right)]
        if sum(map(len, parts)) > _LONGEST_TEXT:
            return self.text_found(node, None, left, right)
        return self.text_found(node, self.put_together(node, parts), left, right)

    def _or_hole(self, value: Value) -> str:
        return f" {self.hole} " if value.text is None else value.text

    def _with_holes(self, text: str | None, make: Callable[[str, str], str]) -> str | None:
        return None if text is None else self.changed(text, lambda one: make(one, self.hole))

    def text_found(self, node: ast.expr, text: str | None, *made_of: Value) -> Value:
        """The value of an expression that gives a text made of others; None where the text is unknown."""
        written = _strings_of(made_of)
        return Value(STRING, written=written) if text is None else self.text(node, text, written)

    def comparison(self, node: ast.Compare) -> Value:
        """What comparing values gives."""
        values = self.read_all([node.left, *node.comparators])
        if all(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops):
            return Value("builtins.bool()")
        return self.computed(node, *values)

    def unary(self, node: ast.UnaryOp) -> Value:
        """What an operator makes of one value."""
        value = self.read(node.operand)
        return Value("builtins.bool()") if isinstance(node.op, ast.Not) else self.computed(node, value)

    def augmented(self, node: ast.AugAssign, target: Value) -> Value:
        """What `x += y` leaves in x, which was `target`."""
        value = self.read(node.value)
        if target.origin in CONTAINERS and value.inside is not None:
            return target.with_inside(either(target.inside, value.inside))
        return (
            target if target.origin == STRING or target.node is not None else self.computed(node.value, target, value)
        )

    # Functions and calls

    def function_value(self, node: ast.Lambda) -> Value:
        """A lambda, whose body is read with what is known of its arguments."""
        self.read_all([one for one in (*node.args.defaults, *node.args.kw_defaults) if one])
        inner = self.within(self.inner(node))
        inner.scope.names.bind_all(inner.argument_values(node, {}))
        self.learned.returns[node] = inner.read(node.body)
        return Value(node=node)

    def argument_values(self, function: Function, annotated: Mapping[str, Value]) -> dict[str, Value]:
        """What is known of a function's arguments: by annotation, by its callers."""
        seen = self.learned.arguments.get(function, {})
        values = {}
        for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
            said, given = annotated.get(argument.arg, UNKNOWN), seen.get(argument.arg, UNKNOWN)
            is_plain = said.origin.startswith("builtins.")
            value = given if given.known and (is_plain or not said.known) else said
            if not value.known and (default := default_of(function, argument)) is not None:
                value = self.values.get(default, UNKNOWN)
                value = value if telling(value) >= SAYS_SOMETHING else UNKNOWN
                value = replace(value, text=None) if value.text == "" else value  # which callers fill in
            values[argument.arg] = value if value.known else self.handed_over(function)
        for variadic, kind in ((function.args.vararg, "tuple"), (function.args.kwarg, "dict")):
            if variadic:
                inside = annotated.get(variadic.arg)
                values[variadic.arg] = seen.get(variadic.arg) or Value(f"builtins.{kind}()", inside=inside)
        return values

    def call(self, node: ast.Call) -> Value:
        """What a call gives."""
        func = node.func
        base = UNKNOWN
        if isinstance(func, ast.Attribute):
            base = self.read(func.value)
            callee = self.values[func] = self.attribute(base, func, called=True)
        else:
            callee = self.read(func)
        positional = [self.argument(one, callee, base) for one in node.args]
        named = {one.arg or "**": self.argument(one.value, callee, base, one.arg or "") for one in node.keywords}
        self.learn_call(node, callee, positional, named)
        value = self.result(node, callee, base, positional, named)
        self.put_in(node, base, positional)
        return value

    def argument(self, node: ast.expr, callee: Value, base: Value, keyword: str = "") -> Value:
        """The value of one argument of a call."""
        return self.read(node)

    def put_in(self, node: ast.Call, held: Value, positional: Sequence[Value]) -> None:
        """Remember what a container of this source is given."""
        func = node.func
        if not (isinstance(func, ast.Attribute) and func.attr in _ADDS and positional):
            return
        item = positional[-1].item if func.attr in ("extend", "update") else positional[-1]
        if self.may_be_put_in(held, item):
            self.rebind(func.value, held.with_inside(either(held.inside, replace(item, text=None))))

    def may_be_put_in(self, held: Value, item: Value) -> bool:
        """Whether a value is a container that an item is put into."""
        return item.known and held.origin in CONTAINERS

    def rebind(self, node: ast.expr, value: Value) -> None:
        """Say that what an expression names is something else from now on."""
        if isinstance(node, ast.Name):
            self.scope.rebind(node.id, value)
        elif isinstance(node, ast.Attribute):
            owner = self.again(node.value).node
            if isinstance(owner, ast.ClassDef):
                self.learned.attributes[owner, node.attr] = value

    def result(
        self, node: ast.Call, callee: Value, base: Value, positional: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """What a call gives whose parts were read."""
        if isinstance(callee.node, ast.ClassDef) and not callee.instance:
            return self.instance_of(callee.node)
        if callee.origin == "functools.partial" and positional:
            self._learn_part(positional, named)
            return positional[0]
        if isinstance(callee.node, ast.ClassDef):
            made = self.learned.attribute(callee.node, "__call__")
            return self.learned.returns.get(made.node, UNKNOWN) if made and made.node else _called(callee)
        if callee.node is not None:
            return self.learned.returns.get(callee.node, UNKNOWN)
        last = callee.name.rpartition(".")[2]
        if callee.origin == "builtins.dict" and named:
            return Value("builtins.dict()", inside=joint([*named.values()]), displays=(node,))
        if (text := self.text_result(node, last, base, positional)) is not None:
            return text
        if (kept := self.container_result(callee.name, last, base, [*positional, *named.values()])) is not None:
            return kept
        return _called(callee)

    def _learn_part(self, positional: Sequence[Value], named: Mapping[str, Value]) -> None:
        """Tell a function that a part is made of what it is given by that."""
        function = positional[0].node
        if isinstance(function, Function) and self.passes_on(positional[0]):
            for number, value in enumerate(positional[1:]):
                self.learned.learn_argument(function, number, value)
            for name, value in named.items():
                self.learned.learn_argument(function, name, value)

    def instance_of(self, definition: ast.ClassDef) -> Value:
        """An instance of a class of this source."""
        made = self.learned.classes.get(definition, UNKNOWN)
        return Value(made.then("()") if made.origin else "", node=definition, instance=True)

    def text_result(self, node: ast.Call, last: str, base: Value, positional: Sequence[Value]) -> Value | None:
        """The text that a method of a text, or a function of one, gives; None where it gives none."""
        if base.origin == STRING:
            if last == "format":
                return self.text_found(node, self._with_holes(base.text, formatted), base)
            if last == "join":
                return self._joined_parts(node, base, positional[0] if positional else UNKNOWN)
            if last in _GIVES_PARTS:
                return Value("builtins.list()", inside=Value(STRING), written=base.written)
            if last in SAME_TEXT:
                text = base.text
                if text is not None and last in CHANGES_CASE:
                    text = self.changed(text, getattr(str, last))
                return replace(base, text=text, inside=None, origin="builtins.bytes()" if last == "encode" else STRING)
            return Value(f"{STRING}.{last}()", written=base.written)
        if last in _DEDENT_NAMES and positional:
            text = positional[0].text
            if text is not None:
                text = self.changed(text, cleaned if last == "cleandoc" else dedented)
            return Value(STRING, text=text, written=positional[0].written)
        if last in _HOLDER_NAMES and positional and positional[0].written:
            return replace(positional[0], origin=STRING)
        if last == "read_text" or (last == "str" and not base.known):
            return Value(STRING, written=positional[0].written if positional else ())
        return None

    def _joined_parts(self, node: ast.expr, base: Value, joined: Value) -> Value:
        """The text that a text puts between the items of a container."""
        inner = joined.inside or UNKNOWN
        if base.text is None:
            return Value(STRING, written=inner.written)
        items = joined.parts if joined.parts and joined.origin != "builtins.dict()" else (inner, inner)
        texts = [self.hole if item.text is None else item.text for item in items]
        parts = [part for text in texts for part in (base.text, text)][1:]
        if sum(map(len, parts)) > _LONGEST_TEXT:
            return Value(STRING, written=inner.written)
        return Value(STRING, text=self.put_together(node, parts), written=inner.written)

    def container_result(self, name: str, last: str, base: Value, arguments: Sequence[Value]) -> Value | None:
        """What a method of a container, or a built-in function of one, gives; None where it is none of these."""
        if base.origin in CONTAINERS or base.inside is not None:
            if last == "items":
                pair = (Value("builtins.object()"), base.item)
                return Value("builtins.list()", inside=Value("builtins.tuple()", inside=base.item, parts=pair))
            if last == "keys":
                return Value("builtins.list()")
            if last == "values" or last in _OF_SAME_ITEMS:
                return replace(base, parts=())
            if last in _PICKS:
                default = arguments[1] if len(arguments) > 1 else UNKNOWN
                return (
                    default if base.inside is None else either(default, base.inside) if default.known else base.inside
                )
            if last in _ITEM_METHODS:
                return base.item
        if not name.startswith(("builtins.", "collections.deque")):
            return None
        if last in _LISTS_OF:
            held = arguments[-1] if last == "filter" and arguments else arguments[0] if arguments else UNKNOWN
            kind = "dict" if last == "dict" else "list"
            inside = held.item if held.known else None
            if last == "dict" and held.inside is not None and len(held.inside.parts) == _PAIR:
                inside = held.inside.parts[1]
            return Value(f"builtins.{kind}()", inside=inside, displays=held.displays)
        if last in ("zip", "enumerate"):
            parts = tuple(one.item for one in arguments)
            parts = (Value("builtins.int()"), *parts[:1]) if last == "enumerate" else parts
            return Value("builtins.list()", inside=Value("builtins.tuple()", inside=joint(parts), parts=parts))
        if last in _PICK_ONE and arguments:
            return arguments[0].item if len(arguments) == 1 or last == "next" else joint(arguments)
        return None

    def learn_call(
        self, node: ast.Call, callee: Value, positional: Sequence[Value], named: Mapping[str, Value]
    ) -> None:
        """Tell a function of this source what it is called with, and read it with that."""
        function: ast.AST | None = callee.node
        if isinstance(function, ast.ClassDef):
            method = self.learned.attribute(function, "__call__" if callee.instance else "__init__")
            function = method.node if method else None
            shift = 1
        else:
            shift = 0
        if not isinstance(function, Function):
            return
        if not self.passes_on(callee):
            self.run(function)
            return
        if function.args.args and function.args.args[0].arg in ("self", "cls"):
            shift = 1
        for number, value in enumerate(positional):
            if number < len(node.args) and isinstance(node.args[number], ast.Starred):
                break
            self.learned.learn_argument(function, number + shift, value)
        for name, value in named.items():
            self.learned.learn_argument(function, name, value)
        self.run(function)

    def passes_on(self, callee: Value) -> bool:
        """Whether a function of this source gets what it is called with: what decorates it may hand it something else."""
        return True

    # Statements

    def body(self, statements: Iterable[ast.stmt]) -> None:
        """Read statements, one after the other."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Read one statement."""
        match node:
            case ast.Assign():
                self.assign(node, node.targets, node.value)
            case ast.AnnAssign():
                value = self.assign(node, [node.target], node.value) if node.value else UNKNOWN
                annotated = self.annotated(node.annotation)
                is_field = value.origin in _FIELDS
                if annotated.known and (is_field or not value.known) and isinstance(node.target, ast.Name):
                    self.scope.bind(node.target.id, annotated)
                elif node.value is None and isinstance(node.target, ast.Attribute):
                    self.store(node, node.target, annotated)
            case ast.AugAssign():
                value = self.augmented(node, self.read(node.target))
                self.store(node, node.target, value)
            case ast.Expr(value=ast.BinOp() as operation):
                self.values[operation] = self.operation(operation, for_effect=True)
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr():
                self.for_effect = node.value
                self.read(node.value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.define(node)
            case ast.ClassDef():
                self.define_class(node)
            case ast.Return():
                value = self.read(node.value)
                if self.scope.function is not None:
                    self.learned.learn_return(self.scope.function, value)
            case ast.If():
                self.read(node.test)
                self.branches([node.body, node.orelse])
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node)
            case ast.With() | ast.AsyncWith():
                self.entered(node)
            case ast.Import() | ast.ImportFrom():
                for name, origin in bound_by_import(node).items():
                    if name != "*":
                        self.scope.bind(name, self.import_of(origin))
            case ast.Try() | ast.TryStar() | ast.Match():
                self._several_ways(node)
            case ast.Global() | ast.Nonlocal():
                self.scope.elsewhere |= {*node.names}
            case ast.Delete():
                self.deleted(node)
            case _:
                for child in children(node):
                    if isinstance(child, ast.expr):
                        self.read(child)

    def deleted(self, node: ast.Delete) -> None:
        """Read what is deleted."""
        self.read_all(node.targets)

    def branches(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        """Read ways of which one is taken: a name is afterwards what it is after either of those that go on."""
        names = self.scope.names
        ends: list[dict[str, Value]] = []
        left: dict[str, Value] = {}
        for body in bodies:
            left = names.taken_back(names.watched(partial(self.body, body)))
            if not (body and isinstance(body[-1], _LEAVES)):
                ends.append(left)
        before = {name: names.get(name) for end in ends for name in end}
        names.bind_all(ends[0] if ends else left)
        for other in ends[1:]:
            self._met({name: other.get(name) or value for name, value in before.items()})

    def _met(self, other: Mapping[str, Value | None]) -> None:
        """Take names for what they may be here or on another way, where they are something."""
        names = self.scope.names
        for name, value in other.items():
            if value is not None and (mine := names.get(name)) is not value:
                names[name] = either(mine, value)

    def turns(self, node: ast.stmt, begin: Callable[[], object], body: Sequence[ast.stmt]) -> None:
        """Read the body of a loop: its names begin a turn as the turn before left them."""
        names = self.scope.names

        def turn() -> None:
            for name, value in self.learned.loops.get(node, {}).items():
                names[name] = either(names.get(name), value)
            begin()
            self.body(body)

        before = names.watched(turn)
        bound = {name: (first, names[name]) for name, first in before.items() if first is not None and name in names}
        changed = {name: (first, last) for name, (first, last) in bound.items() if first is not last}
        self.learned.loops[node] = {name: last for name, (_, last) in changed.items()}
        for name, (first, last) in changed.items():
            names[name] = either(first, last)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        if isinstance(node, ast.While):
            self.turns(node, lambda: self.read(node.test), node.body)
        else:
            value = self.read(node.iter)
            self.turns(node, lambda: self.bind(node.target, self.each(value)), node.body)
        self.body(node.orelse)

    def each(self, value: Value) -> Value:
        """What one turn of a loop gets: a dictionary that stands in a list is a row, and none that is handed on."""
        item = value.item
        return replace(item, displays=()) if value.origin in CONTAINERS and item.origin == "builtins.dict()" else item

    def entered(self, node: ast.With | ast.AsyncWith) -> None:
        """Read a `with` statement."""
        for item in node.items:
            self.enter(item)
        self.body(node.body)

    def enter(self, item: ast.withitem) -> Value:
        """Read what is entered by a `with` statement, and bind it."""
        value = self.read(item.context_expr)
        if item.optional_vars is not None:
            self.bind(item.optional_vars, value)
        return value

    def _several_ways(self, node: ast.Try | ast.TryStar | ast.Match) -> None:
        if isinstance(node, ast.Match):
            self._match(node)
        else:
            self._try(node)

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        """What handlers bind instead of what could not be imported is none of what a name stands for."""
        self.body(node.body)
        imported = {name for each in node.body if isinstance(each, _IMPORTS) for name in bound_by_import(each)}
        kept = {name: self.scope.names[name] for name in imported if name in self.scope.names}
        ends = [end for handler in node.handlers if (end := self._handled(handler)) is not None]
        tried = self.scope.names.watched(partial(self.body, node.orelse))
        for other in ends:
            self._met(tried | other)
        self.scope.names.bind_all(kept)
        self.body(node.finalbody)

    def _handled(self, handler: ast.ExceptHandler) -> dict[str, Value] | None:
        """The names that a handler binds, and what they stand for at its end; None where nothing follows on that."""

        def handle() -> None:
            caught = self.read(handler.type)
            if handler.name:
                self.scope.bind(handler.name, _called(caught.inside or caught))
            self.body(handler.body)

        names = self.scope.names
        end = names.taken_back(names.watched(handle))
        return None if handler.body and isinstance(handler.body[-1], _LEAVES) else end

    def _match(self, node: ast.Match) -> None:
        self.read(node.subject)
        for case in node.cases:
            for part in walked(case.pattern):
                if isinstance(part, ast.expr):
                    self.read(part)
                elif isinstance(part, ast.MatchAs | ast.MatchStar) and part.name:
                    self.scope.bind(part.name, UNKNOWN)
            self.read(case.guard)
        self.branches([*(case.body for case in node.cases), []])

    def assign(self, node: ast.stmt, targets: Sequence[ast.expr], source: ast.expr) -> Value:
        """Read what is assigned, and bind it."""
        value = self.read(source)
        for target in targets:
            self.store(node, target, value)
        return value

    def store(self, node: ast.stmt, target: ast.expr, value: Value) -> None:
        """Put a value where a target says."""
        if isinstance(target, ast.Attribute):
            base = self.read(target.value)
            self.values[target] = Value(base.then(f".{target.attr}"))
            if isinstance(base.node, ast.ClassDef):
                self.learned.learn_attribute(base.node, target.attr, value)
            self.stored(node, target, base, value)
        elif isinstance(target, ast.Subscript):
            base = self.read(target.value)
            self.read(target.slice)
            self.stored(node, target, base, value)
        elif isinstance(target, ast.Tuple | ast.List):
            for number, part in enumerate(target.elts):
                self.store(node, part, _part(value, number, target.elts))
        else:
            self.bind(target, value)

    def stored(self, node: ast.stmt, target: ast.Attribute | ast.Subscript, base: Value, value: Value) -> None:
        """Called when something is put into a part of `base`."""
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and self.may_be_put_in(base, value):
            held = base.with_inside(either(base.inside, replace(value, text=None)))
            self.scope.rebind(target.value.id, held)

    def bind(self, target: ast.expr, value: Value) -> None:
        """Bind the names of a target."""
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            for number, part in enumerate(target.elts):
                self.bind(part, _part(value, number, target.elts))
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)
        else:
            self.read(target)

    # Definitions

    def decorators(self, node: Definition | ast.ClassDef) -> tuple[str, ...]:
        """Read the decorators of a definition; what they are called, one that another call made as that."""
        names = []
        for decorator in node.decorator_list:
            self.read(decorator)
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            value = self.again(target)
            if isinstance(target, ast.Call) and not value.origin:
                value = self.again(target.func)
            if isinstance(decorator, ast.Call) and isinstance(value.node, Function) and not value.decorators:
                value = self.learned.returns.get(value.node, value)  # a decorator that a function here makes
            if value.origin == "functools.partial":
                value = self.again(decorator)  # what it makes a part of
            names.append(value.name.removesuffix("()"))
            self.decorated(node, decorator, value, names[-1])
        return tuple(names)

    def define(self, node: Definition) -> None:
        """Bind a function; its body follows when it is called, or when the module was read."""
        names = self.decorators(node)
        self.read_all([default for default in (*node.args.defaults, *node.args.kw_defaults) if default])
        value = Value(node=node, decorators=names)
        self.scope.bind(node.name, value)
        if self.scope.of_class is not None:
            self.learned.attributes[self.scope.of_class, node.name] = value
        self.learned.waiting[node] = self.inner(node)

    def read_function(self, node: Definition) -> None:
        """Read the body of a function, with what is known of its arguments."""
        scope = self.scope
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        variadic = [one for one in (node.args.vararg, node.args.kwarg) if one]
        annotated = {
            one.arg: value for one in (*arguments, *variadic) if (value := self.annotated(one.annotation)).known
        }
        self.annotated(node.returns)
        scope.names.bind_all(self.argument_values(node, annotated))
        owner = scope.parent.of_class if scope.parent else None
        if owner is not None and arguments:
            base = self.learned.classes.get(owner, UNKNOWN)
            is_class = arguments[0].arg == "cls"
            origin = base.origin if is_class or not base.origin else base.then("()")
            scope.names[arguments[0].arg] = Value(origin, node=owner, instance=not is_class)
        self.begun(node, arguments)
        self.body(node.body)

    def begun(self, node: Definition, arguments: Sequence[ast.arg]) -> None:
        """Called when the names of a function's arguments are bound, before its body is read."""

    def annotated(self, node: ast.expr | None) -> Value:
        """What a value of an annotation is."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode="eval").body
            except (SyntaxError, ValueError):
                return UNKNOWN
        if isinstance(node, ast.BinOp):
            left, right = self.annotated(node.left), self.annotated(node.right)
            return left if left.known and left.origin != "builtins.NoneType()" else right
        if isinstance(node, ast.Subscript):
            outer = self.quietly(node.value)
            held = [
                self.annotated(each)
                for each in (node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])
            ]
            if outer.origin.endswith((".Optional", ".Annotated", ".Final", ".ClassVar")):
                return held[0]
            if outer.origin.endswith(".Union"):
                return joint(held)
            if outer.origin in _HOLD_MANY and held[-1].known:
                return Value(_HOLD_MANY[outer.origin], inside=held[-1])
            whole = self.annotated(node.value)
            return replace(whole, inside=held[-1]) if whole.origin in CONTAINERS and held[-1].known else whole
        if isinstance(node, ast.Tuple | ast.List):
            for each in node.elts:
                self.annotated(each)
            return UNKNOWN
        if isinstance(node, ast.Constant):
            return Value("builtins.NoneType()") if node.value is None else UNKNOWN
        if not isinstance(node, ast.Name | ast.Attribute):
            return UNKNOWN
        return self.of_kind(self.quietly(node))

    def of_kind(self, kind: Value) -> Value:
        """A value of the class that an annotation names."""
        if isinstance(kind.node, ast.ClassDef):
            return self.instance_of(kind.node)
        if kind.node is not None or not kind.origin or kind.origin.startswith((".", *_TYPING)):
            return UNKNOWN
        if kind.origin in ("builtins.object", "builtins.type"):
            return UNKNOWN
        return _called(kind)

    def define_class(self, node: ast.ClassDef) -> None:
        """Bind a class, whose body is read at once."""
        decorators = self.decorators(node)
        bases = self.read_all(node.bases)
        self.read_all([keyword.value for keyword in node.keywords])
        first = next((base for base in bases if base.origin or base.node), UNKNOWN)
        inherited = self.learned.classes.get(first.node, UNKNOWN) if first.node else first
        parent = next((base.node for base in bases if isinstance(base.node, ast.ClassDef)), None)
        if parent is not None and parent is not node:
            self.learned.parents[node] = parent
        origin = inherited.origin.removesuffix("@")  # Generic[T] is Generic
        self.learned.classes[node] = Value("" if origin == "builtins.object" else origin)
        inner = self.inner(node)
        self.within(inner).body(node.body)
        for name, value in inner.names.items():
            if value.node is None:
                self.learned.attributes.setdefault((node, name), value)
        made = self.class_value(self.learned.classes[node].origin, bases, inner)
        self.scope.bind(node.name, replace(made, node=node, decorators=decorators))
        if self.scope.function is None or self.scope.of_class is None:
            self.learned.classes[node] = made

    def class_value(self, origin: str, bases: Sequence[Value], inner: ValueScope) -> Value:
        """What is known of a class that is derived from one called `origin`."""
        return Value(origin)


_MOST_PARTS = 50
_FEW = 8
_PAIR = 2


def _called(callee: Value) -> Value:
    return Value(callee.then("()")) if callee.origin else UNKNOWN


def _strings_of(values: Sequence[Value]) -> tuple[ast.expr, ...]:
    """The strings that some values are made of, each once."""
    strings: tuple[ast.expr, ...] = ()
    for value in values:
        if not strings:
            strings = value.written
        elif len(value.written) > _FEW:
            strings = tuple(dict.fromkeys((*strings, *value.written)))
        else:
            strings += tuple(one for one in value.written if one not in strings)
    return strings


def _place(base: Value, key: object) -> int | None:
    """Which of the parts of a value stands at a key that is written out."""
    if base.origin != "builtins.dict()":
        return key if isinstance(key, int) else None
    display = base.displays[0] if len(base.displays) == 1 else None
    keys = display.keys if isinstance(display, ast.Dict) else ()
    return next((at for at, one in enumerate(keys) if isinstance(one, ast.Constant) and one.value == key), None)


def _part(value: Value, number: int, targets: Sequence[ast.expr]) -> Value:
    """What one of several targets gets of a value that is unpacked into them."""
    is_whole = (
        len(value.parts) == len(targets)
        and value.origin != "builtins.dict()"
        and not any(isinstance(one, ast.Starred) for one in targets)
    )
    return value.parts[number] if is_whole else value.item
