"""The flow of values through a Python source: what every expression in it may be, as far as its text tells.

Statements are read in their order, the bodies of functions where they are called first, else after the module's own
statements. Where ways meet, a name is what it may be on either. What a function is called with and returns is learned
in one pass and used in the next, until a pass learns nothing new.

A visitor is a flow that says more of some values than the source does, or notes what it meets: it overrides what one
kind of expression or statement gives.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from evalkit.source.expression_flow import Definition, ExpressionFlow, call_of, part_of
from evalkit.source.names import Function, bound_by_import, is_static
from evalkit.source.values import CONTAINERS, UNKNOWN, Added, Learned, Value, ValueScope, either, joint
from evalkit.source.walking import children, walked

MOST_PASSES = 4
"""What a function is called with, and what it gives, is known to its callers after one pass, to theirs after two."""
_IMPORTS = (ast.Import, ast.ImportFrom)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
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
_MOST_DISPLAYS = 60
"""Dictionaries, and keys that one is given later, that a name is taken for: a source may fill thousands."""
_Flow = TypeVar("_Flow", bound="Flow")


def read_through(tree: ast.Module, imported: Mapping[str, str], begin: Callable[[], _Flow], passes: int) -> _Flow:
    """Read a module as often as it takes until nothing new is learned, at most `passes` times; the last flow is given.

    `imported` says what imported names stand for, wherever the import stands; `begin` makes the flow of one pass.
    """

    def once() -> _Flow:
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


class Flow(ExpressionFlow):
    """Reads statements, and the expressions in them, in one scope."""

    def read_module(self, tree: ast.Module, imported: Mapping[str, str]) -> None:
        """Read a module once: its own statements first, then the bodies of functions that nobody called."""
        self.scope.names.bind_all({key: self.import_of(origin) for key, origin in imported.items() if key != "*"})
        self.body(tree.body)
        while self.learned.waiting:
            self.run(next(iter(self.learned.waiting)))

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
                is_told = value.origin in _FIELDS or not value.known or self.is_declared(annotated, value)
                if annotated.known and is_told and isinstance(node.target, ast.Name):
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
                self.branches([node.body, node.orelse], self._told_by(node.test))
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

    def is_declared(self, annotated: Value, value: Value) -> bool:
        """Whether what a name is declared to be says more than the value that it is given."""
        return False

    def deleted(self, node: ast.Delete) -> None:
        """Read what is deleted."""
        self.read_all(node.targets)

    def _told_by(self, test: ast.expr) -> dict[str, Value]:
        """What a condition says of names of which nothing is known: `isinstance(x, Table)`."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            return {name: value for each in test.values for name, value in self._told_by(each).items()}
        match test:
            case ast.Call(
                func=ast.Name(id="isinstance"), args=[ast.Name(id=name), ast.Name() | ast.Attribute() as kind]
            ):
                known = self.scope.find(name)
                value = self.of_kind(self.again(kind))
                is_told = value.known and known is not None and (not known.known or _may_be(known, value))
                return {name: value} if is_told else {}
        return {}

    def branches(self, bodies: Sequence[Sequence[ast.stmt]], told: Mapping[str, Value] | None = None) -> None:
        """Read ways of which one is taken: a name is afterwards what it is after either of those that go on.

        `told` says what names are on the first way alone.
        """
        names = self.scope.names
        ends: list[dict[str, Value]] = []
        left: dict[str, Value] = {}
        for number, body in enumerate(bodies):
            here = told or {} if number == 0 else {}
            left = names.taken_back(names.watched(partial(self._way, body, here)))
            left = {name: value for name, value in left.items() if here.get(name) is not value}
            if not (body and isinstance(body[-1], _LEAVES)):
                ends.append(left)
        before = {name: names.get(name) for end in ends for name in end}
        names.bind_all(ends[0] if ends else left)
        for other in ends[1:]:
            self._met({name: other.get(name) or value for name, value in before.items()})

    def _way(self, body: Sequence[ast.stmt], told: Mapping[str, Value]) -> None:
        self.scope.names.bind_all(told)
        self.body(body)

    def _met(self, other: Mapping[str, Value | None]) -> None:
        """Take names for what they may be here or on another way, where they are something."""
        names = self.scope.names
        for name, value in other.items():
            if value is not None and (mine := names.get(name)) is not value:
                names[name] = self.on_either_way(mine, value)

    def on_either_way(self, first: Value | None, second: Value) -> Value:
        """What a name is that is bound on two ways of which one is taken."""
        return either(first, second)

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
                self.scope.bind(handler.name, call_of(caught.inside or caught))
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
                self.store(node, part, part_of(value, number, target.elts))
        else:
            self.bind(target, value)

    def stored(self, node: ast.stmt, target: ast.Attribute | ast.Subscript, base: Value, value: Value) -> None:
        """Called when something is put into a part of `base`."""
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and self.may_be_put_in(base, value):
            held = base.with_inside(either(base.inside, replace(value, text=None)))
            if _is_new_key(base, target.slice):
                held = replace(held, parts=base.parts)  # what stands at the other keys still does
            self.scope.rebind(target.value.id, held)
        if isinstance(target, ast.Subscript) and base.origin == "builtins.dict()" and base.displays:
            self._filled(node, target)

    def _filled(self, node: ast.stmt, target: ast.Subscript) -> None:
        """Take a key that a dictionary is given later for one of those that it was written with."""
        if not isinstance(target.value, ast.Name) or not isinstance(target.slice, ast.Constant):
            return
        held = self.scope.find(target.value.id)
        if held is None or not isinstance(node, ast.Assign):
            return
        added = self.learned.added.setdefault(target, Added([target.slice], [node.value]))
        if added not in held.displays and len(held.displays) < _MOST_DISPLAYS:
            self.scope.rebind(target.value.id, replace(held, displays=(*held.displays, added)))

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
            value = self.wrapped_by(decorator, value)
            names.append(value.name.removesuffix("()"))
            self.decorated(node, decorator, value, names[-1])
        return tuple(names)

    def wrapped_by(self, decorator: ast.expr, value: Value) -> Value:
        """What a decorator puts around a definition: itself, as far as nobody knows better."""
        return value

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
        if owner is not None and arguments and not is_static(node):
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
        if isinstance(node, ast.Call):
            self.quietly(node)
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
        return call_of(kind)

    def define_class(self, node: ast.ClassDef) -> None:
        """Bind a class, whose body is read at once."""
        decorators = self.decorators(node)
        bases = self.read_all(node.bases)
        self.read_all([keyword.value for keyword in node.keywords])
        every = [self.learned.classes.get(base.node, UNKNOWN) if base.node else base for base in bases]
        told = [one for one in every if one.origin]
        # what is mixed in stands before the base that a library has
        inherited = next((one for one in told if not one.origin.startswith("builtins.")), joint(told[:1]))
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


def _may_be(value: Value, kind: Value) -> bool:
    """Whether what somebody's function gave, whatever that is, is said to be of a type of Python's own."""
    return value.node is None and not value.origin.startswith("builtins.") and kind.origin in CONTAINERS


def _is_new_key(base: Value, key: ast.expr) -> bool:
    """Whether a dictionary was not written out with a key."""
    written = base.displays[0] if base.displays else None
    if not (isinstance(written, ast.Dict) and isinstance(key, ast.Constant)):
        return False
    return all(isinstance(each, ast.Constant) and each.value != key.value for each in written.keys)
