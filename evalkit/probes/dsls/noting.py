"""What a call is a site of: a string handed to a parser, a message built or changed, a step chained."""

from __future__ import annotations

import ast
import sys

from evalkit.probes.dsls.families import families, matches
from evalkit.probes.dsls.kinds import CHAINING, PARSED_STRING, PROTOBUF, kinds_of_keys
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.reader import Reader
from evalkit.probes.dsls.selectors import XPATH, keyword_language, selector
from evalkit.probes.dsls.site import span
from evalkit.probes.dsls.texts import (
    is_condition,
    is_cypher,
    is_formula,
    is_path_below,
    is_row_expression,
    is_schema,
    is_sql,
    is_template,
    is_template_with_blocks,
)
from evalkit.source.names import Function
from evalkit.source.values import UNKNOWN, Value

_DEEPEST = 8
"""Containers within containers in which templates are looked for: configurations of jobs have half a dozen."""


def note_kinds(
    reader: Reader, node: ast.Call, callee: Value, base: Value, positional: list[Value], named: dict[str, Value]
) -> None:
    """Note what a call is a site of by its name, or by what it is given."""
    name = callee.name
    last = name.rpartition(".")[2]
    for parser in kinds_of_keys().of_call(name) if node.args or node.keywords else ():
        reader.notes.parsed.setdefault(span(node)[1], (name, parser.dsl))
    texts = [v for v in positional if _holds_text(v)] or (
        [v for v in named.values() if _holds_text(v)] if not positional else []
    )
    for kind in reader.kinds.of_call(name):
        if (kind.argument == "any" and (node.args or node.keywords)) or texts:
            spoken = _spoken(positional, named)
            reader.speaks(spoken, kind.dsl)
            if not _is_noted_where_it_is_written(reader, node, spoken):
                reader.note_method(node, kind.id, kind.dsl, name)
            return
    if found := _told_to_method(reader, node, callee, base, positional, named):
        value, language = found
        reader.speaks(value, language)
        reader.note_method(node, PARSED_STRING, language, name)
    elif not _is_iterators_next(node, last, positional) and not _note_step(reader, node, name, base):
        _note_texts(reader, node, callee, positional, named)


def _told_to_method(
    reader: Reader, node: ast.Call, callee: Value, base: Value, positional: list[Value], named: dict[str, Value]
) -> tuple[Value, str] | None:
    """What a method is told in another language, and which: what it is called and the text itself say so together."""
    if found := selector(reader, node, callee, positional, named):
        return found
    last, statements = callee.name.rpartition(".")[2], known().statements
    if last in statements.takes_schema and (declared := _schema(positional, named)) is not None:
        return declared, "SQL types"
    first = positional[0].text if positional else None
    if first is None:
        return None
    if reader.is_method_of_some(node, statements.takes_condition) and is_condition(first):
        return positional[0], "SQL expressions"
    language = _language_of(last, base, first) if isinstance(node.func, ast.Attribute) else ""
    return (positional[0], language) if language else None


def _language_of(method: str, base: Value, text: str) -> str:
    """The language of a text that a method of `base` is told; '' if it is none that such a method reads."""
    statements = known().statements
    if _takes_row_expressions(method, base) and is_row_expression(text, computes=method == "eval"):
        return "pandas expressions"
    if method in statements.takes_path and is_path_below(text):
        return XPATH
    if method == "from_string" and is_template(text):
        return "Jinja"
    if method in statements.runs_cypher and is_cypher(text) and not is_sql(text, meant_as_sql=True):
        return "Cypher"
    return ""


def _takes_row_expressions(method: str, base: Value) -> bool:
    """Whether a method evaluates an expression over the rows of the table that it belongs to."""
    if method not in ("query", "eval"):
        return False
    return matches(known().frames.takes_row_expressions, base.name) or (method == "query" and not base.family)


def _is_iterators_next(node: ast.Call, method: str, positional: list[Value]) -> bool:
    """Whether a call is `x.next("text")`, which says nothing of what the text is."""
    is_told = bool(positional) and positional[0].text is not None
    return method == "next" and isinstance(node.func, ast.Attribute) and is_told


def _note_step(reader: Reader, node: ast.Call, name: str, base: Value) -> bool:
    """Note a call that says which step comes after which; return whether it is one."""
    last = name.rpartition(".")[2]
    is_of_flow = _is_self(getattr(node.func, "value", None))
    if last == "next" and is_of_flow and any(isinstance(a, ast.Attribute) and _is_self(a.value) for a in node.args):
        reader.note(node, CHAINING, "Metaflow", name)
        return True
    if last in ("after", "before") and base.family in known().steps.handles:
        reader.note_method(node, CHAINING, base.family, name)
        return True
    return False


