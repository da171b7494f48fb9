"""The share of a rubric's panel that can stand beside something, and what is said of each tool of it."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.utils import canonicalize_name

from evalkit.environments import ResolverAnswer, Shared, main_distribution
from evalkit.model import Adapter, Fact, Status
from evalkit.model.facts import PairResolution
from evalkit.probes.finding import Finding

MOST_UNKNOWN = 0.2
"""Share of the panel that may be not known before a metric is not measured."""


def share_of(metric: str, answers: Iterable[bool | None], facts: tuple[Fact, ...]) -> Finding:
    """The share of answers that are yes among those that are known; one that is not known is None."""
    answers = list(answers)
    known = [answer for answer in answers if answer is not None]
    unknown = len(answers) - len(known)
    if unknown > MOST_UNKNOWN * len(answers):
        reason = f"of {unknown} of the panel's {len(answers)} tools it is not known, which is more than a fifth"
        return Finding(metric, status=Status.PROBE_ERROR, reason=reason, facts=facts)
    return Finding(metric, sum(known) / len(known), facts=facts)


def installs(shared: Shared) -> bool | None:
    """Whether it has a solution; None where that is not known."""
    return None if shared.outcome is ResolverAnswer.UNKNOWN else shared.outcome is ResolverAnswer.INSTALLS


def pinned_pair(other: Adapter, shared: Shared) -> PairResolution:
    """What became of a tool of the panel at today's pins."""
    version = version_in(shared, distribution_of(other)) or ""
    return PairResolution(other.tool, shared.outcome, len(shared.distributions), version, sentence=shared.sentence)


def distribution_of(tool: Adapter) -> str:
    """The normalised name of the distribution that a tool is."""
    return canonicalize_name(main_distribution(tool).name)


def version_in(shared: Shared, distribution: str) -> str | None:
    """The version of a distribution in a resolution, by its normalised name."""
    return next((v for name, v in shared.distributions.items() if canonicalize_name(name) == distribution), None)
