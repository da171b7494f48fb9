"""code: how much has to be written, and how much of it recalled.

Motivation. The more code a workflow has, the more it costs to write, read and review. It also costs more if its author
must remember more of other people's code.

How. The standard library's tokenizer and parser read every file of an implementation. Comments, blank lines and
docstrings do not count. Code below '# evalkit: hand over' serves the checker, not the task, and has a metric of its
own. A text in another language inside a string (SQL, YAML, protobuf's text format, a template, an expression) counts as
in a file of that language: by its words and punctuation marks, its lines and its names; `dsl` finds these texts. Other
text files of an implementation add their tokens, and their lines that are neither blank nor comments. Concepts are the
distinct library symbols that the code uses, the keyword arguments passed to each, the string keys of the dictionaries
that are handed to them, and the clauses and functions of embedded texts; operators, decorators and base classes count
as symbols. Keys count the same in a dictionary, in a literal text for a parser (protobuf's text format, YAML, JSON,
TOML, INI) and in a file in one of these languages beside the script; values do not. Data are no concepts: columns, the
keys of a row, what the code writes out, and fields that it defines itself. A recorded, verified run shows which calls
take place. If there is no recording, the probe reads the calls from the source, and the evidence says why. It always
reads keys from the source. Keys in a text or a file count as the tool's own, because the parser only passes them on. A
chain's links are its dotted names: `a.b(x).c.append(y)` has three; arguments are chains of their own. Required
arguments are the parameters without a default of each distinct callable that the code calls; if a callable is unknown,
the written positional arguments count instead. Cognitive complexity is complexipy's, summed over functions and the
module level. Dead code (behind `if False:` or a return, or in functions that nothing names, methods aside) does not
count for the last four.

Units. `code.concepts` and `code.own_concepts` in concepts, `code.lines` in lines as they stand in the files (a
statement over three lines is three), `code.tokens` and `code.handover_tokens` in tokens, `code.files` in files,
`code.chain_depth` in links, `code.required_arguments` in parameters, `code.cognitive_complexity` in points.

Validity. Size is a proxy for effort, from one author's implementation each: a rubric's entry gives it a spread, and a
difference of a few tokens means nothing. Line counts agree with radon, lizard and cloc where these leave docstrings
out. The source does not show types that only a run knows. An unresolved symbol is '?.name': read off the source, a
method counts once by its name, whichever classes have it, except those of Python's own library, which are known. An
operator counts once, on whichever side the library's value stands, and only if that is surely no plain number and no
date of Python's own. An object that is called counts if it is given keywords, and so does the library's base of an own class that hands them on.
What a library hands to a function is data, unless one of its methods is told something, or the function is handed over
as a callback, by a name that says so. Keys that an own function reads or takes, handed over beside these, are the
author's, and so is what a step of a flow kept. Keys that stand in another file are that one's, and names that fill in a template,
or that a schema gives to what an object has, are the author's. A file that belongs to no task is read where it stands: what it imports from the folders above it, as
far as its repository or project reaches, is the author's, and so is a module that is not there and is called as people
call their own (`src`, `config`, `utils`). A text that the code makes at run time, or that its parser
refuses, shows no keys. Cognitive complexity is near 0 for code that only joins calls.

How it can be gamed. An author can golf: tokens show several statements in a line, and concepts show short names. An
author can move work below the hand-over line; `evalkit check` limits that part to 30 % of a file and forbids imports
and computation there. Arguments passed by position hide keywords, but count as required arguments.

What to do about a bad value. Compare the code with the baseline's and look for what the tool makes you say twice. The
list of concepts shows which belong to the tool and which to everybody.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.model import Direction, Fact, LevelRule, Metric, Status, Usage, Use
from evalkit.model.facts import (
    Complexity,
    Counted,
    FunctionPoints,
    HandedOver,
    LeftOut,
    Origin,
    Place,
)
from evalkit.probes.dsl import own_kinds
from evalkit.probes.dsls.detector import find_in_python
from evalkit.probes.dsls.kinds import built_in, file_kind
from evalkit.probes.dsls.share import other_tokens
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Dependence, Probe, Question, Scope
from evalkit.probes.python_texts import PythonText, python_texts
from evalkit.probes.required_arguments import required_arguments
from evalkit.probes.usage.concepts import concepts_of, uses_of
from evalkit.probes.usage.source_keys import is_in_text, with_keys
from evalkit.source.code_shape import Chain, above, complexity, longest_chain
from evalkit.source.embedded import CodeCount, counted
from evalkit.source.files import is_python, text_in
from evalkit.source.live_code import LiveCode, live_code
from evalkit.source.local_modules import Exports
from evalkit.source.other_languages import text_lines
from evalkit.source.reading import Source
from evalkit.source.walking import nodes_of

CONCEPTS, LINES, TOKENS = "code.concepts", "code.lines", "code.tokens"
"""Metrics that others ask for by name."""

METRICS = (
    Metric(
        CONCEPTS,
        "Concepts",
        "concepts",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Distinct library symbols, keyword arguments of each, and keys of configuration dictionaries. Somebody must recall all of them to write the script from memory.",
        zero=True,
        effort=True,
    ),
    Metric(
        "code.own_concepts",
        "Concepts of the tool itself",
        "concepts",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "The concepts that belong to the tool's own packages and are useful nowhere else.",
        zero=True,
        effort=True,
    ),
    Metric(
        LINES,
        "Lines of code",
        "lines",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Lines of code in all files, above the hand-over line, without comments, blank lines and docstrings.",
        effort=True,
    ),
    Metric(
        TOKENS,
        "Tokens",
        "tokens",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Tokens above the hand-over line, including those of texts in another language, without comments, docstrings and layout.",
        effort=True,
    ),
    Metric(
        "code.files",
        "Files",
        "files",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Files that a user has to write: the script and all other files in the implementation's folder.",
        effort=True,
    ),
    Metric(
        "code.handover_tokens",
        "Hand-over tokens",
        "tokens",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Tokens below the hand-over line. They only convert the result into the checker's format, so they are shown but not scored.",
        zero=True,
    ),
    Metric(
        "code.chain_depth",
        "Longest chain of calls",
        "links",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Links of the longest dotted chain that contains a call, such as a.b(x).c.append(y).",
        zero=True,
        effort=True,
    ),
    Metric(
        "code.required_arguments",
        "Required arguments",
        "arguments",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Parameters without a default value, over all distinct library callables that the script uses.",
        zero=True,
        effort=True,
    ),
    Metric(
        "code.cognitive_complexity",
        "Cognitive complexity",
        "points",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Cognitive complexity as complexipy counts it, over all functions and the module level. Glue code has values near 0.",
        zero=True,
        effort=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Read:
    """A Python file, what counts in it, what of it lives, and the living tree above the hand-over mark."""

    file: Path
    source: Source
    count: CodeCount
    live: LiveCode
    above: ast.Module


def observe(question: Question) -> tuple[Finding, ...]:
    """Count one implementation; raises `CannotTell` where a file is not Python."""
    implementation = question.implementation
    texts, left_out = python_texts(implementation, implementation.files, question.name_of)
    python = _read(question, texts)
    others = [file for file in implementation.files if not is_python(file)]
    found = (
        *_concepts(question, python),
        _counted(LINES, "lines", python, others, question),
        _counted(TOKENS, "tokens", python, others, question),
        Finding("code.files", len(implementation.files), facts=_places(question)),
        _handover(python, question),
        _chain_depth(python, question),
        _complexity(python, question),
    )
    return tuple(replace(finding, facts=(*finding.facts, *left_out)) for finding in found)


def _read(question: Question, texts: Sequence[PythonText]) -> list[Read]:
    kinds = own_kinds(question.root)
    exports = Exports(question.implementation, {each.file: each.source.tree for each in texts})
    found = []
    for each in texts:
        count = counted(each.text, each.source, find_in_python(each.text, kinds).embedded)
        live = live_code(each.source.tree, exports.of(each.file))
        found.append(Read(each.file, each.source, count, live, above(live.tree, each.source.handover_line)))
    return found


def _counted(metric: str, what: str, python: Sequence[Read], others: Sequence[Path], question: Question) -> Finding:
    """How many lines or tokens there are, and how many of them in each file."""
    facts = []
    for read in python:
        if lines := read.count.lines:
            count = len(lines) if what == "lines" else read.count.tokens
            facts.append(Counted(count, what, file=question.name_of(read.file), lines=(lines[0], lines[-1])))
    for file in others:
        count = len(text_lines(text_in(file), file.suffix)) if what == "lines" else _tokens_of(file)
        if what == "lines" or count:
            facts.append(Counted(count, what, file=question.name_of(file)))
    return Finding(metric, sum(fact.count for fact in facts), facts=tuple(facts))


def _tokens_of(file: Path) -> int:
    """The tokens of a file in another language; of what is no language, such as data, none."""
    return other_tokens(file) if file_kind(built_in(), file) else 0


def _concepts(question: Question, python: Sequence[Read]) -> tuple[Finding, ...]:
    names = (CONCEPTS, "code.own_concepts", "code.required_arguments")
    try:
        usage = question.usage_of(question.implementation)
    except Exception as error:
        reason = f"what it uses could not be told: {error}"
        return tuple(Finding(name, status=Status.PROBE_ERROR, reason=reason) for name in names)
    known = origin_of(usage)
    every = concepts_of(with_keys(usage, question.implementation, question.name_of))
    if question.packages:
        own = {each for each, uses in every.items() if any(_is_own(use, question.packages) for use in uses)}
        owned = Finding(
            names[1], len(own), facts=(known, *(use for each, use in uses_of(every).items() if each in own))
        )
    else:
        reason = "no adapter says which packages are the tool's own"
        owned = Finding(names[1], status=Status.PROBE_ERROR, reason=reason)
    trees = {question.name_of(read.file): read.source.tree for read in python}
    required = required_arguments(usage, trees)
    dead = () if usage.recorded else tuple(_dead(question, python))
    if not every and not usage.recorded:
        dead += tuple(_own_imports(question, python))
    return (
        Finding(names[0], len(every), facts=(known, *uses_of(every).values(), *dead)),
        owned,
        Finding(names[2], sum(one.count for one in required), facts=(known, *required)),
    )


def _dead(question: Question, python: Sequence[Read]) -> Iterator[LeftOut]:
    """The stretches of code that show no concept, because nothing reaches them."""
    for read in python:
        for (first, _), (last, _) in sorted(read.live.dead):
            yield LeftOut(
                question.name_of(read.file), "nothing reaches this code, or uses what it defines", (first, last)
            )


def _own_imports(question: Question, python: Sequence[Read]) -> Iterator[LeftOut]:
    """What is imported where nothing counts as a concept: the code's own modules."""
    for read in python:
        lines = [node.lineno for node in nodes_of(read.live.tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        if lines:
            reason = "what is imported here is the code's own, and no concept"
            yield LeftOut(question.name_of(read.file), reason, (min(lines), max(lines)))


def origin_of(usage: Usage, level: str | None = None) -> Origin:
    """How the API that an implementation uses is known."""
    return Origin(usage.recorded, level, usage.reason)


def _is_own(use: Use, packages: Iterable[str]) -> bool:
    """Whether a use is one of the tool's own packages; a key in a text is, since its parser only stands between."""
    names = (use.package, use.symbol)
    return is_in_text(use) or any(name == own or name.startswith(f"{own}.") for own in packages for name in names)


def _chain_depth(python: Sequence[Read], question: Question) -> Finding:
    chains: list[tuple[Path, Chain]] = [(read.file, found) for read in python if (found := longest_chain(read.above))]
    if not chains:
        return Finding("code.chain_depth", 0, facts=_places(question))
    file, longest = max(chains, key=lambda each: each[1].links)
    place = Place(question.name_of(file), (longest.line, longest.end_line), longest.text)
    return Finding("code.chain_depth", longest.links, facts=(place,))


def _complexity(python: Sequence[Read], question: Question) -> Finding:
    total, facts = 0, []
    for read in python:
        name = question.name_of(read.file)
        try:
            found = complexity(read.above)
        except Exception as error:
            reason = f"complexipy could not read {name}: {error}"
            return Finding("code.cognitive_complexity", status=Status.PROBE_ERROR, reason=reason)
        total += sum(points for _, points in found)
        functions = tuple(FunctionPoints(function, points) for function, points in found if points)
        facts.append(Complexity(name, functions))
    return Finding("code.cognitive_complexity", total, facts=tuple(facts))


def _places(question: Question) -> tuple[Fact, ...]:
    one = question.implementation
    files = one.files or ((one.unsupported,) if one.unsupported else ())
    return tuple(Place(question.name_of(file)) for file in files)


def _handover(python: Sequence[Read], question: Question) -> Finding:
    total = sum(read.count.handover_tokens for read in python)
    facts = tuple(
        HandedOver(question.name_of(read.file), read.source.handover_line, read.count.handover_tokens)
        for read in python
        if read.source.handover_line is not None
    )
    return Finding("code.handover_tokens", total, facts=facts)


PROBE = Probe(
    "code",
    13,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.USAGE, Dependence.KINDS}),
    static=True,
)
