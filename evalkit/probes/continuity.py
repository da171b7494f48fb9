"""continuity: whether the tool is kept up, and whether a team may go on using it.

Motivation. A tool is adopted for years. Teams ask who maintains it, whether it follows Python, whether a version that
they install was withdrawn, and whether its licences let them stay. Comparisons of tools rarely measure any of this.

How. uv says which package index each locked distribution comes from: the user's, the adapter's own or uv's default. The
probe asks that index for its metadata, the simple API as JSON (PEP 691) with upload times (PEP 700). Proxies,
certificates and passwords are those that uv gets, but for passwords that only a keyring knows. A version counts as a
release if it is neither a pre-release (alpha, beta, candidate, development) nor yanked, which is said of a version if
all of its files are yanked. It was released when its first file was uploaded; a wheel that is added later makes nothing
newer. The newest release is the one that was uploaded last, even if it repairs an older series: somebody is still at
work.

For the newest Python, the probe goes through the versions that uv knows as released, from the newest down to the one
on which evalkit measures the tool. uv resolves the adapter's pinned requirements for each, without building anything
that is a wheel in the lock: what is built from source there has no wheel anywhere, and may be built here too. uv
ignores upper bounds in `Requires-Python`, which pip obeys, so the probe reads the tool's own bound in the environment.
The first version that resolves is the answer; the tool's own Python needs no question, because it is installed there.

For licences, the probe reads the metadata of every distribution of the lock in the installed environment, by the rules
of the probe `licence`. One that declares no licence, or none that is known, counts in the whole and not as open:
somebody has to read its files first. The evidence names those that declare another licence and those that are not
known apart.

evalkit asks again every calendar month. Without a network, or if the index answers in HTML alone, without upload times
or in any other form than the standards say, a metric that needs the answer is not measured, with the reason; that is
never the tool's fault. The same holds for the releases of a tool that is part of Python: no index lists Python. evalkit reads no answer of more than 100 MB.

Units. `continuity.release_age_days` in days. `continuity.releases_per_year` in releases: those of the last two years
(730 days), divided by two, also if the project is younger. `continuity.python_ceiling` is the minor version of Python
3: 13 is Python 3.13. `continuity.yanked` is a number of distributions. `continuity.licences` is a share of all locked
distributions, between 0 and 1.

Validity. A finished tool needs few releases, and many releases can mean much repair; read both figures together. They
are about the main distribution alone, the first in the adapter's `requires`. An answer is up to a month old. A set of
wheels that resolves installs, but evalkit runs it on the tool's own Python only. A platform other than this one may
have fewer wheels, or more. The answer about Python holds for the measured version; `why_not_newest` in the adapter says
why it is not a newer one. Vulnerabilities are not looked up: no index tells them in this form. A licence's text is
not read.

How it can be gamed. A maker can publish releases that change nothing, and promise in metadata what nobody tested. An
adapter can pin an old version that a newer Python does not suit, or leave a distribution out of `requires`; its file
shows that.

What to do about a bad value. Read the changelog of the last releases, and ask the maintainers what they plan. Replace a
yanked version: its reason says how urgent that is. Ask the people who decide about licences about those that the
evidence names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from evalkit.environments import (
    RELEASED_WITH_PYTHON,
    Environment,
    Lock,
    Provisioner,
    Published,
    Release,
    ResolverAnswer,
    Unanswered,
    Unavailable,
    installed,
    main_distribution,
    platform_tag,
)
from evalkit.model import PYTHON_3, Adapter, Direction, Fact, LevelRule, Metric, Status
from evalkit.model.facts import Counted, DistributionLicence, PublishedRelease, PythonResolution
from evalkit.probes.finding import Finding
from evalkit.probes.licence import declared, is_open
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.probes.pythons import refused_by_metadata

METRICS = (
    Metric(
        "continuity.release_age_days",
        "Age of the newest release",
        "days",
        Direction.LESS,
        LevelRule.TOOL,
        "Days since the tool's newest release was uploaded to its package index; pre-releases and yanked ones do not count.",
        zero=True,
    ),
    Metric(
        "continuity.releases_per_year",
        "Releases per year",
        "releases",
        Direction.MORE,
        LevelRule.TOOL,
        "Releases of the tool in the last two years, divided by two; pre-releases and yanked ones do not count.",
        zero=True,
    ),
    Metric(
        "continuity.python_ceiling",
        "Newest Python that it installs on",
        PYTHON_3,
        Direction.MORE,
        LevelRule.TOOL,
        "The newest released Python for which the adapter's pinned versions resolve from the wheels that they need.",
    ),
    Metric(
        "continuity.yanked",
        "Yanked distributions",
        "distributions",
        Direction.LESS,
        LevelRule.TOOL,
        "The locked distributions whose version the package index has yanked.",
        zero=True,
    ),
    Metric(
        "continuity.licences",
        "Distributions under open licences",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "Share of all locked distributions that declare a licence which the Open Source Initiative has approved; one that "
        "declares no known licence does not.",
        zero=True,
    ),
)

AGE, PACE, CEILING, YANKED, LICENCES = (metric.name for metric in METRICS)

_YEARS = 2
_CLOCKS_DIFFER = timedelta(days=1)
_MOST_NAMED = 5
_LONGEST_LICENCE = 200


def observe(question: Question, *, now: datetime | None = None) -> tuple[Finding, ...]:
    """Ask the package index about the tool and all that is locked with it, uv about Pythons, and metadata about licences."""
    adapter, environment, facilities = question.adapter, question.environment, question.facilities
    if adapter is None or environment is None or facilities is None:
        raise CannotTell("nothing may be asked here: there is no environment, or no network")
    try:
        main: str = canonicalize_name(main_distribution(adapter).name)
    except Unavailable as unavailable:
        raise CannotTell(unavailable.reason) from None
    facilities.tell(f"asking the package index about {adapter.tool} and its dependencies")
    lock = environment.lock
    published: Mapping[str, Published]
    try:
        published = facilities.environments.published(adapter, lock)
    except Unavailable as unavailable:
        published = dict.fromkeys(lock.distributions, Unanswered(unavailable.reason))
    by_name: dict[str, Published] = {canonicalize_name(name): answer for name, answer in published.items()}
    facilities.tell(f"looking for the newest Python for {adapter.tool}")
    name, of_main = main, by_name.get(main, Unanswered("the lock does not hold it"))
    if adapter.comes_with_python:  # the lock holds something else
        name, of_main = adapter.name, Unanswered(RELEASED_WITH_PYTHON)
    return (
        *_pace(name, of_main, now or datetime.now(tz=UTC)),
        _ceiling(adapter, environment, facilities.environments),
        _yanked(lock, by_name),
        _licences(environment),
    )


def _pace(main: str, published: Published, now: datetime) -> tuple[Finding, Finding]:
    """The age of the newest release, and how many there were in the last years."""
    if isinstance(published, Unanswered):
        return _not_told(AGE, main, published.reason), _not_told(PACE, main, published.reason)
    releases = [each for each in published if not each.yanked and not each.version.is_prerelease]
    times = [each.uploaded for each in releases if each.uploaded]
    if len(times) < len(releases):
        reason = "the package index does not say when files were uploaded (PEP 700)"
        return _not_told(AGE, main, reason), _not_told(PACE, main, reason)
    if times and max(times) > now + _CLOCKS_DIFFER:
        reason = "the package index says that a file was uploaded in the future"
        return _not_told(AGE, main, reason), _not_told(PACE, main, reason)
    latest_first = sorted(zip(times, releases, strict=True), key=lambda one: one[0], reverse=True)
    if not latest_first:
        return (
            _not_told(AGE, main, "it has nothing but pre-releases and yanked versions"),
            Finding(PACE, 0.0, reason=f"{main} has nothing but pre-releases and yanked versions"),
        )
    uploaded, newest = latest_first[0]
    age = max((now - uploaded) / timedelta(days=1), 0.0)
    since = now - timedelta(days=365 * _YEARS)
    recent = tuple(_fact(main, each) for moment, each in latest_first if moment >= since)
    return (
        Finding(AGE, age, facts=(_fact(main, newest),)),
        Finding(PACE, len(recent) / _YEARS, facts=recent),
    )


def _ceiling(adapter: Adapter, environment: Environment, environments: Provisioner) -> Finding:
    """The newest Python; every version that was tried is a fact."""
    own = adapter.python
    facts: list[Fact] = []
    try:
        newer = [version for version in environments.released_pythons() if _minor(version) > _minor(own)]
        for version in sorted(newer, key=_minor, reverse=True):
            if refused := refused_by_metadata(main_distribution(adapter).name, version, environment):
                facts.append(refused)
                continue
            answer = environments.from_wheels(adapter, environment.lock, version)
            facts.append(
                PythonResolution(
                    version,
                    answer.outcome,
                    requires=adapter.requires,
                    platform=platform_tag(),
                    distributions=len(answer.distributions),
                    sentence=answer.sentence,
                )
            )
            if answer.outcome is ResolverAnswer.INSTALLS:
                return Finding(CEILING, float(_minor(version)), facts=tuple(facts))
            if answer.outcome is ResolverAnswer.UNKNOWN:
                reason = f"it is not known for Python {version}: {answer.sentence}"
                return Finding(CEILING, status=Status.PROBE_ERROR, reason=reason, facts=tuple(facts))
    except Unavailable as unavailable:
        return Finding(CEILING, status=Status.PROBE_ERROR, reason=unavailable.reason, facts=tuple(facts))
    facts.append(PythonResolution(own, ResolverAnswer.INSTALLS, measured_on=environment.python_version))
    return Finding(CEILING, float(_minor(own)), facts=tuple(facts))


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _yanked(lock: Lock, published: Mapping[str, Published]) -> Finding:
    """How many of the locked versions are yanked; one of which that is not known is enough not to tell."""
    found: list[PublishedRelease] = []
    unknown: list[tuple[str, str]] = []
    for name, version in sorted(lock.distributions.items()):
        answer = published.get(canonicalize_name(name), Unanswered("nobody asked for it"))
        if isinstance(answer, Unanswered):
            unknown.append((f"{name} {version}", answer.reason))
        elif (release := _of_version(answer, version)) is None:
            unknown.append((f"{name} {version}", "the package index no longer lists this version"))
        elif release.yanked:
            found.append(_fact(name, release))
    facts = (Counted(len(found), "distributions", of=len(lock.distributions)), *found)
    if unknown:
        named, reason = unknown[0]
        others = f", and of {len(unknown) - 1} more" if len(unknown) > 1 else ""
        return Finding(
            YANKED,
            status=Status.PROBE_ERROR,
            reason=f"it is not known of {named}{others}: {reason}",
            facts=tuple(found),
        )
    told = (
        f"{each.distribution} {each.version}" + (f" ({each.why_yanked})" if each.why_yanked else "") for each in found
    )
    return Finding(YANKED, float(len(found)), reason="; ".join(told), facts=facts)


def _of_version(releases: Iterable[Release], text: str) -> Release | None:
    try:
        wanted = Version(text)
    except InvalidVersion:
        return None
    return next((each for each in releases if each.version == wanted), None)


def _licences(environment: Environment) -> Finding:
    """The share that declares an open licence; what is closed comes first among the facts, then what is not known."""
    locked = environment.lock.distributions
    if not locked:
        return Finding(LICENCES, status=Status.PROBE_ERROR, reason="the lock holds no distributions")
    facts = [_licence(name, version, environment) for name, version in sorted(locked.items())]
    closed = [fact for fact in facts if fact.is_open is False]
    unknown = [fact for fact in facts if fact.is_open is None]
    is_known_open = [fact for fact in facts if fact.is_open]
    said = (_named("another licence", closed), _named("no licence that is known", unknown))
    return Finding(
        LICENCES,
        len(is_known_open) / len(facts),
        reason="; ".join(filter(None, said)),
        facts=(Counted(len(is_known_open), "distributions", of=len(facts)), *closed, *unknown, *is_known_open),
    )


def _licence(name: str, version: str, environment: Environment) -> DistributionLicence:
    distribution = installed(name, environment)
    lines = tuple(declared(distribution)) if distribution else ()
    said = "; ".join(dict.fromkeys(value for _, value in lines))
    return DistributionLicence(name, version, is_open(lines), said[:_LONGEST_LICENCE])


def _named(what: str, facts: list[DistributionLicence]) -> str:
    if not facts:
        return ""
    names = ", ".join(f"{fact.distribution} {fact.version}" for fact in facts[:_MOST_NAMED])
    more = f" and {len(facts) - _MOST_NAMED} more" if len(facts) > _MOST_NAMED else ""
    return f"{len(facts)} declare{'s' if len(facts) == 1 else ''} {what}: {names}{more}"


def _fact(name: str, release: Release) -> PublishedRelease:
    day = release.uploaded.date().isoformat() if release.uploaded else ""
    return PublishedRelease(name, str(release.version), day, release.yanked, release.why_yanked)


def _not_told(metric: str, distribution: str, reason: str) -> Finding:
    return Finding(metric, status=Status.PROBE_ERROR, reason=f"{distribution}: {reason}")


PROBE = Probe(
    "continuity",
    2,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.ENVIRONMENT, Dependence.MONTH}),
)
