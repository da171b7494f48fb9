"""Calls: what each gives, a placeholder, a handle, a message or a text, and what functions learn from being called."""

from __future__ import annotations

import ast
import sys

from evalkit.probes.dsls.families import Family, families, matches
from evalkit.probes.dsls.kinds import CHAINING, PARSED_STRING
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.noting import is_message_class, note_kinds, note_message
from evalkit.probes.dsls.reader import Reader
from evalkit.probes.dsls.values import GraphScope
from evalkit.source.names import Function
from evalkit.source.values import UNKNOWN, Value

_LONGEST_ORIGIN = 300

_PYTHONS_OWN = frozenset(name for each in (str, list, dict, set, tuple) for name in dir(each))
_REDUCES = frozenset({"builtins.sum", "builtins.abs", "functools.reduce"})


def read_call(reader: Reader, node: ast.Call) -> Value:
    """What a call gives; notes what it is a site of."""
    func = node.func
    base = UNKNOWN
    if isinstance(func, ast.Attribute):
        base = reader.read(func.value)
        callee = reader.values[func] = reader.attribute(base, func, called=True)
    else:
        callee = reader.read(func)
    last = callee.name.rpartition(".")[2]
    meant, reader.sql_meant = reader.sql_meant, last in known().statements.takes_sql
    positional = [reader.argument(one, callee, base) for one in node.args]
    named: dict[str, Value] = {}
    for keyword in node.keywords:
        reader.sql_meant = last in known().statements.takes_sql or keyword.arg in known().statements.sql_keywords
        named[keyword.arg or "**"] = reader.argument(keyword.value, callee, base, keyword.arg or "")
    reader.sql_meant = meant
    reader.learn_call(node, callee, positional, named)
    note_kinds(reader, node, callee, base, positional, named)
    note_message(reader, node, callee, base)
    value = reader.result(node, callee, base, positional, named)
    is_loop = value.family and matches(families()[value.family].loops, value.origin)
    if is_loop and not any(one.family for one in (*positional, *named.values())):
        return value
    # what is called on an argument, and gives nothing that is used, may be any object's
    if node is reader.for_effect and reader.scope.graph and base.family and not base.origin:
        return value
    # a call that wires steps gives its own step again, and one that parses a text is a site by that
    is_noted = any(reader.is_noted(node, kind) for kind in (CHAINING, PARSED_STRING))
    if value.family and not _is_quiet(value.origin) and not is_noted:
        reader.symbolic(node, value.family, callee.name)
    reader.put_in(node, base, positional)
    return value


def read_argument(reader: Reader, node: ast.expr, callee: Value, base: Value, keyword: str = "") -> Value:
    """The value of one argument; functions among them learn who will call them."""
    family = _traces(callee, base)
    target: ast.AST | None = node if isinstance(node, ast.Lambda) else None
    if target is None and isinstance(node, ast.Name):
        found = reader.scope.find(node.id)
        target = found.node if found and not found.instance else None
    if isinstance(target, Function):
        if family:
            reader.notes.traced[target] = family
        if keyword in ("rule", "expr") or callee.origin.startswith("pyomo."):
            reader.notes.learn_argument(target, 0, Value("pyomo.environ.ConcreteModel()"))
    return reader.read(node)


def _traces(callee: Value, base: Value) -> str:
    """The family whose placeholders a callee hands to the functions that it is given."""
    if base.family and families()[base.family].lambdas:
        return base.family
    return families().tracer(callee.origin) if callee.origin else ""


def result(
    reader: Reader, node: ast.Call, callee: Value, base: Value, positional: list[Value], named: dict[str, Value]
) -> Value:
    """What a call gives whose parts were read."""
    name, origin = callee.name, callee.then("()")
    last = name.rpartition(".")[2]
    arguments = [*positional, *named.values()]
    if isinstance(callee.node, ast.ClassDef) and not callee.instance:
        return reader.instance_of(callee.node)
    if callee.origin == "functools.partial" and positional:
        return positional[0]
    handle = handle_family(callee, reader.scope.pipelines) or handle_family(base, reader.scope.pipelines, via=last)
    if handle:
        return Value(f"{handle}()" if callee.name.startswith("?") else origin, family=handle)
    if base.decorators and last in known().steps.same_step:
        return base
    if last == "remote" and callee.name.startswith("?") and _imports(reader.scope, "ray"):
        return Value("ray.ObjectRef()", family="ray")
    if _is_imported_step(reader, node, callee, arguments):
        return Value(origin, family=min(reader.scope.pipelines))
    if isinstance(callee.node, Function) and not callee.instance:
        if any(one.startswith("apache_beam") for one in callee.decorators):
            return Value("apache_beam.PTransform()")
        if not reader.scope.graph and any(families().tracer(one) for one in callee.decorators):
            return UNKNOWN  # called from ordinary code, a traced function gives ordinary values
        return reader.notes.returns.get(callee.node, UNKNOWN)
    if base.family or callee.family:
        family = families()[base.family or callee.family]
        if last in family.ends or last in family.plain:
            return Value(f"?.{last}()")
        if last in family.parts:
            part = Value(f"{base.name}@"[:_LONGEST_ORIGIN], family=base.family)
            return Value("builtins.list()", inside=part) if last in ("items", "values") else part
        return Value(origin, family=family.name)
    if base.frame:
        ended = last in families()[base.frame].ends
        return Value(f"?.{last}()") if ended else Value(origin, frame=base.frame)
    if base.message or families().is_message(origin) or is_message_class(name):
        return Value(origin, message=not base.message or last in known().messages.gives_message)
    if (text := reader.text_result(node, last, base, positional)) is not None:
        return text
    if (kept := reader.container_result(name, last, base, arguments)) is not None:
        return kept
    found = families().placeholder(origin) if callee.origin else None
    if found:
        return Value(origin, family=found[0].name)
    if callee.origin and (frame := families().frame(origin)):
        return Value(origin, frame=frame)
    if _computes(reader, node, callee, arguments):
        return Value(origin if callee.origin else "?()", family=reader.scope.graph)
    if given := _by_arguments(reader.scope, callee, origin, arguments):
        return Value(origin, family=given)
    if any(v.message and v.origin.endswith("()") and "_pb2." in v.origin for v in positional) and callee.origin:
        return Value(origin, message=True)
    return Value(origin) if callee.origin else UNKNOWN


