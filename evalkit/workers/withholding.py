"""What a run on a reader's own data keeps to itself: every text and picture that may hold a value of the data.

What is kept is what this module knows to come from elsewhere: figures, names of files that people wrote, and texts from
source files and package indexes. Whatever it does not know is withheld, so that a new kind of fact cannot give data
away.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from evalkit.bench import Sample
from evalkit.model import Fact, Status, Usage
from evalkit.model.facts import (
    PROSE,
    Conflict,
    DslSite,
    Gone,
    LeftFile,
    LeftOut,
    Note,
    PairResolution,
    Place,
    PublishedRelease,
    PythonResolution,
    Rated,
    Recurrence,
    Rerun,
    Unpinned,
)
from evalkit.plan import TakenSample
from evalkit.probes import PROBES, Dependence, Finding

WITHHELD = "withheld, because it may hold values of the reader's own data; --show-data keeps it"

FROM_ELSEWHERE: frozenset[type] = frozenset(
    {
        Conflict,
        DslSite,
        Gone,
        LeftOut,
        PairResolution,
        Place,
        PublishedRelease,
        PythonResolution,
        Rated,
        Recurrence,
        Unpinned,
    }
)
"""Kinds of facts whose texts stand in source files, come from a package index or a resolver, or were written by a
person."""
_EXCERPTS: dict[type, frozenset[str]] = {Rerun: frozenset({"excerpt"})}
"""Single texts of that kind in other facts."""

_OWN_WORDS = (Status.UNSUPPORTED, Status.TIMEOUT, Status.OUT_OF_MEMORY)
"""What evalkit says of these is made of names and limits; of a sample that is unavailable too, where no tool was
asked."""
_SEES_DATA = frozenset({Dependence.SAMPLE, Dependence.USAGE, Dependence.FAULTS})
"""What a probe depends on that runs implementations, or rests on such a run."""


def withheld_sample(taken: TakenSample) -> TakenSample:
    """Return a sample without what its run printed, drew or was told: its figures and its status stay."""
    sample: Sample = taken.sample
    verdict = sample.verdict and dataclasses.replace(
        sample.verdict, reasons=(), missed=dict.fromkeys(sample.verdict.missed, WITHHELD)
    )
    pictures = tuple(
        dataclasses.replace(drawn, image=b"", width=0, height=0, text="", all_text="", saw=None, why=WITHHELD)
        for drawn in sample.pictures
    )
    sample = dataclasses.replace(
        sample,
        reason=sample.hindrance or _reason(sample.status, sample.reason, (*_OWN_WORDS, Status.UNAVAILABLE)),
        log=f"{WITHHELD}\n" if sample.log else "",
        verdict=verdict,
        pictures=pictures,
    )
    return dataclasses.replace(taken, sample=sample)


def withheld_findings(findings: Iterable[Finding], probe: str) -> tuple[Finding, ...]:
    """Return the findings of a probe without texts that may hold values of the data."""
    found = PROBES.get(probe)
    sees_data = found is None or bool(found.depends & _SEES_DATA)
    return tuple(
        dataclasses.replace(
            finding,
            reason=_reason(finding.status, finding.reason) if sees_data else finding.reason,
            facts=tuple(withheld_fact(fact) for fact in finding.facts) if sees_data else finding.facts,
        )
        for finding in findings
    )


def withheld_usage(usage: Usage) -> Usage:
    """Return what an implementation uses, without the text that says why it was not recorded."""
    return dataclasses.replace(usage, reason=WITHHELD if usage.reason else "")


def withheld_fact(fact: Fact) -> Fact:
    """Return a fact without texts that may hold values of the data; a file that a run left is named by its suffix."""
    if isinstance(fact, LeftFile):
        return dataclasses.replace(fact, name=f"(withheld){PurePosixPath(fact.name).suffix}")
    if type(fact) in FROM_ELSEWHERE or (isinstance(fact, Note) and fact.source == "resolver"):
        return fact
    cleared: Fact = _cleared(fact)
    return cleared


def _reason(status: Status, reason: str, own_words: Collection[Status] = _OWN_WORDS) -> str:
    return WITHHELD if reason and status not in own_words else reason


def _cleared(one: Any) -> Any:
    """Return a dataclass without its texts for people, and those of the dataclasses in it."""
    stays = _EXCERPTS.get(type(one), frozenset())
    changes = {name: WITHHELD for name in _prose(type(one)) if name not in stays and getattr(one, name)}
    for field in dataclasses.fields(one):
        value = getattr(one, field.name)
        if isinstance(value, tuple) and any(map(dataclasses.is_dataclass, value)):
            changes[field.name] = tuple(_cleared(each) for each in value)  # type: ignore[assignment]
        elif dataclasses.is_dataclass(value):
            changes[field.name] = _cleared(value)
    return dataclasses.replace(one, **changes)


def _prose(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass that hold texts for people."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if get_origin(hint) is Annotated and PROSE in get_args(hint)[1:])
