"""The flow of values through expressions: what each may be, as far as its text tells.

How statements bind values, and how a whole source is read, stands in flow.py.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Self

from evalkit.source.names import Comprehension, Function
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
    Added,
    Learned,
    Names,
    Value,
    ValueScope,
    either,
    joint,
    telling,
)
from evalkit.source.walking import children

Definition = ast.FunctionDef | ast.AsyncFunctionDef
BUILT_IN_NAMES = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "reveal_type"}
_ADDS = frozenset({"append", "appendleft", "add", "insert", "extend", "update"})
_OF_SAME_ITEMS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
_COPIES = frozenset({"copy.copy", "copy.deepcopy"})
_PICKS = frozenset({"get", "pop", "setdefault"})
_ITEM_METHODS = frozenset({"popitem", "popleft", "__getitem__"})
_LISTS_OF = frozenset({"list", "tuple", "sorted", "reversed", "set", "frozenset", "iter", "dict", "filter", "deque"})
_PICK_ONE = frozenset({"next", "min", "max"})
_WITH_KEY = frozenset({"builtins.sorted", "builtins.min", "builtins.max", "itertools.groupby"})
"""What calls a function, its `key`, with each of what it is given."""
_WITH_EACH = frozenset({"builtins.map", "builtins.filter", "functools.reduce"})
"""What calls the function that it is given first with each of what it is given next."""
_GIVES_PARTS = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_DEDENT_NAMES, _HOLDER_NAMES = ({name.rpartition(".")[2] for name in names} for names in (DEDENTS, HOLDERS))
_LINE_END = "os.linesep"
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_LONGEST_TEXT = 200_000
"""Characters that a text made of others may have: what doubles itself again and again has no end."""
_MOST_PARTS = 50
_FEW = 8
_PAIR = 2


class ExpressionFlow:
    """Reads expressions in one scope; `values` is what each expression may be where it was read last."""

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

    def run(self, function: ast.AST | None) -> None:
        """Read the body of a function, unless that was done in this pass."""
        scope = self.learned.waiting.pop(function, None) if function is not None else None
        if scope is not None and isinstance(function, Definition):
            self.within(scope).read_function(function)

    def read_function(self, node: Definition) -> None:
        """Read the body of a function, which `Flow` does: it reads statements."""
        raise NotImplementedError

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

    def joined(self, node: ast.expr, text: str, written: tuple[ast.expr, ...]) -> Value:
        """What a call gives that joins texts, as far as they are known."""
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

    def handed_over(self, function: Function, argument: ast.arg) -> Value:
        """What an argument of a function is that nothing here calls with any."""
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
                return self._joined(node)
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

    def _joined(self, node: ast.JoinedStr) -> Value:
        parts, put_in = [], []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                value = self.read(part.value)
                self.read(part.format_spec)
                parts.append(self.hole if value.text is None else value.text)
                put_in.append(value)
        return self.text(node, self.put_together(node, parts), (node, *_pieces_of(put_in)))

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
        if target.origin == STRING:
            return gone_on(target, value)
        return target if target.node is not None else self.computed(node.value, target, value)

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
            values[argument.arg] = value if value.known else self.handed_over(function, argument)
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
        self.learn_each(callee, base, positional, named)
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
        if func.attr == "update" and held.origin == "builtins.dict()" and positional[-1].displays:
            displays = tuple(dict.fromkeys((*held.displays, *positional[-1].displays)))
            held = replace(held, displays=displays, parts=())
            self.rebind(func.value, held)
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
            self.learn_part(positional, named)
            return positional[0]
        if isinstance(callee.node, ast.ClassDef):
            made = self.learned.attribute(callee.node, "__call__")
            return self.learned.returns.get(made.node, UNKNOWN) if made and made.node else call_of(callee)
        if callee.node is not None:
            return self.learned.returns.get(callee.node, UNKNOWN)
        last = callee.name.rpartition(".")[2]
        if callee.origin in _COPIES and positional:
            return positional[0]
        if callee.origin == "builtins.dict" and named:
            return Value("builtins.dict()", inside=joint([*named.values()]), displays=(node,))
        if (text := self.text_result(node, last, base, positional)) is not None:
            return text
        # A key is none of what `max` and the like pick from.
        given = positional if last in _PICK_ONE else [*positional, *named.values()]
        if (kept := self.container_result(callee.name, last, base, given)) is not None:
            return kept
        return call_of(callee)

    def learn_part(self, positional: Sequence[Value], named: Mapping[str, Value]) -> None:
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
        if last == "join" and base.origin == "builtins.str" and len(positional) == _PAIR:
            return self._joined_parts(node, positional[0], positional[1])
        if last == "join" and base.origin == _LINE_END:
            return self._joined_parts(node, Value(STRING, text="\n"), positional[0] if positional else UNKNOWN)
        if base.origin == STRING:
            if last == "format":
                found = self.text_found(node, self._with_holes(base.text, formatted), base)
                return replace(found, written=_once((*found.written, *_pieces_of(positional))))
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
        written = _once((*inner.written, *_pieces_of([base]))) if inner.written else ()
        items = joined.parts if joined.parts and joined.origin != "builtins.dict()" else (inner, inner)
        texts = [self.hole if item.text is None else item.text for item in items]
        parts = [part for text in texts for part in (base.text, text)][1:]
        if sum(map(len, parts)) > _LONGEST_TEXT:
            return Value(STRING, written=written)
        return self.joined(node, self.put_together(node, parts), written)

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

    def learn_each(self, callee: Value, base: Value, positional: Sequence[Value], named: Mapping[str, Value]) -> None:
        """Tell a function of this source what Python's own functions call it with: `max(files, key=lambda file: ...)`."""
        called, items = UNKNOWN, [positional[0].item] if len(positional) == 1 else [joint(positional)]
        if callee.name in _WITH_KEY:
            called = named.get("key", UNKNOWN)
        elif base.origin in CONTAINERS and callee.name == f"{base.origin}.sort":
            called, items = named.get("key", UNKNOWN), [base.item]
        elif callee.name in _WITH_EACH and positional:
            called, items = positional[0], [each.item for each in positional[1:]]
        if isinstance(called.node, Function) and self.passes_on(called):
            for number, item in enumerate(items):
                self.learned.learn_argument(called.node, number, item)
            self.run(called.node)

    def passes_on(self, callee: Value) -> bool:
        """Whether a function of this source gets what it is called with: what decorates it may hand it something else."""
        return True

    # Loops and targets, which comprehensions have too

    def each(self, value: Value) -> Value:
        """What one turn of a loop gets: a dictionary that stands in a list is a row, and none that is handed on."""
        item = value.item
        return replace(item, displays=()) if value.origin in CONTAINERS and item.origin == "builtins.dict()" else item

    def bind(self, target: ast.expr, value: Value) -> None:
        """Bind the names of a target."""
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            for number, part in enumerate(target.elts):
                self.bind(part, part_of(value, number, target.elts))
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)
        else:
            self.read(target)


