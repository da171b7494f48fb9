"""Reading statements in order: what decorators, bases, annotations and `with` say of placeholders, and which are sites."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from evalkit.probes.dsls import operators
from evalkit.probes.dsls.calls import is_function_elsewhere, is_of_others
from evalkit.probes.dsls.expressions import MOST_PIECES, PARAMETER, TENSORS, ExpressionReader
from evalkit.probes.dsls.families import Family, families, matches
from evalkit.probes.dsls.kinds import DECORATOR, SQL_LITERAL, SYMBOLIC, DslPattern
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.module_offers import Offer, abroad
from evalkit.probes.dsls.site import span
from evalkit.probes.dsls.tensors import is_end_of_model
from evalkit.probes.dsls.texts import begins_statement, is_sql, reads_as_english
from evalkit.probes.dsls.values import GraphScope
from evalkit.source.expression_flow import Definition
from evalkit.source.values import STRING, UNKNOWN, Value, ValueScope
from evalkit.source.walking import walked

_NOTHING = Offer(UNKNOWN)
_LONGEST_STATEMENT = 20_000
"""Characters of a statement that later texts bring to its end."""


class DslReader(ExpressionReader):
    """The flow of values that notes every site of a DSL."""

    def statement(self, node: ast.stmt) -> None:
        """Read one statement; what an annotation says of its value may be all that is known of that."""
        super().statement(node)
        if isinstance(node, ast.AnnAssign):
            self._note_annotated(node.value, node.annotation)
        elif isinstance(node, ast.Return) and isinstance(self.scope.function, Definition):
            self._note_annotated(node.value, self.scope.function.returns)

    def _note_annotated(self, node: ast.expr | None, annotation: ast.expr | None) -> None:
        """Note what another module's function, or `sum`, gives that is annotated as a placeholder.

        What a class of a table declares is annotated in the same way, and is none.
        """
        if not isinstance(node, ast.Call) or annotation is None:
            return
        value, callee, annotated = self.again(node), self.again(node.func), self.annotated(annotation)
        family = annotated.family
        if not family or value.family or value.text is not None or families()[family].bases:
            return
        is_elsewhere = is_function_elsewhere(callee) and not matches(families()[family].packages, callee.origin)
        if is_elsewhere or callee.origin == "builtins.sum":
            self.symbolic(node, family, callee.name)

    def assign(self, node: ast.stmt, targets: Sequence[ast.expr], source: ast.expr) -> Value:
        """Read what is assigned: what it is called may say that it is SQL."""
        self.sql_meant = any(_means_sql(target) for target in targets)
        value = self.read(source)
        self.sql_meant = False
        value = self._made_of_itself(targets, source, value)
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            value = self._gone_on(targets[0].id, source, value)
            value = self._as_tensor(targets[0].id, source, value)
        for target in targets:
            self.store(node, target, value)
        return value

    def joined_text(self, node: ast.BinOp, left: Value, right: Value) -> Value:
        """The text that an operator makes: where the whole reads as a sentence, what it begins with is no statement."""
        value = super().joined_text(node, left, right)
        first, last = span(node.left)
        is_begun = (first, last) in self.notes.literals and value.text is not None
        if is_begun and reads_as_english(value.text or ""):
            self._forget(node.left, SQL_LITERAL)
            self.notes.literals.discard((first, last))
            for one in left.written:
                if first <= span(one)[0] and span(one)[1] <= last:
                    self.notes.embedded.pop(span(one), None)
        return value

    def augmented(self, node: ast.AugAssign, target: Value) -> Value:
        """What `x += y` leaves in x: a statement of SQL, where what it stood for only began one."""
        value = super().augmented(node, target)
        if target.origin != STRING or target.text is None or not isinstance(node.op, ast.Add):
            return value
        added = self.again(node.value)
        is_there = bool(added.written) and set(added.written) <= set(target.written)
        if is_there and (added.text or self.hole).strip() in target.text:
            return value  # another turn of a loop, which adds what the first one did
        if not added.written and target.text.rstrip().endswith(self.hole):
            return value
        whole = target.text + (f" {self.hole} " if added.text is None else added.text)
        if len(whole) > _LONGEST_STATEMENT or len(value.written) > MOST_PIECES:
            return value
        value = replace(value, text=whole)
        self._note_begun(value, meant_as_sql=_means_sql(node.target))
        return value

    def _note_begun(self, value: Value, *, meant_as_sql: bool) -> None:
        """Note a statement that later texts bring to its end where it begins, unless a part of it is one by itself."""
        if value.text is None or any(span(one) in self.notes.literals for one in value.written):
            return
        begun = next((one for one in value.written if (self.again(one).text or "").strip()), None)
        # No dialect takes it otherwise, and asking takes time.
        is_whole = value.text.count("(") == value.text.count(")")
        is_begun = begun is not None and begins_statement(self.again(begun).text or "")
        if begun is not None and is_begun and is_whole and is_sql(value.text, meant_as_sql=meant_as_sql):
            self.note(begun, SQL_LITERAL, "SQL", "sql")
            self.notes.literals.add(span(begun))
            self.speaks(value, "SQL")

    def _gone_on(self, name: str, source: ast.expr, value: Value) -> Value:
        """What a name is set to: a statement that only goes on with what it stood for is one site, where it began."""
        before = self.scope.find(name)
        if value.text is None or before is None or before.text is None or not before.written:
            return value
        first = source
        while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
            first = first.left
        if isinstance(first, ast.JoinedStr) and first.values and isinstance(first.values[0], ast.FormattedValue):
            first = first.values[0].value
        if first is not source and isinstance(first, ast.Name) and first.id == name:
            if any(span(one) in self.notes.literals for one in before.written):
                self._forget(source, SQL_LITERAL)
                return replace(value, written=before.written)
            if span(source) in self.notes.literals:
                self._forget(source, SQL_LITERAL)
                self.notes.literals.discard(span(source))
                self._note_begun(value, meant_as_sql=True)
        return value

    def _as_tensor(self, name: str, source: ast.expr, value: Value) -> Value:
        """What a name is set to that layers are called with: a tensor, whichever module made it."""
        function = self.scope.function
        is_given = is_end_of_model(source) and name in self.notes.given_to_made.get(function, ())
        if not is_given and name not in self.notes.tensors.get(function, ()):
            return value
        if value.family or value.frame or value.node is not None or value.text is not None or value.inside is not None:
            return value
        if isinstance(source, ast.Call):
            callee = self.again(source.func)
            is_elsewhere = callee.origin.startswith("?") or is_function_elsewhere(callee)
            if callee.node is not None or (callee.origin and not is_elsewhere):
                return value
        elif not is_end_of_model(source):
            return value
        self.symbolic(source, TENSORS, value.name)
        return Value(value.origin, family=TENSORS)

    def _made_of_itself(self, targets: Sequence[ast.expr], source: ast.expr, value: Value) -> Value:
        """What another module's function makes of a table or a query that the name stood for: another one."""
        if not (len(targets) == 1 and isinstance(targets[0], ast.Name) and isinstance(source, ast.Call)):
            return value
        name = targets[0].id
        before = self.scope.find(name)
        is_given = any(isinstance(one, ast.Name) and one.id == name for one in source.args)
        if before is None or not is_given or value.family or value.frame or value.node is not None:
            return value
        callee = self.again(source.func)
        is_plain = "(" in callee.origin or callee.node is not None or not callee.origin or is_of_others(callee.origin)
        if is_plain or not (before.frame or before.family == "sqlalchemy"):
            return value
        if before.family:
            self.symbolic(source, before.family, callee.name)
        return before

    def deleted(self, node: ast.Delete) -> None:
        """Note what is deleted from a message."""
        for target in node.targets:
            if isinstance(target, ast.Subscript | ast.Attribute) and self.read(target.value).message:
                self.note_change(node, "del")

    def entered(self, node: ast.With | ast.AsyncWith) -> None:
        """Read a `with` statement, in which steps may be called."""
        before = self.scope.pipelines
        for item in node.items:
            value = self.enter(item)
            if value.family and families()[value.family].graph:
                self._forget(item.context_expr)  # a name, a device or arguments for what the body makes
            steps = {one.name for one in families() if value.origin and matches(one.contexts, value.origin)}
            self.scope.pipelines |= steps
        self.body(node.body)
        self.scope.pipelines = before

    def on_either_way(self, first: Value | None, second: Value) -> Value:
        """What a name is that is bound on two ways: the decorator of a framework, where the other way stands in for it."""
        value = super().on_either_way(first, second)
        if first is None or value is first or self._kind_of_decorator(value.origin):
            return value
        is_name = "(" not in first.origin and "." in first.origin
        return first if is_name and self._kind_of_decorator(first.origin) else value

    def wrapped_by(self, decorator: ast.expr, value: Value) -> Value:
        """What a decorator puts around a definition: that of a framework, where a function of one's own hands it to that."""
        offer = self.notes.offered.get(value.origin) if value.node is None else None
        if offer is not None:
            name = offer.makes if isinstance(decorator, ast.Call) else offer.wraps
        elif isinstance(value.node, Definition) and not value.instance:
            name = self._wraps(value)
        else:
            name = ""
        return Value(name) if name else value

    def _wraps(self, function: Value) -> str:
        """The framework's decorator that a function of this source puts around the one that it is given; '' if none."""
        made = self.notes.returns.get(function.node, UNKNOWN) if function.node is not None else UNKNOWN
        called = made.origin
        while called.endswith("()"):
            called = called.removesuffix("()")
        names = (called if called != made.origin else "", *made.decorators)
        return next((one for one in names if one and self._kind_of_decorator(one)), "")

    def _kind_of_decorator(self, name: str) -> DslPattern | None:
        kinds = (self.kinds.of_decorator(one) for one in (name, f"{name}()"))
        return next((kind for kind in kinds if kind is not None), None)

    def offers(self) -> dict[str, Offer]:
        """What the module that was read offers others, by name: what tells nobody anything is left out."""
        offers = {name: self._offer(value) for name, value in self.scope.names.items()}
        return {name: offer for name, offer in offers.items() if offer != _NOTHING}

    def _offer(self, value: Value) -> Offer:
        if value.node is None and value.origin in self.notes.offered:
            return self.notes.offered[value.origin]  # what it got from another module itself
        if value.instance or not isinstance(value.node, ast.ClassDef | Definition):
            return Offer(abroad(value))
        if isinstance(value.node, ast.ClassDef):
            is_library = not (value.attributes or value.origin.startswith("builtins."))
            return Offer(Value(value.origin if is_library else "", attributes=value.attributes))
        wraps, made = self._wraps(value), self.notes.returns.get(value.node, UNKNOWN)
        makes = self._wraps(made) if isinstance(made.node, Definition) else wraps
        gives = UNKNOWN if value.decorators else abroad(made)
        return Offer(Value(decorators=value.decorators), gives, wraps, makes, is_plain=not value.decorators)

    def decorated(self, node: Definition | ast.ClassDef, decorator: ast.expr, value: Value, name: str) -> None:
        """Note a decorator of a framework."""
        if value.origin and (kind := self._kind_of_decorator(name)):
            self._forget(decorator)
            self.note(decorator, kind.id, kind.dsl, name)
        elif not (self._is_route(decorator) or self._is_of_router(decorator)):
            self._of_decorated(decorator)
        if not isinstance(node, ast.ClassDef) and name.startswith("pyomo."):
            self.notes.learn_argument(node, 0, Value("pyomo.environ.ConcreteModel()"))

    def _forget(self, node: ast.expr, kind: str = SYMBOLIC) -> None:
        """Forget that what was read last is a site of a kind."""
        at, sites = span(node), self.notes.sites
        count = len(sites)
        while count and sites[count - 1].start >= at[0]:
            count -= 1
        sites[count:] = [one for one in sites[count:] if one.kind != kind or (one.start, one.end) != at]

    def _is_route(self, decorator: ast.expr) -> bool:
        """Note a decorator that is given a path: whatever object it belongs to, it routes requests."""
        if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.args):
            return False
        path = self.again(decorator.args[0]).text
        is_route = path is not None and path.startswith("/") and decorator.func.attr in known().statements.routes
        if is_route and isinstance(decorator.func.value, ast.Name):
            self.notes.routers.add(decorator.func.value.id)
        if is_route:
            self.note(decorator, DECORATOR, "web service", self.again(decorator.func).name)
        return is_route

    def _is_of_router(self, decorator: ast.expr) -> bool:
        """Note another decorator of what routes requests elsewhere in the source."""
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        owner = target.value if isinstance(target, ast.Attribute) else None
        is_routers = isinstance(owner, ast.Name) and owner.id in self.notes.routers
        if is_routers:
            self.note(decorator, DECORATOR, "web service", self.again(target).name)
        return is_routers

    def _of_decorated(self, decorator: ast.expr) -> None:
        """Note a decorator that is an attribute of what another one has made of a function: `@flow.on_failure`."""
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        made = self.again(target.value) if isinstance(target, ast.Attribute) else UNKNOWN
        kinds = [kind for one in made.decorators if (kind := self.kinds.of_decorator(one))]
        if kinds and isinstance(target, ast.Attribute) and isinstance(made.node, Definition):
            self.note(decorator, kinds[0].id, kinds[0].dsl, f"{made.decorators[0]}().{target.attr}")

    def define(self, node: Definition) -> None:
        """Bind a function, and tell who calls it with what."""
        super().define(node)
        scope, notes = self.scope, self.notes
        bound = scope.find(node.name)
        decorators = bound.decorators if bound else ()
        pipelines = scope.pipelines
        for family in families():
            traces = any(matches(family.traced, one) for one in decorators) or node.name in family.named_functions
            traces = traces or self._is_for_models(node, family)
            if traces or (scope.of_class is not None and self._is_traced_method(family.name, node, scope.of_class)):
                self.trace(node, family.name)
            if any(matches(family.pipelines, one) for one in decorators):
                pipelines |= {family.name}
                for argument in () if family.plain_parameters else (*node.args.args, *node.args.kwonlyargs):
                    notes.learn_argument(node, argument.arg, Value(f"{family.name}{PARAMETER}", family=family.name))
        inner = notes.waiting[node]
        if isinstance(inner, GraphScope):
            inner.pipelines = pipelines

    def _is_for_models(self, node: Definition, family: Family) -> bool:
        """Whether a function uses a family, and has the name of a layer's or the parameters of a loss."""
        names = {one.arg for one in node.args.args}
        is_layer = node.name == "call" and self.scope.of_class is not None and node.name in family.traced_methods
        is_loss = bool(family.named_parameters) and names.issuperset(family.named_parameters)
        owner = self.scope.of_class
        if (
            owner is not None
            and node.name not in self.notes.handed_on
            and not self.notes.classes.get(owner, UNKNOWN).origin
        ):
            is_loss = False  # whoever calls a method of a plain class may have ordinary tensors
        if not (is_layer or is_loss):
            return False
        used = {one.id for one in walked(node) if isinstance(one, ast.Name)}
        origins = (found.origin for name in used if (found := self.scope.find(name)) is not None)
        return any(matches(family.packages, origin) or origin in ("tensorflow", "keras") for origin in origins)

    def _is_traced_method(self, family: str, node: Definition, owner: ast.ClassDef) -> bool:
        one = families()[family]
        base = self.notes.classes.get(owner, UNKNOWN).origin
        return node.name in one.traced_methods and bool(base) and matches(one.traced_bases, base)

    def begun(self, node: Definition, arguments: Sequence[ast.arg]) -> None:
        """Tell the arguments that are collections of Beam, and what an annotation says that a function gives."""
        scope = self.scope
        returned = self.annotated(node.returns)
        if returned.family or returned.frame:
            self.notes.learn_return(node, Value(family=returned.family) if returned.family else returned)
        owner = scope.parent.of_class if scope.parent else None
        if owner is not None and node.name == "expand" and len(arguments) > 1:
            base = self.notes.classes.get(owner, UNKNOWN)
            if base.origin.startswith("apache_beam"):
                scope.names[arguments[1].arg] = operators.COLLECTION

    def of_kind(self, kind: Value) -> Value:
        """A value of the class that an annotation names."""
        value = super().of_kind(kind)
        origin = value.origin
        if not origin or origin.startswith("builtins.") or value.node is not None:
            return value
        found = self.placeholder(origin)
        message = "_pb2." in origin or families().is_message(origin)
        return replace(value, family=found[0].name if found else "", frame=families().frame(origin), message=message)

    def class_value(self, origin: str, bases: Sequence[Value], inner: ValueScope) -> Value:
        """What is known of a class: that its attributes are placeholders, where a base or a declaration says so."""
        attributes = next((base.attributes for base in bases if base.attributes), "")
        for family in families():
            if any(matches(family.bases, base.origin) for base in bases if base.origin):
                attributes = family.name
        if not attributes:
            declared = (one.family for one in inner.names.values() if one.family in ("sqlalchemy", "peewee"))
            attributes = next(declared, "")
        return Value(origin, attributes=attributes)


def _means_sql(target: ast.expr) -> bool:
    """Whether what is assigned to is called what people call statements of SQL."""
    parts = [target] if isinstance(target, ast.Name) else walked(target)
    return any(isinstance(part, ast.Name) and _is_called_sql(part.id.lower()) for part in parts)


def _is_called_sql(name: str) -> bool:
    words = name.strip("_0123456789").split("_")
    if not known().statements.sql_variables.isdisjoint(words):
        return True
    return any(word.startswith("sql") or (word.endswith("sql") and not word.startswith("my")) for word in words)
