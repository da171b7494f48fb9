"""Work: what is left to do, as frozen descriptions that can be sent to another process or another machine.

A work item names everything it needs by value or by digest: the workspace by the digest of its snapshot, what is asked
about by names that stand in it, the environment by its lock and interpreter. It refers to no live object.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.bench import Limits
from evalkit.model import LevelName, Subject, Usage


@dataclass(frozen=True, slots=True)
class EnvironmentFacts:
    """What of an environment a value depends on: the lock's digest and the interpreter's full version."""

    lock: str
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One thing to do.

    `name` tells it apart within a run. `alone` says that nothing else may be done on the machine meanwhile. `machine` is
    the digest of the machine that it must be done on, '' where any will do. `snapshot` is the digest of the workspace.
    """

    name: str
    snapshot: str
    alone: bool = False
    machine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallWork(Work):
    """Make the environment of a tool, with its companions for `task` where that is not None, and say what it is."""

    tool: str
    task: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One implementation to run: who, in which environment, and what its samples are about."""

    tool: str
    subject: Subject
    facts: EnvironmentFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWork(Work):
    """Run one implementation once, for a verdict (`purpose` 'check'), or watched for its memory ('memory')."""

    task: str
    level: LevelName
    scale: int
    seed: int
    limits: Limits
    member: Member
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockWork(Work):
    """Run every member once, in this order, in one go on one machine."""

    task: str
    level: LevelName
    scale: int
    seed: int
    limits: Limits
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingWork(Work):
    """Find out what an implementation uses of other people's code; `facts` None: it has no environment, for `missing`.

    `plain_digest` is that of the outputs of a verified run at this scale, '' where there was none.
    """

    task: str
    tool: str
    level: LevelName
    key: str
    scale: int
    seed: int
    limits: Limits
    facts: EnvironmentFacts | None
    missing: str = ""
    plain_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeWork(Work):
    """Ask one probe one question.

    `about` are the levels (or, of a tool, the 'task/level' pairs) that are asked about, `wanted` the metrics
    that are not known yet, `faults` the most of a task's faults to inject. `usages` are what the implementations use, by label. Of a stack, `tools` are its tools
    with the tasks that they do in it.
    """

    subject: Subject
    probe: str
    version: int
    about: tuple[tuple[str, str], ...]
    wanted: tuple[str, ...]
    seed: int
    limits: Limits
    scale: int
    faults: int | None = None
    panel: tuple[str, ...] = ()
    facts: EnvironmentFacts | None = None
    missing: str = ""
    usages: tuple[tuple[str, Usage], ...] = ()
    tools: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


def doing(work: Work) -> str:
    """What whoever does it is doing, in a few words for people."""
    match work:
        case InstallWork():
            return f"preparing {work.tool}"
        case SampleWork():
            verb = "watching the memory of" if work.purpose == "memory" else "checking"
            return f"{verb} {work.task}/{work.member.tool}/{work.level}"
        case BlockWork():
            return f"timing {work.task}/{work.level} at {work.scale:,} rows"
        case RecordingWork():
            return f"recording {work.task}/{work.tool}/{work.level}"
        case ProbeWork():
            about = work.subject
            named = "/".join(part for part in (about.task, about.tool, about.level, about.stack) if part)
            return f"{work.probe}: {named}"
        case _:
            return work.name
