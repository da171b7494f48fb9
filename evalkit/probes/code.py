"""code: how much has to be written, and how much of it recalled.

Motivation. The more code a workflow has, the more it costs to write, read and review. It also costs more if its author
must remember more of other people's code.

How. The standard library's tokenizer and parser read every file of an implementation. Comments, blank lines and
docstrings do not count. Code below '# evalkit: hand over' serves the checker, not the task, and has a metric of its
own. Other text files of an implementation add their lines that are neither blank nor comments. Concepts are the
distinct library symbols that the code uses, the keyword arguments passed to each, and the string keys of the
dictionaries that are handed to them; operators, decorators and base classes count as symbols. Keys count the same in a
dictionary, in a literal text for a parser (protobuf's text format, YAML, JSON, TOML, INI) and in a file in one of these
languages beside the script; values do not. A recorded, verified run shows which calls take place. If there is no
recording, the probe reads the calls from the source, and the evidence says why. It always reads keys from the source.
Keys in a text or a file count as the tool's own, because the parser only passes them on. A chain's links are its dotted
names: `a.b(x).c.append(y)` has three; arguments are chains of their own. Required arguments are the parameters without
a default of each distinct callable that the code calls; if a callable is unknown, the written positional arguments
count instead. Cognitive complexity is complexipy's, summed over functions and the module level. Dead code (behind `if
False:` or a return, or in functions that nothing names) does not count for the last four.

Units. `code.concepts` and `code.own_concepts` in concepts, `code.lines` in logical lines, `code.tokens` and
`code.handover_tokens` in Python tokens, `code.files` in files, `code.chain_depth` in links, `code.required_arguments` in
parameters, `code.cognitive_complexity` in points.

Validity. Size is a proxy for effort, from one author's implementation each: a rubric's entry gives it a spread, and a
difference of a few tokens means nothing. Line counts agree with radon, lizard and cloc where these leave docstrings
out. The source does not show types that only a run knows. An unresolved symbol is '?.name', so the same method of two
types counts once, and an operator counts even if its operand may be a plain number. A text that the code makes at run
time, or that its parser refuses, shows no keys. Cognitive complexity is near 0 for code that only joins calls.

How it can be gamed. An author can golf: tokens show several statements in a line, and concepts show short names. An
author can move work below the hand-over line; `evalkit check` limits that part to 30 % of a file and forbids imports
and computation there. Arguments passed by position hide keywords, but count as required arguments.

What to do about a bad value. Compare the code with the baseline's and look for what the tool makes you say twice. The
list of concepts shows which belong to the tool and which to everybody.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evalkit.model import Direction, Fact, Implementation, LevelRule, Metric, Status, Usage, Use
from evalkit.model.facts import (
    Complexity,
    Counted,
    FunctionPoints,
    HandedOver,
    Origin,
    Place,
)
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.probes.required_arguments import required_arguments
from evalkit.probes.usage.concepts import concepts_of, uses_of
from evalkit.probes.usage.source_keys import is_in_text, with_keys
from evalkit.source.code_shape import Chain, above, complexity, longest_chain
from evalkit.source.live_code import live_code
from evalkit.source.local_modules import exported_names
from evalkit.source.reading import NotPython, Source, read_source, text_lines

METRICS = (
    Metric(
        "code.concepts",
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
        "code.lines",
        "Logical lines",
        "lines",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Lines of code above the hand-over line, without comments, blank lines and docstrings.",
        effort=True,
    ),
    Metric(
        "code.tokens",
        "Tokens",
        "tokens",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Python tokens above the hand-over line, without comments, docstrings and layout.",
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


Read = tuple[Path, Source, ast.Module]
"""A Python file, what counts in it, and its live tree above the hand-over mark."""


def observe(question: Question) -> tuple[Finding, ...]:
    """Count one implementation; raises `CannotTell` where a file is not Python."""
    implementation = question.implementation
    python, others = _read(question)
    tokens = sum(source.tokens for _, source, _ in python)
    lines = sum(len(source.lines) for _, source, _ in python) + sum(count for _, count in others)
    in_files = tuple(Counted(count, "lines", file=question.name_of(file)) for file, count in others)
    return (
        *_concepts(question, python),
        Finding("code.lines", lines, facts=_each(python, question, "lines") + in_files),
        Finding("code.tokens", tokens, facts=_each(python, question, "tokens")),
        Finding("code.files", len(implementation.files), facts=_places(question)),
        _handover(python, question),
        _chain_depth(python, question),
        _complexity(python, question),
    )


def _read(question: Question) -> tuple[list[Read], list[tuple[Path, int]]]:
    sources: dict[Path, Source] = {}
    others: list[tuple[Path, int]] = []
    for file in question.implementation.files:
        text = file.read_text(encoding="utf-8", errors="replace")
        if file.suffix != ".py":
            others.append((file, len(text_lines(text, file.suffix))))
            continue
        try:
            sources[file] = read_source(text)
        except NotPython as error:
            raise CannotTell(f"{question.name_of(file)}:{error.line}:{error.column}: {error}") from None
    return [(file, source, _live(file, sources, question.implementation)) for file, source in sources.items()], others


def _live(file: Path, sources: Mapping[Path, Source], implementation: Implementation) -> ast.Module:
    used = exported_names(file.stem, [source.tree for other, source in sources.items() if other != file])
    exported = frozenset[str]() if used is None and file == implementation.main else used
    return above(live_code(sources[file].tree, exported).tree, sources[file].handover_line)


def _concepts(question: Question, python: Sequence[Read]) -> tuple[Finding, ...]:
    names = ("code.concepts", "code.own_concepts", "code.required_arguments")
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
    trees = {question.name_of(file): source.tree for file, source, _ in python}
    required = required_arguments(usage, trees)
    return (
        Finding(names[0], len(every), facts=(known, *(use for _, use in uses_of(every).items()))),
        owned,
        Finding(names[2], sum(one.count for one in required), facts=(known, *required)),
    )


def origin_of(usage: Usage, level: str | None = None) -> Origin:
    """How the API that an implementation uses is known."""
    return Origin(usage.recorded, level, usage.reason if not usage.recorded else "")


def _is_own(use: Use, packages: Iterable[str]) -> bool:
    """Whether a use is one of the tool's own packages; a key in a text is, since its parser only stands between."""
    names = (use.package, use.symbol)
    return is_in_text(use) or any(name == own or name.startswith(f"{own}.") for own in packages for name in names)


