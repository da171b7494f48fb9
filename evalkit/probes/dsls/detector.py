"""Finding every site of a DSL in a file or in a text of Python."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from evalkit.probes.dsls.expressions import ExpressionReader, replace_scope
from evalkit.probes.dsls.kinds import (
    OPERATOR_PIPELINE,
    PARSED_STRING,
    PROTOBUF,
    SQL_LITERAL,
    SYMBOLIC,
    DslPattern,
    built_in,
    file_kind,
)
from evalkit.probes.dsls.site import Site
from evalkit.probes.dsls.statements import Walker
from evalkit.probes.dsls.values import Notes, Value, ValueScope
from evalkit.source.files import read_file
from evalkit.source.names import imported_names
from evalkit.source.reading import read_source

_PASSES = 3
"""What a function is called with, and what it gives, is known to its callers after one pass, to theirs after two."""


def find_sites(source: Path | str, kinds: Sequence[DslPattern] = (), *, name: str | None = None) -> tuple[Site, ...]:
    """Every site of a file (a Path) or of a text of Python (a string), in their order.

    `kinds` are looked for beside those built in; `name` is what the sites call the file. What stands below the
    hand-over mark is left out. Raises `NotPython` where a Python source cannot be parsed.
    """
    every = (*kinds, *built_in())
    if isinstance(source, str):
        return _in_python(source, every, name or "")
    called = name or source.as_posix()
    if source.suffix == ".py":
        return _in_python(read_file(source), every, called)
    kind = file_kind(every, source.name)
    if kind is None:
        return ()
    lines = source.read_bytes().count(b"\n") or 1
    return (Site(called, (1, 0), (lines + 1, 0), kind.id, kind.dsl, source.name, f"a file in {kind.dsl}"),)


def _in_python(text: str, kinds: tuple[DslPattern, ...], name: str) -> tuple[Site, ...]:
    read = read_source(text)
    limit = read.handover_line
    statements = [one for one in read.tree.body if limit is None or one.lineno < limit]
    names = imported_names(ast.Module(statements, []))
    stars = tuple(origin.removesuffix(".*") for key, origin in names.items() if key == "*")
    notes = Notes()
    for _ in range(_PASSES):
        notes.sites.clear()
        notes.covered.clear()
        _pass(statements, names, ExpressionReader(ValueScope({}), notes, kinds, text, stars))
    sites = sorted(set(notes.sites))
    covered = notes.covered
    return tuple(site.of(name) for site in sites if not _is_part_of_another(site, sites, covered))


def _pass(statements: Sequence[ast.stmt], names: Mapping[str, str], reader: ExpressionReader) -> None:
    """Read a module once: its own statements first, then the bodies of its functions, outer before inner."""
    reader.scope.names.update({key: Value(origin) for key, origin in names.items() if key != "*"})
    later: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ValueScope]] = []
    Walker(reader, later).body(statements)
    while later:
        function, scope = later.pop(0)
        Walker(replace_scope(reader, scope), later).run_function(function)


def _is_part_of_another(site: Site, sites: Sequence[Site], covered: Sequence[Site]) -> bool:
    """Whether an outer site says it all: placeholders and messages count once, at the outermost."""
    outer = [other for other in sites if other is not site and other.covers(site)]
    if site.kind == SYMBOLIC:
        within_pipeline = any(one.covers(site) for one in covered) and site.dsl in ("beam", "airflow", "flyte", "kfp")
        wider = (other for other in outer if other.kind == SYMBOLIC and (not site.covers(other) or other < site))
        return within_pipeline or any(wider)
    if site.kind == SQL_LITERAL:
        return any(other.kind in (SQL_LITERAL, PARSED_STRING) for other in outer)
    if site.kind == PROTOBUF:
        return any(other.kind == PROTOBUF for other in outer)
    if site.kind in (PARSED_STRING, OPERATOR_PIPELINE):
        same = (other for other in outer if other.kind == site.kind and site.covers(other))
        return any(other < site for other in same)
    return False
