"""Outcomes: the results of work items, as data that another process or machine can send back."""

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
    """An environment on the worker's machine: what values depend on, and what the manifest records.

    `version` is the measured version, `newest` the newest one when the lock was made, and `locked` the day of the lock.
    """

    facts: EnvironmentFacts
    version: str
    newest: str | None
    locked: str


@dataclass(frozen=True, slots=True)
class TakenSample:
    """One run of an implementation and its subject.

    `block` is None outside of blocks. `load` is the machine's load when the block began.
    """

    subject: Subject
    purpose: str
    sample: Sample
    block: BlockPlace | None = None
    load: MachineLoad | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of the work item named `work`.

    `machine` describes where it was done. `seconds` is how long it took there, `installing` how much of that went into
    making environments and into waiting for another evalkit. If `unfit` is not empty, it says why this worker cannot do such work; the outcome then holds
    nothing else, and another worker must do it.
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
