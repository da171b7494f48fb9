"""The manifest: what was run, where and with what. With the journal it is enough to make scorecard and report again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from evalkit.documents import one_of
from evalkit.documents.messages import EXPECTED, limit, options
from evalkit.model import Adapter, FewerBlocks, OwnData, Rubric, Task

_LONGEST_TEXT, _MOST_OF_A_MACHINE = 2000, 100
"""In characters, of what a manifest says of its evalkit, its time and its machine; and how many things of the machine."""


class NotARun(Exception):
    """A folder holds no run that this evalkit can read."""


class BadManifest(NotARun):
    """A run's manifest is not as evalkit writes it; the text says what of it is wrong."""


@dataclass(frozen=True, slots=True)
class ToolState:
    """The state of a tool's environment: its version, the newest version at lock time, and whether it exists.

    The state is 'installing' while a session that was asked for the tool has not come to it yet.
    """

    version: str
    newest: str | None = None
    locked: str | None = None
    state: Literal["ready", "installing", "unavailable", "not asked for"] = "installing"
    reason: str = ""


def states_of(
    asked: Iterable[str], before: Mapping[str, ToolState], now: Mapping[str, ToolState]
) -> dict[str, ToolState]:
    """Return the states of tools: from this session (`now`), else from earlier ones, else 'installing' if asked for.

    A tool that an earlier session was still installing when it ended is no longer installing.
    """
    known = {tool: state for tool, state in before.items() if state.state != "installing"}
    return {**{tool: ToolState("") for tool in asked}, **known, **now}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Snapshots of what people wrote, the machine, the sessions, and the key that each subject has now.

    `members` maps tasks to competing tools. `environments` maps 'task/tool' to the digest of its lock. `fewer_blocks`
    lists the contests that got fewer blocks than the rubric asks for, because they would have taken too much time.
    `data` tells of the reader's own data that the run used.
    """

    evalkit: str
    rubric: Rubric
    tasks: Mapping[str, Task]
    adapters: Mapping[str, Adapter]
    members: Mapping[str, tuple[str, ...]]
    machine: Mapping[str, str]
    seed: int
    command: str
    started: str
    finished: str | None = None
    complete: bool = False
    sessions: tuple[str, ...] = ()
    tools: Mapping[str, ToolState] = field(default_factory=dict)
    environments: Mapping[str, str] = field(default_factory=dict)
    current: Mapping[str, str] = field(default_factory=dict)
    fewer_blocks: tuple[FewerBlocks, ...] = ()
    data: OwnData | None = None

    def state_of(self, tool: str) -> ToolState:
        """Return the state of a tool, which is 'not asked for' if no session was asked to install it."""
        return self.tools.get(tool, ToolState("", state="not asked for"))

    @property
    def locks(self) -> dict[tuple[str, str], str]:
        """The digest of the lock of each (task, tool)."""
        return {
            (task, tool): lock for name, lock in self.environments.items() for task, _, tool in [name.partition("/")]
        }

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "evalkit": self.evalkit,
            "command": self.command,
            "seed": self.seed,
            "started": self.started,
            "finished": self.finished,
            "complete": self.complete,
            "sessions": list(self.sessions),
            "machine": dict(self.machine),
            "members": {task: list(tools) for task, tools in self.members.items()},
            "tools": {
                tool: {name: getattr(state, name) for name in ToolState.__slots__} for tool, state in self.tools.items()
            },
            "environments": dict(self.environments),
            "rubric": self.rubric.model_dump(mode="json", by_alias=True),
            "tasks": {name: task.model_dump(mode="json", by_alias=True) for name, task in self.tasks.items()},
            "adapters": {
                name: adapter.model_dump(mode="json", by_alias=True) for name, adapter in self.adapters.items()
            },
            "current": dict(self.current),
            "fewer_blocks": [asdict(fewer) for fewer in self.fewer_blocks],
            **({"data": asdict(self.data)} if self.data else {}),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Manifest:
        """Return the manifest from plain data.

        Raises:
            BadManifest: a value is missing or of the wrong type, or its parts do not belong together.
        """
        try:
            # As JSON once more, because of plain data a strict reader takes no list for a tuple and no text for an
            # enumeration.
            manifest = _reader().validate_json(json.dumps(value), strict=True)
        except ValidationError as error:
            raise BadManifest(_wrong_field(error.errors(include_url=False, include_input=False)[0])) from None
        except (ValueError, RecursionError) as error:
            raise BadManifest(f"it cannot be read ({error})") from None
        if wrong := next(_contradictions(manifest), None):
            raise BadManifest(wrong)
        return manifest


def _wrong_field(found: ErrorDetails) -> str:
    """Say which field is wrong, by its path such as `rubric.criteria.friction.title`, and what it should be."""
    field, kind = ".".join(map(str, found["loc"])), found["type"]
    named = f"the field `{field}`" if field else "it"
    if kind == "missing":
        return f"{named} is missing"
    if kind == "extra_forbidden":
        return f"{named} is none that this evalkit knows"
    expected = EXPECTED.get(kind) or limit(kind, found.get("ctx", {}))
    if not expected and kind == "literal_error":
        expected = one_of(options(found["ctx"]))
    return f"{named} must be {expected}" if expected else f"{named} cannot be used ({found['msg']})"


def _contradictions(manifest: Manifest) -> Iterator[str]:
    """Yield contradictions: tasks or tools that are named but missing, and texts that are longer than any evalkit writes."""
    if len(manifest.machine) > _MOST_OF_A_MACHINE:
        yield f"it says more than {_MOST_OF_A_MACHINE} things of its machine"
    told = {"evalkit": manifest.evalkit, "started": manifest.started, "finished": manifest.finished or ""}
    for name, text in (*told.items(), *(("machine", f"{key}{value}") for key, value in manifest.machine.items())):
        if len(text) > _LONGEST_TEXT:
            yield f"{name} is longer than {_LONGEST_TEXT:,} characters"
    yield from (
        f"a task is called {name!r} and {task.task!r}" for name, task in manifest.tasks.items() if task.task != name
    )
    for name, adapter in manifest.adapters.items():
        if adapter.tool != name:
            yield f"a tool is called {name!r} and {adapter.tool!r}"
    for task in manifest.rubric.tasks:
        if task not in manifest.tasks or task not in manifest.members:
            yield f"its rubric has the task {task!r}, of which it says nothing else"
    for task, tools in manifest.members.items():
        if task not in manifest.tasks:
            yield f"it has tools for {task!r}, which is none of its tasks"
        else:
            missing = {*tools, manifest.tasks[task].baseline} - manifest.adapters.keys()
            yield from (f"it has no adapter of {tool!r}" for tool in sorted(missing))


@cache
def _reader() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)
