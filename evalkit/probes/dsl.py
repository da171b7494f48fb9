"""dsl: how many languages other than Python the code needs.

Motivation. Every embedded language has a grammar, error messages and tools of its own, and none of Python's: nobody can
step through a parsed text, or branch on a placeholder. The talk asks for as few of them as possible.

How. The probe reads each file's syntax tree, resolves import aliases, and follows values through assignments, loops and
the functions of the same file. What a file imports from modules beside it, or from the project that it stands in, is
what it is there: a table, a text, a task, what a function gives, a decorator that hands on to a framework's. A site is
one of: a file in another language (a kind for each language); a special command file; a string handed to a parser; a
literal, or a text that is joined from several, that a SQL parser accepts and that does not read as English; a stage of
an operator pipeline (`|`, `"label" >> X`, an orchestrator's `>>`); a symbolic expression, whose result is a placeholder
that Python can neither branch on nor iterate over (the outermost one only); a generated protobuf message that the code
builds or changes; a decorator of a framework; steps chained by hand. Regular expressions do not count. Where a verified
run was recorded, it decides what it saw: placeholders that came out of a library are symbolic expressions, whether
reading found them or not; a decorator of a package is a framework's if what it returned is not the function that it was
given, and none if it is. Names decide the rest. The evidence of each site says whether it was seen when it ran or is
known by name. Put kinds of your own into `dsls.yaml` beside adapters/.

Units. `dsl.kinds` in distinct kinds, `dsl.sites` in sites, `dsl.token_share` in tokens within sites over all tokens
above the hand-over mark, each counted once however sites nest. In files in another language, and in strings that hold
one, words and punctuation marks count as tokens, in both numbers; any other string in Python is one token.

Validity. Recall and precision stand in docs/dsl-accuracy.md: over files that the detector was improved on, over
programs that it was not, and over 1002 files of public repositories, where it finds sixteen sites in seventeen of a file that
it never met and one in forty of what it finds is none. The probe misses libraries that its tables do not know, unless a
run was recorded. A kind is a way to embed a language, so that two libraries of symbolic expressions are one kind: the
evidence names the libraries.

How it can be gamed. An author can wrap the DSL in a package and install it; concepts then show the wrapper.

What to do about a bad value. Read each site, and look in the documentation for a way to say the same in plain Python.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from evalkit.documents import BadInput
from evalkit.model import Direction, LevelRule, Metric, Status, Usage
from evalkit.model.facts import Counted, DslKind, DslOrigin, DslSite
from evalkit.probes.dsls.detector import find_in_python, find_sites
from evalkit.probes.dsls.kinds import COMMAND_FILE, DECORATOR, SQL_LITERAL, SYMBOLIC, DslPattern, load_kinds
from evalkit.probes.dsls.neighbour_modules import Beside
from evalkit.probes.dsls.share import Tokens, other_tokens, python_tokens
from evalkit.probes.dsls.site import Site
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.probes.python_texts import python_texts
from evalkit.source.files import is_python
from evalkit.source.own_modules import OwnModules
from evalkit.source.reading import Source, source_lines
from evalkit.source.walking import nodes_of

METRICS = (
    Metric(
        "dsl.kinds",
        "Kinds of embedded languages",
        "kinds",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Distinct kinds of languages in or beside the Python code: other files, parsed strings, pipelines, symbolic expressions and more.",
        zero=True,
        effort=True,
    ),
    Metric(
        "dsl.sites",
        "Places in embedded languages",
        "sites",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Places that write or use an embedded language. Each stage of a pipeline counts, and of nested symbolic expressions only the outermost.",
        zero=True,
        effort=True,
    ),
    Metric(
        "dsl.token_share",
        "Share of code in embedded languages",
        "share",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Tokens at these places divided by all tokens of the implementation.",
        zero=True,
        effort=True,
    ),
)


_BY_TEXT = frozenset({SQL_LITERAL, COMMAND_FILE})
_FILES = "file-"
"""Kinds that no name has to tell: the text reads as the language, or the file is in it."""
OWN_KINDS = "dsls.yaml"
"""Where a workspace's own kinds stand, relative to its root."""


def observe(question: Question) -> tuple[Finding, ...]:
    """Find the sites of one implementation; raises `CannotTell` where a file is not Python or `dsls.yaml` is wrong."""
    implementation = question.implementation
    kinds = own_kinds(question.root)
    usage = _usage(question)
    sites: list[tuple[Site, int]] = []
    shares: list[Counted] = []
    texts, left_out = python_texts(implementation, implementation.files, question.name_of)
    python = {each.file: each for each in texts}
    beside = Beside(OwnModules(implementation, python), kinds)
    for file in implementation.files:
        name = question.name_of(file)
        if file in python:
            text, source = python[file].text, python[file].source
            seen = find_in_python(text, kinds, beside.of_importer(file, source.tree))
            found = tuple(site.of(name) for site in seen.sites)
            found = (*_kept_out(usage, name, found), *_seen_only(usage, name, text, source, found))
            # strings weigh what they weigh in every figure, whatever else is read beside this file
            tokens = python_tokens(text, source, found, find_in_python(text, kinds).embedded)
        elif not is_python(file) and (found := find_sites(file, kinds, name=name)):
            whole = other_tokens(file)
            tokens = Tokens(whole, whole, (whole,) * len(found))
        else:
            continue
        shares.append(Counted(tokens.within, "tokens", of=tokens.whole, file=name))
        sites += zip(found, tokens.of_sites, strict=True)
    every = (_kinds([site for site, _ in sites]), _sites(sites, usage), _share(shares))
    return tuple(replace(finding, facts=(*finding.facts, *left_out)) for finding in every)


