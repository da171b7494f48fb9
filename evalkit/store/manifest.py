"""The manifest: what was run, where and with what. With the journal it is enough to make scorecard and report again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from evalkit.model import Adapter, FewerBlocks, Rubric, Task


class NotARun(Exception):
    """A folder holds no run that this evalkit can read."""


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
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Manifest:
        """Return the manifest from plain data; raises `NotARun` if this version cannot read it."""
        try:
            return cls(
                evalkit=value["evalkit"],
                rubric=Rubric.model_validate_json(json.dumps(value["rubric"])),
                tasks={name: Task.model_validate_json(json.dumps(task)) for name, task in value["tasks"].items()},
                adapters={
                    name: Adapter.model_validate_json(json.dumps(adapter))
                    for name, adapter in value["adapters"].items()
                },
                members={task: tuple(tools) for task, tools in value["members"].items()},
                machine=value["machine"],
                seed=value["seed"],
                command=value["command"],
                started=value["started"],
                finished=value["finished"],
                complete=value["complete"],
                sessions=tuple(value["sessions"]),
                tools={tool: ToolState(**state) for tool, state in value["tools"].items()},
                environments=value["environments"],
                current=value["current"],
                fewer_blocks=tuple(FewerBlocks(**fewer) for fewer in value.get("fewer_blocks", ())),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise NotARun(f"evalkit cannot read its manifest.json ({type(error).__name__}: {error})") from None
