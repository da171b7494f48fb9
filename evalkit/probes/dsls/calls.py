"""Calls: what each gives, a placeholder, a handle, a message or a text, and what functions learn from being called."""

from __future__ import annotations

import ast
import sys
from functools import partial

from evalkit.probes.dsls.families import Family, families, matches
from evalkit.probes.dsls.kinds import CHAINING, PARSED_STRING
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.mapped import is_query
from evalkit.probes.dsls.noting import is_message_class, note_kinds, note_message
from evalkit.probes.dsls.reader import Reader
from evalkit.probes.dsls.tensors import is_end_of_model
from evalkit.probes.dsls.values import GraphScope
from evalkit.source.expression_flow import Definition
from evalkit.source.names import Function
from evalkit.source.values import UNKNOWN, Value

_LONGEST_ORIGIN = 300

_PYTHONS_OWN = frozenset(name for each in (str, list, dict, set, tuple) for name in dir(each))
_GROUPED = (".groupBy()", ".groupby()", ".group_by()", ".rollup()", ".cube()", ".pivot()")
"""How the origins of grouped tables end, whose `count` is a table."""
_MAKES_COLUMNS, _GIVES_COLUMN = frozenset({"udf", "pandas_udf"}), "pyspark.sql.functions.column"
"""What makes a function of columns of one of values, and what calling that is like."""
_COMPILED = frozenset({"loss", "metrics", "weighted_metrics"})
"""Keywords by which a model of Keras is given functions that it calls with tensors."""
_KERAS = "tensorflow"
"""The family whose placeholders ordinary functions handle as well, where they put a model together."""
_GRAPH_CLASSES = frozenset({"Variable"})
"""Classes whose objects are tensors of the graph that they are made in."""
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
    _note_columns(reader, node, base, last, positional)
    _note_ends(reader, node, callee)
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
    if value.family and not _is_quiet(reader, value.origin) and not is_noted:
        reader.symbolic(node, value.family, callee.name)
    reader.put_in(node, base, positional)
    return value


def _note_columns(reader: Reader, node: ast.Call, base: Value, last: str, positional: list[Value]) -> None:
    """Note what another module's function gives that a lazy table takes for a column: nothing else may stand there."""
    place = known().frames.takes_column.get(last)
    if not base.frame or place is None or place >= len(positional):
        return
    value, given = positional[place], node.args[place]
    is_other = isinstance(given, ast.Call) and not value.family and value.text is None and value.node is None
    if is_other and not value.origin.startswith(("builtins.", "pyspark.", "snowflake.")):
        reader.symbolic(given, base.frame, value.name)


def _note_ends(reader: Reader, node: ast.Call, callee: Value) -> None:
    """Note the tensors of other models that one of Keras's is made of: `Model(inputs=self.base.input, ...)`."""
    if not (callee.origin.startswith(("keras.", "tensorflow.")) and callee.origin.endswith(".Model")):
        return
    given = [*node.args, *(one.value for one in node.keywords)]
    for tensor in [one for each in given for one in (each.elts if isinstance(each, ast.List | ast.Tuple) else [each])]:
        value = reader.again(tensor)
        if is_end_of_model(tensor) and not value.family and value.node is None:
            reader.symbolic(tensor, _KERAS, value.name)


def read_argument(reader: Reader, node: ast.expr, callee: Value, base: Value, keyword: str = "") -> Value:
    """The value of one argument; functions among them learn who will call them."""
    family = _traces(callee, base)
    target: ast.AST | None = node if isinstance(node, ast.Lambda) else None
    if target is None and isinstance(node, ast.Name):
        found = reader.scope.find(node.id)
        target = found.node if found and not found.instance else None
    if callee.name.endswith(".compile") and keyword in _COMPILED:
        _trace_compiled(reader, node)
    if isinstance(target, Function):
        if family:
            reader.notes.traced[target] = family
        if keyword in ("rule", "expr") or callee.origin.startswith("pyomo."):
            reader.notes.learn_argument(target, 0, Value("pyomo.environ.ConcreteModel()"))
    value = reader.read(node)
    if family and target is None and isinstance(value.node, Function) and not value.instance:
        reader.notes.traced[value.node] = family  # a method, or a part of a function
    return value


def _trace_compiled(reader: Reader, node: ast.expr) -> None:
    """Tell functions that a model computes its loss or its metrics with that they get tensors."""
    for each in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
        found = reader.scope.find(each.id) if isinstance(each, ast.Name) else None
        if found is not None and isinstance(found.node, Function) and not found.instance and _has_keras(reader):
            reader.notes.traced[found.node] = _KERAS