def call_of(callee: Value) -> Value:
    """What calling something gives, by the name of what is called."""
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


def gone_on(text: Value, more: Value) -> Value:
    """A text to which more is added: what it says at first, made of the strings of both."""
    return replace(text, written=_strings_of((text, more)))


def _once(strings: tuple[ast.expr, ...]) -> tuple[ast.expr, ...]:
    return tuple(dict.fromkeys(strings))


def _pieces_of(values: Sequence[Value]) -> tuple[ast.expr, ...]:
    """The strings that some values are made of which have several words, or one with room around it: no mere names."""
    return tuple(each for each in _strings_of(values) if isinstance(each, ast.JoinedStr) or _has_room(each))


def _has_room(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and " " in text and any(map(str.isalpha, text))


def _place(base: Value, key: object) -> int | None:
    """Which of the parts of a value stands at a key that is written out."""
    if base.origin != "builtins.dict()":
        return key if isinstance(key, int) else None
    written = [each for each in base.displays if not isinstance(each, Added)]
    display = written[0] if len(written) == 1 else None
    keys = display.keys if isinstance(display, ast.Dict) else ()
    return next((at for at, one in enumerate(keys) if isinstance(one, ast.Constant) and one.value == key), None)


def part_of(value: Value, number: int, targets: Sequence[ast.expr]) -> Value:
    """What one of several targets gets of a value that is unpacked into them."""
    is_whole = (
        len(value.parts) == len(targets)
        and value.origin != "builtins.dict()"
        and not any(isinstance(one, ast.Starred) for one in targets)
    )
    return value.parts[number] if is_whole else value.item
