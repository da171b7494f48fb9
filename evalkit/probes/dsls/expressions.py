"""Reading expressions: which of them give placeholders, and which are sites."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

from evalkit.probes.dsls import calls, operators
from evalkit.probes.dsls.families import families
from evalkit.probes.dsls.kinds import SQL_LITERAL, SYMBOLIC
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.mapped import is_condition
from evalkit.probes.dsls.reader import Reader, canonical
from evalkit.probes.dsls.site import span
from evalkit.probes.dsls.texts import is_sql
from evalkit.probes.dsls.values import GraphScope
from evalkit.source.names import Function
from evalkit.source.values import STRING, UNKNOWN, Names, Value, ValueScope

_NUMBERS = frozenset({"builtins.int()", "builtins.float()", "builtins.bool()", "builtins.str()"})
"""What a function that nobody decorates takes for what it is: a number that is written out is no tensor."""
TENSORS = "tensorflow"
"""The family of what layers are called with."""
PARAMETER = ".parameter"
"""How the origin of a pipeline's own parameter ends: a handle, whatever type it is annotated with."""
MOST_PIECES = 60
"""Strings that a statement may be put together from step by step; whoever writes more of them writes data."""
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class ExpressionReader(Reader):
    """Reads every kind of expression; hands calls and operations to the modules that know them."""

    def inner(self, node: ast.AST) -> GraphScope:
        """A scope for a function, a class or a comprehension that stands in this one."""
        plain = super().inner(node)
        graph = self.scope.graph
        if isinstance(node, Function):
            outer = graph if isinstance(node, ast.Lambda) else self.notes.graph
            graph = self.notes.traced.get(node) or self.notes.deferred.get(node) or outer
        return GraphScope(
            Names(), self.scope, plain.function, plain.of_class, graph=graph, pipelines=self.scope.pipelines
        )

    def within(self, scope: ValueScope) -> Self:
        """The same flow in another scope."""
        other = super().within(scope)
        other.sql_meant = False
        return other

    def imported(self, origin: str) -> str:
        """What an imported name stands for."""
        return canonical(origin)

    def import_of(self, origin: str) -> Value:
        """What an imported name stands for; of a module that belongs together with this source, what it is there."""
        return self.offered(origin) or super().import_of(origin)

    def unbound(self, name: str) -> Value:
        """What a name stands for that nothing here binds."""
        for star in self.stars:
            if (offered := self.offered(f"{star}{'' if star.endswith('.') else '.'}{name}")) is not None:
                return offered
            origin = canonical(f"{star}.{name}")
            is_known = self.placeholder(f"{origin}()") or self.placeholder(f"{origin}()()")
            if is_known or self.kinds.of_call(origin) or self.kinds.of_decorator(origin):
                return Value(origin)
        return super().unbound(name) if self.stars else Value(known().frames.bound_by_shells.get(name, ""))

    def name(self, name: str) -> Value:
        """What a name stands for: a table, where nothing says what it is and only tables have what is called on it."""
        value = super().name(name)
        if name in known().frames.bound_by_shells and (not value.known or self._is_made_elsewhere(value)):
            return Value(known().frames.bound_by_shells[name])
        if not value.known and name in self.notes.tensors.get(self.scope.function, ()):
            return Value(family=TENSORS)
        tables = self.notes.tables.names.get(self.scope.function)
        return value if tables is None or name not in tables else self._as_table(value, tables[name])

    def _is_made_elsewhere(self, value: Value) -> bool:
        """Whether a value is what a function of another of people's modules gives, of which nothing else is known."""
        is_made = value.origin.endswith("()") and "(" not in value.origin[:-2]
        return (
            is_made and value.node is None and not value.frame and calls.is_function_elsewhere(Value(value.origin[:-2]))
        )

    def _as_table(self, value: Value, table: Value) -> Value:
        """A value that must be a table, unless it is known to be something else."""
        if value.family or value.frame or value.node is not None:
            return value
        origin = value.origin
        is_told = value.known and not (origin.startswith("?") or "()" in origin)
        is_other = origin.startswith("builtins.") or origin.partition(".")[0] in known().data.columns_as_attributes
        package = origin.partition(".")[0]
        is_other = is_other or (package in families().families and package != table.origin.partition(".")[0])
        return value if is_told or is_other else table

    def each(self, value: Value) -> Value:
        """What one turn of a loop gets: of what is asked when somebody iterates over it, and of a dictionary, an ordinary value."""
        if value.origin == "builtins.dict()" and value.inside is not None and value.inside.family:
            return UNKNOWN  # a key
        if value.family and value.inside is None and families()[value.family].iterates:
            return UNKNOWN
        return super().each(value)

    def named(self, value: Value) -> Value:
        """The value, as a placeholder where its very name says so."""
        if value.family or not value.origin or value.node:
            return value
        found = self.placeholder(value.origin)
        return replace(value, family=found[0].name) if found else value

    def quietly(self, node: ast.expr) -> Value:
        """What an expression gives that only names a type, nothing noted."""
        count, covered = len(self.notes.sites), len(self.notes.covered)
        value = self.read(node)
        del self.notes.sites[count:], self.notes.covered[covered:]
        return value

    def attribute(self, base: Value, node: ast.Attribute, *, called: bool = False) -> Value:
        """An attribute of a value; `called` where it is not looked at but called."""
        attr, origin = node.attr, base.then(f".{node.attr}")
        if "(" not in origin:
            origin = canonical(origin)
        if base.node is None and base.origin and (offered := self.offered(f"{base.origin}.{attr}")) is not None:
            return offered
        if attr in known().steps.of_handles and base.origin.endswith("()") and self.scope.pipelines:
            self.notes.steps.add(base.origin[:-2])
        if (made := self.notes.parts.get((base.origin, attr))) is not None:
            return made
        own = self.own_attribute(base, attr)
        if attr in self.notes.tables.held and isinstance(node.value, ast.Name) and node.value.id == "self":
            return self._as_table(UNKNOWN if own is None else own, self.notes.tables.held[attr])
        if own is not None and isinstance(base.node, ast.ClassDef):
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
        if base.origin and (found := self.placeholder(origin)):
            if not found[1] and not called:
                self.symbolic(node, found[0].name, origin)
            return Value(origin, family=found[0].name)
        return Value(origin)

    def subscript(self, node: ast.Subscript) -> Value:
        """What an item of a value is: a placeholder where others choose it, and these are a part of that."""
        base = self.read(node.value)
        count = len(self.notes.sites)
        self.read(node.slice)
        if base.family and any(site.kind == SYMBOLIC for site in self.notes.sites[count:]):
            self.symbolic(node, base.family, base.name)
        return self.item(base, node)

    def item(self, base: Value, node: ast.Subscript) -> Value:
        """The same, of a value that was read."""
        if base.frame:
            is_column = self._names_column(node.slice)
            return Value(base.then("@"), family=base.frame if is_column else "", frame="" if is_column else base.frame)
        origin = base.then("@")
        if not base.family and base.inside is None and base.origin and (found := self.placeholder(origin)):
            if not found[1]:
                self.symbolic(node, found[0].name, origin)
            return Value(origin, family=found[0].name)
        return super().item(base, node)

    def _names_column(self, key: ast.expr) -> bool:
        """Whether a key of a table names a column: neither a condition nor several names do."""
        if isinstance(key, ast.Constant | ast.JoinedStr):
            return isinstance(key, ast.JoinedStr) or isinstance(key.value, str)
        if not isinstance(key, ast.Name | ast.Attribute | ast.Subscript):
            return False
        value = self.again(key)
        is_other = value.family or value.frame or value.node is not None or value.inside is not None
        return not is_other and (not value.known or value.origin == STRING or not value.origin.startswith("builtins."))

    def text(self, node: ast.expr, text: str, written: tuple[ast.expr, ...]) -> Value:
        """What an expression gives whose text is known; a site where that is SQL."""
        value = Value(STRING, text=text, written=written)
        if is_sql(text, meant_as_sql=self.sql_meant):
            if not self._is_said_elsewhere(node, written):
                self.note(node, SQL_LITERAL, "SQL", "sql")
                self.notes.literals.add(span(node))
            self.speaks(value, "SQL")
        return value

    def joined(self, node: ast.expr, text: str, written: tuple[ast.expr, ...]) -> Value:
        """What a call gives that joins texts; one site where that is SQL, unless its beginning is one already.

        Of a list that a program fills step by step, the strings in their order tell what it holds at the end.
        """
        value = Value(STRING, text=text, written=written)
        in_order = " ".join(self.again(one).text or "" for one in _widest(written[:MOST_PIECES]))
        whole = next((one for one in (text, in_order) if is_sql(one, meant_as_sql=self.sql_meant)), None)
        if whole is None or not written:
            return value
        (first, last), begins = span(node), span(written[0])
        if begins not in self.notes.literals or (first <= begins[0] and begins[1] <= last):
            self.note(node, SQL_LITERAL, "SQL", "sql")
            self.notes.literals.add(span(node))
        self.speaks(value, "SQL")
        return replace(value, text=whole)

    def _is_said_elsewhere(self, node: ast.expr, written: tuple[ast.expr, ...]) -> bool:
        """Whether a text is made of statements that stand elsewhere, where each is a site already."""
        first, last = span(node)
        places = [span(one) for one in written]
        return bool(places) and all(
            place in self.notes.literals and not (first <= place[0] and place[1] <= last) for place in places
        )

    def operation(self, node: ast.BinOp, *, for_effect: bool = False) -> Value:
        """What a binary operation gives; `for_effect` where nothing is done with it."""
        return operators.read_operation(self, node, for_effect=for_effect)

    def augmented(self, node: ast.AugAssign, target: Value) -> Value:
        """What `x |= stage` and the like leave in x."""
        return operators.augmented(self, node, target)

    def computed(self, node: ast.expr, *values: Value) -> Value:
        """A placeholder where one of the operands is one; what a container holds otherwise."""
        value = next((value for value in values if value.family), None)
        if value is not None:
            self.symbolic(node, value.family, value.name)
            return Value(family=value.family)
        return next((value for value in values if value.inside is not None), UNKNOWN)

    def comparison(self, node: ast.Compare) -> Value:
        """What comparing values gives."""
        values = self.read_all([node.left, *node.comparators])
        family = next((value.family for value in values if value.family), "") or self._of_table(node)
        if not family or not any(isinstance(operator, _COMPARISONS) for operator in node.ops):
            return Value("builtins.bool()")
        if node in self.notes.branched:
            return Value("builtins.bool()")
        name = next((value.name for value in values if value.family), values[0].name)
        self.symbolic(node, family, name)
        return Value(family=family)

    def _of_table(self, node: ast.Compare) -> str:
        """The family of a condition for rows of a table whose class stands in another module; '' if it is none."""
        if node in self.notes.branched or self.notes.packages.isdisjoint(families()["sqlalchemy"].near):
            return ""
        return "sqlalchemy" if is_condition(node, self.imported_from) else ""

    def unary(self, node: ast.UnaryOp) -> Value:
        """What an operator makes of one value."""
        value = self.read(node.operand)
        return UNKNOWN if not value.family or isinstance(node.op, ast.Not) else self.computed(node, value)

    def call(self, node: ast.Call) -> Value:
        """What a call gives; notes what it is a site of."""
        return calls.read_call(self, node)

    def argument(self, node: ast.expr, callee: Value, base: Value, keyword: str = "") -> Value:
        """The value of one argument; functions among them learn who will call them."""
        return calls.read_argument(self, node, callee, base, keyword)

    def result(
        self, node: ast.Call, callee: Value, base: Value, positional: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """What a call gives whose parts were read."""
        return calls.result(self, node, callee, base, [*positional], {**named})

    def passes_on(self, callee: Value) -> bool:
        """Whether a function gets what it is called with: a framework calls those that it decorates with ordinary values."""
        is_class = isinstance(callee.node, ast.ClassDef)
        return is_class or not any(not families().tracer(name) for name in callee.decorators if name != "?")

    def learn_call(
        self, node: ast.Call, callee: Value, positional: Sequence[Value], named: Mapping[str, Value]
    ) -> None:
        """Tell a function of this source what it is called with; with tensors, that it is traced."""
        arguments = [*positional, *named.values()]
        function = callee.node
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and self.passes_on(callee):
            graph = next((value.family for value in arguments if value.family and families()[value.family].graph), "")
            if graph:
                self.trace(function, self.notes.traced.get(function, graph))
        super().learn_call(node, callee, positional, named)

    def trace(self, function: ast.AST, family: str) -> None:
        """Note that a function gets placeholders of a family."""
        self.notes.traced[function] = family
        scope = self.notes.waiting.get(function)
        if isinstance(scope, GraphScope):
            scope.graph = family

    def argument_values(self, function: Function, annotated: Mapping[str, Value]) -> dict[str, Value]:
        """What is known of a function's arguments: by annotation, by its callers, by who traces it."""
        values = super().argument_values(function, annotated)
        given = self.notes.arguments.get(function, {})
        values |= {name: one for name, one in given.items() if one.origin.endswith(PARAMETER)}
        family = self.notes.traced.get(function, "")
        if family:
            ordinary = ("self", "cls", "training", "mode", "params", "config")
            plain = () if getattr(function, "decorator_list", ()) else _NUMBERS
            values |= {
                name: Value(family=family)
                for name, one in values.items()
                if not one.family and name not in ordinary and one.origin not in plain
            }
        return values

    def stored(self, node: ast.stmt, target: ast.Attribute | ast.Subscript, base: Value, value: Value) -> None:
        """Note what is put into a message."""
        if base.message and not isinstance(base.node, ast.ClassDef):
            name = f"{base.name}.{target.attr}" if isinstance(target, ast.Attribute) else base.then("@")
            self.note_change(node, name)
        elif isinstance(target, ast.Attribute):
            if families().is_model(base.origin) and value.origin:
                self.notes.parts[base.origin, target.attr] = Value(value.origin, family=value.family)
        elif isinstance(target.value, ast.Name) and (value.family or value.message) and not base.family:
            self.scope.names[target.value.id] = base.with_inside(value)
        else:
            super().stored(node, target, base, value)


def _widest(strings: Sequence[ast.expr]) -> list[ast.expr]:
    """Some strings of a source less those that stand within another one of them, in braces."""
    spans = [span(one) for one in strings]
    return [
        one
        for one, (first, last) in zip(strings, spans, strict=True)
        if not any(start <= first and last <= end and (start, end) != (first, last) for start, end in spans)
    ]
