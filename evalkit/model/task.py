"""Tasks: steps of the reference workflow, each described as a contract, and their implementations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from evalkit.model.document import Document, Name, Text

LevelName = Literal["hello", "adapt", "stretch"]
LEVELS: tuple[LevelName, ...] = ("hello", "adapt", "stretch")
"""The levels of a task, from the usual case to the hard case."""

EDIT_MARK = "# evalkit: edit"
HAND_OVER_MARK = "# evalkit: hand over"


MOST_FACTS = 30
"""The most facts that a level may list."""


class Level(Document):
    """One level: what it asks for, and what can be told of a result beyond that it passes."""

    asks: Annotated[Text, Field(description="What the level asks for, and in which files and formats.")]
    edit: Annotated[
        int | float | str | None,
        Field(description="The new value on the line marked '# evalkit: edit' when evalkit runs again after an edit."),
    ] = None
    shows: Annotated[
        Mapping[Name, Text],
        Field(
            max_length=MOST_FACTS,
            description=(
                "Facts that a result can show, by name, each in words that a user of the task understands. A tool may miss "
                "some and still pass; its score at this level is the share that it shows."
            ),
        ),
    ] = Field(default_factory=dict)


class Fault(Document):
    """One fault to inject into the inputs: whether a tool must catch or tolerate it, and what it should name."""

    must: Literal["caught", "tolerated"]
    names: tuple[Text, ...] = ()


class Task(Document):
    """A task file, `tasks/<task>/task.yaml`.

    `scales` lists numbers of input rows, ascending. `baseline` is the tool whose implementations are ordinary Python.
    `not_applicable` lists the metrics that make no sense for this task, whatever the tool. `stages` names the scripts of
    every implementation, which run in this order, each as a fresh process in the same folder; a task without stages has
    one script.
    """

    task: Name
    title: Text
    scales: Annotated[tuple[Annotated[int, Field(ge=1, le=100_000_000)], ...], Field(min_length=1)]
    baseline: Name
    levels: Annotated[Mapping[LevelName, Level], Field(min_length=1)]
    faults: Mapping[Name, Fault] = Field(default_factory=dict)
    not_applicable: tuple[Text, ...] = ()
    stages: tuple[Name, ...] = ()

    @field_validator("stages")
    @classmethod
    def _differ(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) == 1:
            raise ValueError("must be left out where there is a single stage")
        if len(set(value)) < len(value):
            raise ValueError("must differ: each stage is a script of its own")
        return value

    @field_validator("scales")
    @classmethod
    def _ascend(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(larger <= smaller for smaller, larger in pairwise(value)):
            raise ValueError("must ascend; each scale must be larger than the one before it")
        return value

    @property
    def level_names(self) -> tuple[LevelName, ...]:
        """The levels of this task, lowest first."""
        return tuple(level for level in LEVELS if level in self.levels)

    def some_faults(self, most: int | None) -> dict[str, Fault]:
        """At most so many of the faults, in the task's order, the same for every tool; None: all.

        They are spread evenly over the faults to catch and over those to tolerate, both in proportion, at least one of each.
        """
        if most is None or most >= len(self.faults):
            return dict(self.faults)
        serious = [name for name, fault in self.faults.items() if fault.must == "caught"]
        harmless = [name for name, fault in self.faults.items() if fault.must == "tolerated"]
        fewest = 1 if harmless and serious and most > 1 else 0
        share = min(max(round(most * len(harmless) / len(self.faults)), fewest), len(harmless), most - fewest)
        chosen = {*_spread(harmless, share), *_spread(serious, most - share)}
        return {name: fault for name, fault in self.faults.items() if name in chosen}


def _spread(names: list[str], count: int) -> list[str]:
    """So many of the names, evenly spread over them."""
    return [names[(2 * at + 1) * len(names) // (2 * count)] for at in range(min(count, len(names)))]


@dataclass(frozen=True, slots=True)
class Implementation:
    """A task at one level in one tool.

    `main` is the script that evalkit runs. `files` lists everything the author wrote for it: the script first, then the
    rest of its folder by name. For a level that the tool cannot do, `main` is None and `unsupported` is the file that
    says why. In a task with stages, `stages` are its scripts in the order in which they run, and `main` is the first.
    `shows` names the facts that a result of this level can show, in the task's order.
    """

    task: str
    tool: str
    level: LevelName
    main: Path | None
    files: tuple[Path, ...] = ()
    unsupported: Path | None = None
    stages: tuple[Path, ...] = ()
    shows: tuple[str, ...] = ()

    @property
    def scripts(self) -> tuple[Path, ...]:
        """The scripts that evalkit runs, in this order, each as a process of its own."""
        return self.stages or ((self.main,) if self.main else ())

    @property
    def label(self) -> str:
        """The name of the implementation in messages and logs."""
        return f"{self.task}/{self.tool}/{self.level}"
