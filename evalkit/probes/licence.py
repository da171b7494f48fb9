"""licence: whether the tool is open source, by what it declares itself.

Motivation. With an open licence, anybody may read a tool, repair it and go on using it, whatever its maker decides.
Many companies allow no other licence.

How. The probe reads the metadata of the distribution that the adapter requires first, in the installed environment,
without the network. The first of these fields that says something decides: the field License-Expression (SPDX), the
classifiers under 'License ::', the field License, as an identifier or a known name. An expression counts as approved if
it lets you choose licences that the Open Source Initiative has approved: one of those joined by OR, all of those joined
by AND. CC0 gives up all rights, so it is no obstacle beside an approved licence. A classifier counts if it stands under
'OSI Approved' and none stands under another heading. If the metadata name no known licence, the answer is unknown:
neither open nor closed.

Units. `setup.open_licence` is 1 or 0.

Validity. The makers declare the licence. The probe does not read the licence's text, nor the licences of the tool's
dependencies. A part of the tool that is sold or runs on a server has terms of its own.

How it can be gamed. A maker can declare a licence other than the one in the files.

What to do about a bad value. Read the licence's file, and ask the people who decide about licences for you.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution

from evalkit.environments import Unavailable, installed, main_distribution
from evalkit.model import Direction, LevelRule, Metric, Status
from evalkit.model.facts import DeclaredLicence
from evalkit.probes.finding import Finding
from evalkit.probes.licence_names import identified, is_approved
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    Metric(
        "setup.open_licence",
        "Open-source licence",
        "share",
        Direction.MORE,
        LevelRule.TOOL,
        "1 if the tool's own distribution declares a licence that the Open Source Initiative has approved, otherwise 0.",
        zero=True,
    ),
)


METRIC = "setup.open_licence"

_OPEN = "License :: OSI Approved"


def observe(question: Question) -> tuple[Finding, ...]:
    """Read the licence that the tool's own distribution declares."""
    if question.adapter is None or question.environment is None:
        raise CannotTell("there is no environment to read metadata in")
    try:
        name = main_distribution(question.adapter).name
    except Unavailable as unavailable:
        raise CannotTell(unavailable.reason) from None
    distribution = installed(name, question.environment)
    if distribution is None:
        raise CannotTell(f"the environment holds no metadata of {name}")
    lines = tuple(declared(distribution))
    told = f"{name} {distribution.version}"
    facts = tuple(DeclaredLicence(name, distribution.version, field, value) for field, value in lines)
    answer = is_open(lines)
    if answer is None:
        reason = f"{told} declares no licence that is known" if lines else f"{told} declares no licence"
        return (Finding(METRIC, status=Status.PROBE_ERROR, reason=reason, facts=facts),)
    reason = "" if answer else f"{told} declares {'; '.join(value for _, value in lines)}"
    return (Finding(METRIC, float(answer), reason=reason, facts=facts),)


def declared(distribution: Distribution) -> Iterator[tuple[str, str]]:
    """(field, value) of everything in the metadata that speaks of a licence, of longer texts the first line."""
    metadata = distribution.metadata
    for field in ("License-Expression", "Classifier", "License"):
        for value in metadata.get_all(field) or ():
            first = str(value).strip().partition("\n")[0].strip()
            if first and (field != "Classifier" or first.startswith("License ::")):
                yield field, first


def is_open(lines: Sequence[tuple[str, str]]) -> bool | None:
    """Whether the first field that says something names an approved licence; None where none names a known one."""
    for field, value in lines:
        if field == "License-Expression" and (answer := is_approved(value)) is not None:
            return answer
    if classifiers := [value for field, value in lines if field == "Classifier"]:
        return all(value.startswith(_OPEN) for value in classifiers)
    for field, value in lines:
        if field == "License" and (expression := identified(value)):
            return is_approved(expression)
    return None


PROBE = Probe(
    "licence",
    2,
    Scope.TOOL,
    observe,
    METRICS,
    depends=frozenset({Dependence.ENVIRONMENT}),
    family="setup",
)