def own_kinds(root: Path) -> tuple[DslPattern, ...]:
    """The kinds that a workspace adds in `dsls.yaml`; raises `CannotTell` where that is wrong."""
    path = root / OWN_KINDS
    if not path.is_file():
        return ()
    try:
        return load_kinds(path)
    except BadInput as error:
        raise CannotTell(str(error.problems[0])) from None


def _usage(question: Question) -> Usage | None:
    """What was recorded; None where nothing was, since reading the source then answers alone."""
    if not question.implementation.tool:
        return None  # loose code is never run
    try:
        usage = question.usage_of(question.implementation)
    except Exception:
        return None
    return usage if usage.recorded else None


def _kept_out(usage: Usage | None, name: str, found: Sequence[Site]) -> tuple[Site, ...]:
    """The sites less the decorators that a run saw hand the very function back: that is still ordinary Python."""
    made = _decorated(usage, name)
    kept = {line for line, symbols in made.items() if symbols and not any(is_other for _, is_other in symbols)}
    return tuple(site for site in found if site.kind != DECORATOR or kept.isdisjoint(range(site.first, site.last + 1)))


def _decorated(usage: Usage | None, name: str) -> dict[int, list[tuple[str, bool]]]:
    """What a run saw of the decorators of a file that a package brings: by line the symbol, and whether it made another thing."""
    found: dict[int, list[tuple[str, bool]]] = {}
    for one in usage.decorated if usage else ():
        if one.file == name and one.symbol.partition(".")[0] not in sys.stdlib_module_names:
            found.setdefault(one.line, []).append((one.symbol, not one.kept))
    return found


def _seen_only(usage: Usage | None, name: str, text: str, source: Source, found: Sequence[Site]) -> Iterator[Site]:
    """Sites where a verified run saw a property that reading the source did not find.

    Placeholders give one site for each statement, decorators that make something else of a function one each.
    """
    crossings = [one for one in usage.crossings if one.placeholder and one.direction == "out"] if usage else []
    decorated = _decorated(usage, name)
    if not crossings and not decorated:
        return
    statements: dict[int, tuple[int, int]] = {}
    for first, last in _simple_statements(source.tree):
        for line in range(first, last + 1):
            statements.setdefault(line, (first, last))
    lines, counted = source_lines(text), frozenset(source.lines)
    told = {line for site in found for line in range(site.first, site.last + 1)}
    for line, made in decorated.items():
        if line in counted and line not in told and (symbol := next((each for each, other in made if other), "")):
            end = (line, len(lines[line - 1].encode()))
            yield Site(name, (line, 0), end, DECORATOR, symbol.partition(".")[0], symbol, lines[line - 1])
    taken: set[int] = set()
    for crossing in crossings:
        at = crossing.line
        if crossing.file != name or at not in counted:
            continue
        first, last = statements.get(at, (at, at))
        if first in taken or not told.isdisjoint(range(first, last + 1)):
            continue
        taken.add(first)
        said = "\n".join(lines[first - 1 : last])
        end = (last, len(lines[last - 1].encode()))
        yield Site(name, (first, 0), end, SYMBOLIC, crossing.symbol.partition(".")[0], crossing.symbol, said)


def _simple_statements(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """First and last line of each statement that holds no others."""
    for node in nodes_of(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node.lineno, node.end_lineno or node.lineno


def _kinds(sites: Sequence[Site]) -> Finding:
    facts = []
    for kind in dict.fromkeys(site.kind for site in sites):
        of_kind = [site for site in sites if site.kind == kind]
        languages = tuple(sorted({site.dsl for site in of_kind}))
        first = of_kind[0]
        facts.append(DslKind(kind, len(of_kind), languages, first.file, (first.first, first.last)))
    return Finding("dsl.kinds", len(facts), facts=tuple(facts))


def _sites(sites: Sequence[tuple[Site, int]], usage: Usage | None) -> Finding:
    seen = (
        {(SYMBOLIC, c.file, c.line) for c in usage.crossings if c.placeholder and c.direction == "out"}
        if usage
        else set()
    )
    seen |= {(DECORATOR, one.file, one.line) for one in usage.decorated if not one.kept} if usage else set()
    facts = (
        DslSite(
            kind=site.kind,
            language=site.dsl,
            name=site.name,
            file=site.file,
            lines=(site.first, site.last),
            tokens=tokens,
            excerpt=site.text,
            seen_in_run=any((site.kind, site.file, line) in seen for line in range(site.first, site.last + 1)),
            by_text=site.kind in _BY_TEXT or site.kind.startswith(_FILES),
        )
        for site, tokens in sites
    )
    return Finding("dsl.sites", len(sites), facts=(DslOrigin(usage is not None), *facts))


def _share(shares: Sequence[Counted]) -> Finding:
    within, total = sum(one.count for one in shares), sum(one.of or 0 for one in shares)
    if not total:
        return Finding("dsl.token_share", status=Status.PROBE_ERROR, reason="there are no tokens to take a share of")
    return Finding("dsl.token_share", within / total, facts=tuple(shares))


PROBE = Probe(
    "dsl",
    11,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.USAGE, Dependence.KINDS}),
    static=True,
)
