"""Work: what is left to do, as frozen descriptions that can be sent to another process or machine.

A work item names everything it needs by value or by digest: the workspace by the digest of its snapshot,
implementations by their names in it, the environment by its lock and interpreter. It refers to no live object.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.bench import Given, Limits
from evalkit.model import LevelName, Subject, Usage, label_of
from evalkit.model.rubric import USUAL_TURNS, USUAL_TYPOS


@dataclass(frozen=True, slots=True)
class EnvironmentFacts:
    """What a value depends on in an environment: the digest of the lock and the full version of the interpreter."""

    lock: str
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One thing to do.

    `name` is unique within a run. `snapshot` is the digest of the workspace. If `alone` is True, nothing else may run
    on the machine at the same time. `machine` is the digest of the machine that must do it, or '' if any machine may.
    """

    name: str
    snapshot: str
    alone: bool = False
    machine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallWork(Work):
    """Make the environment of a tool, with its companions for `task` if that is not None, and describe it."""

    tool: str
    task: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One implementation to run: its tool, its environment, and the subject of its samples."""

    tool: str
    subject: Subject
    facts: EnvironmentFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWork(Work):
    """Run one implementation once, for a verdict (`purpose` is 'check') or to watch its memory ('memory').

    With `draw`, it makes the pictures of the level too.
    """

    task: str
    level: LevelName
    scale: int
    seed: int
    limits: Limits
    member: Member
    purpose: str
    draw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockWork(Work):
    """Run every member once, in this order, without a pause, on one machine."""

    task: str
    level: LevelName
    scale: int
    seed: int
    limits: Limits
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingWork(Work):
    """Find out which APIs an implementation uses; if there is no environment, `facts` is None and `missing` says why.

    `checked` is what a verified run at this scale gave, or None if there was none.
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
    checked: Given | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeWork(Work):
    """Ask one probe one question.

    `implementations` holds the (task, level) pairs in question, and `wanted` the metrics that are not known yet.
    `faults` is the most faults of a task to inject, `typos` the most typos to put into a script, and `turns` how often
    at most something is changed and run again.
    `usages` maps labels of implementations to what they use. For a stack, `tools` lists its tools with their tasks.
    """

    subject: Subject
    probe: str
    version: int
    implementations: tuple[tuple[str, str], ...]
    wanted: tuple[str, ...]
    seed: int
    limits: Limits
    scale: int
    faults: int | None = None
    typos: int = USUAL_TYPOS
    turns: int = USUAL_TURNS
    panel: tuple[str, ...] = ()
    facts: EnvironmentFacts | None = None
    missing: str = ""
    usages: tuple[tuple[str, Usage], ...] = ()
    tools: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


def doing(work: Work) -> str:
    """Return what a worker does with this work, in a few words for people."""
    match work:
        case InstallWork():
            return f"preparing {work.tool}"
        case SampleWork():
            verb = "watching the memory of" if work.purpose == "memory" else "checking"
            return f"{verb} {label_of(work.task, work.member.tool, work.level)}"
        case BlockWork():
            return f"timing {work.task}/{work.level} at {work.scale:,} rows"
        case RecordingWork():
            return f"recording {label_of(work.task, work.tool, work.level)}"
        case ProbeWork():
            about = work.subject
            named = "/".join(part for part in (about.task, about.tool, about.level, about.stack) if part)
            return f"{work.probe}: {named}"
        case _:
            return work.name