def _has_keras(reader: Reader) -> bool:
    return not reader.notes.packages.isdisjoint(("tensorflow", "keras"))


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
        reader.learn_part(positional, named)
        return positional[0]
    if last in _MAKES_COLUMNS and positional and isinstance(positional[0].node, Function):
        return Value(_GIVES_COLUMN)  # of a function, where `udf(type)` makes a decorator
    is_self = isinstance(callee.node, ast.ClassDef) and isinstance(node.func, ast.Name) and node.func.id == "self"
    if is_self and not reader.scope.graph and not any(one.family for one in arguments):
        return UNKNOWN  # a layer that calls itself in ordinary code, with ordinary tensors
    handle = handle_family(callee, reader.scope.pipelines) or handle_family(base, reader.scope.pipelines, via=last)
    if handle:
        return Value(f"{handle}()" if callee.name.startswith("?") else origin, family=handle)
    if base.decorators and last in known().steps.same_step:
        return base
    if last == "remote" and callee.name.startswith("?") and "ray" in reader.notes.packages:
        return Value("ray.ObjectRef()", family="ray")
    if via := _imported_via(reader, base, last):
        return Value(f"{via}()", family=via)
    if not base.family and not base.frame and is_query(node, last, partial(_imported_as, reader)):
        return Value(origin, family="sqlalchemy")
    if not base.family and reader.of_column(node):
        return Value(origin, family="sqlalchemy")
    if given := _given_step(reader, node, callee):
        return Value("?()", family=given)
    if _is_imported_step(reader, node, callee, arguments):
        return Value(origin, family=min(reader.scope.pipelines))
    if callee.node is None and (offer := reader.notes.offered.get(callee.origin)) is not None and offer.gives.known:
        return offer.gives
    if isinstance(callee.node, Function) and not callee.instance:
        if not reader.scope.pipelines and any(_makes_pipeline(one) for one in callee.decorators):
            return UNKNOWN  # called from ordinary code, a pipeline is built or run
        if any(one.startswith("apache_beam") for one in callee.decorators):
            return Value("apache_beam.PTransform()")
        if not reader.scope.graph and any(families().tracer(one) for one in callee.decorators):
            return UNKNOWN  # called from ordinary code, a traced function gives ordinary values
        return reader.notes.returns.get(callee.node, UNKNOWN)
    if base.family or callee.family:
        family = families()[base.family or callee.family]
        if last in family.ends or last in family.plain or _is_done_at_once(base, last):
            return Value(f"?.{last}()")
        if last in family.parts:
            part = Value(f"{base.name}@"[:_LONGEST_ORIGIN], family=base.family)
            return Value("builtins.list()", inside=part) if last in ("items", "values") else part
        return Value(origin, family=family.name)
    if base.frame:
        is_grouped = base.origin.endswith(_GROUPED)
        ended = last in families()[base.frame].ends and not (last == "count" and is_grouped)
        return Value(f"?.{last}()") if ended else Value(origin, frame=base.frame)
    if base.message or families().is_message(origin) or is_message_class(name):
        return Value(origin, message=not base.message or last in known().messages.gives_message)
    if (text := reader.text_result(node, last, base, positional)) is not None:
        return text
    if (kept := reader.container_result(name, last, base, [_iterated(one, name) for one in arguments])) is not None:
        return kept
    found = reader.placeholder(origin) if origin else None
    if found:
        return Value(origin, family=found[0].name)
    if callee.origin and (frame := families().frame(origin)):
        return Value(origin, frame=frame)
    if graph := _computes(reader, node, callee, arguments):
        return Value(origin if callee.origin else "?()", family=graph)
    if given := _by_arguments(reader.scope, node, callee, origin, arguments):
        return Value(origin, family=given)
    if any(v.message and v.origin.endswith("()") and "_pb2." in v.origin for v in positional) and callee.origin:
        return Value(origin, message=True)
    return Value(origin) if callee.origin else UNKNOWN


def _iterated(value: Value, name: str) -> Value:
    """What a built-in function such as `sorted` sees of a value: ordinary ones of a query, which it iterates over."""
    is_asked = value.family and value.inside is None and families()[value.family].iterates
    return UNKNOWN if is_asked and name.startswith("builtins.") else value


def _imported_as(reader: Reader, name: str) -> str:
    """What a name is called where it comes from, whatever a source that imports it calls it."""
    found = reader.scope.find(name)
    origin = found.origin if found is not None else ""
    return origin.rpartition(".")[2] if "." in origin and "(" not in origin and not origin.startswith("?") else name


def _makes_pipeline(decorator: str) -> bool:
    """Whether a decorator makes a pipeline of a function, whose body alone sees handles."""
    return any(matches(family.pipelines, decorator) for family in families())


def _is_imported_step(reader: Reader, node: ast.Call, callee: Value, arguments: list[Value]) -> bool:
    """Whether what is called in a pipeline's body is a step from one of people's own modules.

    It is one where it is given a handle, where its result is used as one, or where its module says so; any other
    function that is called there is a plain one.
    """
    if not (reader.scope.pipelines and isinstance(node.func, ast.Name | ast.Attribute)):
        return False
    if not callee.origin or "(" in callee.origin or callee.node is not None:
        return False
    last = callee.origin.partition(".")[2]
    if is_of_others(callee.origin) or not last.rpartition(".")[2][:1].islower():
        return False
    every = [families()[name] for name in reader.scope.pipelines]
    if node.args and all(one.by_keyword for one in every):
        return callee.origin in reader.notes.steps
    given = any(one.family for value in arguments for one in (value, value.inside or UNKNOWN))
    if given or callee.origin in reader.notes.steps:
        return True
    offer = reader.notes.offered.get(callee.origin)
    if offer is not None and offer.is_plain:
        return False
    words = {word.rstrip("s") for word in callee.origin.replace(".", "_").lower().split("_")[:-1]}
    return not all(one.by_arguments for one in every) and not words.isdisjoint(known().steps.module_words)


