"""Finding every site of a DSL in a file or in a text of Python, and the strings that hold another language."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from evalkit.probes.dsls.deferring import branched, deferred
from evalkit.probes.dsls.kinds import (
    OPERATOR_PIPELINE,
    PARSED_STRING,
    PROTOBUF,
    SQL_LITERAL,
    SYMBOLIC,
    DslPattern,
    Kinds,
    built_in,
    file_kind,
)
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.module_offers import Neighbour, Offer, nobody
from evalkit.probes.dsls.reader import canonical
from evalkit.probes.dsls.site import Position, Site
from evalkit.probes.dsls.statements import DslReader
from evalkit.probes.dsls.tables import tables_of
from evalkit.probes.dsls.tensors import given_to_made, tensors_of
from evalkit.probes.dsls.values import GraphScope, Notes
from evalkit.source.collecting import without_collecting
from evalkit.source.depth import however_deep
from evalkit.source.embedded import EmbeddedText
from evalkit.source.files import is_python, read_python
from evalkit.source.flow import read_through
from evalkit.source.names import bound_by_import, imported_names
from evalkit.source.reading import read_source, source_lines
from evalkit.source.scopes import scopes_of
from evalkit.source.walking import nodes_of

_PASSES = 3
"""What a function is called with, and what it gives, is known to its callers after one pass, to theirs after two."""
_LONGEST = 300
"""Characters that are shown of a site."""
_NESTED = frozenset({SYMBOLIC, SQL_LITERAL, PROTOBUF})
"""Kinds of which only the outermost site counts."""
_ONCE = frozenset({PARSED_STRING, OPERATOR_PIPELINE})
"""Kinds of which one site counts at one place."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a Python source: the sites above the hand-over mark, and all strings in another language.

    `placeholders` are the places of all expressions that give one, inner ones too. `parsed` are the calls of parsers
    whose texts have keys, by where they end: what is called, and the language.
    """

    sites: tuple[Site, ...]
    embedded: tuple[EmbeddedText, ...]
    placeholders: frozenset[tuple[Position, Position]] = frozenset()
    parsed: Mapping[Position, tuple[str, str]] = field(default_factory=dict)


def find_sites(source: Path | str, kinds: Sequence[DslPattern] = (), *, name: str | None = None) -> tuple[Site, ...]:
    """Every site of a file (a Path) or of a text of Python (a string), in their order.

    `kinds` are looked for beside those built in; `name` is what the sites call the file. What stands below the
    hand-over mark is left out. Raises `NotPython` where a Python source cannot be parsed.
    """
    called = name or ("" if isinstance(source, str) else source.as_posix())
    if isinstance(source, str) or is_python(source):
        text = source if isinstance(source, str) else read_python(source)
        return tuple(site.of(called) for site in find_in_python(text, tuple(kinds)).sites)
    kind = file_kind((*kinds, *built_in()), source)
    if kind is None:
        return ()
    lines = source.read_bytes().count(b"\n") or 1
    return (Site(called, (1, 0), (lines + 1, 0), kind.id, kind.dsl, source.name, f"a file in {kind.dsl}"),)


def find_in_python(text: str, kinds: tuple[DslPattern, ...] = (), beside: Neighbour | None = None) -> Found:
    """The sites of a text of Python, and its strings in another language; raises `NotPython`.

    `beside` gives what the modules offer that belong together with it. Of a text that stands alone, what was asked
    before is given again.
    """
    return _found_alone(text, kinds) if beside is None else _found(text, kinds, beside)


@lru_cache(maxsize=32)
def _found_alone(text: str, kinds: tuple[DslPattern, ...]) -> Found:
    return _found(text, kinds, nobody)


@without_collecting
@however_deep
def offers(text: str, kinds: tuple[DslPattern, ...], beside: Neighbour) -> Mapping[str, Offer]:
    """What a module offers others by the names at its top; raises `NotPython`."""
    return _read(read_source(text).tree, kinds, beside)[0].offers()


def _read(tree: ast.Module, kinds: tuple[DslPattern, ...], beside: Neighbour) -> tuple[DslReader, Notes]:
    """Read a source; the flow as it is at its end, and what it noted."""
    every = Kinds((*kinds, *built_in()))
    names = {key: canonical(origin) for key, origin in imported_names(tree).items()}
    stars = _stars(tree)
    packages = frozenset(origin.partition(".")[0] for origin in names.values())
    graph, functions = deferred(tree, names)
    tables, tests = tables_of(tree, packages), branched(tree)
    tensors = tensors_of(tree, names, packages)
    handed_on = scopes_of(tree).handed_on
    notes = Notes(
        handed_on=handed_on,
        tables=tables,
        tensors=tensors,
        given_to_made=given_to_made(tree, packages),
        packages=packages,
        graph=graph,
        deferred=functions,
        branched=tests,
        beside=beside,
    )

    def begin() -> DslReader:
        return DslReader(GraphScope(graph=graph), notes, every, stars)

    return read_through(tree, names, begin, _PASSES), notes


@without_collecting
@however_deep
def _found(text: str, kinds: tuple[DslPattern, ...], beside: Neighbour) -> Found:
    read = read_source(text)
    limit = read.handover_line
    _, notes = _read(read.tree, kinds, beside)
    sites = [site for site in set(notes.sites) if limit is None or site.first < limit]
    lines = source_lines(text)
    embedded = sorted(EmbeddedText(*place, language) for place, language in notes.embedded.items())
    return Found(
        tuple(replace(site, text=_shown(site, lines)) for site in _outermost(sites, notes.covered)),
        tuple(_apart(embedded)),
        frozenset((site.start, site.end) for site in sites if site.kind == SYMBOLIC),
        {end: parsed for end, parsed in notes.parsed.items() if limit is None or end[0] < limit},
    )


def _stars(tree: ast.Module) -> tuple[str, ...]:
    """The modules that all names are imported from."""
    imports = (node for node in nodes_of(tree) if isinstance(node, ast.ImportFrom))
    origins = [bound["*"] for node in imports if "*" in (bound := bound_by_import(node))]
    return tuple(dict.fromkeys(canonical(origin.removesuffix(".*")) for origin in origins))


def _shown(site: Site, lines: Sequence[str]) -> str:
    """What stands at a site, its beginning alone where that is long."""
    (first, begin), (last, end) = site.start, site.end
    parts: list[str] = []
    length = 0
    for number in range(first, min(last, len(lines)) + 1):
        raw = lines[number - 1].encode()[begin if number == first else 0 : end if number == last else None]
        parts.append(raw.decode(errors="replace"))
        length += len(parts[-1]) + 1
        if length > _LONGEST + 1:
            break
    text = "\n".join(parts)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _apart(embedded: Iterable[EmbeddedText]) -> Iterable[EmbeddedText]:
    """The texts that lie in no other: an f-string is one, whatever stands in its braces."""
    last: Position = (0, 0)
    for one in embedded:
        if one.start >= last:
            last = one.end
            yield one


def _outermost(sites: Iterable[Site], covered: Sequence[Site]) -> list[Site]:
    """The sites less those that another one says: placeholders, messages and the like count once, at the outermost."""
    ordered = sorted(sites, key=lambda site: (site.start, _backwards(site.end), site.kind != PARSED_STRING, site))
    pipelines = _Widest((site.start, site.end) for site in covered)
    widest: dict[str, Position] = {}
    same: set[tuple[str, Position, Position]] = set()
    kept = []
    for site in ordered:
        if site.kind in _NESTED:
            inner = site.end <= widest.get(site.kind, (0, 0))
            widest[site.kind] = max(site.end, widest.get(site.kind, (0, 0)))
            if site.kind == SQL_LITERAL:
                inner = inner or site.end <= widest.get(PARSED_STRING, (0, 0))
            if inner or (site.kind == SYMBOLIC and site.dsl in known().steps.in_pipelines and pipelines.covers(site)):
                continue
        elif site.kind in _ONCE:
            widest[site.kind] = max(site.end, widest.get(site.kind, (0, 0)))
            key = (site.kind, site.start, site.end)
            if key in same:
                continue
            same.add(key)
        kept.append(site)
    return sorted(kept)


class _Widest:
    """Stretches of a source, asked whether one of them covers another."""

    def __init__(self, spans: Iterable[tuple[Position, Position]]) -> None:
        self._starts: list[Position] = []
        self._ends: list[Position] = []
        for start, end in sorted(spans):
            self._starts.append(start)
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def covers(self, site: Site) -> bool:
        """Whether one stretch begins no later than a site, and ends no earlier."""
        before = bisect_right(self._starts, site.start)
        return before > 0 and self._ends[before - 1] >= site.end


def _backwards(place: Position) -> Position:
    return (-place[0], -place[1])
