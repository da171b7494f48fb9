"""Facts about tools: installation, co-installation, Python versions, releases, licences and set-up steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evalkit.model.facts.fact_kinds import Fact, Prose, fact
from evalkit.model.status import Status


class ResolverAnswer(StrEnum):
    """The resolver's answer."""

    INSTALLS = "installs"
    CONFLICT = "conflict"
    UNKNOWN = "not known"
    """No network, a failed build, or a version that the index lacks: this says nothing about the tools."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A tool and its requirements as its adapter pins them."""

    tool: str
    requires: tuple[str, ...]


@fact("pins")
@dataclass(frozen=True, slots=True)
class Pins(Fact):
    """The question to the resolver: some pinned tools, for a platform and possibly one Python version."""

    tools: tuple[Pin, ...]
    platform: str
    python: str = ""


@fact("pair")
@dataclass(frozen=True, slots=True)
class PairResolution(Fact):
    """The resolver's answer about one other tool in the same environment as the tool or the stack.

    `other` is pinned unless `free`. `version` is the other tool's version in the shared environment, `own_version` that
    in its own lock. `falls_behind` says whether sharing holds it back; it is None if unknown. `distributions` counts
    those of the whole environment. `sentence` is the resolver's reason for a refusal.
    """

    other: str
    outcome: ResolverAnswer
    distributions: int = 0
    version: str = ""
    free: bool = False
    own_version: str = ""
    falls_behind: bool | None = None
    sentence: Prose = ""


@fact("environment-group")
@dataclass(frozen=True, slots=True)
class EnvironmentGroup(Fact):
    """Environment `number`, from 1, of `of`, and its tools.

    `python` and `distributions` come from its resolution; they are '' and 0 if a larger group was resolved instead.
    """

    number: int
    of: int
    tools: tuple[str, ...]
    python: str = ""
    distributions: int = 0


@fact("conflict")
@dataclass(frozen=True, slots=True)
class Conflict(Fact):
    """Pinned tools that cannot share an environment, although they can without any one of them."""

    tools: tuple[str, ...]
    sentence: Prose = ""


@fact("unpinned")
@dataclass(frozen=True, slots=True)
class Unpinned(Fact):
    """Whether a tool without pins could share an environment with some others, and in which version."""

    tool: str
    beside: tuple[str, ...]
    outcome: ResolverAnswer
    version: str = ""
    sentence: Prose = ""


@fact("python-resolution")
@dataclass(frozen=True, slots=True)
class PythonResolution(Fact):
    """Whether a tool installs on one Python version.

    `measured_on` is set if the tool is installed there. Otherwise the resolver answered, or the tool's own metadata
    rule it out: `refused_by` is then the distribution and its version, `requires_python` what that declares.
    """

    python: str
    outcome: ResolverAnswer
    measured_on: str = ""
    requires: tuple[str, ...] = ()
    platform: str = ""
    distributions: int = 0
    refused_by: str = ""
    requires_python: str = ""
    sentence: Prose = ""


@fact("declared-licence")
@dataclass(frozen=True, slots=True)
class DeclaredLicence(Fact):
    """What one field of a distribution's metadata says about its licence."""

    distribution: str
    version: str
    field: str
    value: str


@fact("distribution-licence")
@dataclass(frozen=True, slots=True)
class DistributionLicence(Fact):
    """Whether a distribution declares an open licence, None if unknown, and the line of its metadata that says so."""

    distribution: str
    version: str
    is_open: bool | None
    declared: str = ""


@fact("release")
@dataclass(frozen=True, slots=True)
class PublishedRelease(Fact):
    """A release as its package index lists it: the day of its upload, '' if unknown, and whether and why it was yanked."""

    distribution: str
    version: str
    uploaded: str = ""
    yanked: bool = False
    why_yanked: Prose = ""


@fact("locked")
@dataclass(frozen=True, slots=True)
class Locked(Fact):
    """The number of distributions in a lock, the day it was made, and their size on disk in MB (10⁶ bytes)."""

    distributions: int
    locked: str
    mb: float | None = None


@fact("install")
@dataclass(frozen=True, slots=True)
class WarmInstall(Fact):
    """The wall seconds of each command that installed the lock from a warm cache, offline and without compiling."""

    seconds: tuple[float, ...]


@fact("imports")
@dataclass(frozen=True, slots=True)
class ImportTimes(Fact):
    """The wall seconds of imports of some packages, and the median start-up time of the bare interpreter."""

    packages: tuple[str, ...]
    seconds: tuple[float, ...]
    bare_seconds: float


@fact("setup-steps")
@dataclass(frozen=True, slots=True)
class SetupSteps(Fact):
    """Set-up steps beside installing: commands to prepare, services to start, files to write beside the script."""

    task: str
    tool: str
    level: str
    services: int = 0
    files: int = 0
    prepare: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A distribution whose version today differs from the locked one; a version is '' if it is not installed."""

    distribution: str
    locked: str = ""
    today: str = ""


@fact("installed-today")
@dataclass(frozen=True, slots=True)
class InstalledToday(Fact):
    """The result of installing without pins, compared with the lock; `distributions` is None if it failed for `reason`."""

    requires: tuple[str, ...]
    python: str
    distributions: int | None = None
    changes: tuple[VersionChange, ...] = ()
    reason: Prose = ""


@fact("tried-today")
@dataclass(frozen=True, slots=True)
class TriedToday(Fact):
    """The result of an implementation in today's environment; `status` is None if that could not be installed."""

    task: str
    tool: str
    level: str
    file: str
    status: Status | None = None
    reason: Prose = ""


@fact("rated")
@dataclass(frozen=True, slots=True)
class Rated(Fact):
    """One person's rating and its reason; `place` is the file or address that shows it, `excerpt` the text there."""

    rater: str
    value: int
    as_of: str
    place: str
    lines: tuple[int, int] | None = None
    because: Prose = ""
    excerpt: Prose = ""


@fact("note")
@dataclass(frozen=True, slots=True)
class Note(Fact):
    """A text from outside; `source` says where it comes from."""

    text: Prose
    source: Literal["", "checker", "resolver", "tool"] = ""