def _given_step(reader: Reader, node: ast.Call, callee: Value) -> str:
    """The family whose handle a call gives of a step that a pipeline is given as a parameter; '' of any other call."""
    function = reader.scope.function
    if callee.known or not isinstance(node.func, ast.Name) or not isinstance(function, Definition):
        return ""
    given = {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    plain = sorted(one for one in reader.scope.pipelines if families()[one].plain_parameters)
    return plain[0] if plain and node.func.id in given else ""


def _imported_via(reader: Reader, base: Value, last: str) -> str:
    """The family whose handle a method gives of a step that stands in another of people's modules: `train.submit()`."""
    origin = base.origin.partition("(")[0]
    called = base.origin[len(origin) :]
    if called and not (called == "()" and origin.rpartition(".")[2] in known().steps.same_step):
        return ""
    package, dot, _ = origin.partition(".")
    if not dot or base.node is not None or is_of_others(origin):
        return ""
    near = (one for one in families() if last in one.via and not reader.notes.packages.isdisjoint(one.near))
    return next((one.name for one in near if package not in one.near), "")


def is_of_others(origin: str) -> bool:
    """Whether an imported name is that of something which is no step: of Python's own library, or of a known one."""
    package = origin.partition(".")[0]
    names = known().steps
    return package in sys.stdlib_module_names or package in names.no_steps or package.split("_")[0] in names.handles


def _computes(reader: Reader, node: ast.Call, callee: Value, arguments: list[Value]) -> str:
    """The family of what an object gives, maybe one of which nothing is known, that is called on a tensor and used; '' if none.

    A layer, a model, a loss, a function from another module: whatever it is, it computes with tensors.
    """
    given = {one.family for value in arguments for one in (value, value.inside or UNKNOWN) if one.family}
    graph = next((one for one in sorted(given) if one in (reader.scope.graph, _KERAS)), "")
    if not graph or node is reader.for_effect or callee.node is not None:
        return ""
    is_known = callee.origin and not callee.origin.startswith("?")
    is_called = callee.origin.endswith("()")  # an object: a layer, a model, whoever's it is
    is_theirs = "()" in callee.origin and matches(families()[graph].packages, callee.origin)
    last = callee.name.rpartition(".")[2]
    if is_known and not (is_called or is_theirs or is_function_elsewhere(callee)):
        return ""
    return "" if last in _PYTHONS_OWN or last in families()[graph].ends else graph


def _is_done_at_once(base: Value, method: str) -> bool:
    """Whether a method changes what a session's query asks for; that of a table only makes the statement."""
    return method in ("delete", "update") and ".query()" in base.origin


def _is_put_off(node: ast.Call) -> bool:
    """Whether a call says that what it is given a placeholder for shall be computed later: `save(table, compute=False)`."""
    return any(one.arg == "compute" and getattr(one.value, "value", None) is False for one in node.keywords)


def is_function_elsewhere(callee: Value) -> bool:
    """Whether what is called is a function from another of people's modules, or a method of one's class, as far as its name tells."""
    last = callee.origin.rpartition(".")[2].lstrip("_")
    return "." in callee.origin and last[:1].islower() and not is_of_others(callee.origin)


def _by_arguments(scope: GraphScope, node: ast.Call, callee: Value, origin: str, arguments: list[Value]) -> str:
    """The family of what a call gives because of where it stands or of what it is given."""
    last = callee.name.rpartition(".")[2]
    if (
        scope.graph
        and (last[:1].islower() or last in _GRAPH_CLASSES)
        and matches(families()[scope.graph].graph, origin)
        and not matches(families()[scope.graph].never, origin)
        and "()" not in callee.name
    ):
        return scope.graph
    given = {one.family for value in arguments for one in (value, value.inside or UNKNOWN) if one.family}
    for family in sorted(given):
        if families()[family].lambdas and callee.name.startswith("?.") and "()" not in callee.name:
            return family  # its tables are placeholders, and nobody else's methods take its columns
        is_object = bool(families()[family].graph) and last[:1].isupper() and "(" not in callee.origin
        if callee.origin and not is_object and "()." not in callee.origin and families()[family].stays(origin):
            return family
        is_plain = families()[family].by_keyword and node.args and not callee.name.startswith(family)
        if family in scope.pipelines and not is_plain and not callee.name.startswith("builtins."):
            return family
        if callee.name in _REDUCES or _is_put_off(node):
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


def _is_quiet(reader: Reader, origin: str) -> bool:
    found = reader.placeholder(origin)
    return found is not None and found[1]
