"""Reading expressions: what each gives, and which of them are sites."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.probes.dsls import calls, operators
from evalkit.probes.dsls.families import families, matches
from evalkit.probes.dsls.kinds import SQL_LITERAL
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.reader import Reader
from evalkit.probes.dsls.site import span
from evalkit.probes.dsls.texts import HOLE_WORD, is_sql
from evalkit.probes.dsls.values import STRING, UNKNOWN, AnyFunction, Notes, Value, ValueScope
from evalkit.source.walking import children

_BUILTIN_NAMES = frozenset(dir(builtins))
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(slots=True)
class ExpressionReader(Reader):
    """Reads every kind of expression; hands calls and operations to the modules that know them."""

    def read(self, node: ast.expr | None) -> Value:
        """What an expression gives; notes the sites within it."""
        match node:
            case None:
                return UNKNOWN
            case ast.Constant(value=str() as text):
                return self._text(node, text, (node,))
            case ast.Constant(value=bytes() as raw):
                return Value(written=(node,), text=raw.decode("utf-8", "replace"))
            case ast.JoinedStr():
                return self._text(node, self._joined(node), (node,))
            case ast.Name():
                return self.name(node.id)
            case ast.Attribute():
                return self.attribute(self.read(node.value), node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.Call():
                return calls.read_call(self, node)
            case ast.BinOp():
                return operators.read_operation(self, node)
            case ast.Compare():
                return self._comparison(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.Lambda():
                return self.function_value(node)
            case ast.List() | ast.Tuple() | ast.Set():
                return self._container(self.read_all(node.elts))
            case ast.Dict():
                self.read_all([key for key in node.keys if key is not None])
                return self._container(self.read_all(node.values))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node)
            case ast.IfExp():
                self.read(node.test)
                body, other = self.read(node.body), self.read(node.orelse)
                return body if body.known else other
            case ast.BoolOp():
                return next((value for value in self.read_all(node.values) if value.known), UNKNOWN)
            case ast.NamedExpr():
                value = self.read(node.value)
                self.scope.names[node.target.id] = value
                return value
            case ast.Starred() | ast.Await() | ast.FormattedValue() | ast.YieldFrom():
                return self.read(node.value)
            case ast.Yield():
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
            return self.spelled(found)
        if name in _BUILTIN_NAMES:
            return Value(f"builtins.{name}")
        if self.stars:
            return self.spelled(Value(f"{self.stars[0]}.{name}"))
        return Value(known().frames.bound_by_shells.get(name, ""))

    def spelled(self, value: Value) -> Value:
        """The value, as a placeholder where its very name says so."""
        if value.family or not value.origin or value.node:
            return value
        found = families().placeholder(value.origin)
        return replace(value, family=found[0].name) if found else value

    def attribute(self, base: Value, node: ast.Attribute, *, called: bool = False) -> Value:
        """An attribute of a value; `called` where it is not looked at but called."""
        attr, origin = node.attr, base.then(f".{node.attr}")
        if attr in known().steps.of_handles and base.origin.endswith("()") and self.scope.pipelines:
            self.notes.steps.add(base.origin[:-2])
        if isinstance(base.node, ast.ClassDef) and (own := self.notes.attributes.get((base.node, attr))):
            declared = self.notes.classes.get(base.node, UNKNOWN).attributes
            if base.instance and declared and own.family == declared:
                return UNKNOWN  # a column of the class, an ordinary value of its instances
            if own.node is not None or base.instance or not base.attributes:
                return own
            return replace(own, family=base.attributes)
        if base.attributes and not base.instance:
            plain = attr in families()[base.attributes].plain or attr.startswith("__")
            return Value(origin, family="" if plain else base.attributes)
        if base.frame:
            plain = called or attr in families()[base.frame].plain
            return Value(origin, family="" if plain else base.frame)
        if base.family:
            return Value(origin, family="" if attr in families()[base.family].plain else base.family)
        if base.message:
            return Value(origin, message=True)
        if (found := families().placeholder(origin)) and base.origin:
            if not found[1] and not called:
                self.symbolic(node, found[0].name, origin)
            return Value(origin, family=found[0].name)
        return Value(origin)

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.read(node.value)
        self.read(node.slice)
        if base.inside is not None:
            return base.inside
        if base.frame:
            is_column = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            return Value(base.then("@"), family=base.frame if is_column else "", frame="" if is_column else base.frame)
        origin = base.then("@")
        if not base.family and base.origin and (found := families().placeholder(origin)):
            if not found[1]:
                self.symbolic(node, found[0].name, origin)
            return Value(origin, family=found[0].name)
        return base.item

    def _text(self, node: ast.expr, text: str, written: tuple[ast.expr, ...]) -> Value:
        value = Value(STRING, text=text, written=written)
        if is_sql(text, meant_as_sql=self.sql_meant):
            self.note(node, SQL_LITERAL, "SQL", "sql")
            self.notes.literals.add(span(node))
            self.speaks(value, "SQL")
        return value

    def text_found(self, node: ast.expr, text: str | None, *made_of: Value) -> Value:
        """The value of an expression that gives a text made of others; None where the text is unknown."""
        written = tuple(one for value in made_of for one in value.written)
        return Value(STRING, written=written) if text is None else self._text(node, text, written)

    def _joined(self, node: ast.JoinedStr) -> str:
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                value = self.read(part.value)
                parts.append(HOLE_WORD if value.text is None else value.text)
        return "".join(parts)

    def _comparison(self, node: ast.Compare) -> Value:
        values = self.read_all([node.left, *node.comparators])
        family = next((value.family for value in values if value.family), "")
        if not family or not any(isinstance(operator, _COMPARISONS) for operator in node.ops):
            return UNKNOWN
        name = next(value.name for value in values if value.family)
        self.symbolic(node, family, name)
        return Value(family=family)

    def _unary(self, node: ast.UnaryOp) -> Value:
        value = self.read(node.operand)
        if not value.family or isinstance(node.op, ast.Not):
            return UNKNOWN
        self.symbolic(node, value.family, value.name)
        return Value(family=value.family)

    def _container(self, values: Sequence[Value]) -> Value:
        telling = next((v for v in values if v.family or v.message or v.inside), None)
        telling = telling or next((v for v in values if v.known and v.text is None), None)
        inside = telling or next((v for v in values if v.known), UNKNOWN)
        if inside.written:
            inside = replace(inside, written=tuple(one for value in values for one in value.written))
        return Value("builtins.list()", inside=inside)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        inner = replace_scope(
            self, ValueScope({}, self.scope, self.scope.function, None, self.scope.graph, self.scope.pipelines)
        )
        for generator in node.generators:
            inner.bind(generator.target, inner.read(generator.iter).item)
            inner.read_all(generator.ifs)
        if isinstance(node, ast.DictComp):
            inner.read(node.key)
            return Value("builtins.dict()", inside=inner.read(node.value))
        return Value("builtins.list()", inside=inner.read(node.elt))

    def bind(self, target: ast.expr, value: Value, parts: Sequence[Value] = ()) -> None:
        """Bind the names of a target; `parts` are the values of a tuple that was written out."""
        if isinstance(target, ast.Name):
            self.scope.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for number, part in enumerate(target.elts):
                self.bind(part, parts[number] if number < len(parts) else value.item)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)

    def function_value(self, node: ast.Lambda) -> Value:
        """A lambda, whose body is read with what is known of its arguments."""
        inner = ValueScope(
            {}, self.scope, node, None, self.notes.traced.get(node, self.scope.graph), self.scope.pipelines
        )
        inner.names.update(argument_values(node, self.notes, {}))
        body = replace_scope(self, inner).read(node.body)
        self.notes.returns[node] = body
        return Value(node=node)


def replace_scope(reader: ExpressionReader, scope: ValueScope) -> ExpressionReader:
    """A reader of an inner scope that notes into the same notes."""
    return ExpressionReader(scope, reader.notes, reader.kinds, reader.stars)


def argument_values(function: AnyFunction, notes: Notes, annotated: dict[str, Value]) -> dict[str, Value]:
    """What is known of a function's arguments: by annotation, by its callers, by who traces it."""
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    if function.args.vararg:
        every.append(function.args.vararg)
    if function.args.kwarg:
        every.append(function.args.kwarg)
    seen = notes.arguments.get(function, {})
    family = notes.traced.get(function, "")
    values = {}
    for argument in every:
        value = annotated.get(argument.arg) or seen.get(argument.arg) or UNKNOWN
        if family and not value.family and argument.arg not in ("self", "cls", "training"):
            value = Value(inside=None, family=family)
        values[argument.arg] = value
    return values


def is_instance_of(globs: tuple[str, ...], value: Value) -> bool:
    """Whether a value, or what a container holds, comes about as one of the globs says."""
    inner = value.inside
    return bool(value.origin and matches(globs, value.origin)) or (inner is not None and is_instance_of(globs, inner))
