"""boilerplate: what the tool makes you write again in every task.

Motivation. Code that every task of a tool repeats says nothing about the task. People copy it from the last project,
and must change it everywhere when the tool changes.

How. The probe takes the tool's implementation at level `adapt` for each task and splits it into statements; a compound
statement gives its header only. It replaces names that are neither imported nor built in by `_`, imported names by what
they stand for, and strings by 'S'. It keeps statements that are compound, import, use an imported name or pass a
keyword. Each line of a text in another language (SQL, YAML and the like) is a statement of its own, compared as it
stands. It leaves out dead code and all code below '# evalkit: hand over'. For each pair of tasks, it counts the
statements that both contain, as often as in the task that has fewer of them; a module that both use counts as part of
each. The metric is the mean number of tokens in these statements over all pairs of tasks.

Units. `code.boilerplate_tokens` in tokens as `code.tokens` counts them, for each pair of tasks.

Validity. Short headers such as `try:` recur everywhere and count for every tool alike. Tasks also resemble each other
for reasons of their own. Comments, layout, dead code and the names of locals change nothing.

How it can be gamed. An author can write the same thing differently in each task. Moving it into a module does not help,
because the module counts as part of each task.

What to do about a bad value. Look for a shorter way to start the tool, or write a module of your own for its set-up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from evalkit.model import Direction, Implementation, LevelRule, Metric, Status
from evalkit.model.facts import Recurrence
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes.dsls.detector import find_in_python
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Dependence, Probe, Question, Scope
from evalkit.probes.python_texts import python_texts
from evalkit.source.local_modules import Exports, local_modules
from evalkit.source.statements import Statement, normalised

METRICS = (
    Metric(
        "code.boilerplate_tokens",
        "Boilerplate",
        "tokens",
        Direction.LESS,
        LevelRule.TOOL,
        "Tokens of the statements that occur in two tasks of the tool at level adapt, as the mean over all pairs of its tasks. It does not apply to a tool with a single task.",
        zero=True,
        effort=True,
    ),
)


METRIC = "code.boilerplate_tokens"


@dataclass(frozen=True, slots=True)
class Written:
    """One telling statement of one task, and the file it stands in."""

    file: Path
    statement: Statement


def observe(question: Question) -> tuple[Finding, ...]:
    """Compare the tasks of a tool; with fewer than two, nothing can recur, and the metric does not apply."""
    chosen = [one for one in question.implementations if one.level == USUAL_LEVEL and one.main is not None]
    if len(chosen) < 2:
        reason = f"only code for two tasks at {USUAL_LEVEL} can repeat itself; this tool has it for {'one' if chosen else 'none'}"
        return (Finding(METRIC, status=Status.NOT_APPLICABLE, reason=reason),)
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
    texts, _ = python_texts(one, local_modules(one), question.name_of)
    exports = Exports(one, {each.file: each.source.tree for each in texts})
    found = []
    for each in texts:
        statements = normalised(each.text, exports.of(each.file), find_in_python(each.text).embedded)
        found += [Written(each.file, statement) for statement in statements if statement.is_telling]
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
    9,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset[Dependence](),
    family="code",
    static=True,
    levels=(USUAL_LEVEL,),
)
