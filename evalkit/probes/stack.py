"""stack: how many environments a whole stack needs, and which other tools fit into it.

Motivation. A team installs a whole stack, not one tool. Tools that conflict must run in separate environments and
exchange files, and somebody must build, patch and explain each environment. A tool that fits beside one tool need not
fit beside all of them.

How. The probe takes each tool once, pinned as its adapter pins it, with its companions for the tasks that the stack
chose it for. uv resolves groups of them for this platform, with source distributions allowed, on each Python that an
adapter of the stack names. `stack.environments` is the smallest number of groups that hold all tools. The probe asks
about all tools together first. It then shrinks a conflict until no tool can leave without ending it, which shows what
forces a split. For each tool of such a conflict, it also asks which version would install beside the others.
`stack.coinstallable` is the share of the rubric's panel that resolves together with the whole stack, that tool pinned
as well, as `interop.coinstallable` has it for one tool; the stack's own tools are left out of the panel. If the stack
itself needs more than one environment, the share is 0, by conflict. After a failed build, without a network, or if the
index lacks a version, the answer is unknown: neither conflict nor solution. A number of environments that depends on
such an answer is not measured. The share leaves such tools of the panel out; if they are more than a fifth, it is not
measured. evalkit keeps answers for the calendar month.

Units. `stack.environments` counts environments; `stack.coinstallable` is a share between 0 and 1. Both stand beside a
stack's points and are not scored.

Validity. A group that resolves may still fail at import: metadata promises too much. evalkit runs every tool in an
environment of its own, so it never ran these tools together. It does not try a Python that no adapter of the stack
names. Pins are a choice: tools that were released together conflict if their adapters pin versions that do not match,
and the evidence says which versions would. The share depends on the panel: read the list.

How it can be gamed. A tool can declare loose requirements that nobody tested, or leave one undeclared. A rubric can
choose a panel of tools that conflict with nothing.

What to do about a bad value. Read what forces the split: often one distribution (protobuf, pyarrow, numpy) that two
tools want in different versions. Pin versions that match, choose another tool for one task, or keep two environments
and exchange files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from evalkit.environments import Fewest, Provisioner, Shared, Unavailable, asked_at_once, fewest, platform_tag
from evalkit.model import Adapter, Direction, Fact, LevelRule, Metric, Status
from evalkit.model.facts import Conflict, EnvironmentGroup, Pin, Pins, ResolverAnswer, Unpinned
from evalkit.model.plain_text import joined
from evalkit.probes.finding import Finding
from evalkit.probes.panel import distribution_of, installs, pinned_pair, share_of, version_in
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope

ENVIRONMENTS, COINSTALLABLE = "stack.environments", "stack.coinstallable"
"""The names of both metrics."""

METRICS = (
    Metric(
        ENVIRONMENTS,
        "Environments it needs",
        "environments",
        Direction.LESS,
        LevelRule.STACK,
        "Smallest number of environments for all tools of the stack with their pinned versions, including companions.",
    ),
    Metric(
        COINSTALLABLE,
        "Can share its environment",
        "share",
        Direction.MORE,
        LevelRule.STACK,
        "Share of the tools in the rubric's panel that the resolver can install together with the whole stack, all at their pinned versions.",
        zero=True,
    ),
)


@dataclass(frozen=True, slots=True)
class _Answer:
    shared: Shared
    python: str
    """The one that it resolved on, where it did."""


@dataclass(slots=True)
class _Resolver:
    """Resolves groups of the stack's tools on each of the stack's Pythons, each group once."""

    tools: Sequence[Adapter]
    environments: Provisioner
    tell: Callable[[str], None]
    known: dict[tuple[str, ...], _Answer] = field(default_factory=dict)

    def group(self, names: tuple[str, ...]) -> _Answer:
        if names not in self.known:
            self.tell(f"{joined(names)} in one environment")
            tools = [tool for tool in self.tools if tool.tool in names]
            self.known[names] = self._on_any(tools, lambda python: self.environments.on_python(tools, python))
        return self.known[names]

    def all_beside(
        self, pairs: Sequence[tuple[Sequence[Adapter], Adapter]], told: Iterable[str], *, free: bool = False
    ) -> list[Shared]:
        """Other tools, each in one environment with some of the stack's: pinned too, or in any version."""
        answers = asked_at_once([partial(self._beside, hosts, other, free=free) for hosts, other in pairs])
        found = []
        with closing(answers):
            for text in told:
                self.tell(text)
                found.append(next(answers))
        return found

    def _beside(self, hosts: Sequence[Adapter], other: Adapter, *, free: bool) -> Shared:

        def ask(python: str) -> Shared:
            return self.environments.together(hosts, other, python=python, free=free)

        return self._on_any(hosts, ask).shared

    def _on_any(self, tools: Iterable[Adapter], ask: Callable[[str], Shared]) -> _Answer:
        """A solution on any of the Pythons; a conflict only where there is one on all of them."""
        answers: dict[str, Shared] = {}
        for python in dict.fromkeys(tool.python for tool in (*tools, *self.tools)):
            try:
                answers[python] = ask(python)
            except Unavailable as unavailable:
                answers[python] = Shared(ResolverAnswer.UNKNOWN, sentence=unavailable.reason)
            if answers[python].outcome is ResolverAnswer.INSTALLS:
                return _Answer(answers[python], python)
        worst = ResolverAnswer.CONFLICT if all(map(_conflicts, answers.values())) else ResolverAnswer.UNKNOWN
        of_worst = {python: shared.sentence for python, shared in answers.items() if shared.outcome is worst}
        said = [f"on Python {python}: {sentence}" for python, sentence in of_worst.items()]
        sentence = "; ".join(said) if len(answers) > 1 else next(iter(of_worst.values()))
        return _Answer(Shared(worst, sentence=sentence), "")