def _schema(positional: list[Value], named: dict[str, Value]) -> Value | None:
    """The text by which a table's columns are declared, by its place or its keyword."""
    given = (*positional[1:2], named.get("schema", UNKNOWN))
    return next((one for one in given if one.text is not None and is_schema(one.text)), None)


def _spoken(positional: list[Value], named: dict[str, Value]) -> Value:
    """What is handed to a parser for its text: the first text there is, of those by name the one that says so."""
    keywords = known().statements.text_keywords
    by_name = sorted(named.items(), key=lambda item: item[0] not in keywords)
    values = [*positional[:1], *(value for name, value in by_name if name in keywords or not positional)]
    return next((one for value in values for one in (value, value.inside) if one is not None and one.written), UNKNOWN)


def _is_noted_where_it_is_written(reader: Reader, node: ast.Call, spoken: Value) -> bool:
    """Whether a text is a site already, in a string of its own: what it is handed to is no second one."""
    if not spoken.written or spoken.text is None or not is_sql(spoken.text, meant_as_sql=True):
        return False
    (first, last), places = span(node), [span(one) for one in spoken.written]
    is_within = any(first <= start and end <= last for start, end in places)
    return not is_within and any(place in reader.notes.literals for place in places)


def _note_texts(
    reader: Reader, node: ast.Call, callee: Value, positional: list[Value], named: dict[str, Value]
) -> None:
    """Texts that tell by themselves, or by their keyword, that a library will parse them."""
    name = callee.name
    of_library = not name.startswith(("builtins.", "?"))
    is_operator = _is_operator(reader, node, name) or _is_task(callee)
    for keyword in node.keywords:
        value = named.get(keyword.arg or "", UNKNOWN)
        if is_operator and _holds_template(value):
            reader.note(keyword.value, PARSED_STRING, "Jinja", f"{name}({keyword.arg}=)")
        if value.text is None:
            continue
        is_expression = keyword.arg in known().statements.expression_keywords and value.text.strip() != ""
        if language := keyword_language(keyword.arg or "", value.text):
            reader.speaks(value, language)
            reader.note(keyword.value, PARSED_STRING, language, f"{name}({keyword.arg}=)")
            continue
        if is_expression or (keyword.arg == "formula" and of_library) or is_formula(value.text):
            reader.speaks(value, "expressions in a string")
            reader.note(keyword.value, PARSED_STRING, "expressions in a string", f"{name}({keyword.arg}=)")
        elif is_operator and is_template(value.text):
            reader.speaks(value, "Jinja")
            reader.note(keyword.value, PARSED_STRING, "Jinja", f"{name}({keyword.arg}=)")
    for argument, value in zip(node.args, positional, strict=True):
        if value.text is None or not of_library:
            continue
        if is_formula(value.text):
            reader.speaks(value, "model formula")
            reader.note(argument, PARSED_STRING, "model formula", name)
        elif is_template_with_blocks(value.text) and name.partition(".")[0] not in sys.stdlib_module_names:
            reader.speaks(value, "Jinja")
            reader.note(argument, PARSED_STRING, "Jinja", name)


def _holds_template(value: Value, deeper: int = _DEEPEST) -> bool:
    """Whether a container holds a template, in one of its own containers maybe."""
    held = value.parts or ((value.inside,) if value.inside is not None else ())
    return any(is_template(one.text or "") or (deeper > 0 and _holds_template(one, deeper - 1)) for one in held)


def _is_task(callee: Value) -> bool:
    """Whether a function of this source is a task of Airflow's, which fills in the templates that it is called with."""
    globs = families()["airflow"].decorators
    return isinstance(callee.node, Function) and any(matches(globs, one) for one in callee.decorators)


def _is_operator(reader: Reader, node: ast.Call, name: str) -> bool:
    """Whether a call makes a step of an orchestrator that fills in the templates in what it is given."""
    if name.startswith(("airflow.", "hera.", "dbt.", "flytekit")):
        return True
    if "airflow" not in reader.notes.packages or "(" in name:
        return False
    is_named = any(one.arg == "task_id" for one in node.keywords) and name.rpartition(".")[2][:1].isupper()
    return is_named or name.endswith(("Operator", "Sensor"))


def note_message(reader: Reader, node: ast.Call, callee: Value, base: Value) -> None:
    """Note a call that builds or changes a message."""
    name = callee.name
    last = name.rpartition(".")[2]
    if is_message_class(name) or (
        isinstance(node.func, ast.Attribute)
        and (
            (base.message and last in known().messages.changes)
            or (last in known().messages.changes_messages_alone and not matches(("pandas.*",), name))
        )
    ):
        reader.note(node, PROTOBUF, "protobuf messages", name)


def is_message_class(name: str) -> bool:
    """Whether a qualified name is that of a class of generated messages."""
    return "(" not in name and families().is_message(name)


def _holds_text(value: Value) -> bool:
    return value.text is not None or (value.inside is not None and value.inside.text is not None)


def _is_self(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
