"""interop: which other tools can share an environment with this one.

Motivation. A workflow uses several tools at once. If two tools conflict, a team must run them in separate environments
that exchange files. If a tool forces others back to old versions, their documentation no longer fits.

How. For each other tool of the rubric's panel, uv resolves the requirements of both adapters together, for the tool's
own Python and this platform, with source distributions allowed. The tool stays pinned as its adapter pins it. First, uv
resolves with the other tool pinned as well ('today's pins'): `interop.coinstallable` is the share of the panel for
which there is a solution. A pin that does not fit the tool's Python counts as a conflict too. Then uv resolves without
the versions in the other tool's requirements (extras and markers stay): `interop.lag` is the share of the panel whose
version is then older than in that tool's own lock, or which has no solution at any version. The probe compares the
distribution that the other adapter names first. After a failed build, without a network, or if the index lacks a
version, the answer is unknown: neither conflict nor solution. The shares leave such tools out; if they are more than a
fifth of the panel, the metric is not measured. The panel leaves out the tool itself. evalkit keeps answers for the
calendar month.

Units. Both are shares between 0 and 1.

Validity. A set that resolves may still fail at import: metadata promises too much (TFDV 1.16.1 does not declare dill).
The share depends on the panel: read the list, not only the number. Lag counts how many tools fall behind, not how far,
because releases have no common distance; the evidence lists the versions.

How it can be gamed. A tool can declare loose requirements that nobody tested, which resolve and then break. An adapter
can pin an old version with looser requirements, but must justify the pin.

What to do about a bad value. Read the resolver's sentences: often one distribution (protobuf, pyarrow, numpy) causes
most conflicts. Give the tool an environment of its own and exchange files.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from packaging.version import InvalidVersion, Version

from evalkit.environments import Provisioner, Shared, Unavailable, asked_at_once, platform_tag
from evalkit.model import Adapter, Direction, LevelRule, Metric
from evalkit.model.facts import PairResolution, Pin, Pins, ResolverAnswer
from evalkit.probes.finding import Finding
from evalkit.probes.panel import distribution_of, installs, pinned_pair, share_of, version_in
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope

METRICS = (
    Metric(
        "interop.coinstallable",
        "Can share an environment",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of the tools in the rubric's panel that the resolver can install together with the tool, all at their pinned versions.",
        zero=True,
    ),
    Metric(
        "interop.lag",
        "Tools held back to older versions",
        "share",
        Direction.LESS,
        LevelRule.TOOL,
        "Share of the panel's tools that get an older version than in their own lock if they share an environment with the tool.",
        zero=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """The tool and one other: resolved with the other's pins, and with the other free.

    `own` is the version of the other tool in its own lock, None where that cannot be had.
    """

    other: Adapter
    pinned: Shared
    free: Shared
    own: str | None

    @property
    def distribution(self) -> str:
        """The name of the distribution that the other tool is."""
        return distribution_of(self.other)

    @property
    def shared(self) -> str | None:
        """The other tool's version in the free resolution."""
        return version_in(self.free, self.distribution)

    @property
    def falls_behind(self) -> bool | None:
        """Whether sharing holds the other tool back; None where that is not known."""
        if self.free.outcome is ResolverAnswer.CONFLICT:
            return True
        if self.shared is None or self.own is None:
            return None
        try:
            return Version(self.shared) < Version(self.own)
        except InvalidVersion:
            return None


def observe(question: Question) -> tuple[Finding, ...]:
    """Resolve one tool with each other tool of the panel."""
    tool, facilities = question.adapter, question.facilities
    if tool is None or facilities is None:
        raise CannotTell("nothing may be resolved here: there is no adapter, or no network to ask")
    others = [other for other in facilities.panel if other.tool != tool.tool]
    if not others:
        raise CannotTell("the rubric's panel names no other tool")
    pairs = tuple(_pairs(tool, others, facilities))
    how = Pins((Pin(tool.tool, tool.requires),), platform_tag(), tool.python)
    return (_coinstallable(pairs, how), _lag(pairs, how))


def _pairs(tool: Adapter, others: Sequence[Adapter], facilities: Facilities) -> Generator[Pair, None, None]:
    answers = asked_at_once([partial(_together, tool, other, facilities.environments) for other in others])
    with closing(answers):
        for place, other in enumerate(others, start=1):
            facilities.tell(f"{tool.tool} with {other.tool}: {place} of {len(others)}")
            free, pinned = next(answers)
            yield Pair(other, pinned, free, _own_version(other, facilities.environments))


def _together(tool: Adapter, other: Adapter, environments: Provisioner) -> tuple[Shared, Shared]:
    """Resolve a tool with another one, first free and then pinned: the first fills the cache that may answer the second."""
    try:
        return environments.together((tool,), other, free=True), environments.together((tool,), other, free=False)
    except Unavailable as unavailable:
        unknown = Shared(ResolverAnswer.UNKNOWN, sentence=unavailable.reason)
        return unknown, unknown


def _own_version(other: Adapter, environments: Provisioner) -> str | None:
    try:
        return environments.lock(other).distributions.get(distribution_of(other))
    except Unavailable:
        return None


def _coinstallable(pairs: Sequence[Pair], how: Pins) -> Finding:
    facts = (how, *(pinned_pair(pair.other, pair.pinned) for pair in pairs))
    return share_of("interop.coinstallable", [installs(pair.pinned) for pair in pairs], facts)


def _lag(pairs: Sequence[Pair], how: Pins) -> Finding:
    facts = (how, *map(_freed_pair, pairs))
    return share_of("interop.lag", [pair.falls_behind for pair in pairs], facts)


def _freed_pair(pair: Pair) -> PairResolution:
    return PairResolution(
        pair.other.tool,
        pair.free.outcome,
        len(pair.free.distributions),
        pair.shared or "",
        free=True,
        own_version=pair.own or "",
        falls_behind=pair.falls_behind,
        sentence=pair.free.sentence,
    )


PROBE = Probe(
    "interop",
    2,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.ENVIRONMENT, Dependence.PANEL, Dependence.MONTH}),
)
