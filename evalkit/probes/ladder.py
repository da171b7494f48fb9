"""ladder: how much the first level demands, and how steep the next steps are.

Motivation. A tool with progressive complexity demands little at first, and the code for the paved path stays when the
task grows. Other tools demand everything at once, or a fresh start at the first change.

How. Concepts are those of `code.concepts` (a library's symbol, a keyword argument of a callable, a string key of a
configuration, be that a dictionary, a text that is parsed or a file), from the recording of each level's run or, if the
evidence says so, from the source. The rungs are hello to adapt and adapt to stretch; reaching hello is no rung. If a
level is missing, the rung leads from the level below it to the one above. The new concepts of a rung are those that no
lower level used. The changed share of a rung is the share of the lower level's statements (as for boilerplate: headers
only of compound ones, local names and strings blanked) that are gone in the upper one; additions alone cost nothing.

Units. `ladder.first_concepts` and `ladder.steepest_concepts` in concepts, `ladder.hello_engines` in distributed engines
(evalkit/probes/dsls/known/engines.yaml), `ladder.changed_share` a share between 0 and 1, mean over the rungs.

Validity. One author wrote each of the three scripts. The levels of one task are steps of that task, not of learning in
general. If hello's run could not be recorded, the probe sees only imports, and no engines that the tool loads by
itself.

How it can be gamed. An author can write hello in the style that stretch needs (more concepts at first, fewer changes
later), or the other way round; the two figures stand side by side and show it. A tool can load an engine in a child
process.

What to do about a bad value. Read the learning curve: it lists each level's new concepts by name and line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.model import Direction, Fact, Implementation, LevelRule, Metric, Status, Usage, Use
from evalkit.model.facts import Engines, LevelConcepts, Origin, Place, Rewritten, UnsupportedLevel
from evalkit.probes.dsls.known_names import known_engines
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.probes.surviving_statements import Statement, gone, gone_facts, statements_of
from evalkit.probes.usage.concepts import Concept, concepts_of, uses_of
from evalkit.probes.usage.source_keys import with_keys

METRICS = (
    Metric(
        "ladder.first_concepts",
        "Concepts to begin with",
        "concepts",
        Direction.LESS,
        LevelRule.TOGETHER,
        "Concepts that the hello implementation uses.",
        zero=True,
        effort=True,
    ),
    Metric(
        "ladder.hello_engines",
        "Distributed engines at hello",
        "engines",
        Direction.LESS,
        LevelRule.TOGETHER,
        "Distributed engines that the hello implementation loads.",
        zero=True,
    ),
    Metric(
        "ladder.steepest_concepts",
        "Most new concepts at one level",
        "concepts",
        Direction.LESS,
        LevelRule.TOGETHER,
        "Largest number of new concepts from one level to the next.",
        zero=True,
        effort=True,
    ),
    Metric(
        "ladder.changed_share",
        "Rewritten from level to level",
        "share",
        Direction.LESS,
        LevelRule.TOGETHER,
        "Share of the statements of a level that are gone at the next level, as the mean over the steps between levels.",
        zero=True,
        effort=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Rung:
    """The step from one level to the next: what no lower level used, and what of the level below did not stay."""

    lower: str
    upper: str
    new: tuple[Concept, ...]
    gone: tuple[Statement, ...]
    of: int

    @property
    def changed_share(self) -> float:
        """How much of the level below is gone, between 0 and 1."""
        return len(self.gone) / self.of if self.of else 0.0


def observe(question: Question) -> tuple[Finding, ...]:
    """Measure the levels of one task in one tool that are written, lowest first."""
    written = [one for one in question.implementations if one.main is not None]
    if not written or written[0].level != "hello":
        if lacking := next((one for one in question.implementations if one.level == "hello"), None):
            return _cannot(question, lacking)
        raise CannotTell("hello is not written: there is nothing to begin with")
    usages = [question.usage_of(one) for one in written]
    keyed = (with_keys(usage, one, question.name_of) for one, usage in zip(written, usages, strict=True))
    concepts = [concepts_of(usage) for usage in keyed]
    origins = tuple(_origins(question, written, usages))
    curve = _curve(written, concepts)
    first = Finding(
        "ladder.first_concepts", len(concepts[0]), facts=(curve[0], *uses_of(concepts[0]).values(), *origins)
    )
    return (first, _engines(question, written[0], usages[0]), *_rungs(question, written, concepts, (*curve, *origins)))


def rungs(
    levels: Sequence[tuple[str, Sequence[Statement], Collection[Concept]]],
) -> tuple[Rung, ...]:
    """The steps between levels, lowest first, each given as its name, its statements and its concepts in order."""
    known: set[Concept] = set()
    steps = []
    for (lower, before, below), (upper, after, here) in pairwise(levels):
        known.update(below)
        new = tuple(concept for concept in here if concept not in known)
        steps.append(Rung(lower, upper, new, gone(before, after), len(before)))
    return tuple(steps)


def _rungs(
    question: Question,
    written: Sequence[Implementation],
    concepts: Sequence[dict[Concept, tuple[Use, ...]]],
    curve: tuple[Fact, ...],
) -> tuple[Finding, ...]:
    if len(written) == 1:
        lacking = next((one for one in question.implementations if one.unsupported), None)
        status = Status.UNSUPPORTED if lacking else Status.PROBE_ERROR
        reason = f"hello is the only level {'that the tool can do' if lacking else 'that is written'}: no rung to climb"
        facts = (*_why(question, lacking), *curve)
        return tuple(
            Finding(metric, status=status, reason=reason, facts=facts)
            for metric in ("ladder.steepest_concepts", "ladder.changed_share")
        )
    texts = (statements_of(one, question.name_of) for one in written)
    names = (one.level for one in written)
    steps = rungs(tuple(zip(names, texts, concepts, strict=True)))
    changed = sum(step.changed_share for step in steps) / len(steps)
    return (
        Finding("ladder.steepest_concepts", max(len(step.new) for step in steps), facts=curve),
        Finding("ladder.changed_share", changed, facts=tuple(fact for step in steps for fact in _changes(step))),
    )


def _changes(step: Rung) -> tuple[Fact, ...]:
    return (Rewritten(step.lower, step.upper, len(step.gone), step.of), *gone_facts(step.gone))


def _engines(question: Question, hello: Implementation, usage: Usage) -> Finding:
    loaded = sorted({module.partition(".")[0] for module in usage.modules} & known_engines().keys())
    place = question.name_of(hello.main) if hello.main else None
    return Finding("ladder.hello_engines", len(loaded), facts=(Engines(tuple(loaded), usage.recorded, place),))


def _curve(
    written: Sequence[Implementation], concepts: Sequence[dict[Concept, tuple[Use, ...]]]
) -> tuple[LevelConcepts, ...]:
    """The learning curve, one fact a level: how many concepts, and which of them no lower level used."""
    known: set[Concept] = set()
    curve = []
    for one, here in zip(written, concepts, strict=True):
        new = tuple(use for concept, use in uses_of(here).items() if concept not in known)
        curve.append(LevelConcepts(one.level, len(here), new))
        known.update(here)
    return tuple(curve)


def _origins(question: Question, written: Sequence[Implementation], usages: Sequence[Usage]) -> Iterator[Fact]:
    """How each level's concepts are known, and which levels the tool cannot do."""
    for one, usage in zip(written, usages, strict=True):
        yield Origin(usage.recorded, one.level, usage.reason)
    for one in question.implementations:
        if one.unsupported:
            yield UnsupportedLevel(one.level, question.name_of(one.unsupported))


def _why(question: Question, one: Implementation | None) -> tuple[Fact, ...]:
    return (Place(question.name_of(one.unsupported)),) if one is not None and one.unsupported else ()


def _cannot(question: Question, hello: Implementation) -> tuple[Finding, ...]:
    reason = "the tool cannot do hello, with which the ladder begins"
    return tuple(
        Finding(metric, status=Status.UNSUPPORTED, reason=reason, facts=_why(question, hello))
        for metric in PROBE.metrics
    )


PROBE = Probe(
    "ladder",
    11,
    Scope.CELL,
    observe,
    METRICS,
    depends=frozenset({Dependence.USAGE}),
    static=True,
)