def _chain_depth(python: Sequence[Read], question: Question) -> Finding:
    chains: list[tuple[Path, Chain]] = [(file, chain) for file, _, tree in python if (chain := longest_chain(tree))]
    if not chains:
        return Finding("code.chain_depth", 0, facts=_places(question))
    file, longest = max(chains, key=lambda each: each[1].links)
    place = Place(question.name_of(file), (longest.line, longest.end_line), longest.text)
    return Finding("code.chain_depth", longest.links, facts=(place,))


def _complexity(python: Sequence[Read], question: Question) -> Finding:
    total, facts = 0, []
    for file, _, tree in python:
        try:
            counted = complexity(tree)
        except Exception as error:
            reason = f"complexipy could not read {question.name_of(file)}: {error}"
            return Finding("code.cognitive_complexity", status=Status.PROBE_ERROR, reason=reason)
        total += sum(points for _, points in counted)
        functions = tuple(FunctionPoints(name, points) for name, points in counted if points)
        facts.append(Complexity(question.name_of(file), functions))
    return Finding("code.cognitive_complexity", total, facts=tuple(facts))


def _places(question: Question) -> tuple[Fact, ...]:
    one = question.implementation
    files = one.files or ((one.unsupported,) if one.unsupported else ())
    return tuple(Place(question.name_of(file)) for file in files)


def _each(python: Sequence[Read], question: Question, what: str) -> tuple[Fact, ...]:
    found = []
    for file, source, _ in python:
        if source.lines:
            count = len(source.lines) if what == "lines" else source.tokens
            span = (source.lines[0], source.lines[-1])
            found.append(Counted(count, what, file=question.name_of(file), lines=span))
    return tuple(found)


def _handover(python: Sequence[Read], question: Question) -> Finding:
    total = sum(source.handover_tokens for _, source, _ in python)
    facts = tuple(
        HandedOver(question.name_of(file), s.handover_line, s.handover_tokens)
        for file, s, _ in python
        if s.handover_line is not None
    )
    return Finding("code.handover_tokens", total, facts=facts)


PROBE = Probe("code", 3, Scope.IMPLEMENTATION, observe, METRICS, depends=frozenset({Dependence.USAGE}), static=True)
