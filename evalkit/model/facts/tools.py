"""Facts about tools: what installs, with whom, on which Python, under which licence, in how many steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from evalkit.model.facts.registry import Fact, Prose, fact
from evalkit.model.status import Status


class Outcome(StrEnum):
    """What the resolver made of it."""

    INSTALLS = "installs"
    CONFLICT = "conflict"
    UNKNOWN = "not known"
    """No network, a build that failed, a version that the index does not carry: this says nothing of the tools."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A tool, and its requirements as its adapter pins them."""

    tool: str
    requires: tuple[str, ...]


@fact("pins")
@dataclass(frozen=True, slots=True)
class Pins(Fact):
    """What the resolver was asked about: some tools as they are pinned, for a platform and perhaps one Python."""

    tools: tuple[Pin, ...]
    platform: str
    python: str = ""


@fact("pair")
@dataclass(frozen=True, slots=True)
class PairResolution(Fact):
    """What the resolver made of one other tool beside the tool, or the stack, in one environment.

    `other` is pinned unless `free`. `version` is the other tool's when shared, `own_version` the one in its own lock;
    `falls_behind` says whether sharing holds it back, None where nobody asked or knows. `distributions` counts those of
    the whole environment. `sentence` is the resolver's on why not.
    """

    other: str
    outcome: Outcome
    distributions: int = 0
    version: str = ""
    free: bool = False
    own_version: str = ""
    falls_behind: bool | None = None
    sentence: Prose = ""


@fact("environment-group")
@dataclass(frozen=True, slots=True)
class EnvironmentGroup(Fact):
    """Environment `number`, from 1, of `of`: the tools that stand in it.

    `python` and `distributions` are those of its resolution, '' and 0 where a larger group was resolved instead.
    """

    number: int
    of: int
    tools: tuple[str, ...]
    python: str = ""
    distributions: int = 0


@fact("conflict")
@dataclass(frozen=True, slots=True)
class Conflict(Fact):
    """Tools that cannot stand in one environment as they are pinned, and would without any of them."""

    tools: tuple[str, ...]
    sentence: Prose = ""


@fact("unpinned")
@dataclass(frozen=True, slots=True)
class Unpinned(Fact):
    """Whether a tool would stand beside some others if it were not pinned, and in which version."""

    tool: str
    beside: tuple[str, ...]
    outcome: Outcome
    version: str = ""
    sentence: Prose = ""


@fact("python-resolution")
@dataclass(frozen=True, slots=True)
class PythonResolution(Fact):
    """Whether a tool installs on one Python.

    It is `measured_on` where it stands installed; else the resolver answered, or its own metadata refuse (`refused_by` is
    the distribution and its version, `requires_python` what it declares).
    """

    python: str
    outcome: Outcome
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
    """What one field of a distribution's metadata says of its licence."""

    distribution: str
    version: str
    field: str
    value: str


@fact("locked")
@dataclass(frozen=True, slots=True)
class Locked(Fact):
    """How many distributions a lock holds, when it was made, and how many MB (10⁶ bytes) they take on disk."""

    distributions: int
    locked: str
    mb: float | None = None


@fact("install")
@dataclass(frozen=True, slots=True)
class WarmInstall(Fact):
    """The wall seconds of each command that installed the lock from a warm cache, offline, nothing compiled."""

    seconds: tuple[float, ...]


@fact("imports")
@dataclass(frozen=True, slots=True)
class ImportTimes(Fact):
    """The wall seconds of imports of some packages, and the median of those of the bare interpreter's own start."""

    packages: tuple[str, ...]
    seconds: tuple[float, ...]
    bare_seconds: float


@fact("setup-steps")
@dataclass(frozen=True, slots=True)
class SetupSteps(Fact):
    """What is to be done beside installing: commands to prepare, services to start, files to write beyond the script."""

    task: str
    tool: str
    level: str
    services: int = 0
    files: int = 0
    prepare: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A distribution whose version today is not the locked one; '' where it is not there."""

    distribution: str
    locked: str = ""
    today: str = ""


@fact("installed-today")
@dataclass(frozen=True, slots=True)
class InstalledToday(Fact):
    """What was installed without pins, against the lock; `distributions` is None where that did not work, for `reason`."""

    requires: tuple[str, ...]
    python: str
    distributions: int | None = None
    changes: tuple[VersionChange, ...] = ()
    reason: Prose = ""


@fact("tried-today")
@dataclass(frozen=True, slots=True)
class TriedToday(Fact):
    """How an implementation came out in today's environment; `status` is None where it could not be installed."""

    task: str
    tool: str
    level: str
    file: str
    status: Status | None = None
    reason: Prose = ""


@fact("rated")
@dataclass(frozen=True, slots=True)
class Rated(Fact):
    """What one person gave, and why; `place` is the file or the address that shows it, `excerpt` what stands in the lines."""

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
    """A text from outside that is nothing but a text; `source` says whose it is."""

    text: Prose
    source: Literal["", "checker", "resolver", "tool"] = ""
