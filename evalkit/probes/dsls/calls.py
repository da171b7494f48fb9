"""Calls: what each gives, a placeholder, a handle, a message or a text, and what functions learn from being called."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace

from evalkit.probes.dsls.families import Family, families, matches
from evalkit.probes.dsls.kinds import CHAINING
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.noting import is_message_class, note_kinds, note_message
from evalkit.probes.dsls.reader import Reader
from evalkit.probes.dsls.texts import HOLE_WORD, with_words
from evalkit.probes.dsls.values import STRING, UNKNOWN, AnyFunction, Value, ValueScope
from evalkit.source.literal_texts import DEDENTS, HOLDERS, SAME_TEXT, formatted

_LONGEST_ORIGIN = 300

_ADDS = frozenset({"append", "appendleft", "add", "insert", "extend", "update"})
_PYTHONS_OWN = frozenset(name for each in (str, list, dict, set, tuple) for name in dir(each))
_DEDENT_NAMES, _HOLDER_NAMES = ({name.rpartition(".")[2] for name in names} for names in (DEDENTS, HOLDERS))
_REDUCES = frozenset({"builtins.sum", "builtins.abs", "functools.reduce"})
_ITEM_METHODS = frozenset({"items", "values", "get", "pop", "copy", "setdefault", "popitem"})
_ITEMS_OF = frozenset(
    {"zip", "enumerate", "list", "tuple", "sorted", "reversed", "set", "iter", "dict", "filter", "map"}
)


def read_call(reader: Reader, node: ast.Call) -> Value:
    """What a call gives; notes what it is a site of."""
    func = node.func
    base = UNKNOWN
    if isinstance(func, ast.Attribute):
        base = reader.read(func.value)
        callee = reader.attribute(base, func, called=True)
    else:
        callee = reader.read(func)
    last = callee.name.rpartition(".")[2]
    family = _traces(callee, base)
    meant, reader.sql_meant = reader.sql_meant, last in known().statements.takes_sql
    positional = [_argument(reader, one, callee, family) for one in node.args]
    named: dict[str, Value] = {}
    for keyword in node.keywords:
        reader.sql_meant = last in known().statements.takes_sql or keyword.arg in known().statements.sql_keywords
        named[keyword.arg or "**"] = _argument(reader, keyword.value, callee, family, keyword.arg or "")
    reader.sql_meant = meant
    arguments = [*positional, *named.values()]
    note_kinds(reader, node, callee, base, positional, named)
    note_message(reader, node, callee, base)
    value = _result(reader, node, callee, base, positional, named)
    is_loop = value.family and matches(families()[value.family].loops, value.origin)
    if is_loop and not any(one.family for one in arguments):
        return value
    # a call that wires steps gives its own step again
    if value.family and not _is_quiet(value.origin) and not reader.is_noted(node, CHAINING):
        reader.symbolic(node, value.family, callee.name)
    if last in _ADDS and isinstance(func, ast.Attribute) and positional:
        _put_in(reader, func.value, base, positional[-1].item if last in ("extend", "update") else positional[-1])
    _learn(reader, callee, positional, named, arguments)
    return value


def _put_in(reader: Reader, container: ast.expr, held: Value, item: Value) -> None:
    """Remember what a list of this source is given, where that is a placeholder or a message."""
    if not (item.family or item.message) or held.family or held.message or held.frame:
        return
    if not held.origin.startswith(("builtins.list()", "builtins.set()", "builtins.dict()", "collections.deque()")):
        return
    filled = replace(held, inside=item)
    if isinstance(container, ast.Name):
        reader.scope.rebind(container.id, filled)
    elif isinstance(container, ast.Attribute):
        owner = reader.read(container.value).node
        if isinstance(owner, ast.ClassDef):
            reader.notes.attributes[owner, container.attr] = filled


def _argument(reader: Reader, node: ast.expr, callee: Value, family: str, keyword: str = "") -> Value:
    """The value of one argument; functions among them learn who will call them."""
    target: ast.AST | None = node if isinstance(node, ast.Lambda) else None
    if target is None and isinstance(node, ast.Name):
        found = reader.scope.find(node.id)
        target = found.node if found and not found.instance else None
    if isinstance(target, AnyFunction):
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


def _result(
    reader: Reader, node: ast.Call, callee: Value, base: Value, positional: list[Value], named: dict[str, Value]
) -> Value:
    name, origin = callee.name, callee.then("()")
    last = name.rpartition(".")[2]
    arguments = [*positional, *named.values()]
    if isinstance(callee.node, ast.ClassDef) and not callee.instance:
        made = reader.notes.classes.get(callee.node, UNKNOWN)
        return Value(made.then("()") if made.origin else "", node=callee.node, instance=True)
    if callee.origin == "functools.partial" and positional:
        return positional[0]
    handle = handle_family(callee, reader.scope.pipelines) or handle_family(base, reader.scope.pipelines, via=last)
    if handle:
        return Value(f"{handle}()" if callee.name.startswith("?") else origin, family=handle)
    if base.decorators and last in known().steps.same_step:
        return base
    if _is_imported_step(reader, node, callee, arguments):
        return Value(origin, family=min(reader.scope.pipelines))
    if isinstance(callee.node, AnyFunction) and not callee.instance:
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
    if (text := _text_result(reader, node, last, base, positional)) is not None:
        return text
    if (kept := _container_result(name, last, base, arguments)) is not None:
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


def _computes(reader: Reader, node: ast.Call, callee: Value, arguments: list[Value]) -> bool:
    """Whether a traced function calls something of which nothing is known on a tensor, and uses what that gives.

    A layer, a model, a loss: whatever it is, it computes with tensors.
    """
    if not reader.scope.graph or node is reader.for_effect or callee.node is not None:
        return False
    if (callee.origin and not callee.origin.startswith("?")) or callee.name.rpartition(".")[2] in _PYTHONS_OWN:
        return False
    return any(one.family == reader.scope.graph for value in arguments for one in (value, value.inside or UNKNOWN))


def _by_arguments(scope: ValueScope, callee: Value, origin: str, arguments: list[Value]) -> str:
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


def _text_result(reader: Reader, node: ast.Call, last: str, base: Value, positional: list[Value]) -> Value | None:
    """The text that a method of a text, or a function of one, gives; None where it gives none."""
    if base.origin == STRING:
        if last == "format":
            return reader.text_found(node, None if base.text is None else with_words(formatted(base.text)), base)
        if last == "join":
            inner = positional[0].inside if positional else None
            held = inner.text if inner and inner.text is not None else HOLE_WORD
            written = inner.written if inner else ()
            if base.text is None:
                return Value(STRING, written=written)
            return Value(STRING, text=base.text.join([held, held]), written=written)
        return replace(base, inside=None) if last in SAME_TEXT else Value(written=base.written)
    if last in _DEDENT_NAMES and positional:
        return Value(STRING, text=positional[0].text, written=positional[0].written)
    if last in _HOLDER_NAMES and positional and positional[0].written:
        return replace(positional[0], origin=STRING)
    if last == "read_text" or (last == "str" and not base.known):
        return Value(STRING, written=positional[0].written if positional else ())
    return None


def _container_result(name: str, last: str, base: Value, arguments: list[Value]) -> Value | None:
    if base.inside is not None and last in _ITEM_METHODS:
        return base if last in ("items", "values", "copy") else base.inside
    if name.startswith("builtins.") and last in _ITEMS_OF:
        inside = next((v.item for v in arguments if v.item.known), UNKNOWN)
        return Value("builtins.list()", inside=inside)
    if name == "builtins.next" and arguments:
        return arguments[0].item
    return None


def _learn(
    reader: Reader, callee: Value, positional: list[Value], named: dict[str, Value], arguments: list[Value]
) -> None:
    """Tell a function of this source what it is called with."""
    node = callee.node
    if not isinstance(node, AnyFunction):
        if isinstance(node, ast.ClassDef) and not callee.instance:
            made = reader.notes.attributes.get((node, "__init__"), UNKNOWN).node
            if isinstance(made, AnyFunction):
                for number, value in enumerate(positional):
                    reader.notes.learn_argument(made, number + 1, value)
                for name, value in named.items():
                    reader.notes.learn_argument(made, name, value)
        return
    if any(not families().tracer(name) for name in callee.decorators if name != "?"):
        return  # a framework calls it with ordinary values
    shift = 1 if node.args.args and node.args.args[0].arg in ("self", "cls") else 0
    for number, value in enumerate(positional):
        reader.notes.learn_argument(node, number + shift, value)
    for name, value in named.items():
        reader.notes.learn_argument(node, name, value)
    graph = next((value.family for value in arguments if value.family and families()[value.family].graph), "")
    if graph and node not in reader.notes.traced and not isinstance(node, ast.Lambda):
        reader.notes.traced[node] = graph
