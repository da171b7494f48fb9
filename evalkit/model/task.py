"""Tasks: steps of the reference workflow, each described as a contract, and their implementations."""

from __future__ import annotations

import keyword
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self, cast

from pydantic import Field, field_validator, model_validator

from evalkit.model.document import Document, Name, Text
from evalkit.model.own_data import Role
from evalkit.model.subject import label_of

LevelName = Literal["hello", "adapt", "stretch"]
Service = Literal["http", "browser"]
"""How a task's driver talks to the services that its implementations are."""
LEVELS: tuple[LevelName, ...] = ("hello", "adapt", "stretch")
"""The levels of a task, from the usual case to the hard case."""
USUAL_LEVEL: LevelName = "adapt"
"""The everyday change: the level that a question is about if it names none."""

EDIT_MARK = "# evalkit: edit"
HAND_OVER_MARK = "# evalkit: hand over"

DRIVER = "driver.py"
"""The file of a task that talks to the services that its implementations are."""

GIVEN = "given"
"""The folder of a task that holds given code: modules that evalkit puts into `inputs/`, for implementations to
import."""


MOST_FACTS = 30
"""The most facts that a level may list."""
MOST_PICTURES = 4
"""The most files of a level of which evalkit makes pictures."""
DRAWABLE = (".html", ".png", ".svg")
"""How the names of files end of which evalkit can make a picture."""
DRAWN_IN = ("outputs", "seen")
"""The folders of such files: what an implementation wrote, and where a driver puts pictures of what it saw, which is no
output."""


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
    stages: Annotated[
        tuple[Name, ...], Field(description="The stages of this level, where they differ from the task's.")
    ] = ()
    cut: Annotated[
        Name | None,
        Field(
            description="The stage that given code has evalkit cut off in the middle; the stages after it run all the same."
        ),
    ] = None
    pages: Annotated[
        tuple[Text, ...],
        Field(
            description=(
                "Pages such as outputs/report.html that evalkit opens in a browser without a network: the checker gets their "
                "text, and the report shows their picture."
            )
        ),
    ] = ()
    pictures: Annotated[
        tuple[Text, ...],
        Field(
            description=(
                "Files such as outputs/plot.png (or .svg, .html) whose picture the report shows; a result may lack them. A "
                "driver puts pictures of what it saw into seen/."
            )
        ),
    ] = ()

    @field_validator("edit")
    @classmethod
    def _can_be_written(cls, value: float | str | None) -> float | str | None:
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("must be a finite number")  # Python has no way to write another one down
        return value

    @field_validator("stages")
    @classmethod
    def _differ(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _differing(value)

    @field_validator("pages", "pictures")
    @classmethod
    def _are_drawable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            parts = name.split("/")
            if parts[0] not in DRAWN_IN or len(parts) < 2 or any(part in ("", ".", "..") for part in parts):
                raise ValueError(f"{name!r} is no file below outputs/; write outputs/report.html")
            if not name.endswith(DRAWABLE):
                raise ValueError(
                    f"evalkit makes no picture of {name!r}; write a name that ends in {', '.join(DRAWABLE)}"
                )
        return value

    @model_validator(mode="after")
    def _draw_few(self) -> Self:
        if len(set(self.drawn)) < len(self.drawn):
            raise ValueError("names a file twice under pages and pictures; a page has a picture anyway")
        if len(self.drawn) > MOST_PICTURES:
            raise ValueError(f"has {len(self.drawn)} pages and pictures; at most {MOST_PICTURES} are shown")
        return self

    @property
    def drawn(self) -> tuple[str, ...]:
        """The files of which evalkit makes pictures: pages first."""
        return (*self.pages, *self.pictures)


class Fault(Document):
    """One fault to inject into the inputs: whether a tool must catch or tolerate it, and what it should name."""

    must: Literal["caught", "tolerated"]
    names: tuple[Text, ...] = ()


class Task(Document):
    """A task file, `tasks/<task>/task.yaml`.

    `scales` lists numbers of input rows, ascending. `baseline` is the tool whose implementations are ordinary Python.
    `not_applicable` lists the metrics that make no sense for this task, whatever the tool. `stages` names the scripts
    of every implementation, which run in this order, each as a fresh process in the same folder; a task without stages
    has one script. `given` names the modules in the task's folder `given/` that every implementation may import. Where
    there is a `driver`, every implementation is a service, and the task's driver.py talks to it. `roles` are those that
    the task needs of a reader's own data, which its `make` then takes as `own`.
    """

    task: Name
    title: Text
    scales: Annotated[tuple[Annotated[int, Field(ge=1, le=100_000_000)], ...], Field(min_length=1)]
    baseline: Name
    levels: Annotated[Mapping[LevelName, Level], Field(min_length=1)]
    faults: Mapping[Name, Fault] = Field(default_factory=dict)
    not_applicable: tuple[Text, ...] = ()
    stages: tuple[Name, ...] = ()
    given: tuple[Text, ...] = ()
    driver: Annotated[
        Service | None,
        Field(
            description=(
                "Every implementation is a service, and driver.py talks to it: over HTTP ('http'), or with a headless "
                "Chromium ('browser')."
            )
        ),
    ] = None
    roles: Annotated[
        Mapping[Role, Annotated[int, Field(ge=1, le=20)]],
        Field(
            description=(
                "How many columns of each role the task needs of a reader's own data (`evalkit run --data`). Without roles it "
                "takes none."
            )
        ),
    ] = Field(default_factory=dict)

    @field_validator("stages")
    @classmethod
    def _differ(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _differing(value)

    @field_validator("given")
    @classmethod
    def _are_modules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            stem = name.removesuffix(".py")
            if stem == name or not stem.isidentifier() or keyword.iskeyword(stem):
                raise ValueError(f"{name!r} cannot be imported; name a module, such as steps.py")
            if stem in sys.stdlib_module_names:
                raise ValueError(f"{name!r} would hide Python's own module {stem}; give it another name")
        if len(set(value)) < len(value):
            raise ValueError("must differ")
        return value

    @model_validator(mode="after")
    def _cut_a_stage_that_another_follows(self) -> Self:
        for name, level in self.levels.items():
            stages = self.stages_of(name)
            if level.cut is not None and level.cut not in stages[:-1]:
                raise ValueError(f"level {name} cuts {level.cut!r}; write a stage that another one follows")
        return self

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

    def stages_of(self, level: str) -> tuple[str, ...]:
        """The stages of a level; empty where it has a single script."""
        found = self.levels.get(cast("LevelName", level))
        return (found.stages if found else ()) or self.stages

    @property
    def given_modules(self) -> frozenset[str]:
        """The names that implementations import given code by."""
        return frozenset(name.removesuffix(".py") for name in self.given)

    def some_faults(self, most: int | None) -> dict[str, Fault]:
        """At most so many of the faults, in the task's order, the same for every tool; None: all.

        They are spread evenly over the faults to catch and over those to tolerate, both in proportion, at least one of
        each.
        """
        if most is None or most >= len(self.faults):
            return dict(self.faults)
        serious = [name for name, fault in self.faults.items() if fault.must == "caught"]
        harmless = [name for name, fault in self.faults.items() if fault.must == "tolerated"]
        fewest = 1 if harmless and serious and most > 1 else 0
        share = min(max(round(most * len(harmless) / len(self.faults)), fewest), len(harmless), most - fewest)
        chosen = {*_spread(harmless, share), *_spread(serious, most - share)}
        return {name: fault for name, fault in self.faults.items() if name in chosen}


def _differing(stages: tuple[str, ...]) -> tuple[str, ...]:
    if len(stages) == 1:
        raise ValueError("must be left out where there is a single stage")
    if len(set(stages)) < len(stages):
        raise ValueError("must differ: each stage is a script of its own")
    return stages


def _spread(names: list[str], count: int) -> list[str]:
    """So many of the names, evenly spread over them."""
    return [names[(2 * at + 1) * len(names) // (2 * count)] for at in range(min(count, len(names)))]


@dataclass(frozen=True, slots=True)
class Implementation:
    """A task at one level in one tool.

    `main` is the script that evalkit runs. `files` lists everything the author wrote for it: the script first, then the
    rest of its folder by name. For a level that the tool cannot do, `main` is None and `unsupported` is the file that
    says why. At a level with stages, `stages` are its scripts in the order in which they run, and `main` is the first;
    `cut` is the one that given code has evalkit cut off.
    `beside` are the modules that the tool's levels share and that this one does not use: they count nowhere in it.
    `shows` names the facts that a result of this level can show, in the task's order. Where a driver talks to a
    service, the last script is the service, and `driver` says how. evalkit opens `pages` in a browser for the checker,
    and makes `pictures` for the report.
    """

    task: str
    tool: str
    level: LevelName
    main: Path | None
    files: tuple[Path, ...] = ()
    unsupported: Path | None = None
    stages: tuple[Path, ...] = ()
    cut: Path | None = None
    shows: tuple[str, ...] = ()
    driver: Service | None = None
    pages: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()

    @property
    def scripts(self) -> tuple[Path, ...]:
        """The scripts that evalkit runs, in this order, each as a process of its own."""
        return self.stages or ((self.main,) if self.main else ())

    @property
    def needs_browser(self) -> bool:
        """Whether it can only be judged where a browser can be opened."""
        return self.driver == "browser" or bool(self.pages)

    @property
    def label(self) -> str:
        """The name of the implementation in messages and logs."""
        return label_of(self.task, self.tool, self.level)
