"""Reading statements in order: what each binds, and what is said by decorators, bases and annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evalkit.probes.dsls import operators
from evalkit.probes.dsls.expressions import ExpressionReader, argument_values, replace_scope
from evalkit.probes.dsls.families import families, matches
from evalkit.probes.dsls.kinds import PROTOBUF
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.reader import canonical
from evalkit.probes.dsls.site import span
from evalkit.probes.dsls.values import UNKNOWN, Value, ValueScope
from evalkit.source.names import bound_by_import
from evalkit.source.walking import children, walked

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(slots=True)
class Walker:
    """Reads the statements of one body; the bodies of functions follow when theirs is read."""

    reader: ExpressionReader
    later: list[tuple[_Function, ValueScope]]

    def body(self, statements: Iterable[ast.stmt]) -> None:
        """Read statements, one after the other."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Read one statement."""
        reader = self.reader
        match node:
            case ast.Assign():
                self._assign(node, node.targets, node.value)
            case ast.AnnAssign():
                value = self._assign(node, [node.target], node.value) if node.value else UNKNOWN
                annotated = self.annotated(node.annotation)
                if annotated.known and not value.known and isinstance(node.target, ast.Name):
                    reader.scope.names[node.target.id] = annotated
            case ast.AugAssign():
                value = operators.augmented(reader, node, reader.read(node.target))
                self._store(node, node.target, value)
            case ast.Expr(value=ast.BinOp() as operation):
                operators.read_operation(reader, operation, for_effect=True)
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr():
                reader.for_effect = node.value
                reader.read(node.value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef():
                self._class(node)
            case ast.Return():
                value = reader.read(node.value)
                if reader.scope.function is not None and value.known:
                    reader.notes.returns[reader.scope.function] = replace(value, text=None)
            case ast.For() | ast.AsyncFor():
                self._loop(node)
            case ast.With() | ast.AsyncWith():
                entered = reader.scope.pipelines
                for item in node.items:
                    value = reader.read(item.context_expr)
                    if item.optional_vars is not None:
                        reader.bind(item.optional_vars, value)
                    steps = {one.name for one in families() if value.origin and matches(one.contexts, value.origin)}
                    reader.scope.pipelines |= steps
                self.body(node.body)
                reader.scope.pipelines = entered
            case ast.Import() | ast.ImportFrom():
                imported = {name: Value(canonical(origin)) for name, origin in bound_by_import(node).items()}
                reader.scope.names |= {name: value for name, value in imported.items() if name != "*"}
            case ast.Try() | ast.TryStar():
                self._try(node)
            case ast.Delete():
                for target in node.targets:
                    if isinstance(target, ast.Subscript | ast.Attribute) and reader.read(target.value).message:
                        reader.note(node, PROTOBUF, "protobuf messages", "del")
            case _:
                self._rest(node)

    def _rest(self, node: ast.stmt) -> None:
        """If, while, try, match and the small ones: their expressions first, then their bodies."""
        for child in children(node):
            if isinstance(child, ast.expr):
                self.reader.read(child)
        for _, value in ast.iter_fields(node):
            for part in value if isinstance(value, list) else []:
                if isinstance(part, ast.stmt):
                    self.statement(part)
                elif isinstance(part, ast.ExceptHandler | ast.match_case):
                    self.body(part.body)

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        """What handlers bind instead of what could not be imported is none of what a name stands for."""
        names = self.reader.scope.names
        self.body(node.body)
        imported = {name for each in node.body if isinstance(each, _IMPORTS) for name in bound_by_import(each)}
        kept = {name: names[name] for name in imported if name in names}
        for handler in node.handlers:
            if handler.type is not None:
                self.reader.read(handler.type)
            self.body(handler.body)
        names.update(kept)
        self.body([*node.orelse, *node.finalbody])

    def _loop(self, node: ast.For | ast.AsyncFor) -> None:
        over = node.iter
        value = self.reader.read(over)
        parts: Sequence[Value] = ()
        if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id in ("enumerate", "zip"):
            found = [self._again(argument).item for argument in over.args]
            parts = [UNKNOWN, *found] if over.func.id == "enumerate" else found
        self.reader.bind(node.target, value.item, parts)
        self.body([*node.body, *node.orelse])

    def _again(self, node: ast.expr) -> Value:
        """The value of what was read before, nothing noted anew."""
        count, covered = len(self.reader.notes.sites), len(self.reader.notes.covered)
        value = self.reader.read(node)
        del self.reader.notes.sites[count:], self.reader.notes.covered[covered:]
        return value

    def _assign(self, node: ast.stmt, targets: Sequence[ast.expr], source: ast.expr | None) -> Value:
        reader = self.reader
        reader.sql_meant = any(_means_sql(target) for target in targets)
        parts: Sequence[Value] = ()
        if isinstance(source, ast.Tuple) and any(isinstance(target, ast.Tuple) for target in targets):
            parts = reader.read_all(source.elts)
            value = UNKNOWN
        else:
            value = reader.read(source)
        reader.sql_meant = False
        for target in targets:
            self._store(node, target, value, parts)
        return value

    def _store(self, node: ast.stmt, target: ast.expr, value: Value, parts: Sequence[Value] = ()) -> None:
        reader = self.reader
        if isinstance(target, ast.Attribute):
            base = reader.read(target.value)
            if isinstance(base.node, ast.ClassDef):
                if value.known:
                    reader.notes.attributes[base.node, target.attr] = value
            elif base.message:
                reader.note(node, PROTOBUF, "protobuf messages", f"{base.name}.{target.attr}")
        elif isinstance(target, ast.Subscript):
            base = reader.read(target.value)
            reader.read(target.slice)
            if base.message:
                reader.note(node, PROTOBUF, "protobuf messages", base.then("@"))
            elif isinstance(target.value, ast.Name) and (value.family or value.message) and not base.family:
                reader.scope.names[target.value.id] = base.with_inside(value)
        else:
            reader.bind(target, value, parts)

    def _decorators(self, node: _Function | ast.ClassDef) -> tuple[str, ...]:
        names = []
        for decorator in node.decorator_list:
            self.reader.read(decorator)
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            value = self._again(target)
            if isinstance(target, ast.Call) and not value.origin:
                value = self._again(target.func)
            if value.origin == "functools.partial":
                value = self._again(decorator)  # what it makes a part of
            name = value.name.removesuffix("()")  # one that another call made is called as that
            names.append(name)
            for one in (name, f"{name}()"):
                if value.origin and (kind := self.reader.kinds.of_decorator(one)):
                    self.reader.note(decorator, kind.id, kind.dsl, name)
                    break
            if isinstance(node, _Function) and name.startswith("pyomo."):
                self.reader.notes.learn_argument(node, 0, Value("pyomo.environ.ConcreteModel()"))
        return tuple(names)

    def _function(self, node: _Function) -> None:
        scope, notes = self.reader.scope, self.reader.notes
        decorators = self._decorators(node)
        self.reader.read_all([default for default in (*node.args.defaults, *node.args.kw_defaults) if default])
        scope.names[node.name] = value = Value(node=node, decorators=decorators)
        pipelines = scope.pipelines
        for family in families():
            traces = any(matches(family.traced, one) for one in decorators) or node.name in family.named_functions
            if traces or (scope.of_class is not None and self._is_traced_method(family.name, node, scope.of_class)):
                notes.traced[node] = family.name
            if any(matches(family.pipelines, one) for one in decorators):
                pipelines |= {family.name}
                for argument in () if family.plain_parameters else (*node.args.args, *node.args.kwonlyargs):
                    notes.learn_argument(node, argument.arg, Value(f"{family.name}.parameter", family=family.name))
        if scope.of_class is not None:
            notes.attributes[scope.of_class, node.name] = value
        inner = ValueScope({}, scope, node, None, notes.traced.get(node, ""), pipelines)
        self.later.append((node, inner))

    def _is_traced_method(self, family: str, node: _Function, owner: ast.ClassDef) -> bool:
        one = families()[family]
        base = self.reader.notes.classes.get(owner, UNKNOWN).origin
        return node.name in one.traced_methods and bool(base) and matches(one.traced_bases, base)

    def run_function(self, node: _Function) -> None:
        """Read the body of a function, with what is known of its arguments."""
        reader, scope = self.reader, self.reader.scope
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        annotated = {one.arg: value for one in arguments if (value := self.annotated(one.annotation)).known}
        scope.names.update(argument_values(node, reader.notes, annotated))
        owner = scope.parent.of_class if scope.parent else None
        if owner is not None and arguments:
            base = reader.notes.classes.get(owner, UNKNOWN)
            is_class = arguments[0].arg == "cls"
            scope.names[arguments[0].arg] = Value(
                base.then("()") if base.origin else "", node=owner, instance=not is_class
            )
            if base.origin.startswith("apache_beam") and node.name == "expand" and len(arguments) > 1:
                scope.names[arguments[1].arg] = operators.COLLECTION
        # the arguments that are tables of Spark, since nothing else has the methods that are called on them
        first, last = span(node)
        names = {one.arg for one in arguments if not scope.names[one.arg].known}
        for place, name in reader.notes.frame_methods:
            if name in names and first <= place < last:
                scope.names[name] = Value("pyspark.sql.DataFrame()", frame="spark")
        self.body(node.body)

    def annotated(self, node: ast.expr | None) -> Value:
        """What a value of an annotation is."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode="eval").body
            except SyntaxError:
                return UNKNOWN
        if isinstance(node, ast.BinOp):
            left = self.annotated(node.left)
            return left if left.known else self.annotated(node.right)
        if isinstance(node, ast.Subscript):
            outer = self._again(node.value).origin
            return self.annotated(node.slice) if outer.endswith(".Optional") else self.annotated(node.value)
        if not isinstance(node, ast.Name | ast.Attribute):
            return UNKNOWN
        named = self._again(node)
        if isinstance(named.node, ast.ClassDef):
            return replace(named, instance=True)
        if not named.origin or named.origin.startswith(("builtins.", "typing.", "?")):
            return UNKNOWN
        origin = f"{named.origin}()"
        found = families().placeholder(origin)
        message = "_pb2." in origin or families().is_message(origin)
        return Value(origin, family=found[0].name if found else "", frame=families().frame(origin), message=message)

    def _class(self, node: ast.ClassDef) -> None:
        reader, scope, notes = self.reader, self.reader.scope, self.reader.notes
        self._decorators(node)
        bases = reader.read_all(node.bases)
        reader.read_all([keyword.value for keyword in node.keywords])
        first = next((base for base in bases if base.origin or base.node), UNKNOWN)
        inherited = notes.classes.get(first.node, UNKNOWN) if first.node else first
        attributes = next((base.attributes for base in bases if base.attributes), "")
        for family in families():
            if any(matches(family.bases, base.origin) for base in bases if base.origin):
                attributes = family.name
        inner = ValueScope({}, scope, scope.function, node, scope.graph, scope.pipelines)
        notes.classes[node] = Value(inherited.origin)
        Walker(replace_scope(reader, inner), self.later).body(node.body)
        if not attributes:
            declared = (v.family for v in inner.names.values() if v.family in ("sqlalchemy", "peewee"))
            attributes = next(declared, "")
        for name, value in inner.names.items():
            if value.node is None:
                notes.attributes.setdefault((node, name), value)
        scope.names[node.name] = Value(inherited.origin, attributes=attributes, node=node)
        if scope.function is None or scope.of_class is None:
            notes.classes[node] = Value(inherited.origin, attributes=attributes)


def _means_sql(target: ast.expr) -> bool:
    """Whether what is assigned to is called what people call statements of SQL."""
    parts = [target] if isinstance(target, ast.Name) else walked(target)
    return any(
        isinstance(part, ast.Name) and not known().statements.sql_variables.isdisjoint(part.id.lower().split("_"))
        for part in parts
    )