def observe(question: Question) -> tuple[Finding, ...]:
    """Resolve the tools of one stack together, in as few environments as will do, and with each tool of the panel."""
    tools, facilities = question.stack, question.facilities
    if not tools or facilities is None:
        raise CannotTell("nothing may be resolved here: there are no adapters, or no network to ask")
    resolver = _Resolver(tools, facilities.environments, facilities.tell)
    found = fewest([tool.tool for tool in tools], lambda names: installs(resolver.group(names).shared))
    how = Pins(tuple(Pin(tool.tool, tool.requires) for tool in tools), platform_tag())
    return (_environments(found, resolver, how), _coinstallable(found, resolver, facilities, how))


def _environments(found: Fewest, resolver: _Resolver, how: Pins) -> Finding:
    placed = (
        _group(place, len(found.groups), names, resolver.group(names))
        for place, names in enumerate(found.groups, start=1)
    )
    apart = (fact for names in found.conflicts for fact in _conflict(names, resolver))
    facts = (how, *placed, *apart)
    if found.groups:
        return Finding(ENVIRONMENTS, float(len(found.groups)), facts=facts)
    return Finding(ENVIRONMENTS, status=Status.PROBE_ERROR, reason=_why_open(found, resolver), facts=facts)


def _conflict(names: tuple[str, ...], resolver: _Resolver) -> Iterator[Fact]:
    """What forces a split, and which version of each tool would stand beside the others: pins are a choice."""
    yield Conflict(names, resolver.group(names).shared.sentence)
    tools = [tool for tool in resolver.tools if tool.tool in names]
    freed = [([tool for tool in tools if tool is not free], free) for free in tools if len(tools) > 1]
    names_beside = [tuple(host.tool for host in hosts) for hosts, _ in freed]
    told = (
        f"{joined(beside)} with any version of {free.tool}"
        for beside, (_, free) in zip(names_beside, freed, strict=True)
    )
    answers = resolver.all_beside(freed, told, free=True)
    for (_, free), beside, shared in zip(freed, names_beside, answers, strict=True):
        version = version_in(shared, distribution_of(free)) or ""
        yield Unpinned(free.tool, beside, shared.outcome, version, shared.sentence)


def _why_open(found: Fewest, resolver: _Resolver) -> str:
    for names in found.conflicts:
        if len(names) == 1:
            return f"{names[0]} has no solution even by itself: {resolver.group(names).shared.sentence}"
    least = f"it needs at least {found.at_least}, and " if found.at_least > 1 else ""
    if found.unknown:
        sentence = resolver.group(found.unknown).shared.sentence
        return f"{least}whether {joined(found.unknown)} can be installed together is not known: {sentence}"
    return f"{least}to find the fewest for {len(resolver.tools)} tools takes more resolutions than evalkit asks for"


def _coinstallable(found: Fewest, resolver: _Resolver, facilities: Facilities, how: Pins) -> Finding:
    names = tuple(tool.tool for tool in resolver.tools)
    others = [other for other in facilities.panel if other.tool not in names]
    if not others:
        reason = "the rubric's panel names no tool beside those of the stack"
        return Finding(COINSTALLABLE, status=Status.PROBE_ERROR, reason=reason)
    if found.conflicts:
        needed = f"{len(found.groups)} environments" if found.groups else "more than one environment"
        itself = Shared(ResolverAnswer.CONFLICT, sentence=f"the stack itself needs {needed}")
        answers = [itself] * len(others)
    elif not found.groups:
        whole = resolver.group(names).shared.sentence
        reason = f"whether the stack itself can stand in one environment is not known: {whole}"
        return Finding(COINSTALLABLE, status=Status.PROBE_ERROR, reason=reason, facts=(how,))
    else:
        told = (f"{joined(names)} with {other.tool}: {at} of {len(others)}" for at, other in enumerate(others, start=1))
        answers = resolver.all_beside([(resolver.tools, other) for other in others], told)
    pairs = (pinned_pair(other, shared) for other, shared in zip(others, answers, strict=True))
    return share_of(COINSTALLABLE, map(installs, answers), (how, *pairs))


def _group(number: int, of: int, names: tuple[str, ...], answer: _Answer) -> EnvironmentGroup:
    if answer.shared.outcome is ResolverAnswer.INSTALLS:
        return EnvironmentGroup(number, of, names, answer.python, len(answer.shared.distributions))
    return EnvironmentGroup(number, of, names)


def _conflicts(shared: Shared) -> bool:
    return shared.outcome is ResolverAnswer.CONFLICT


PROBE = Probe(
    "stack",
    2,
    Scope.STACK,
    observe,
    METRICS,
    depends=frozenset({Dependence.PANEL, Dependence.MONTH}),
    family="interop",
)
