"""Outcomes: what came of a work item, as data that can be sent back from another process or another machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.bench import Sample
from evalkit.model import BlockPlace, Subject, Usage
from evalkit.model.facts import MachineLoad
from evalkit.plan.work import EnvironmentFacts
from evalkit.probes import Finding


@dataclass(frozen=True, slots=True)
class Provisioned:
    """An environment that stands on the worker's machine: what values depend on, and what the manifest says of it.

    `version` is the one measured, `newest` the newest there was when the lock was made, `locked` the day of that.
    """

    facts: EnvironmentFacts
    version: str
    newest: str | None
    locked: str


@dataclass(frozen=True, slots=True)
class TakenSample:
    """One run of an implementation, and what it is about.

    `block` is None outside of blocks; `load` is how busy the machine was when its block began.
    """

    subject: Subject
    purpose: str
    sample: Sample
    block: BlockPlace | None = None
    load: MachineLoad | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the work called `work`.

    `machine` describes the machine that it was done on, `seconds` is how long it took there, `installing` how much of
    that went into making environments. `unfit` says, unless it is '', why this worker cannot do such work at all: then
    nothing else is said, and somebody else has to do it.
    """

    work: str
    machine: Mapping[str, str]
    seconds: float = 0.0
    installing: float = 0.0
    samples: tuple[TakenSample, ...] = ()
    findings: tuple[Finding, ...] = ()
    subject: Subject | None = None
    environment: Provisioned | None = None
    unavailable: str = ""
    usage: Usage | None = None
    unfit: str = ""