def _is_imported_step(reader: Reader, node: ast.Call, callee: Value, arguments: list[Value]) -> bool:
    """Whether what is called in a pipeline's body is a step from one of people's own modules.

    It is one where it is given a handle, where its result is used as one, or where its module says so; any other
    function that is called there is a plain one.
    """
    if not (reader.scope.pipelines and isinstance(node.func, ast.Name | ast.Attribute)):
        return False
    if not callee.origin or "(" in callee.origin or callee.node is not None:
        return False
    package, _, last = callee.origin.partition(".")
    names = known().steps
    is_none = package in sys.stdlib_module_names or package in names.no_steps or package.split("_")[0] in names.handles
    if is_none or not last.rpartition(".")[2][:1].islower():
        return False
    given = any(one.family for value in arguments for one in (value, value.inside or UNKNOWN))
    words = {word.rstrip("s") for word in callee.origin.replace(".", "_").lower().split("_")[:-1]}
    return given or callee.origin in reader.notes.steps or not words.isdisjoint(names.module_words)


def _imports(scope: GraphScope, package: str) -> bool:
    """Whether the module that a scope stands in imports a package at its top."""
    top = next(outer for outer in (scope, *scope.seen()) if outer.parent is None)
    return any(value.origin.partition(".")[0] == package for value in top.names.values())


def _computes(reader: Reader, node: ast.Call, callee: Value, arguments: list[Value]) -> bool:
    """Whether a traced function calls an object, maybe one of which nothing is known, on a tensor and uses what that gives.

    A layer, a model, a loss: whatever it is, it computes with tensors.
    """
    if not reader.scope.graph or node is reader.for_effect or callee.node is not None:
        return False
    is_known = callee.origin and not callee.origin.startswith("?")
    if is_known and not ("()" in callee.origin and matches(families()[reader.scope.graph].packages, callee.origin)):
        return False
    if callee.name.rpartition(".")[2] in _PYTHONS_OWN:
        return False
    return any(one.family == reader.scope.graph for value in arguments for one in (value, value.inside or UNKNOWN))


def _by_arguments(scope: GraphScope, callee: Value, origin: str, arguments: list[Value]) -> str:
    """The family of what a call gives because of where it stands or of what it is given."""
    last = callee.name.rpartition(".")[2]
    if (
        scope.graph
        and last[:1].islower()
        and matches(families()[scope.graph].graph, origin)
        and "()" not in callee.name
    ):
        return scope.graph
    given = {one.family for value in arguments for one in (value, value.inside or UNKNOWN) if one.family}
    for family in sorted(given):
        if families()[family].lambdas and callee.name.startswith("?.") and "()" not in callee.name:
            return family  # its tables are placeholders, and nobody else's methods take its columns
        if callee.origin and "()." not in callee.origin and families()[family].stays(origin):
            return family
        if family in scope.pipelines and not callee.name.startswith("builtins."):
            return family
        if callee.name in _REDUCES:
            return family
    return ""


def handle_family(value: Value, pipelines: frozenset[str], via: str = "") -> str:
    """The family whose handle a decorated function gives when it is called, or when its method `via` is."""
    if not value.decorators or value.instance:
        return ""
    for one in families():
        if not _is_decorated(value, one):
            continue
        if one.via:
            if via in one.via:
                return one.name
        elif via not in ("", "expand", "partial", "override"):
            continue
        elif not one.within or one.name in pipelines:
            return one.name
    return ""


def _is_decorated(value: Value, family: Family) -> bool:
    return any(matches(family.decorators, one) for one in value.decorators)


def _is_quiet(origin: str) -> bool:
    found = families().placeholder(origin)
    return found is not None and found[1]
