"""boilerplate: what the tool makes you write again in every task.

Motivation. Code that stands in every task of a tool says nothing about the task. It is what people copy from the last
project, and what they have to change everywhere when the tool changes.

How. The implementations of a tool at level `adapt`, one for each task, are split into statements, headers only for
compound ones. Names that are neither imported nor built in become `_`, imported ones what they stand for, strings 'S'.
Kept are statements that are compound, import, use an imported name or pass a keyword; code that can never matter and
what stands below '# evalkit: hand over' are left out. Of each two tasks, the statements that stand in both recur, as
often as in the one that has fewer of them; a module that both use is counted as part of each. The metric is the mean
over the pairs of tasks of the tokens that recur.

Units. `code.boilerplate_tokens` in Python tokens, for each pair of tasks.

Validity. Short headers such as `try:` recur everywhere and are counted for every tool alike; the tasks of one tool are
like each other for their own reasons too. Comments, layout, dead code and the names of locals change nothing.

How it can be gamed. By writing the same thing differently in each task. By moving it into a module of one's own: that
counts as part of each task, so it does not help.

What to do about a bad value. See whether the tool has a shorter way in, or write a module of your own for its set-up.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from evalkit.model import Direction, Implementation, LevelRule, Metric
from evalkit.model.facts import Recurrence
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.source.local_modules import exported_names, local_modules
from evalkit.source.reading import NotPython, read_source
from evalkit.source.statements import Statement, normalised

METRICS = (
    Metric(
        "code.boilerplate_tokens",
        "Boilerplate",
        "tokens",
        Direction.LESS,
        LevelRule.TOOL,
        "Tokens of the statements that recur in two tasks of the tool, mean over the pairs of its tasks, at adapt; not measured with fewer than two tasks.",
        zero=True,
        effort=True,
    ),
)


METRIC, LEVEL = "code.boilerplate_tokens", "adapt"


@dataclass(frozen=True, slots=True)
class Written:
    """One telling statement of one task, and the file it stands in."""

    file: Path
    statement: Statement


def observe(question: Question) -> tuple[Finding, ...]:
    """Compare the tasks of a tool; raises `CannotTell` where there are fewer than two."""
    chosen = [one for one in question.implementations if one.level == LEVEL and one.main is not None]
    if len(chosen) < 2:
        raise CannotTell(f"what recurs needs two tasks at {LEVEL}, and there is {len(chosen) or 'none'}")
    tasks = [_statements(one, question) for one in chosen]
    pairs = list(combinations(tasks, 2))
    mean = sum(recurring_tokens(one, other) for one, other in pairs) / len(pairs)
    return (Finding(METRIC, mean, facts=_recurrences(chosen, tasks, question)),)


def recurring_tokens(one: Sequence[Written], other: Sequence[Written]) -> int:
    """The tokens of the statements that stand in both of two tasks, as often as in the one that has fewer of them."""
    fewest: dict[str, int] = {}
    for written in (*one, *other):
        text, tokens = written.statement.text, written.statement.tokens
        fewest[text] = min(tokens, fewest.get(text, tokens))
    both = Counter(w.statement.text for w in one) & Counter(w.statement.text for w in other)
    return sum(fewest[text] * times for text, times in both.items())


def _statements(one: Implementation, question: Question) -> list[Written]:
    files = local_modules(one)
    texts = {file: file.read_text(encoding="utf-8", errors="replace") for file in files}
    trees: dict[Path, ast.Module] = {}
    for file, text in texts.items():
        try:
            trees[file] = read_source(text).tree
        except NotPython as error:
            place = f"{question.name_of(file)}:{error.line}:{error.column}"
            raise CannotTell(f"{place}: {error}") from None
    found = []
    for file, text in texts.items():
        used = exported_names(file.stem, [tree for other, tree in trees.items() if other != file])
        exported = frozenset[str]() if used is None and file == one.main else used
        found += [Written(file, s) for s in normalised(text, exported) if s.is_telling]
    return found


def _recurrences(
    chosen: Sequence[Implementation], tasks: Sequence[Sequence[Written]], question: Question
) -> tuple[Recurrence, ...]:
    where: defaultdict[str, set[int]] = defaultdict(set)
    for number, task in enumerate(tasks):
        for written in task:
            where[written.statement.text].add(number)
    found: dict[Recurrence, None] = {}
    for number, task in enumerate(tasks):
        for written in task:
            statement = written.statement
            others = tuple(chosen[other].task for other in sorted(where[statement.text] - {number}))
            if others:
                lines = (statement.line, statement.end_line)
                file = question.name_of(written.file)
                found[Recurrence(file, lines, statement.tokens, others, statement.text)] = None
    return tuple(found)


PROBE = Probe(
    "boilerplate",
    1,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset[Dependence](),
    family="code",
    static=True,
    levels=(LEVEL,),
)
