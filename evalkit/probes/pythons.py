"""pythons: which versions of Python the tool installs on.

Motivation. A team has one version of Python, or a few. If a tool does not support that version, it forces everybody to
another.

How. For each version that a rubric may require, uv resolves the tool's requirements, pinned as its adapter pins them,
for that Python on this platform; it leaves companions out. evalkit measures the tool on its own Python, where it is
installed already. If this machine has the other version's interpreter, uv uses it; otherwise the probe tells uv the
version, and downloads no interpreter. uv ignores upper bounds in `Requires-Python`, which pip obeys, so the probe reads
the tool's own bound in the environment. A conflict is a 0, with the resolver's own sentence. After a failed build,
without a network, or if the index lacks a version, the answer is unknown: neither 1 nor 0. evalkit keeps answers for
the calendar month.

Units. `setup.python_3_10` and its like are 1 or 0.

Validity. A set that resolves may still fail to build, to import or to work, because evalkit tries only the tool's own
Python. The probe does not see an upper bound of a dependency. The answer holds for the measured version; an older or
newer release of the tool may run on another Python, which does not help people who want this one.

How it can be gamed. A tool's metadata can promise more than anybody tested.

What to do about a bad value. Read the resolver's sentence: it names the distribution that conflicts, which is not
always the tool.
"""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from evalkit.environments import (
    Environment,
    Provisioner,
    ResolverAnswer,
    Shared,
    Unavailable,
    installed,
    main_distribution,
    platform_tag,
)
from evalkit.model import PYTHONS, Adapter, Direction, LevelRule, Metric, Status, python_metric
from evalkit.model.facts import PythonResolution
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    *(
        Metric(
            python_metric(version),
            f"Installs on Python {version}",
            "share",
            Direction.MORE,
            LevelRule.TOOL,
            f"1 if the resolver finds the adapter's pinned versions for Python {version} on this platform, 0 if they conflict.",
            zero=True,
        )
        for version in PYTHONS
    ),
)


_PATCHES = range(40)


def observe(question: Question) -> tuple[Finding, ...]:
    """Resolve one tool for every version of Python."""
    adapter, environment, facilities = question.adapter, question.environment, question.facilities
    if adapter is None or environment is None or facilities is None:
        raise CannotTell("nothing may be resolved here: there is no adapter, or no network to ask")
    found = []
    for version in PYTHONS:
        facilities.tell(f"{adapter.tool} for Python {version}")
        found.append(_found(adapter, version, environment, facilities.environments))
    return tuple(found)


def _found(adapter: Adapter, version: str, environment: Environment, environments: Provisioner) -> Finding:
    metric = python_metric(version)
    if version == adapter.python:
        measured = PythonResolution(version, ResolverAnswer.INSTALLS, measured_on=environment.python_version)
        return Finding(metric, 1.0, facts=(measured,))
    try:
        if refused := refused_by_metadata(main_distribution(adapter).name, version, environment):
            reason = f"{refused.refused_by} declares Requires-Python: {refused.requires_python}"
            return Finding(metric, 0.0, reason=reason, facts=(refused,))
        answer = environments.on_python((adapter,), version)
    except Unavailable as unavailable:
        answer = Shared(ResolverAnswer.UNKNOWN, sentence=unavailable.reason)
    facts = (
        PythonResolution(
            version,
            answer.outcome,
            requires=adapter.requires,
            platform=platform_tag(),
            distributions=len(answer.distributions),
            sentence=answer.sentence,
        ),
    )
    if answer.outcome is ResolverAnswer.INSTALLS:
        return Finding(metric, 1.0, facts=facts)
    if answer.outcome is ResolverAnswer.UNKNOWN:
        return Finding(metric, status=Status.PROBE_ERROR, reason=answer.sentence, facts=facts)
    return Finding(metric, 0.0, reason=answer.sentence, facts=facts)


def refused_by_metadata(name: str, version: str, environment: Environment) -> PythonResolution | None:
    """What the tool's own metadata say against a version of Python; None where they say nothing."""
    distribution = installed(name, environment)
    said = next(iter(distribution.metadata.get_all("Requires-Python") or ()), "") if distribution else ""
    try:
        asked = SpecifierSet(said)
    except InvalidSpecifier:
        return None
    if distribution is None or any(asked.contains(f"{version}.{patch}") for patch in _PATCHES):
        return None
    refused_by = f"{name} {distribution.version}"
    return PythonResolution(version, ResolverAnswer.CONFLICT, refused_by=refused_by, requires_python=str(said))


PROBE = Probe(
    "pythons",
    1,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.ENVIRONMENT, Dependence.MONTH}),
    family="setup",
)
